package org.cinemarefund.payment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the channel said against a number.
 *
 * @param code of a final refusal, waiting for or confirmed by a query; missing otherwise
 * @param moreThanLeft whether that refusal says that less than this is left of the payment
 * @param unlisted the code of a signed refusal that nobody listed; missing when there was none
 * @param unlistedSince when a request was first answered with that code
 */
public record Refusal(
        @Nullable String code,
        boolean moreThanLeft,
        @Nullable String unlisted,
        Instant unlistedSince) {
    static final Refusal NONE = new Refusal(null, false, null, null);

    /** @param next missing when there is none any more */
    Refusal of(@Nullable String next) {
        return new Refusal(next, moreThanLeft && next != null, unlisted, unlistedSince);
    }

    Refusal moreThanLeft(boolean is) {
        return new Refusal(code, is, unlisted, unlistedSince);
    }

    /** @param since missing with a missing code: the newest answer was of another kind */
    Refusal unlisted(String next, @Nullable Instant since) {
        return new Refusal(code, moreThanLeft, next, since);
    }
}
