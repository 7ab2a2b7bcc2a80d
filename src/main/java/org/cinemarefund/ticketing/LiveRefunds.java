package org.cinemarefund.ticketing;

/** What holds an order's payment, payer and sum where they are. */
public interface LiveRefunds {

    /** Whether an application for this order is not at its end yet. */
    boolean liveOn(String orderNo);

    /**
     * Whether a refund of this order was ever prepared and not taken back. What was sent under a payment must stay
     * countable against it for good.
     */
    boolean moneyMovedOn(String orderNo);
}
