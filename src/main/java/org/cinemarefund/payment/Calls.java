package org.cinemarefund.payment;

import java.time.Instant;
import org.cinemarefund.payment.RefundTransaction.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Our calls to the channel about a number.
 *
 * @param sends how often bytes left or may have left
 * @param polls how often we asked since the last send
 * @param lastAnswer what the last query after the last send said; missing when none was made since
 */
public record Calls(
        Instant firstSentAt,
        Instant lastSentAt,
        int sends,
        int polls,
        Instant lastPolledAt,
        @Nullable Answer lastAnswer) {
    static final Calls NONE = new Calls(null, null, 0, 0, null, null);

    Calls sent(Instant at) {
        return new Calls(firstSentAt == null ? at : firstSentAt, at, sends + 1, 0, lastPolledAt, null);
    }

    /** The send that {@link #sent} claimed did not happen; what the channel said before it has to be asked anew. */
    Calls notSent(Calls before) {
        return new Calls(before.firstSentAt, before.lastSentAt, before.sends, before.polls, lastPolledAt, null);
    }

    Calls polled(Instant at, Answer answer) {
        return new Calls(firstSentAt, lastSentAt, sends, polls + 1, at, answer);
    }

    /** Counting of questions begins anew. */
    Calls countedAnew() {
        return new Calls(firstSentAt, lastSentAt, sends, 0, lastPolledAt, lastAnswer);
    }
}
