package org.cinemarefund.payment;

import java.util.function.Function;

/** What the channel says to an application for an abnormal refund. Unknown is never a failure: the money may move. */
public sealed interface RepairReply {

    /** The channel took it on; the refund is on its way again. */
    record Accepted(ChannelRefund refund) implements RepairReply {}

    /** Not like this, or not any more; nothing moves by this request. The message never holds card data. */
    record Refused(String code, String message) implements RepairReply {}

    /**
     * No usable answer: a query tells whether the refund is still abnormal.
     *
     * @param sent false when not a byte left this machine (open breaker, rate limit)
     */
    record Unknown(String cause, boolean sent) implements RepairReply {}

    /** Handles every kind; a forgotten one does not compile. */
    default <T> T fold(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Unknown, T> unknown) {
        if (this instanceof Accepted repairReplyAccepted) {
            return accepted.apply(repairReplyAccepted);
        }
        if (this instanceof Refused repairReplyRefused) {
            return refused.apply(repairReplyRefused);
        }
        return unknown.apply((Unknown) this);
    }
}
