package org.cinemarefund.ticketing;

/** What the order system says of the order. It can only forbid a refund, never allow one. */
public enum OrderStatus {
    PAID,
    CLOSED,
    REFUNDED
}
