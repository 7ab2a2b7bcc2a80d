package org.cinemarefund.policy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.OrderStatus;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketKind;
import org.cinemarefund.ticketing.TicketState;

/** An order of two ordinary tickets, 100.00 with 3.00 of service fee; each test changes what it is about. */
public final class Sample {
    /** 20:00 in China. */
    public static final Instant SHOW = Instant.parse("2026-05-20T12:00:00Z");

    public static final Instant PAID_AT = Instant.parse("2026-05-01T00:00:00Z");

    private TicketKind kind = TicketKind.STANDARD;
    private TicketState state = TicketState.ISSUED;
    private ScreeningStatus screening = ScreeningStatus.SCHEDULED;
    private String channel = "MINI_PROGRAM";
    private int seats = 2;
    private long paid = 10_000;
    private long serviceFee = 300;
    private long coupon;
    private String plan = "shenzhen-tiers";
    private List<Cinema.PlanSince> plans = List.of();
    private long autoApproveUpTo;
    private int claimHours;
    private String region = "Shenzhen";
    private String hallType;
    private String filmType;
    private String memberLevel;
    private Instant paidAt = PAID_AT;

    private Sample() {}

    public static Sample order() {
        return new Sample();
    }

    private Sample with(Consumer<Sample> change) {
        var copy = new Sample();
        copy.kind = kind;
        copy.state = state;
        copy.screening = screening;
        copy.channel = channel;
        copy.seats = seats;
        copy.paid = paid;
        copy.serviceFee = serviceFee;
        copy.coupon = coupon;
        copy.plan = plan;
        copy.plans = plans;
        copy.autoApproveUpTo = autoApproveUpTo;
        copy.claimHours = claimHours;
        copy.region = region;
        copy.hallType = hallType;
        copy.filmType = filmType;
        copy.memberLevel = memberLevel;
        copy.paidAt = paidAt;
        change.accept(copy);
        return copy;
    }

    public Sample of(TicketKind other) {
        return with(copy -> copy.kind = other);
    }

    public Sample in(TicketState other) {
        return with(copy -> copy.state = other);
    }

    public Sample screening(ScreeningStatus other) {
        return with(copy -> copy.screening = other);
    }

    public Sample soldBy(String other) {
        return with(copy -> copy.channel = other);
    }

    public Sample seats(int other) {
        return with(copy -> copy.seats = other);
    }

    public Sample paid(long otherPaid, long otherServiceFee) {
        return with(copy -> {
            copy.paid = otherPaid;
            copy.serviceFee = otherServiceFee;
        });
    }

    public long paid() {
        return paid;
    }

    public Sample coupon(long other) {
        return with(copy -> copy.coupon = other);
    }

    public Sample plan(String other) {
        return with(copy -> copy.plan = other);
    }

    /** The plans the cinema had, the oldest first; the last one is the one it has. */
    public Sample plans(Cinema.PlanSince... had) {
        return with(copy -> {
            copy.plans = List.of(had);
            copy.plan = had[had.length - 1].plan();
        });
    }

    public Sample autoApproveUpTo(long other) {
        return with(copy -> copy.autoApproveUpTo = other);
    }

    /** Unless a test says so, no claims are taken. */
    public Sample claimHours(int other) {
        return with(copy -> copy.claimHours = other);
    }

    public Sample region(String other) {
        return with(copy -> copy.region = other);
    }

    public Sample about(String hall, String film, String level) {
        return with(copy -> {
            copy.hallType = hall;
            copy.filmType = film;
            copy.memberLevel = level;
        });
    }

    public Sample paidAt(Instant other) {
        return with(copy -> copy.paidAt = other);
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
                        paidAt,
                        OrderStatus.PAID,
                        state,
                        screening,
                        false,
                        null)
                .about(hallType, filmType, memberLevel);
    }

    public Cinema cinema() {
        return new Cinema(
                        "c1", "A cinema", region, "0755-00000000", plan, 2, Cinema.OnOverdue.ESCALATE, autoApproveUpTo)
                .withClaimHours(claimHours)
                .withPlans(plans);
    }

    @Override
    public String toString() {
        return build() + " " + cinema();
    }
}
