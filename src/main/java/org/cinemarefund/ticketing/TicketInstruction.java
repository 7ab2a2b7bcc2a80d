package org.cinemarefund.ticketing;

/** What the order system is to do with the tickets of an order. */
public enum TicketInstruction {
    /** A refund is being decided: let nobody in meanwhile, but keep the seats sold. */
    HOLD,
    /** The money goes back: the tickets are worth nothing any more. */
    VOID,
    /** The coupon is the moviegoer's again after all: the tickets were made void when it was not. */
    RETURN_COUPON,
    /** No money goes back: the tickets are good again. */
    RELEASE
}
