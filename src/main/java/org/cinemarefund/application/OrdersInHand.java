package org.cinemarefund.application;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.ticketing.Order;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The orders that the running transaction has locked on behalf of their applications. */
final class OrdersInHand implements TransactionSynchronization {
    private final Map<String, Order> byApplication = new HashMap<>();
    private boolean over;

    private OrdersInHand() {}

    /** Inside of a transaction only. */
    static OrdersInHand current() {
        var bound = (OrdersInHand) TransactionSynchronizationManager.getResource(OrdersInHand.class);
        if (bound == null) {
            bound = new OrdersInHand();
            TransactionSynchronizationManager.bindResource(OrdersInHand.class, bound);
            TransactionSynchronizationManager.registerSynchronization(bound);
        }
        return bound;
    }

    Optional<Order> of(String applicationNo) {
        return Optional.ofNullable(byApplication.get(applicationNo));
    }

    void put(String applicationNo, Order order) {
        byApplication.put(applicationNo, order);
    }

    /** Also called when somebody begins another transaction after this one's commit, with nothing bound any more. */
    @Override
    public void suspend() {
        if (!over) {
            TransactionSynchronizationManager.unbindResource(OrdersInHand.class);
        }
    }

    @Override
    public void resume() {
        if (!over) {
            TransactionSynchronizationManager.bindResource(OrdersInHand.class, this);
        }
    }

    @Override
    public void beforeCompletion() {
        over = true;
        TransactionSynchronizationManager.unbindResource(OrdersInHand.class);
    }
}
