package org.cinemarefund.ticketing;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Tells the order system that a coupon is the moviegoer's again after all. Nothing waits for it, so no step of the process does it:
 * it is told until it is confirmed. One that is not taken ends the round, and the next round begins behind it.
 */
@Component
class CouponReturns {
    private static final Logger log = LoggerFactory.getLogger(CouponReturns.class);
    private static final int AT_ONCE = 20;

    private final TicketInstructions instructions;
    private final OutboundTicketing ticketing;
    private final AtomicInteger notTaken = new AtomicInteger();
    private long last;

    CouponReturns(TicketInstructions instructions, OutboundTicketing ticketing, MeterRegistry registry) {
        this.instructions = instructions;
        this.ticketing = ticketing;
        Gauge.builder("refund.coupons.not.taken", notTaken, AtomicInteger::get)
                .description("Rounds in a row in which the order system did not take the return of a coupon")
                .register(registry);
    }

    @Scheduled(initialDelayString = "PT20S", fixedDelayString = "PT30S")
    void tell() {
        if (!ticketing.configured()) {
            return;
        }
        var open = instructions.couponsToReturn(last, AT_ONCE);
        last = open.isEmpty() ? 0 : last;
        for (var each : open) {
            last = each.id();
            try {
                ticketing.confirm(TicketInstruction.RETURN_COUPON, each.orderNo(), each.applicationNo());
            } catch (TicketingUnavailable later) {
                notTaken.incrementAndGet();
                log.warn("the coupon of {} is to be returned: {}", each.applicationNo(), later.getMessage());
                return;
            }
            // Whether somebody went in with the tickets is known and does not matter here.
            instructions.confirmed(each.applicationNo(), TicketInstruction.RETURN_COUPON);
            notTaken.set(0);
        }
    }
}
