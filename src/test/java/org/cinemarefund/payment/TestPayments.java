package org.cinemarefund.payment;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.cinemarefund.payment.card.PayeeCards;
import org.cinemarefund.testing.MemoryCards;
import org.springframework.transaction.support.TransactionOperations;

/** The money edge without a database underneath. */
public final class TestPayments {
    /** Nobody waits for money. */
    private static final BalanceSignal NOBODY = new BalanceSignal() {
        @Override
        public void ranShort() {}

        @Override
        public void restored() {}
    };

    private TestPayments() {}

    public static RefundPayments of(
            RefundTransactions rows,
            PaymentGateway gateway,
            SettlementBook book,
            SettlementProperties settings,
            Clock clock) {
        return of(rows, gateway, book, NOBODY, settings, clock);
    }

    public static RefundPayments of(
            RefundTransactions rows,
            PaymentGateway gateway,
            SettlementBook book,
            BalanceSignal balance,
            SettlementProperties settings,
            Clock clock) {
        return new RefundPayments(
                rows,
                gateway,
                book,
                new RefundKnowledge(rows, book, balance, clock),
                settings,
                TransactionOperations.withoutTransaction(),
                clock);
    }

    /** Repairs of refunds nobody gave a card for. */
    public static RefundRepairs repairsWithoutCard(
            RefundTransactions rows, PaymentGateway gateway, SettlementBook book, Clock clock) {
        return repairs(rows, gateway, new MemoryCards(), book, clock);
    }

    static RefundRepairs repairs(
            RefundTransactions rows, PaymentGateway gateway, PayeeCards cards, SettlementBook book, Clock clock) {
        return new RefundRepairs(
                rows,
                gateway,
                cards,
                new RefundKnowledge(rows, book, NOBODY, clock),
                TransactionOperations.withoutTransaction(),
                clock);
    }

    public static SettlementProperties settings(List<Duration> polls, Duration resendAfter, Duration giveUpAfter) {
        return new SettlementProperties(
                polls, resendAfter, giveUpAfter, List.of(Duration.ofMinutes(10)), Duration.ofMinutes(30));
    }
}
