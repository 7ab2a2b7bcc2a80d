package org.cinemarefund.ticketing;

/** The order system gave no usable answer. A fault to be tried again; its stack would say nothing more. */
public final class TicketingUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TicketingUnavailable(String message) {
        super(message, null, false, false);
    }
}
