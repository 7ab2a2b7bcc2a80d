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
 * @param minutesSinceStart whole minutes of the show that are over, rounded down; 0 before it
 * @param collected the paper ticket was taken from the machine
 * @param region of the cinema; empty when not told, as the next three
 * @param hallType of the order
 * @param filmType of the order
 * @param memberLevel of whoever bought it
 * @param seats how many
 * @param paidAmount fen, service fee included
 * @param serviceFee fen
 * @param couponAmount fen that came on top of the paid amount
 * @param refundsThisMonth of this moviegoer, not counting this one
 */
public record PlanFacts(
        long minutesToShow,
        boolean started,
        long minutesSinceStart,
        TicketKind ticketKind,
        TicketState ticketState,
        boolean collected,
        String salesChannel,
        String region,
        String hallType,
        String filmType,
        String memberLevel,
        long seats,
        long paidAmount,
        long serviceFee,
        long couponAmount,
        boolean invoiced,
        long refundsThisMonth) {

    public static PlanFacts of(Order order, Cinema cinema, Instant at, int refundsThisMonth) {
        var secondsToShow = Duration.between(at, order.showTime()).toSeconds(); // rounded down, also before zero
        var sinceStart = Duration.between(order.showTime(), at);
        return new PlanFacts(
                Math.floorDiv(secondsToShow, 60),
                !at.isBefore(order.showTime()),
                sinceStart.isNegative() ? 0 : sinceStart.toMinutes(),
                order.ticketKind(),
                order.ticketState(),
                order.ticketState() != TicketState.ISSUED,
                order.salesChannel(),
                told(cinema.region()),
                told(order.hallType()),
                told(order.filmType()),
                told(order.memberLevel()),
                order.seats().size(),
                order.paidAmount(),
                order.serviceFee(),
                order.couponAmount(),
                order.invoiced(),
                refundsThisMonth);
    }

    private static String told(String word) {
        return word == null ? "" : word;
    }

    /** By the names a table uses: {@code Long}, {@code Boolean} and {@code String} values only. */
    public Map<String, Object> asMap() {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("minutesToShow", minutesToShow);
        facts.put("started", started);
        facts.put("minutesSinceStart", minutesSinceStart);
        facts.put("ticketKind", ticketKind.name());
        facts.put("memberTicket", ticketKind == TicketKind.MEMBER);
        facts.put("ticketState", ticketState.name());
        facts.put("collected", collected);
        facts.put("salesChannel", salesChannel);
        facts.put("region", region);
        facts.put("hallType", hallType);
        facts.put("filmType", filmType);
        facts.put("memberLevel", memberLevel);
        facts.put("seats", seats);
        facts.put("paidAmount", paidAmount);
        facts.put("serviceFee", serviceFee);
        facts.put("couponAmount", couponAmount);
        facts.put("couponUsed", couponAmount > 0);
        facts.put("invoiced", invoiced);
        facts.put("refundsThisMonth", refundsThisMonth);
        return Collections.unmodifiableMap(facts);
    }
}
