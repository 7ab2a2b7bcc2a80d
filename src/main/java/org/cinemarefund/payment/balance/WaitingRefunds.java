package org.cinemarefund.payment.balance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.RefundTransactions;
import org.cinemarefund.payment.RefundTransactions.Waiting;
import org.cinemarefund.payment.SettlementProperties;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Refunds that wait for money on the merchant's account. */
@Service
public class WaitingRefunds {
    private final RefundTransactions transactions;
    private final RefundPayments payments;
    private final SettlementProperties settings;
    private final Clock clock;

    WaitingRefunds(
            RefundTransactions transactions, RefundPayments payments, SettlementProperties settings, Clock clock) {
        this.transactions = transactions;
        this.payments = payments;
        this.settings = settings;
        this.clock = clock;
    }

    /** How many wait, for how much together, and since when. */
    @Transactional(readOnly = true)
    public Waiting waiting() {
        return transactions.waiting();
    }

    /** The application that has waited longest. */
    @Transactional(readOnly = true)
    public Optional<String> first() {
        return transactions.longestWaiting(clock.instant());
    }

    /** What one refund, sent as a trial, told about the account. */
    public enum Trial {
        ENOUGH,
        SHORT,
        /** All were tried a moment ago, or the answer told nothing. */
        LATER
    }

    /** Sends the refund that has waited longest; remote. Nothing waiting is enough money, too. */
    @Transactional
    public Trial tryOne() {
        if (transactions.waiting().refunds() == 0) {
            return Trial.ENOUGH;
        }
        var begin = clock.instant();
        var next = transactions.longestWaiting(begin.minus(settings.resendAfter()));
        if (next.isEmpty()) {
            return Trial.LATER;
        }
        payments.submit(next.get());
        var row = payments.newestOf(next.get()).orElseThrow();
        if (row.told().refundId() != null) {
            return Trial.ENOUGH;
        }
        var sent = !row.calls().lastSentAt().isBefore(begin);
        return sent && row.state() == RefundState.WAITING_FOR_BALANCE ? Trial.SHORT : Trial.LATER;
    }

    /** Between two sends of one number. */
    public Duration pause() {
        return settings.resendAfter();
    }

    /** Whether the account ran short again after that. */
    @Transactional(readOnly = true)
    public boolean ranShortSince(Instant at) {
        return transactions.ranShortSince(at);
    }
}
