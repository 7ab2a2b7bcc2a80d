package org.cinemarefund.ticketing;

/** The order system's own call for instructions, where it has one; otherwise its word in our order row decides. */
public interface OutboundTicketing {

    /** Whether the operator gave an address. */
    boolean configured();

    /**
     * Tells the order system and waits for its word. Repeating is safe: the same instruction is the same request.
     *
     * @throws TicketingUnavailable no usable answer; try again later
     * @throws IllegalStateException when the instruction was never given
     */
    Confirmation confirm(TicketInstruction instruction, String orderNo, String applicationNo);

    enum Confirmation {
        DONE,
        /** Somebody went in with them: no money without a person's word. */
        TICKETS_USED
    }
}
