package org.cinemarefund.policy;

import java.time.Instant;
import java.util.Collections;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.OrderStatus;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketKind;
import org.cinemarefund.ticketing.TicketState;

/** An order of two ordinary tickets, 100.00 with 3.00 of service fee; each test changes what it is about. */
public record Sample(
        TicketKind kind,
        TicketState state,
        ScreeningStatus screening,
        String channel,
        int seats,
        long paid,
        long serviceFee,
        long coupon,
        String plan,
        long autoApproveUpTo) {

    /** 20:00 in China. */
    public static final Instant SHOW = Instant.parse("2026-05-20T12:00:00Z");

    public static Sample order() {
        return new Sample(
                TicketKind.STANDARD,
                TicketState.ISSUED,
                ScreeningStatus.SCHEDULED,
                "MINI_PROGRAM",
                2,
                10_000,
                300,
                0,
                "shenzhen-tiers",
                0);
    }

    public Sample of(TicketKind other) {
        return new Sample(other, state, screening, channel, seats, paid, serviceFee, coupon, plan, autoApproveUpTo);
    }

    public Sample in(TicketState other) {
        return new Sample(kind, other, screening, channel, seats, paid, serviceFee, coupon, plan, autoApproveUpTo);
    }

    public Sample screening(ScreeningStatus other) {
        return new Sample(kind, state, other, channel, seats, paid, serviceFee, coupon, plan, autoApproveUpTo);
    }

    public Sample soldBy(String other) {
        return new Sample(kind, state, screening, other, seats, paid, serviceFee, coupon, plan, autoApproveUpTo);
    }

    public Sample seats(int other) {
        return new Sample(kind, state, screening, channel, other, paid, serviceFee, coupon, plan, autoApproveUpTo);
    }

    public Sample paid(long otherPaid, long otherServiceFee) {
        return new Sample(
                kind, state, screening, channel, seats, otherPaid, otherServiceFee, coupon, plan, autoApproveUpTo);
    }

    public Sample coupon(long other) {
        return new Sample(kind, state, screening, channel, seats, paid, serviceFee, other, plan, autoApproveUpTo);
    }

    public Sample plan(String other) {
        return new Sample(kind, state, screening, channel, seats, paid, serviceFee, coupon, other, autoApproveUpTo);
    }

    public Sample autoApproveUpTo(long other) {
        return new Sample(kind, state, screening, channel, seats, paid, serviceFee, coupon, plan, other);
    }

    public Order build() {
        return new Order(
                "O1",
                "4200000000202605201234567890",
                "oSample",
                "c1",
                "A film",
                "1",
                SHOW,
                Collections.nCopies(seats, "5-6"),
                kind,
                channel,
                paid,
                serviceFee,
                coupon,
                null,
                Instant.parse("2026-05-01T00:00:00Z"),
                OrderStatus.PAID,
                state,
                screening,
                false,
                null);
    }

    public Cinema cinema() {
        return new Cinema(
                "c1", "A cinema", "Shenzhen", "0755-00000000", plan, 2, Cinema.OnOverdue.ESCALATE, autoApproveUpTo);
    }
}
