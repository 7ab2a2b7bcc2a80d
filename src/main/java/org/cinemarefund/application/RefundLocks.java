package org.cinemarefund.application;

import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.Orders;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The one order in which the rows of a refund are locked, so that nobody waits for somebody who waits for them:
 *
 * <ol>
 *   <li>the person who acts ({@code act_id_user}),
 *   <li>the refund transaction ({@code refund_transaction}),
 *   <li>the application ({@code refund_application}),
 *   <li>the order ({@code ticket_order}),
 *   <li>what hangs on it: events, card, notices, ticket instructions, notifications,
 *   <li>the engine's rows, which it writes when its command ends.
 * </ol>
 *
 * A transaction may leave any of them out, but takes none after a later one, unless it has it already or has made it. Whoever may come to an
 * approval in this transaction, and so to number and order, takes {@link #all} first: the engine goes on from a decision without
 * a commit between.
 */
@Component
public class RefundLocks {
    private final Orders orders;
    private final RefundPayments payments;
    private final RefundApplications applications;

    RefundLocks(Orders orders, RefundPayments payments, RefundApplications applications) {
        this.orders = orders;
        this.payments = payments;
        this.applications = applications;
    }

    /**
     * Newest number (if there is one), application and order, until the transaction ends. Asked again in the same transaction it
     * answers what it holds: nobody else can have changed it.
     *
     * @throws IllegalStateException when there is no such application: its token was not started by the desk
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Locked all(String applicationNo) {
        var held = OrdersInHand.current();
        if (held.of(applicationNo).isEmpty()) {
            payments.lockNewestOf(applicationNo);
        }
        var application = applications.require(applicationNo);
        var order = held.of(applicationNo)
                .orElseGet(() -> orders.lock(application.order().orderNo()).orElseThrow());
        held.put(applicationNo, order);
        return new Locked(order, application);
    }

    /** @param order as it is now, not as the application froze it */
    public record Locked(Order order, RefundApplication application) {}
}
