package org.cinemarefund.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.Page;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.Orders;

/** Orders in memory, for one thread. */
public final class MemoryOrders implements Orders {
    private final Map<String, Order> all = new LinkedHashMap<>();

    /** As the order system now tells it. */
    public Order told(Order order) {
        all.put(order.orderNo(), order);
        return order;
    }

    @Override
    public Optional<Order> find(String orderNo) {
        return Optional.ofNullable(all.get(orderNo));
    }

    @Override
    public Optional<Order> lock(String orderNo) {
        return find(orderNo);
    }

    @Override
    public Optional<Order> ofPayment(String transactionId) {
        return all.values().stream()
                .filter(order -> order.transactionId().equals(transactionId))
                .findFirst();
    }

    @Override
    public Page<Order> ofOwner(String openid, Cursor after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean insert(Order order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean update(Order order) {
        throw new UnsupportedOperationException();
    }
}
