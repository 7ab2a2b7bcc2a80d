package org.cinemarefund.payment;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of every number we ever gave the channel. Lock order everywhere: the person who acts, the refund transaction, the
 * application, the order, what hangs on them, the engine's rows.
 */
public interface RefundTransactions {

    void add(RefundTransaction transaction);

    /** Writes every field that may change. */
    void update(RefundTransaction transaction);

    Optional<RefundTransaction> find(String outRefundNo);

    /** The row under lock until the transaction ends. */
    Optional<RefundTransaction> lock(String outRefundNo);

    /** The newest number of an application. */
    Optional<RefundTransaction> newestOf(String applicationNo);

    /** The newest number of each of these applications; none of those that have none. */
    List<RefundTransaction> newestOf(Collection<String> applicationNos);

    Optional<RefundTransaction> lockNewestOf(String applicationNo);

    /** How the order stands, in one look; of what counts as spent the given number is left out. */
    Spending spending(String orderNo, String exceptOutRefundNo);

    /**
     * @param numbers Σ fen of the order's numbers that count as spent
     * @param beside Σ fen that finance paid beside them
     * @param attempts the highest attempt of any application on the order, 0 when there is none
     */
    record Spending(long numbers, long beside, int attempts) {
        long fen() {
            return Math.addExact(numbers, beside);
        }
    }

    /** Σ fen of the order's numbers that count as spent, the given one left out. */
    long spentOn(String orderNo, String exceptOutRefundNo);

    /** Σ fen of what counts as spent of the orders, by their numbers or beside them; those without any are left out. */
    Map<String, Long> spentOn(Collection<String> orderNos);

    /** Σ fen of this payment that signed notifications say were refunded under numbers that are not ours. */
    long refundedElsewhere(String transactionId);

    /** The payment that a notification about this number named first, whosever the number is. */
    Optional<String> paymentNotifiedOf(String outRefundNo);

    /** All numbers that wait for money on the merchant's account. */
    Waiting waiting();

    /** @param since missing when none waits */
    record Waiting(int refunds, long fen, @Nullable Instant since) {}

    /** The application that has waited longest for money, among those last sent before the given time. */
    Optional<String> longestWaiting(Instant lastSentBefore);

    /** Whether a number sent since then was refused for lack of money. */
    boolean ranShortSince(Instant at);

    /**
     * Stores a notification unless its id is already there.
     *
     * @return false for a duplicate
     */
    boolean addNotification(RefundNotification notification, String applicationNo, String verdict, Instant at);
}
