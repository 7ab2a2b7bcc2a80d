package org.cinemarefund.payment;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.cinemarefund.payment.card.CardMark;
import org.jspecify.annotations.Nullable;

/**
 * One number we may ask the channel to pay, with the exact request. Amounts are fen.
 *
 * @param order what is asked of the channel
 * @param cause why the outcome is unknown or delayed, for people; missing otherwise
 */
public record RefundTransaction(
        RefundOrder order,
        String applicationNo,
        int attempt,
        ApprovedRequest approved,
        RefundState state,
        @Nullable String cause,
        RepairRound repair,
        ToldByChannel told,
        Refusal refusal,
        Calls calls,
        Instant changedAt) {

    public String outRefundNo() {
        return order.outRefundNo();
    }

    public String orderNo() {
        return order.orderNo();
    }

    public String transactionId() {
        return order.transactionId();
    }

    public long refundAmount() {
        return order.refundAmount();
    }

    public long totalAmount() {
        return order.totalAmount();
    }

    /** The card it was last asked to be paid to; empty when it goes another way. */
    public Optional<CardMark> toCard() {
        return repair.route() == RepairRoute.CARD ? CardMark.of(repair.card()) : Optional.empty();
    }

    /** A final refusal was heard and not yet checked by a query. */
    public boolean refusalToConfirm() {
        return refusal.code() != null && state == RefundState.UNKNOWN && calls.lastAnswer() == null;
    }

    /** Whether a query that does not know the number makes the refusal final; one that nobody listed needs a signed one. */
    boolean confirmedBy(boolean signed) {
        return refusal.code() != null
                && state == RefundState.UNKNOWN
                && (signed || !refusal.code().equals(refusal.unlisted()));
    }

    /** The channel did not know the number when last asked. */
    public boolean unknownToChannel() {
        return calls.lastAnswer() == Answer.NOT_FOUND || calls.lastAnswer() == Answer.NOT_FOUND_SIGNED;
    }

    /**
     * What the channel names otherwise than it did before; empty when nothing.
     *
     * @param toldOutTradeNo missing when it names none
     */
    Optional<String> contradictedBy(String toldRefundId, @Nullable String toldOutTradeNo) {
        if (told.refundId() != null && !told.refundId().equals(toldRefundId)) {
            return Optional.of("OTHER_REFUND_ID");
        }
        if (told.outTradeNo() != null
                && toldOutTradeNo != null
                && !told.outTradeNo().equals(toldOutTradeNo)) {
            return Optional.of("OTHER_ORDER");
        }
        return Optional.empty();
    }

    /** Since when the channel has been at work on it: its first request, or the newest repair. */
    Instant underWaySince() {
        if (repair.askedAt() != null) {
            return repair.askedAt();
        }
        return calls.firstSentAt() == null ? approved.at() : calls.firstSentAt();
    }

    /** When the channel was last asked for anything; missing when never. A wait for it begins no earlier. */
    @Nullable
    Instant lastAskedAt() {
        return Stream.of(calls.lastSentAt(), calls.lastPolledAt(), repair.askedAt())
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
        return "RefundTransaction[" + outRefundNo() + " " + state + "]";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RefundTransaction refund
                && outRefundNo().equals(refund.outRefundNo())
                && state == refund.state;
    }

    @Override
    public int hashCode() {
        return outRefundNo().hashCode();
    }

    /** A number that has not been sent yet. */
    static RefundTransaction prepared(
            RefundOrder order, String applicationNo, int attempt, byte[] request, String approvedBy, Instant now) {
        return new RefundTransaction(
                order,
                applicationNo,
                attempt,
                new ApprovedRequest(request, approvedBy, now),
                RefundState.PREPARED,
                null,
                RepairRound.NONE,
                ToldByChannel.NOTHING,
                Refusal.NONE,
                Calls.NONE,
                now);
    }

    Change change() {
        return new Change(this);
    }

    /** The next version of a row; what is not named stays. */
    static final class Change {
        private final RefundTransaction from;
        private RefundOrder order;
        private ApprovedRequest approved;
        private RefundState state;
        private String cause;
        private RepairRound repair;
        private ToldByChannel told;
        private Refusal refusal;
        private Calls calls;

        Change(RefundTransaction from) {
            this.from = from;
            order = from.order;
            approved = from.approved;
            state = from.state;
            cause = from.cause;
            repair = from.repair;
            told = from.told;
            refusal = from.refusal;
            calls = from.calls;
        }

        Change state(RefundState next) {
            state = next;
            return this;
        }

        Change approvedBy(String who) {
            approved = approved.approvedBy(who);
            return this;
        }

        /** Another sum under the same number, which was never sent. */
        Change asking(RefundOrder otherSum, byte[] bytes) {
            order = otherSum;
            approved = approved.asking(bytes);
            return this;
        }

        /** The send that {@link #sent} claimed did not happen. */
        Change notSent(RefundTransaction before) {
            calls = calls.notSent(before.calls);
            return this;
        }

        /** @param card missing when it goes to no card */
        Change repairAsked(RepairRoute route, @Nullable CardMark card, Instant at) {
            repair = repair.asked(route, card, at);
            calls = calls.countedAnew();
            return this;
        }

        Change repairBegan(Instant at) {
            repair = repair.began(at);
            return this;
        }

        Change repairFailed() {
            repair = repair.failed();
            return this;
        }

        Change repairEnded() {
            repair = repair.ended();
            return this;
        }

        Change repairNotAsked(RefundTransaction before) {
            repair = repair.notAsked(before.repair);
            return this;
        }

        Change sent(Instant at) {
            calls = calls.sent(at);
            return this;
        }

        Change polled(Instant at, Answer answer) {
            calls = calls.polled(at, answer);
            return this;
        }

        Change refusal(String code) {
            refusal = refusal.of(code);
            return this;
        }

        Change moreThanLeft(boolean is) {
            refusal = refusal.moreThanLeft(is);
            return this;
        }

        Change unlisted(String code, Instant since) {
            refusal = refusal.unlisted(code, since);
            return this;
        }

        Change cause(String why) {
            cause = why == null || why.length() <= 500 ? why : why.substring(0, 500);
            return this;
        }

        Change paidUnder(String number) {
            told = told.paidUnder(number);
            return this;
        }

        Change told(ChannelRefund refund) {
            told = told.and(refund);
            refusal = Refusal.NONE;
            cause = null;
            return this;
        }

        RefundTransaction at(Instant now) {
            return new RefundTransaction(
                    order, from.applicationNo, from.attempt, approved, state, cause, repair, told, refusal, calls, now);
        }
    }
}
