package org.cinemarefund.ticketing;

import java.time.Instant;
import java.util.Optional;

/**
 * Our own rows of what is to happen to tickets, written in the caller's transaction. Each is given at most once per
 * application, so a step that is repeated writes nothing; the methods say whether they wrote.
 */
public interface TicketInstructions {

    boolean hold(String orderNo, String applicationNo);

    boolean voidTickets(String orderNo, String applicationNo);

    /** Only what was held can be released; without a HOLD nothing is written. */
    boolean release(String orderNo, String applicationNo);

    /** When the instruction was given; empty when it was not. */
    Optional<Instant> givenAt(String applicationNo, TicketInstruction instruction);

    /** Remembers that the order system confirmed it. */
    void confirmed(String applicationNo, TicketInstruction instruction);
}
