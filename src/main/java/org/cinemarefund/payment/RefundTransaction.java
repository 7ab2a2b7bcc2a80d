package org.cinemarefund.payment;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.cinemarefund.payment.card.CardMark;

/**
 * One number we may ask the channel to pay, with the exact request. Amounts are fen.
 *
 * @param request the stored bytes, sent unchanged every time
 * @param approvedBy who decided that this money may go: the approval without which nothing is sent
 * @param repairRound counts accepted applications for an abnormal refund
 * @param repair where the newest of them sends the money; also while its outcome is open; null when there was none
 * @param repairCard the card the newest repair to one was asked for with, as {@link CardMark} writes it; null when there was none
 * @param repairAskedAt when it was asked for, committed before the call; once it is accepted, when that was known
 * @param repairOpen whether the channel's answer to it is still open
 * @param outTradeNo the number the payment was made under, as the channel first named it; null until then
 * @param refusal the channel's code of a final refusal, waiting for or confirmed by a query; null otherwise
 * @param moreThanLeft whether that refusal says that less than this is left of the payment
 * @param unlisted the code of a signed refusal that nobody listed; null when there was none
 * @param unlistedSince when a request was first answered with that code
 * @param lastAnswer what the last query after the last send said; null when none was made since
 * @param cause why the outcome is unknown or delayed, for people; null otherwise
 * @param payerRefund what of the refund goes to the payer in cash, as the channel last said it; null while it has not
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
        RepairRoute repair,
        String repairCard,
        Instant repairAskedAt,
        boolean repairOpen,
        String refundId,
        String outTradeNo,
        String refusal,
        String unlisted,
        Instant unlistedSince,
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
        Instant changedAt,
        Long payerRefund,
        boolean moreThanLeft) {

    /** What is asked of the channel. */
    public RefundOrder order() {
        return new RefundOrder(outRefundNo, transactionId, orderNo, refundAmount, totalAmount);
    }

    /** The card it was last asked to be paid to; empty when it goes another way. */
    public Optional<CardMark> toCard() {
        return repair == RepairRoute.CARD ? CardMark.of(repairCard) : Optional.empty();
    }

    /** A final refusal was heard and not yet checked by a query. */
    public boolean refusalToConfirm() {
        return refusal != null && state == RefundState.UNKNOWN && lastAnswer == null;
    }

    /** Whether a query that does not know the number makes the refusal final; one that nobody listed needs a signed one. */
    boolean confirmedBy(boolean signed) {
        return refusal != null && state == RefundState.UNKNOWN && (signed || !refusal.equals(unlisted));
    }

    /** The channel did not know the number when last asked. */
    public boolean unknownToChannel() {
        return lastAnswer == Answer.NOT_FOUND || lastAnswer == Answer.NOT_FOUND_SIGNED;
    }

    /**
     * What the channel names otherwise than it did before; empty when nothing.
     *
     * @param toldOutTradeNo null when it names none
     */
    Optional<String> contradictedBy(String toldRefundId, String toldOutTradeNo) {
        if (refundId != null && !refundId.equals(toldRefundId)) {
            return Optional.of("OTHER_REFUND_ID");
        }
        if (outTradeNo != null && toldOutTradeNo != null && !outTradeNo.equals(toldOutTradeNo)) {
            return Optional.of("OTHER_ORDER");
        }
        return Optional.empty();
    }

    /** Since when the channel has been at work on it: its first request, or the newest repair. */
    Instant underWaySince() {
        if (repairAskedAt != null) {
            return repairAskedAt;
        }
        return firstSentAt == null ? preparedAt : firstSentAt;
    }

    /** When the channel was last asked for anything; null when never. A wait for it begins no earlier. */
    Instant lastAskedAt() {
        return Stream.of(lastSentAt, lastPolledAt, repairAskedAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
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

    /** A number that has not been sent yet. */
    static RefundTransaction prepared(
            RefundOrder order, String applicationNo, int attempt, byte[] request, String approvedBy, Instant now) {
        return new RefundTransaction(
                order.outRefundNo(),
                applicationNo,
                attempt,
                order.orderNo(),
                order.transactionId(),
                order.refundAmount(),
                order.totalAmount(),
                request,
                approvedBy,
                RefundState.PREPARED,
                0,
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                now,
                null,
                null,
                0,
                0,
                null,
                now,
                null,
                false);
    }

    Change change() {
        return new Change(this);
    }

    /** The next version of a row; every field not named stays. */
    static final class Change {
        private final RefundTransaction from;
        private long refundAmount;
        private byte[] request;
        private String approvedBy;
        private RefundState state;
        private int repairRound;
        private RepairRoute repair;
        private String repairCard;
        private Instant repairAskedAt;
        private boolean repairOpen;
        private String refundId;
        private String outTradeNo;
        private String refusal;
        private String unlisted;
        private Instant unlistedSince;
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
        private Long payerRefund;
        private boolean moreThanLeft;

        Change(RefundTransaction from) {
            this.from = from;
            refundAmount = from.refundAmount;
            request = from.request;
            approvedBy = from.approvedBy;
            state = from.state;
            repairRound = from.repairRound;
            repair = from.repair;
            repairCard = from.repairCard;
            repairAskedAt = from.repairAskedAt;
            repairOpen = from.repairOpen;
            refundId = from.refundId;
            outTradeNo = from.outTradeNo;
            refusal = from.refusal;
            unlisted = from.unlisted;
            unlistedSince = from.unlistedSince;
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
            payerRefund = from.payerRefund;
            moreThanLeft = from.moreThanLeft;
        }

        Change state(RefundState next) {
            state = next;
            return this;
        }

        Change approvedBy(String who) {
            approvedBy = who;
            return this;
        }

        /** Another sum under the same number, which was never sent. */
        Change asking(long fen, byte[] bytes) {
            refundAmount = fen;
            request = bytes;
            return this;
        }

        /** The send that {@link #sent} claimed did not happen; what the channel said before it has to be asked anew. */
        Change notSent(RefundTransaction before) {
            firstSentAt = before.firstSentAt;
            lastSentAt = before.lastSentAt;
            sends = before.sends;
            polls = before.polls;
            lastAnswer = null;
            return this;
        }

        /** @param card null when it goes to no card */
        Change repairAsked(RepairRoute route, CardMark card, Instant at) {
            repair = route;
            repairCard = card == null ? null : card.toString();
            repairAskedAt = at;
            repairOpen = true;
            polls = 0;
            return this;
        }

        /** From here on ABNORMAL is only believed when it was said later. */
        Change repairBegan(Instant at) {
            repairRound++;
            repairAskedAt = at;
            repairOpen = false;
            return this;
        }

        /** It was not taken: who has the money is what the channel says of the account alone. */
        Change repairFailed() {
            repair = null;
            repairCard = null;
            repairOpen = false;
            return this;
        }

        /** The refund has ended, by this repair or before it. */
        Change repairEnded() {
            repairOpen = false;
            return this;
        }

        /** Nothing of what {@link #repairAsked} claimed took place. */
        Change repairNotAsked(RefundTransaction before) {
            repair = before.repair;
            repairCard = before.repairCard;
            repairAskedAt = before.repairAskedAt;
            repairOpen = before.repairOpen;
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
            moreThanLeft = moreThanLeft && code != null;
            return this;
        }

        Change moreThanLeft(boolean is) {
            moreThanLeft = is;
            return this;
        }

        /** @param since null with a null code: the newest answer was of another kind */
        Change unlisted(String code, Instant since) {
            unlisted = code;
            unlistedSince = since;
            return this;
        }

        Change cause(String why) {
            cause = why == null || why.length() <= 500 ? why : why.substring(0, 500);
            return this;
        }

        /** The first word counts; null says nothing. */
        Change paidUnder(String number) {
            outTradeNo = outTradeNo == null ? number : outTradeNo;
            return this;
        }

        Change told(ChannelRefund refund) {
            paidUnder(refund.outTradeNo());
            refundId = refund.refundId();
            channel = refund.channel() == null ? channel : refund.channel();
            account = refund.userReceivedAccount() == null ? account : refund.userReceivedAccount();
            successTime = refund.successTime() == null ? successTime : refund.successTime();
            payerRefund = refund.payerRefund() == null ? payerRefund : refund.payerRefund();
            refusal(null);
            cause = null;
            return unlisted(null, null);
        }

        RefundTransaction at(Instant now) {
            return new RefundTransaction(
                    from.outRefundNo,
                    from.applicationNo,
                    from.attempt,
                    from.orderNo,
                    from.transactionId,
                    refundAmount,
                    from.totalAmount,
                    request,
                    approvedBy,
                    state,
                    repairRound,
                    repair,
                    repairCard,
                    repairAskedAt,
                    repairOpen,
                    refundId,
                    outTradeNo,
                    refusal,
                    unlisted,
                    unlistedSince,
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
                    now,
                    payerRefund,
                    moreThanLeft);
        }
    }
}
