package org.cinemarefund.ticketing;

import java.util.Optional;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.Page;
import org.jspecify.annotations.Nullable;

/** What was sold, as the order system last told us. */
public interface Orders {

    Optional<Order> find(String orderNo);

    /** As {@link #find}, and nobody else changes the order until the caller's transaction ends. */
    Optional<Order> lock(String orderNo);

    Optional<Order> ofPayment(String transactionId);

    /**
     * A moviegoer's orders, the newest paid first.
     *
     * @param openid compared exactly, case included
     * @param after the end of the page before, missing from the beginning
     */
    Page<Order> ofOwner(String openid, @Nullable Cursor after, int limit);

    /** False, and nothing changed, when the number is taken or another order holds its payment. */
    boolean insert(Order order);

    /** False, and nothing changed, when another order holds its payment. */
    boolean update(Order order);
}
