package org.cinemarefund.payment;

import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Moves what we know of a number forward, never back, and tells the book of every change. Callers hold the row's lock. */
@Component
final class RefundKnowledge {
    static final String US = "system";
    static final String CHANNEL = "wechat";

    private final RefundTransactions transactions;
    private final SettlementBook book;
    private final BalanceSignal balance;
    private final Clock clock;

    RefundKnowledge(RefundTransactions transactions, SettlementBook book, BalanceSignal balance, Clock clock) {
        this.transactions = transactions;
        this.book = book;
        this.balance = balance;
        this.clock = clock;
    }

    /**
     * Takes in a verified word of the channel.
     *
     * @param saidAt no earlier than this it was said; {@link Instant#MIN} when nobody can tell
     */
    RefundTransaction learn(
            RefundTransaction locked,
            RefundTransaction.Change change,
            ChannelRefund told,
            String actor,
            Instant saidAt) {
        if (contradicts(locked, told, actor)) {
            return write(locked, change, actor);
        }
        var state = stateOf(told, locked.repair().route());
        if (locked.state() == RefundState.ABNORMAL && locked.repair().open()) {
            return learnOfRepair(locked, change, told, state, actor, saidAt);
        }
        if (state == RefundState.ABNORMAL && ofAnEarlierRound(locked, saidAt)) {
            return write(locked, change, actor);
        }
        switch (locked.state().learn(state)) {
            case FORWARD -> change.state(state).told(told);
            case FORWARD_WITH_ALARM -> {
                change.state(state).told(told);
                book.alarm(locked, actor, state + "_AFTER_" + locked.state());
            }
            case CONTRADICTION -> book.alarm(locked, actor, state + "_AFTER_" + locked.state());
            case NOTHING_NEW -> change.paidUnder(told.outTradeNo());
        }
        return write(locked, change, actor);
    }

    /** Whether it names another refund or order than the channel did before under this number, which is an alarm. */
    boolean contradicts(RefundTransaction locked, ChannelRefund told, String actor) {
        var otherwise = locked.contradictedBy(told.refundId(), told.outTradeNo());
        otherwise.ifPresent(what -> book.alarm(locked, actor, what));
        return otherwise.isPresent();
    }

    /** The answer to a repair was lost: what the channel says of the refund now tells whether it was taken. */
    private RefundTransaction learnOfRepair(
            RefundTransaction locked,
            RefundTransaction.Change change,
            ChannelRefund told,
            RefundState state,
            String actor,
            Instant saidAt) {
        switch (state) {
            case PROCESSING -> change.state(state).told(told).repairBegan(clock.instant());
            case ABNORMAL -> {
                if (saidAt.isAfter(locked.repair().askedAt())) {
                    change.repairFailed().cause("the repair was not taken: WeChat still says ABNORMAL");
                }
            }
            case CLOSED -> book.alarm(locked, actor, state + "_AFTER_" + locked.state());
            default -> change.state(state).told(told).repairEnded();
        }
        return write(locked, change, actor);
    }

    private static boolean ofAnEarlierRound(RefundTransaction locked, Instant saidAt) {
        return locked.repair().round() > 0
                && locked.state() == RefundState.PROCESSING
                && !saidAt.isAfter(locked.repair().askedAt());
    }

    /** The state a verified word stands for; after a repair to the merchant a success is the merchant's. */
    static RefundState stateOf(ChannelRefund told, RepairRoute repair) {
        return switch (told.status()) {
            case PROCESSING -> RefundState.PROCESSING;
            case CLOSED -> RefundState.CLOSED;
            case ABNORMAL -> RefundState.ABNORMAL;
            case SUCCESS ->
                repair == RepairRoute.MERCHANT || wentToTheMerchant(told)
                        ? RefundState.RETURNED_TO_MERCHANT
                        : RefundState.SUCCESS;
        };
    }

    /** 商户基本账户 and 商户结算银行账户 are the merchant's own accounts. */
    private static boolean wentToTheMerchant(ChannelRefund told) {
        return told.userReceivedAccount() != null && told.userReceivedAccount().startsWith("商户");
    }

    /** Our own word never overwrites the channel's: a callback may have come while we were asking. */
    void guess(
            RefundTransaction locked,
            RefundTransaction.Change change,
            RefundState state,
            String cause,
            String refusal) {
        if (locked.state().ownGuess()) {
            change.state(state).cause(cause).refusal(refusal);
        }
        write(locked, change, US);
        if (state == RefundState.WAITING_FOR_BALANCE) {
            balance.ranShort();
        }
    }

    RefundTransaction write(RefundTransaction before, RefundTransaction.Change change, String actor) {
        var after = change.at(clock.instant());
        if (after.state() != before.state()
                || after.repair().round() != before.repair().round()
                || after.refundAmount() != before.refundAmount()) {
            transactions.update(after);
            book.changed(before, after, actor);
        } else {
            // Heard again or asked again, it is as old as it was: operators look for the oldest.
            transactions.update(change.at(before.changedAt()));
        }
        if (before.state() == RefundState.WAITING_FOR_BALANCE && after.told().refundId() != null) {
            balance.restored();
        }
        return after;
    }
}
