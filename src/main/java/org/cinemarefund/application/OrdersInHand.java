package org.cinemarefund.application;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.shared.TransactionBound;
import org.cinemarefund.ticketing.Order;

/** The orders that the running transaction has locked on behalf of their applications. */
final class OrdersInHand extends TransactionBound {
    private final Map<String, Order> byApplication = new HashMap<>();

    private OrdersInHand() {}

    /** Inside of a transaction only. */
    static OrdersInHand current() {
        return current(OrdersInHand.class, OrdersInHand::new).orElseThrow();
    }

    Optional<Order> of(String applicationNo) {
        return Optional.ofNullable(byApplication.get(applicationNo));
    }

    void put(String applicationNo, Order order) {
        byApplication.put(applicationNo, order);
    }
}
