package org.cinemarefund.ticketing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Tells the order system that a coupon is the moviegoer's again after all. Nothing waits for it, so no step of the process does it:
 * it is told until it is confirmed.
 */
@Component
class CouponReturns {
    private static final Logger log = LoggerFactory.getLogger(CouponReturns.class);
    private static final int AT_ONCE = 20;

    private final TicketInstructions instructions;
    private final OutboundTicketing ticketing;

    CouponReturns(TicketInstructions instructions, OutboundTicketing ticketing) {
        this.instructions = instructions;
        this.ticketing = ticketing;
    }

    @Scheduled(initialDelayString = "PT20S", fixedDelayString = "PT30S")
    void tell() {
        if (!ticketing.configured()) {
            return;
        }
        for (var each : instructions.couponsToReturn(AT_ONCE)) {
            try {
                ticketing.confirm(TicketInstruction.RETURN_COUPON, each.orderNo(), each.applicationNo());
                // Whether somebody went in with the tickets is known and does not matter here.
                instructions.confirmed(each.applicationNo(), TicketInstruction.RETURN_COUPON);
            } catch (TicketingUnavailable later) {
                log.warn("the coupon of {} is to be returned: {}", each.applicationNo(), later.getMessage());
            }
        }
    }
}
