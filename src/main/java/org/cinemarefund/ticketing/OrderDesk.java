package org.cinemarefund.ticketing;

import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes in what the order system says of an order. */
@Service
public class OrderDesk {
    private final Orders orders;
    private final Cinemas cinemas;
    private final LiveRefunds refunds;
    private final TransactionTemplate transaction;

    public OrderDesk(Orders orders, Cinemas cinemas, LiveRefunds refunds, PlatformTransactionManager transactions) {
        this.orders = orders;
        this.cinemas = cinemas;
        this.refunds = refunds;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Stores the order as it is told. News older than what is stored is no mistake (messages overtake each other) and
     * changes nothing.
     *
     * @throws Problem INVALID_REQUEST on {@code cinemaId} or {@code transactionId}; ORDER_IN_USE when payment, payer or sum
     *     would change under a refund
     */
    public Upserted<Order> upsert(Order told) {
        return transaction.execute(status -> store(told));
    }

    private Upserted<Order> store(Order told) {
        // The lock is the one an application takes when it is registered and when it is approved, so that neither sees
        // an
        // order change under it.
        Order before = orders.lock(told.orderNo()).orElse(null);
        if (before == null) {
            mustHaveCinema(told);
            if (orders.insert(told)) {
                return new Upserted<>(told, true);
            }
            // Somebody else told us of the same order at the same time, or of its payment under another number.
            before = orders.lock(told.orderNo()).orElseThrow(OrderDesk::paymentOfAnother);
        }
        if (isOlder(told, before)) {
            return new Upserted<>(before, false);
        }
        mustHaveCinema(told);
        if (movesMoney(told, before) && (refunds.liveOn(told.orderNo()) || refunds.moneyMovedOn(told.orderNo()))) {
            throw new Problem(ProblemCode.ORDER_IN_USE);
        }
        Order next = keepingVersion(told, before);
        if (!orders.update(next)) {
            throw paymentOfAnother();
        }
        return new Upserted<>(next, false);
    }

    private void mustHaveCinema(Order told) {
        if (cinemas.find(told.cinemaId()).isEmpty()) {
            throw Problem.invalid("cinemaId", "unknown-cinema");
        }
    }

    private static boolean isOlder(Order told, Order before) {
        return told.version() != null && before.version() != null && told.version() < before.version();
    }

    private static boolean movesMoney(Order told, Order before) {
        return !told.transactionId().equals(before.transactionId())
                || !told.openid().equals(before.openid())
                || told.paidAmount() != before.paidAmount();
    }

    /** An upsert without a version is taken as news, but does not make us forget how far the counted ones had come. */
    private static Order keepingVersion(Order told, Order before) {
        return told.version() == null && before.version() != null ? told.withVersion(before.version()) : told;
    }

    private static Problem paymentOfAnother() {
        return Problem.invalid("transactionId", "payment-of-another");
    }
}
