package org.cinemarefund.payment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.payment.card.PayeeCard;
import org.cinemarefund.payment.card.PayeeCards;
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
        var none = new PayeeCards() {
            @Override
            public void keep(String applicationNo, PayeeCard card, String by, String note, Instant at) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<PayeeCard> of(String applicationNo) {
                return Optional.empty();
            }

            @Override
            public Optional<Given> given(String applicationNo) {
                return Optional.empty();
            }

            @Override
            public Map<String, Given> given(Collection<String> applicationNos) {
                return Map.of();
            }

            @Override
            public void delete(String applicationNo) {}
        };
        return new RefundRepairs(
                rows,
                gateway,
                none,
                new RefundKnowledge(rows, book, NOBODY, clock),
                TransactionOperations.withoutTransaction(),
                clock);
    }

    public static SettlementProperties settings(List<Duration> polls, Duration resendAfter, Duration giveUpAfter) {
        return new SettlementProperties(
                polls, resendAfter, giveUpAfter, List.of(Duration.ofMinutes(10)), Duration.ofMinutes(30));
    }
}
