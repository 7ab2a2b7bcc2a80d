package org.cinemarefund.policy.dmn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cinemarefund.policy.Deal.Outcome;
import org.cinemarefund.policy.History;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.policy.Replay;
import org.cinemarefund.policy.Sample;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketKind;
import org.junit.jupiter.api.Test;

/**
 * A month of one cinema that was made up: 1,000 applications of 900 people, of reasons, kinds, times and sums in shares that a cinema
 * could have. Most of them need no person, and none is decided differently from an oracle that knows nothing of tables.
 */
class StraightThroughMonthTest {
    private static final int APPLICATIONS = 1_000;
    private static final int PEOPLE = 900;
    private static final int UP_TO = 20_000;
    private static final int LIMIT = 3;

    private static final RefundPolicy POLICY =
            new PlanFiles("file:" + Path.of("processes").toAbsolutePath() + "/").policy();

    private record Application(
            int person, RefundReason reason, boolean cancelled, Sample sample, Duration beforeShow) {}

    private record Answer(Outcome outcome, long refund) {}

    @Test
    void most_of_a_month_needs_no_person_and_nobody_is_decided_otherwise() {
        var counted = new HashMap<Integer, Integer>();
        var expected = new HashMap<Integer, Integer>();
        var withoutAPerson = 0;
        for (var each : month(20260501)) {
            var at = Sample.SHOW.minus(each.beforeShow());
            var history = new History(0, counted.getOrDefault(each.person(), 0), LIMIT);

            var decision = POLICY.decide(each.sample().build(), each.sample().cinema(), each.reason(), at, history);

            var answer = new Answer(decision.deal().outcome(), decision.deal().refundAmount());
            assertThat(answer).as("%s", each).isEqualTo(oracle(each, expected));
            if (decision.straightThrough()) {
                counted.merge(each.person(), 1, Integer::sum);
            }
            withoutAPerson += answer.outcome() == Outcome.REVIEW ? 0 : 1;
        }
        assertThat(counted).isEqualTo(expected);
        assertThat(counted.values()).allMatch(times -> times <= LIMIT);
        assertThat(withoutAPerson).isGreaterThanOrEqualTo(APPLICATIONS * 80 / 100);
    }

    /** What the contract says, in plain arithmetic. */
    private static Answer oracle(Application each, Map<Integer, Integer> straight) {
        var paid = each.sample().paid();
        if (each.cancelled()) {
            return new Answer(Outcome.AUTO_APPROVE, paid);
        }
        var kind = each.sample().build().ticketKind();
        var fault = each.reason() == RefundReason.FILM_QUALITY
                || each.reason() == RefundReason.CONTENT_MISMATCH
                || each.reason() == RefundReason.SCREENING_CANCELLED;
        var percent = percent(each.beforeShow(), kind);
        var price = paid - 300;
        var refund = percent < 0 ? 0 : price - price * percent / 100;
        if (refund == 0) {
            return new Answer(fault ? Outcome.REVIEW : Outcome.REJECT, 0);
        }
        if (fault || refund > UP_TO || straight.getOrDefault(each.person(), 0) >= LIMIT) {
            return new Answer(Outcome.REVIEW, refund);
        }
        straight.merge(each.person(), 1, Integer::sum);
        return new Answer(Outcome.AUTO_APPROVE, refund);
    }

    /** Of the price that is kept; negative where nothing is paid. */
    private static int percent(Duration beforeShow, TicketKind kind) {
        if (kind != TicketKind.STANDARD && kind != TicketKind.MEMBER) {
            return -1;
        }
        var minutes = Math.floorDiv(beforeShow.toMillis(), 60_000L);
        if (minutes >= 24 * 60) {
            return 0;
        }
        if (minutes >= 2 * 60) {
            return 10;
        }
        if (minutes >= 60) {
            return 20;
        }
        return minutes >= 30 ? 30 : -1;
    }

    private static List<Application> month(long seed) {
        var chance = new Random(seed);
        var month = new ArrayList<Application>();
        for (int i = 0; i < APPLICATIONS; i++) {
            var reason = reason(chance);
            var cancelled = reason == null;
            var sum = chance.nextInt(100) < 95 ? 2_000 + chance.nextInt(18_000) : 20_301 + chance.nextInt(30_000);
            var sample = Sample.order()
                    .of(kind(chance))
                    .paid(sum, 300)
                    .autoApproveUpTo(UP_TO)
                    .claimHours(48)
                    .screening(cancelled ? ScreeningStatus.CANCELLED : ScreeningStatus.SCHEDULED);
            // The first applications are of one person each, the rest of people who had one before.
            var person = i < PEOPLE ? i : chance.nextInt(PEOPLE / 20);
            month.add(new Application(
                    person,
                    cancelled ? RefundReason.SCREENING_CANCELLED : reason,
                    cancelled,
                    sample,
                    beforeShow(chance)));
        }
        return month;
    }

    /** Null where the cinema is at fault by the order system's word. */
    private static RefundReason reason(Random chance) {
        var percent = chance.nextInt(100);
        if (percent < 78) {
            return RefundReason.PERSONAL;
        }
        if (percent < 82) {
            return RefundReason.DUPLICATE_PURCHASE;
        }
        if (percent < 86) {
            return RefundReason.OTHER;
        }
        if (percent < 92) {
            return null;
        }
        return List.of(RefundReason.FILM_QUALITY, RefundReason.CONTENT_MISMATCH, RefundReason.SCREENING_CANCELLED)
                .get(chance.nextInt(3));
    }

    private static TicketKind kind(Random chance) {
        if (chance.nextInt(100) < 90) {
            return chance.nextInt(3) == 0 ? TicketKind.MEMBER : TicketKind.STANDARD;
        }
        return List.of(TicketKind.SPECIAL, TicketKind.EVENT, TicketKind.VOUCHER).get(chance.nextInt(3));
    }

    private static Duration beforeShow(Random chance) {
        var percent = chance.nextInt(100);
        if (percent < 45) {
            return between(chance, 24 * 60, 7 * 24 * 60);
        }
        if (percent < 80) {
            return between(chance, 2 * 60, 24 * 60);
        }
        if (percent < 88) {
            return between(chance, 60, 2 * 60);
        }
        return percent < 93 ? between(chance, 30, 60) : between(chance, -120, 30);
    }

    private static Duration between(Random chance, int fromMinutes, int toMinutes) {
        return Duration.ofSeconds(fromMinutes * 60L + chance.nextInt((toMinutes - fromMinutes) * 60));
    }

    /** Asked again with the same, the same comes out. */
    @Test
    void every_decision_can_be_made_anew() {
        for (var each : month(20260601)) {
            var at = Sample.SHOW.minus(each.beforeShow());
            var decision = POLICY.decide(
                    each.sample().build(), each.sample().cinema(), each.reason(), at, new History(1, 2, LIMIT));

            assertThat(POLICY.again(each.sample().build(), each.sample().cinema(), each.reason(), at, decision))
                    .isEqualTo(decision);
        }
    }

    private static final Instant NOW = Sample.SHOW;

    @Test
    void the_version_that_is_in_force_changes_nothing_for_anybody() {
        var live = new PlanFiles("file:" + Path.of("processes").toAbsolutePath() + "/")
                .plans().stream()
                        .filter(plan -> plan.name().equals("shenzhen-tiers"))
                        .findFirst()
                        .orElseThrow();
        var replay = new Replay(POLICY, live, NOW);
        month(20260701).forEach(each -> replay.add(past(each)));

        assertThat(replay.applications()).isEqualTo(APPLICATIONS);
        assertThat(replay.differences()).isEmpty();
        assertThat(replay.fen()).isZero();
    }

    @Test
    void a_draft_tells_who_would_have_been_decided_otherwise_and_by_how_much() {
        var draft = new PlanReader()
                .read(
                        new PlanReader.Names("t", "z", "e"),
                        TinyPlan.source(
                                "shenzhen-tiers",
                                "draft",
                                "2026-01-01",
                                ">= 30 | \"STANDARD\", \"MEMBER\" | REVIEW | 0 | FREE"))
                .plan()
                .orElseThrow();
        var replay = new Replay(POLICY, draft, NOW);
        var applications = month(20260701);
        applications.forEach(each -> replay.add(past(each)));
        var gain = 0L;
        var different = 0;
        for (var each : applications) {
            var before = oracle(each, new HashMap<>());
            var percent = percent(each.beforeShow(), each.sample().build().ticketKind());
            if (!each.cancelled() && percent > 0) {
                gain += each.sample().paid() - 300 - before.refund();
                different++;
            }
        }

        assertThat(replay.differences()).hasSize(different);
        assertThat(replay.fen()).isEqualTo(gain).isPositive();
    }

    private static Replay.Past past(Application each) {
        var at = Sample.SHOW.minus(each.beforeShow());
        var sample = each.sample();
        return new Replay.Past(
                "R" + each.hashCode(),
                sample.build(),
                sample.cinema(),
                each.reason(),
                at,
                POLICY.decide(sample.build(), sample.cinema(), each.reason(), at, History.NONE));
    }
}
