package org.cinemarefund.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.TicketKind;
import org.cinemarefund.ticketing.TicketState;

/**
 * What a plan's table may look at, as plain numbers, booleans and strings: a table compares dates of different Java types
 * to {@code null} without a word, so it never gets one. The applicant's reason is not among the facts on purpose: it
 * cannot change outcome or fee if no table can see it.
 *
 * @param minutesToShow whole minutes left, rounded down; negative once the show has begun
 * @param started the show has begun; at its very first instant it has
 * @param collected the paper ticket was taken from the machine
 * @param couponUsed something came on top of the paid amount
 * @param paidAmount fen, service fee included
 * @param serviceFee fen
 * @param refundsThisMonth of this moviegoer, not counting this one
 */
public record PlanFacts(
        long minutesToShow,
        boolean started,
        TicketKind ticketKind,
        TicketState ticketState,
        boolean collected,
        String salesChannel,
        String region,
        long seatCount,
        long paidAmount,
        long serviceFee,
        boolean couponUsed,
        boolean invoiced,
        long refundsThisMonth) {

    public static PlanFacts of(Order order, Cinema cinema, Instant at, int refundsThisMonth) {
        var secondsToShow = Duration.between(at, order.showTime()).toSeconds(); // rounded down, also before zero
        return new PlanFacts(
                Math.floorDiv(secondsToShow, 60),
                !at.isBefore(order.showTime()),
                order.ticketKind(),
                order.ticketState(),
                order.ticketState() != TicketState.ISSUED,
                order.salesChannel(),
                cinema.region(),
                order.seats().size(),
                order.paidAmount(),
                order.serviceFee(),
                order.couponAmount() > 0,
                order.invoiced(),
                refundsThisMonth);
    }

    /** By the names a table uses: {@code Long}, {@code Boolean} and {@code String} values only. */
    public Map<String, Object> asMap() {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("minutesToShow", minutesToShow);
        facts.put("started", started);
        facts.put("ticketKind", ticketKind.name());
        facts.put("memberTicket", ticketKind == TicketKind.MEMBER);
        facts.put("ticketState", ticketState.name());
        facts.put("collected", collected);
        facts.put("salesChannel", salesChannel);
        facts.put("region", region);
        facts.put("seatCount", seatCount);
        facts.put("paidAmount", paidAmount);
        facts.put("serviceFee", serviceFee);
        facts.put("couponUsed", couponUsed);
        facts.put("invoiced", invoiced);
        facts.put("refundsThisMonth", refundsThisMonth);
        return Collections.unmodifiableMap(facts);
    }
}
