package org.cinemarefund.ticketing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Our own rows of what is to happen to tickets, written in the caller's transaction. Each is given at most once per
 * application, so a step that is repeated writes nothing; the methods say whether they wrote.
 */
public interface TicketInstructions {

    boolean hold(String orderNo, String applicationNo);

    /** @param returnCoupon the coupon that came on top of what was paid is the moviegoer's again */
    boolean voidTickets(String orderNo, String applicationNo, boolean returnCoupon);

    /** Only after a VOID that did not do so. */
    boolean returnCoupon(String orderNo, String applicationNo);

    /** Only what was held can be released; without a HOLD nothing is written. */
    boolean release(String orderNo, String applicationNo);

    /** When the instruction was given; empty when it was not. */
    Optional<Given> given(String applicationNo, TicketInstruction instruction);

    record Given(Instant at, boolean returnCoupon) {}

    /**
     * Coupons to be returned that nobody confirmed yet, the oldest first.
     *
     * @param after the id of the last one that is left out; 0 for none
     */
    List<Unconfirmed> couponsToReturn(long after, int limit);

    record Unconfirmed(long id, String orderNo, String applicationNo) {}

    /** Remembers that the order system confirmed it. */
    void confirmed(String applicationNo, TicketInstruction instruction);
}
