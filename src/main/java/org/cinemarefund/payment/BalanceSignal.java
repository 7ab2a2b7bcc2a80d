package org.cinemarefund.payment;

/**
 * Word about the money on the merchant's account. Both may be said often, take effect after the commit, and never fail the
 * caller: what a refund learned is worth more than the task that names it.
 */
public interface BalanceSignal {

    /** A refund was refused for lack of money. */
    void ranShort();

    /** A refund that had waited for money was accepted. */
    void restored();
}
