package org.cinemarefund.ticketing;

import java.time.Instant;
import java.util.List;

/**
 * The instructions as the order system reads them: numbered without gaps, and never one appearing behind a number that was
 * already read.
 */
public interface TicketFeed {

    /** At most {@code limit} entries with a number above {@code seq}, in order. */
    List<Entry> after(long seq, int limit);

    /** @param returnCoupon of a VOID: the coupon that came on top of what was paid is the moviegoer's again */
    record Entry(
            long seq,
            String orderNo,
            String applicationNo,
            TicketInstruction instruction,
            boolean returnCoupon,
            Instant at) {}
}
