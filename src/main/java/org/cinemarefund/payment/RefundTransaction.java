package org.cinemarefund.payment;

import java.time.Instant;

/**
 * One number we may ask the channel to pay, with the exact request. Amounts are fen.
 *
 * @param request the stored bytes, sent unchanged every time
 * @param approvedBy who decided that this money may go: the approval without which nothing is sent
 * @param repairRound counts accepted applications for an abnormal refund
 * @param refusal the channel's code of a final refusal, waiting for or confirmed by a query; null otherwise
 * @param lastAnswer what the last query after the last send said; null when none was made since
 * @param cause why the outcome is unknown or delayed, for people; null otherwise
 * @param sends how often bytes left or may have left
 * @param polls how often we asked since the last send
 */
public record RefundTransaction(
        String outRefundNo,
        String applicationNo,
        int attempt,
        String orderNo,
        String transactionId,
        long refundAmount,
        long totalAmount,
        byte[] request,
        String approvedBy,
        RefundState state,
        int repairRound,
        String refundId,
        String refusal,
        Answer lastAnswer,
        String cause,
        String channel,
        String userReceivedAccount,
        Instant successTime,
        Instant preparedAt,
        Instant firstSentAt,
        Instant lastSentAt,
        int sends,
        int polls,
        Instant lastPolledAt,
        Instant changedAt) {

    /** What is asked of the channel. */
    public RefundOrder order() {
        return new RefundOrder(outRefundNo, transactionId, orderNo, refundAmount, totalAmount);
    }

    /** A final refusal was heard and not yet checked by a query. */
    public boolean refusalToConfirm() {
        return refusal != null && state == RefundState.UNKNOWN && lastAnswer == null;
    }

    /** The channel did not know the number when last asked. */
    public boolean unknownToChannel() {
        return lastAnswer == Answer.NOT_FOUND || lastAnswer == Answer.NOT_FOUND_SIGNED;
    }

    /** What a query said. NOT_FOUND_SIGNED carried a valid signature of the channel. */
    public enum Answer {
        FOUND,
        NOT_FOUND,
        NOT_FOUND_SIGNED,
        UNKNOWN
    }

    @Override
    public String toString() {
        return "RefundTransaction[" + outRefundNo + " " + state + "]";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RefundTransaction it && outRefundNo.equals(it.outRefundNo) && state == it.state;
    }

    @Override
    public int hashCode() {
        return outRefundNo.hashCode();
    }

    Change change() {
        return new Change(this);
    }

    /** The next version of a row; every field not named stays. */
    static final class Change {
        private final RefundTransaction from;
        private String approvedBy;
        private RefundState state;
        private String refundId;
        private String refusal;
        private Answer lastAnswer;
        private String cause;
        private String channel;
        private String account;
        private Instant successTime;
        private Instant firstSentAt;
        private Instant lastSentAt;
        private int sends;
        private int polls;
        private Instant lastPolledAt;

        Change(RefundTransaction from) {
            this.from = from;
            approvedBy = from.approvedBy;
            state = from.state;
            refundId = from.refundId;
            refusal = from.refusal;
            lastAnswer = from.lastAnswer;
            cause = from.cause;
            channel = from.channel;
            account = from.userReceivedAccount;
            successTime = from.successTime;
            firstSentAt = from.firstSentAt;
            lastSentAt = from.lastSentAt;
            sends = from.sends;
            polls = from.polls;
            lastPolledAt = from.lastPolledAt;
        }

        Change state(RefundState next) {
            state = next;
            return this;
        }

        Change approvedBy(String who) {
            approvedBy = who;
            return this;
        }

        /** Not a byte left, so that what the channel said before has to be asked anew. */
        Change notSent() {
            lastAnswer = null;
            return this;
        }

        Change sent(Instant at) {
            firstSentAt = firstSentAt == null ? at : firstSentAt;
            lastSentAt = at;
            sends++;
            polls = 0;
            lastAnswer = null;
            return this;
        }

        Change polled(Instant at, Answer answer) {
            polls++;
            lastPolledAt = at;
            lastAnswer = answer;
            return this;
        }

        Change refusal(String code) {
            refusal = code;
            return this;
        }

        Change cause(String why) {
            cause = why == null || why.length() <= 500 ? why : why.substring(0, 500);
            return this;
        }

        Change told(ChannelRefund refund) {
            refundId = refund.refundId();
            channel = refund.channel() == null ? channel : refund.channel();
            account = refund.userReceivedAccount() == null ? account : refund.userReceivedAccount();
            successTime = refund.successTime() == null ? successTime : refund.successTime();
            refusal = null;
            cause = null;
            return this;
        }

        RefundTransaction at(Instant now) {
            return new RefundTransaction(
                    from.outRefundNo,
                    from.applicationNo,
                    from.attempt,
                    from.orderNo,
                    from.transactionId,
                    from.refundAmount,
                    from.totalAmount,
                    from.request,
                    approvedBy,
                    state,
                    from.repairRound,
                    refundId,
                    refusal,
                    lastAnswer,
                    cause,
                    channel,
                    account,
                    successTime,
                    from.preparedAt,
                    firstSentAt,
                    lastSentAt,
                    sends,
                    polls,
                    lastPolledAt,
                    now);
        }
    }
}
