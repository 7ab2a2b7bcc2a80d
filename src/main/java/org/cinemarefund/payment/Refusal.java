package org.cinemarefund.payment;

import java.time.Instant;

/**
 * What the channel said against a number.
 *
 * @param code of a final refusal, waiting for or confirmed by a query; null otherwise
 * @param moreThanLeft whether that refusal says that less than this is left of the payment
 * @param unlisted the code of a signed refusal that nobody listed; null when there was none
 * @param unlistedSince when a request was first answered with that code
 */
public record Refusal(String code, boolean moreThanLeft, String unlisted, Instant unlistedSince) {
    static final Refusal NONE = new Refusal(null, false, null, null);

    /** @param next null when there is none any more */
    Refusal of(String next) {
        return new Refusal(next, moreThanLeft && next != null, unlisted, unlistedSince);
    }

    Refusal moreThanLeft(boolean is) {
        return new Refusal(code, is, unlisted, unlistedSince);
    }

    /** @param since null with a null code: the newest answer was of another kind */
    Refusal unlisted(String next, Instant since) {
        return new Refusal(code, moreThanLeft, next, since);
    }
}
