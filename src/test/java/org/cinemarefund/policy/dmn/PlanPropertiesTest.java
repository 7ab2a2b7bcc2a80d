package org.cinemarefund.policy.dmn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.RefundPlan;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.policy.Sample;
import org.cinemarefund.ticketing.Cinema.PlanSince;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketKind;
import org.cinemarefund.ticketing.TicketState;

/** What holds for every order under every shipped plan, at any moment. */
class PlanPropertiesTest {
    private static final PlanFiles FILES =
            new PlanFiles("file:" + Path.of("processes").toAbsolutePath() + "/");
    private static final RefundPolicy POLICY = FILES.policy();
    private static final List<String> PLANS =
            FILES.plans().stream().map(RefundPlan::name).toList();

    @Property(tries = 200)
    void every_fen_paid_is_either_refunded_or_kept(
            @ForAll("orders") Sample sample, @ForAll("moments") Instant at, @ForAll RefundReason reason) {
        var deal = POLICY.decide(sample.build(), sample.cinema(), reason, at);

        assertThat(deal.refundAmount() + deal.fee())
                .isEqualTo(deal.paidAmount())
                .isEqualTo(sample.paid());
        assertThat(deal.refundAmount()).isBetween(0L, sample.paid());
        if (deal.outcome() == Deal.Outcome.REJECT) {
            assertThat(deal.refundAmount()).isZero();
        } else if (!deal.claim()) {
            assertThat(deal.refundAmount()).isPositive();
        }
        var kept = deal.lines().stream()
                .filter(line -> line.kind().equals("SERVICE_FEE_KEPT"))
                .mapToLong(line -> -line.amount())
                .sum();
        assertThat(deal.refundAmount()).isLessThanOrEqualTo(sample.paid() - kept);
        assertThat(deal.lines().stream().mapToLong(Deal.Line::amount).sum()).isEqualTo(deal.refundAmount());
        assertThat(deal.lines()).noneMatch(line -> line.amount() == 0);
    }

    @Property(tries = 150)
    void waiting_never_pays(
            @ForAll("orders") Sample sample,
            @ForAll("moments") Instant one,
            @ForAll("moments") Instant other,
            @ForAll RefundReason reason) {
        var earlier = one.isBefore(other) ? one : other;
        var later = one.isBefore(other) ? other : one;

        var now = POLICY.decide(sample.build(), sample.cinema(), reason, earlier);
        var then = POLICY.decide(sample.build(), sample.cinema(), reason, later);

        assertThat(then.fee()).isGreaterThanOrEqualTo(now.fee());
    }

    @Property(tries = 200)
    void the_terms_hold_as_long_as_announced_and_not_longer(
            @ForAll("orders") Sample sample, @ForAll("moments") Instant at) {
        var order = sample.build();
        var cinema = sample.cinema();
        var now = POLICY.decide(order, cinema, RefundReason.PERSONAL, at);
        var next = POLICY.nextChange(order, cinema, RefundReason.PERSONAL, at);

        var lastMoment = next.map(change -> change.at()).orElse(Sample.SHOW.plus(Duration.ofDays(30)));
        assertThat(lastMoment).isAfterOrEqualTo(at);
        assertThat(POLICY.decide(order, cinema, RefundReason.PERSONAL, lastMoment)
                        .fee())
                .isEqualTo(now.fee());
        next.ifPresent(change -> {
            var then = POLICY.decide(
                    order, cinema, RefundReason.PERSONAL, change.at().plusNanos(1));
            assertThat(then.fee()).isEqualTo(change.fee());
            assertThat(then).isNotEqualTo(now);
        });
    }

    @Property(tries = 200)
    void the_reason_never_moves_money_by_itself(
            @ForAll("orders") Sample sample, @ForAll("moments") Instant at, @ForAll RefundReason reason) {
        var neutral = POLICY.decide(sample.build(), sample.cinema(), RefundReason.PERSONAL, at);
        var deal = POLICY.decide(sample.build(), sample.cinema(), reason, at);

        assertThat(deal.fee()).isEqualTo(neutral.fee());
        assertThat(deal.lines()).isEqualTo(neutral.lines());
        if (!deal.claim()) {
            assertThat(deal.ruleId()).isEqualTo(neutral.ruleId());
            assertThat(deal.outcome() == Deal.Outcome.REJECT).isEqualTo(neutral.outcome() == Deal.Outcome.REJECT);
        }
    }

    @Property(tries = 300)
    void while_claims_are_taken_no_machine_refuses_a_fault_and_none_pays_it(
            @ForAll("orders") Sample sample, @ForAll("moments") Instant at, @ForAll RefundReason reason) {
        var taking = sample.claimHours(48);

        var deal = POLICY.decide(taking.build(), taking.cinema(), reason, at);

        if (reason.blamesTheCinema()) {
            assertThat(deal.outcome()).isEqualTo(Deal.Outcome.REVIEW);
            assertThat(deal.ifConfirmed()).hasValueSatisfying(all -> {
                assertThat(all.refundAmount()).isEqualTo(sample.paid());
                assertThat(all.lines().stream().mapToLong(Deal.Line::amount).sum())
                        .isEqualTo(sample.paid());
            });
            assertThat(deal.claim()).isEqualTo(deal.refundAmount() == 0);
        } else {
            assertThat(deal.claim()).isFalse();
            assertThat(deal.ifConfirmed()).isEmpty();
        }
    }

    /** Two plans, one of before and one of now: never less than either alone. */
    @Property(tries = 300)
    void the_better_of_two_is_never_worse_than_either(
            @ForAll("orders") Sample sample,
            @ForAll("plans") String other,
            @ForAll("moments") Instant at,
            @ForAll RefundReason reason) {
        var now = sample.cinema().policyPlan();
        var changed =
                sample.plans(new PlanSince(other, Instant.EPOCH), new PlanSince(now, Sample.PAID_AT.plusSeconds(1)));

        var better = POLICY.decide(changed.build(), changed.cinema(), reason, at);
        var before = POLICY.decide(sample.build(), sample.plan(other).cinema(), reason, at);
        var after = POLICY.decide(sample.build(), sample.cinema(), reason, at);

        assertThat(better.refundAmount()).isEqualTo(Math.max(before.refundAmount(), after.refundAmount()));
        assertThat(better).isIn(before, after);
    }

    @Provide
    Arbitrary<String> plans() {
        return Arbitraries.of(PLANS);
    }

    @Property(tries = 100)
    void p0_gives_all_of_it_back_for_every_ticket_of_every_plan(
            @ForAll("orders") Sample sample, @ForAll("moments") Instant at, @ForAll RefundReason reason) {
        var cancelled = sample.screening(ScreeningStatus.CANCELLED);

        var deal = POLICY.decide(cancelled.build(), cancelled.cinema(), reason, at);

        assertThat(deal.outcome()).isEqualTo(Deal.Outcome.AUTO_APPROVE);
        assertThat(deal.refundAmount()).isEqualTo(sample.paid());
    }

    @Provide
    Arbitrary<Sample> orders() {
        var amounts = Combinators.combine(
                        Arbitraries.longs().between(1, 1_000_000),
                        Arbitraries.longs().between(0, 1_000))
                .as((paid, serviceFee) -> new long[] {paid, Math.min(paid, serviceFee)});
        return Combinators.combine(
                        Arbitraries.of(PLANS),
                        Arbitraries.of(TicketKind.class),
                        Arbitraries.of(TicketState.ISSUED, TicketState.COLLECTED),
                        amounts,
                        Arbitraries.of(0L, 500L, 2_000L),
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.of("MINI_PROGRAM", "PARTNER_A", "OTHER_APP"),
                        Arbitraries.of(0L, 5_000L))
                .as((plan, kind, state, paid, coupon, seats, channel, upTo) -> Sample.order()
                        .plan(plan)
                        .of(kind)
                        .in(state)
                        .paid(paid[0], paid[1])
                        .coupon(coupon)
                        .seats(seats)
                        .soldBy(channel)
                        .autoApproveUpTo(upTo));
    }

    /** Mostly around the edges, where the mistakes are. */
    @Provide
    Arbitrary<Instant> moments() {
        var edges = Combinators.combine(
                        Arbitraries.of(0L, 20L, 30L, 60L, 120L, 1440L),
                        Arbitraries.longs().between(-2_000, 2_000))
                .as((minutes, millis) ->
                        Sample.SHOW.minus(Duration.ofMinutes(minutes)).plusMillis(millis));
        var anywhere = Arbitraries.longs().between(-3 * 86_400, 86_400).map(Sample.SHOW::plusSeconds);
        return Arbitraries.oneOf(edges, anywhere);
    }
}
