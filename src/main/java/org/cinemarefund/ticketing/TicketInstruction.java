package org.cinemarefund.ticketing;

/** What the order system is to do with the tickets of an order. */
public enum TicketInstruction {
    /** A refund is being decided: let nobody in meanwhile, but keep the seats sold. */
    HOLD,
    /** The money goes back: the tickets are worth nothing any more. */
    VOID,
    /** No money goes back: the tickets are good again. */
    RELEASE
}
