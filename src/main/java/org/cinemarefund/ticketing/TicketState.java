package org.cinemarefund.ticketing;

/** Where the paper or code is: issued, collected at a machine, or used at the door. */
public enum TicketState {
    ISSUED,
    COLLECTED,
    USED
}
