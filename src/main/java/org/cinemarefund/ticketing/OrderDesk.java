package org.cinemarefund.ticketing;

import java.util.Optional;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.Pseudonym;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes in what the order system says of an order. */
@Service
public class OrderDesk {
    /** How often an upsert is tried that others overtake; afterwards the order system tries again. */
    private static final int TRIES = 5;

    private final Orders orders;
    private final Cinemas cinemas;
    private final LiveRefunds refunds;
    private final OrderWatch watch;
    private final TransactionTemplate transaction;

    public OrderDesk(
            Orders orders,
            Cinemas cinemas,
            LiveRefunds refunds,
            OrderWatch watch,
            PlatformTransactionManager transactions) {
        this.orders = orders;
        this.cinemas = cinemas;
        this.refunds = refunds;
        this.watch = watch;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** An upsert that corrects nothing. */
    public Upserted<Order> upsert(Order told) {
        return upsert(told, false);
    }

    /**
     * Stores the order as it is told. News older than what is stored is no mistake (messages overtake each other) and
     * changes nothing.
     *
     * @param correction the number of the payment was a wrong one: it may change under an application, until a refund was
     *     prepared under it
     * @throws Problem INVALID_REQUEST on {@code cinemaId} or {@code transactionId}; ORDER_IN_USE when payment, payer or sum
     *     would change under a refund; TRY_LATER when others were faster again and again
     */
    public Upserted<Order> upsert(Order told, boolean correction) {
        for (var tries = 1; tries < TRIES; tries++) {
            try {
                var stored = transaction.execute(status -> store(told, correction));
                if (stored.isPresent()) {
                    return stored.get();
                }
            } catch (ConcurrencyFailureException overtaken) {
                // Rolled back as a whole; what the others made of the order is seen by the next try.
            } catch (Problem problem) {
                if (problem.code() != ProblemCode.TRY_LATER) {
                    throw problem;
                }
            }
        }
        return transaction
                .execute(status -> store(told, correction))
                .orElseThrow(() -> new Problem(ProblemCode.TRY_LATER));
    }

    /** Empty when somebody whom it concerns came in between: nothing was written, and it begins anew. */
    private Optional<Upserted<Order>> store(Order asTold, boolean correction) {
        var told = asTold;
        var watcher = watch.begin(told.orderNo());
        // The lock is the one an application takes when it is registered and when it is approved, so that neither
        // sees an order change under it.
        Order before = orders.lock(told.orderNo()).orElse(null);
        if (before == null) {
            mustHaveCinema(told);
            if (orders.insert(told)) {
                return Optional.of(new Upserted<>(told, true));
            }
            // Somebody else told us of the same order at the same time, or of its payment under another number.
            before = orders.lock(told.orderNo()).orElseThrow(OrderDesk::paymentOfAnother);
        }
        if (Pseudonym.is(before.openid())) {
            // Whose it was is forgotten here, and not learnt again.
            told = told.ownedBy(before.openid());
        }
        if (isOlder(told, before)) {
            return Optional.of(new Upserted<>(before, false));
        }
        mustHaveCinema(told);
        if (movesMoney(told, before) && bound(told, before, correction)) {
            throw new Problem(ProblemCode.ORDER_IN_USE);
        }
        if (!watcher.complete()) {
            return Optional.empty();
        }
        Order next = keepingVersion(told, before);
        if (!orders.update(next)) {
            throw paymentOfAnother();
        }
        watcher.changed(before, next);
        return Optional.of(new Upserted<>(next, false));
    }

    /** Whether a refund holds payment, payer and sum where they are. */
    private boolean bound(Order told, Order before, boolean correction) {
        var paymentAlone = told.openid().equals(before.openid()) && told.paidAmount() == before.paidAmount();
        return refunds.moneyMovedOn(told.orderNo()) || refunds.liveOn(told.orderNo()) && !(correction && paymentAlone);
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
