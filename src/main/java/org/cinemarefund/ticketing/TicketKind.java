package org.cinemarefund.ticketing;

/** What was sold; the policy plans treat each kind by its own rules. */
public enum TicketKind {
    STANDARD,
    SPECIAL,
    EVENT,
    VOUCHER,
    MEMBER
}
