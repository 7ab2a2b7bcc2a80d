package org.cinemarefund.payment;

import java.util.function.Function;

/** The kinds of answer to a refund request (design §3). Unknown is never a failure: the money may have moved. */
public sealed interface SubmitReply {

    /** The channel has the refund; it may still be on its way. */
    record Accepted(ChannelRefund refund) implements SubmitReply {}

    /** Not now: the merchant account lacks money. The same number and bytes will do later. */
    record RefusedForNow(String code, String message) implements SubmitReply {}

    /**
     * Never by this request, and why; to be confirmed by a query before anybody acts on it.
     *
     * @param moreThanLeft because less than was asked for is left of the payment: a part went back by another way
     */
    record Refused(String code, String message, boolean moreThanLeft) implements SubmitReply {

        public Refused(String code, String message) {
            this(code, message, false);
        }
    }

    /**
     * A signed refusal for a reason that nobody listed: final only if it is still the same after a while.
     *
     * @param message the channel's words, for people
     */
    record RefusedUnlisted(String code, String message) implements SubmitReply {}

    /**
     * No usable answer: ask again with the same number.
     *
     * @param sent false when not a byte left this machine (open breaker, rate limit)
     */
    record Unknown(String cause, boolean sent) implements SubmitReply {}

    /** Handles every kind; a forgotten one does not compile. */
    default <T> T fold(
            Function<Accepted, T> accepted,
            Function<RefusedForNow, T> refusedForNow,
            Function<Refused, T> refused,
            Function<RefusedUnlisted, T> refusedUnlisted,
            Function<Unknown, T> unknown) {
        if (this instanceof Accepted submitReplyAccepted) {
            return accepted.apply(submitReplyAccepted);
        }
        if (this instanceof RefusedForNow refusal) {
            return refusedForNow.apply(refusal);
        }
        if (this instanceof Refused submitReplyRefused) {
            return refused.apply(submitReplyRefused);
        }
        if (this instanceof RefusedUnlisted unlisted) {
            return refusedUnlisted.apply(unlisted);
        }
        return unknown.apply((Unknown) this);
    }
}
