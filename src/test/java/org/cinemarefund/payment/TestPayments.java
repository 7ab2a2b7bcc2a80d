package org.cinemarefund.payment;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.transaction.support.TransactionOperations;

/** The money edge without a database underneath. */
final class TestPayments {

    private TestPayments() {}

    static RefundPayments of(
            RefundTransactions rows,
            PaymentGateway gateway,
            SettlementBook book,
            SettlementProperties settings,
            Clock clock) {
        var nobody = new BalanceSignal() {
            @Override
            public void ranShort() {}

            @Override
            public void restored() {}
        };
        return of(rows, gateway, book, nobody, settings, clock);
    }

    static RefundPayments of(
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

    static SettlementProperties settings(List<Duration> polls, Duration resendAfter, Duration giveUpAfter) {
        return new SettlementProperties(
                polls, resendAfter, giveUpAfter, List.of(Duration.ofMinutes(10)), Duration.ofMinutes(30));
    }
}
