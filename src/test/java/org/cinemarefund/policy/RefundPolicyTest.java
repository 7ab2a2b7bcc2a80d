package org.cinemarefund.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cinemarefund.policy.Deal.Outcome.AUTO_APPROVE;
import static org.cinemarefund.policy.Deal.Outcome.REJECT;
import static org.cinemarefund.policy.Deal.Outcome.REVIEW;
import static org.cinemarefund.policy.RefundReason.FILM_QUALITY;
import static org.cinemarefund.policy.RefundReason.PERSONAL;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketKind;
import org.cinemarefund.ticketing.TicketState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What lies over every plan, with a plan made up for the test: 10 % until one hour before the show. */
class RefundPolicyTest {
    private static final Instant EARLY = Sample.SHOW.minus(Duration.ofHours(5));
    private static final Instant LATE = Sample.SHOW.minus(Duration.ofMinutes(59));

    private static final Terms TEN_PERCENT = new Terms(REVIEW, "TEN", 1_000, 0, 0, false);
    private static final Terms REFUSED = new Terms(REJECT, "LATE", 0, 0, 0, false);

    private static final Sample ORDER = Sample.order().plan("test");

    @ParameterizedTest
    @EnumSource(ScreeningStatus.class)
    void the_reasons_to_choose_from_are_those_that_would_not_be_refused_one_by_one(ScreeningStatus screening) {
        for (var policy : List.of(policy(REFUSED), policy(TEN_PERCENT))) {
            for (var at : List.of(EARLY, LATE, Sample.SHOW.plusSeconds(1), Sample.SHOW.plus(Duration.ofHours(3)))) {
                for (var state : TicketState.values()) {
                    var sample = ORDER.screening(screening).in(state).claimHours(2);

                    var reasons = policy.notRefused(sample.build(), sample.cinema(), at, History.NONE);

                    for (var reason : RefundReason.values()) {
                        var obstacle = policy.obstacle(sample.build(), sample.cinema(), reason, at);
                        assertThat(reasons.contains(reason))
                                .as("%s at %s", reason, at)
                                .isEqualTo(obstacle.isEmpty()
                                        && policy.decide(sample.build(), sample.cinema(), reason, at)
                                                        .outcome()
                                                != REJECT);
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} after the beginning, claims for {1} h, ticket {2}: {3}")
    @CsvSource({
        "-PT72H,     48, ISSUED, CLAIM",
        "-PT72H,     0,  ISSUED, LATE",
        "PT0S,       48, ISSUED, CLAIM",
        "PT48H,      48, ISSUED, CLAIM",
        "PT48H,      48, USED,   CLAIM",
        "PT48H0.001S, 48, ISSUED, LATE",
        "PT1H,       1,  ISSUED, CLAIM",
        "PT1H0.001S, 1,  ISSUED, LATE",
        "PT0.001S,   0,  ISSUED, LATE",
    })
    void what_the_plan_refuses_is_a_claim_while_claims_are_taken(
            Duration after, int hours, TicketState state, String rule) {
        var sample = ORDER.claimHours(hours).in(state);
        var at = Sample.SHOW.plus(after);
        for (var reason : RefundReason.values()) {
            var deal = policy(REFUSED).decide(sample.build(), sample.cinema(), reason, at);

            var claim = reason.blamesTheCinema() && rule.equals("CLAIM");
            assertThat(deal.ruleId()).isEqualTo(claim ? "CLAIM" : "LATE");
            assertThat(deal.outcome()).isEqualTo(claim ? REVIEW : REJECT);
            assertThat(deal.refundAmount()).isZero();
            assertThat(deal.fee()).isEqualTo(10_000);
            assertThat(deal.lines())
                    .containsExactly(
                            new Deal.Line("TICKETS", 9_700),
                            new Deal.Line("SERVICE_FEE", 300),
                            new Deal.Line("NOT_REFUNDED", -10_000));
            assertThat(deal.ifConfirmed().map(Deal.Confirmed::refundAmount))
                    .isEqualTo(claim ? Optional.of(10_000L) : Optional.empty());
            assertThat(policy(REFUSED).obstacle(sample.build(), sample.cinema(), reason, at))
                    .isEqualTo(
                            state == TicketState.USED && !claim
                                    ? Optional.of(Order.Obstacle.TICKETS_USED)
                                    : Optional.empty());
        }
    }

    @Test
    void a_fault_that_the_plan_pays_keeps_its_amount_and_could_be_all_of_it() {
        var deal = decide(ORDER.claimHours(48).autoApproveUpTo(1_000_000), FILM_QUALITY, TEN_PERCENT);

        assertThat(deal.outcome()).isEqualTo(REVIEW);
        assertThat(deal.ruleId()).isEqualTo("TEN");
        assertThat(deal.refundAmount()).isEqualTo(8_730);
        assertThat(deal.ifConfirmed().map(Deal.Confirmed::refundAmount)).contains(10_000L);
        assertThat(deal.confirmed().refundAmount()).isEqualTo(10_000);
        assertThat(deal.confirmed().lines())
                .containsExactly(new Deal.Line("TICKETS", 9_700), new Deal.Line("SERVICE_FEE", 300));
        assertThat(deal.proposed(9_000).lines())
                .containsExactly(
                        new Deal.Line("TICKETS", 9_700),
                        new Deal.Line("SERVICE_FEE", 300),
                        new Deal.Line("NOT_REFUNDED", -1_000));
        assertThatThrownBy(() -> deal.proposed(8_730)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> deal.proposed(10_001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void used_tickets_are_a_claim_also_where_the_plan_would_pay() {
        var used = ORDER.claimHours(48).in(TicketState.USED);

        assertThat(decide(used, FILM_QUALITY, TEN_PERCENT).ruleId()).isEqualTo("CLAIM");
    }

    @Test
    void where_nothing_is_left_a_fault_is_a_claim() {
        var free = ORDER.paid(300, 300).claimHours(48);

        assertThat(decide(free, PERSONAL, TEN_PERCENT).ruleId()).isEqualTo("NOTHING_LEFT");
        assertThat(decide(free, FILM_QUALITY, TEN_PERCENT).ruleId()).isEqualTo("CLAIM");
    }

    @Test
    void a_claim_ends_with_its_window() {
        var sample = ORDER.claimHours(48);

        assertThat(policy(REFUSED).nextChange(sample.build(), sample.cinema(), FILM_QUALITY, EARLY))
                .contains(new NextChange(Sample.SHOW.plus(Duration.ofDays(2)), 10_000));
    }

    @Test
    void minutes_since_the_beginning_are_edges_too() {
        var policy = policy(facts -> facts.minutesSinceStart() <= 20 ? TEN_PERCENT : REFUSED, new long[0], 20);
        var end = Sample.SHOW.plus(Duration.ofMinutes(21));

        var next = policy.nextChange(ORDER.build(), ORDER.cinema(), PERSONAL, Sample.SHOW.plusSeconds(5));

        assertThat(next).contains(new NextChange(end.minusMillis(1), 10_000));
        assertThat(policy.decide(ORDER.build(), ORDER.cinema(), PERSONAL, end.minusMillis(1))
                        .outcome())
                .isEqualTo(REVIEW);
        assertThat(policy.decide(ORDER.build(), ORDER.cinema(), PERSONAL, end).outcome())
                .isEqualTo(REJECT);
    }

    @ParameterizedTest(name = "{0} of {1} went straight through: {2}")
    @CsvSource({"0,3,AUTO_APPROVE", "2,3,AUTO_APPROVE", "3,3,REVIEW", "4,3,REVIEW", "0,0,REVIEW"})
    void so_many_of_a_moviegoer_go_straight_through(int before, int limit, Deal.Outcome outcome) {
        var sample = ORDER.autoApproveUpTo(8_730);

        var decision = policy(TEN_PERCENT)
                .decide(sample.build(), sample.cinema(), PERSONAL, EARLY, new History(0, before, limit));

        assertThat(decision.deal().outcome()).isEqualTo(outcome);
        assertThat(decision.straightThrough()).isEqualTo(outcome == AUTO_APPROVE);
    }

    @Test
    void a_coupon_goes_back_where_the_plan_says_so_and_under_p0() {
        var returned = new Terms(REVIEW, "TEN", 1_000, 0, 0, false, true);

        assertThat(decide(ORDER, PERSONAL, TEN_PERCENT).returnsCoupon()).isFalse();
        assertThat(decide(ORDER, PERSONAL, returned).returnsCoupon()).isTrue();
        assertThat(decide(ORDER.screening(ScreeningStatus.CANCELLED), PERSONAL, TEN_PERCENT)
                        .returnsCoupon())
                .isTrue();
        assertThat(decide(ORDER, PERSONAL, TEN_PERCENT).confirmed().returnsCoupon())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(TicketKind.class)
    void a_screening_that_does_not_take_place_gives_everything_back_at_once(TicketKind kind) {
        for (var screening : List.of(ScreeningStatus.CANCELLED, ScreeningStatus.ABORTED)) {
            for (var reason : RefundReason.values()) {
                var sample = ORDER.of(kind).screening(screening).in(TicketState.USED);

                var deal = policy(REFUSED).decide(sample.build(), sample.cinema(), reason, Sample.SHOW.plusSeconds(1));

                assertThat(deal.outcome()).isEqualTo(AUTO_APPROVE);
                assertThat(deal.ruleId()).isEqualTo("P0");
                assertThat(deal.fee()).isZero();
                assertThat(deal.refundAmount()).isEqualTo(10_000);
                assertThat(deal.lines())
                        .containsExactly(new Deal.Line("TICKETS", 9_700), new Deal.Line("SERVICE_FEE", 300));
                assertThat(deal.reviewForced()).isFalse();
                assertThat(policy(REFUSED).nextChange(sample.build(), sample.cinema(), reason, EARLY))
                        .isEmpty();
            }
        }
    }

    @Test
    void a_moved_show_gives_everything_back_until_it_begins_and_not_to_who_went_in() {
        var moved = ORDER.screening(ScreeningStatus.RESCHEDULED).in(TicketState.COLLECTED);
        var lastMoment = Sample.SHOW.minusNanos(1);

        assertThat(ruleOf(moved, lastMoment)).isEqualTo("P0");
        assertThat(ruleOf(moved, Sample.SHOW)).isEqualTo("LATE");
        assertThat(ruleOf(moved.in(TicketState.USED), lastMoment)).isEqualTo("LATE");
        assertThat(policy(REFUSED).nextChange(moved.build(), moved.cinema(), PERSONAL, EARLY))
                .contains(new NextChange(Sample.SHOW, 10_000));
    }

    private static String ruleOf(Sample sample, Instant at) {
        return policy(REFUSED)
                .decide(sample.build(), sample.cinema(), PERSONAL, at)
                .ruleId();
    }

    @Test
    void a_deal_becomes_all_of_it_under_its_own_plan() {
        var before = decide(ORDER, PERSONAL, TEN_PERCENT);

        var after = RefundPolicy.atFault(ORDER.build(), before);

        assertThat(after)
                .isEqualTo(new Deal(
                        AUTO_APPROVE,
                        10_000,
                        0,
                        10_000,
                        List.of(new Deal.Line("TICKETS", 9_700), new Deal.Line("SERVICE_FEE", 300)),
                        before.plan(),
                        "P0",
                        before.version(),
                        false));
    }

    @Test
    void the_percentage_is_of_the_tickets_and_the_service_fee_stays() {
        var deal = decide(ORDER, PERSONAL, TEN_PERCENT);

        assertThat(deal.fee()).isEqualTo(970 + 300);
        assertThat(deal.refundAmount()).isEqualTo(8_730);
        assertThat(deal.lines())
                .containsExactly(
                        new Deal.Line("TICKETS", 9_700),
                        new Deal.Line("SERVICE_FEE", 300),
                        new Deal.Line("REFUND_FEE", -970),
                        new Deal.Line("SERVICE_FEE_KEPT", -300));
    }

    @Test
    void fees_by_percent_by_order_and_by_ticket_add_up() {
        var deal = decide(ORDER.seats(3), PERSONAL, new Terms(REVIEW, "SUM", 1_000, 50, 7, true));

        assertThat(deal.fee()).isEqualTo(970 + 50 + 3 * 7);
    }

    @ParameterizedTest(name = "{0} fen for the tickets, {1} of service fee, flat fee {2}: {3}, {4} back")
    @CsvSource({"501,0,500,REVIEW,1", "500,0,500,REJECT,0", "499,0,500,REJECT,0", "0,300,0,REJECT,0", "1,300,0,REVIEW,1"
    })
    void nothing_left_to_pay_is_a_refusal(long tickets, long serviceFee, long fee, Deal.Outcome outcome, long back) {
        var sample = ORDER.paid(tickets + serviceFee, serviceFee).autoApproveUpTo(0);

        var deal = decide(sample, PERSONAL, new Terms(REVIEW, "FLAT", 0, fee, 0, false));

        assertThat(deal.outcome()).isEqualTo(outcome);
        assertThat(deal.refundAmount()).isEqualTo(back);
        assertThat(deal.fee()).isEqualTo(tickets + serviceFee - back);
        assertThat(deal.ruleId()).isEqualTo(outcome == REJECT ? "NOTHING_LEFT" : "FLAT");
    }

    @ParameterizedTest(name = "up to {0} fen need nobody: a refund of 8730 is {1}")
    @CsvSource({"0,REVIEW", "8729,REVIEW", "8730,AUTO_APPROVE", "8731,AUTO_APPROVE"})
    void a_small_refund_needs_nobody(long upTo, Deal.Outcome outcome) {
        assertThat(decide(ORDER.autoApproveUpTo(upTo), PERSONAL, TEN_PERCENT).outcome())
                .isEqualTo(outcome);
    }

    @Test
    void what_the_plan_refuses_no_amount_is_small_enough_for() {
        assertThat(decide(ORDER.autoApproveUpTo(1_000_000), PERSONAL, REFUSED).outcome())
                .isEqualTo(REJECT);
    }

    @ParameterizedTest
    @EnumSource(RefundReason.class)
    void the_reason_alone_changes_neither_fee_nor_refusal(RefundReason reason) {
        var neutral = decide(ORDER, PERSONAL, TEN_PERCENT);
        var deal = decide(ORDER, reason, TEN_PERCENT);
        assertThat(deal.outcome()).isEqualTo(neutral.outcome());
        assertThat(deal.fee()).isEqualTo(neutral.fee());
        assertThat(deal.ruleId()).isEqualTo(neutral.ruleId());
        assertThat(deal.lines()).isEqualTo(neutral.lines());
        assertThat(deal.reviewForced()).isEqualTo(reason.blamesTheCinema());

        assertThat(decide(ORDER, reason, REFUSED)).isEqualTo(decide(ORDER, PERSONAL, REFUSED));
    }

    @ParameterizedTest
    @EnumSource(RefundReason.class)
    void blaming_the_cinema_without_the_fact_goes_to_a_person(RefundReason reason) {
        var automatic = new Terms(AUTO_APPROVE, "AUTO", 1_000, 0, 0, false);
        var expected = reason.blamesTheCinema() ? REVIEW : AUTO_APPROVE;

        assertThat(decide(ORDER, reason, automatic).outcome()).isEqualTo(expected);
        assertThat(decide(ORDER.autoApproveUpTo(1_000_000), reason, TEN_PERCENT).outcome())
                .isEqualTo(expected);
        assertThat(decide(ORDER, reason, automatic).fee()).isEqualTo(1_270);
    }

    @ParameterizedTest(name = "asked {0} before the show: worse {1} before, then {2} stay")
    @CsvSource({
        "PT30H,         PT24H, 1000",
        "PT24H0.001S,   PT24H, 1000",
        "PT24H,         PT24H, 1000",
        "PT23H59M59.9S, PT1H,  10000",
        "PT1H,          PT1H,  10000",
    })
    void tells_until_when_the_terms_hold(Duration asked, Duration edge, long feeThen) {
        var sample = ORDER.paid(10_000, 0);
        var policy = policy(RefundPolicyTest::tiers, 1440, 60, 500); // 500: compared with, but nothing changes there

        var next = policy.nextChange(sample.build(), sample.cinema(), PERSONAL, Sample.SHOW.minus(asked));

        assertThat(next).contains(new NextChange(Sample.SHOW.minus(edge), feeThen));
        var before = policy.decide(
                sample.build(), sample.cinema(), PERSONAL, next.get().at());
        var after = policy.decide(
                sample.build(), sample.cinema(), PERSONAL, next.get().at().plusNanos(1));
        assertThat(before.fee()).isLessThan(after.fee());
        assertThat(after.fee()).isEqualTo(feeThen);
    }

    @Test
    void a_plan_that_only_looks_at_the_start_changes_with_it() {
        var policy = policy(facts -> facts.started() ? REFUSED : TEN_PERCENT);

        assertThat(policy.nextChange(ORDER.build(), ORDER.cinema(), PERSONAL, LATE))
                .contains(new NextChange(Sample.SHOW, 10_000));
        assertThat(policy.nextChange(ORDER.build(), ORDER.cinema(), PERSONAL, Sample.SHOW))
                .isEmpty();
    }

    @Test
    void losing_the_automatic_way_is_worse_too() {
        var automatic = new Terms(AUTO_APPROVE, "AUTO", 1_000, 0, 0, false);
        var policy = policy(facts -> facts.minutesToShow() >= 60 ? automatic : TEN_PERCENT, 60);

        assertThat(policy.nextChange(ORDER.build(), ORDER.cinema(), PERSONAL, EARLY))
                .contains(new NextChange(Sample.SHOW.minus(Duration.ofHours(1)), 1_270));
    }

    @Test
    void a_refusal_gets_no_worse() {
        assertThat(policy(REFUSED).nextChange(ORDER.build(), ORDER.cinema(), PERSONAL, EARLY))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} before the show: {1} minutes, started {2}")
    @CsvSource({"PT30M,30,false", "PT29M59.999S,29,false", "PT0.5S,0,false", "PT0S,0,true", "PT-0.001S,-1,true"})
    void minutes_are_rounded_down_also_after_the_start(Duration before, long minutes, boolean started) {
        var facts = PlanFacts.of(ORDER.build(), ORDER.cinema(), Sample.SHOW.minus(before), 0);

        assertThat(facts.minutesToShow()).isEqualTo(minutes);
        assertThat(facts.started()).isEqualTo(started);
    }

    @Test
    void what_a_table_is_asked_about_is_kept_in_plain_values() {
        var sample = ORDER.of(TicketKind.MEMBER).in(TicketState.COLLECTED).coupon(500);

        var inputs = PlanFacts.of(sample.build(), sample.cinema(), EARLY, 3).asMap();

        assertThat(inputs)
                .containsEntry("minutesToShow", 300L)
                .containsEntry("memberTicket", true)
                .containsEntry("collected", true)
                .containsEntry("couponUsed", true)
                .containsEntry("refundsThisMonth", 3L)
                .containsEntry("seats", 2L)
                .containsEntry("couponAmount", 500L)
                .containsEntry("region", "Shenzhen")
                .containsEntry("hallType", "")
                .containsEntry("minutesSinceStart", 0L)
                .doesNotContainValue("oSample");
    }

    @Test
    void an_unknown_plan_or_rule_is_a_sentence() {
        var policy = policy(TEN_PERCENT);
        var sample = ORDER.plan("nobody");

        assertThat(policy.knows("nobody", EARLY)).isFalse();
        assertThatThrownBy(() -> policy.decide(sample.build(), sample.cinema(), PERSONAL, EARLY))
                .hasMessage("there is no refund plan 'nobody' in force, only [test]");
        assertThatThrownBy(() -> policy.clause("test", "1", "GONE", Locale.ENGLISH))
                .hasMessage("plan test has no rule GONE");
    }

    private static Deal decide(Sample sample, RefundReason reason, Terms terms) {
        return policy(terms).decide(sample.build(), sample.cinema(), reason, EARLY);
    }

    private static Terms tiers(PlanFacts facts) {
        if (facts.minutesToShow() >= 1440) {
            return new Terms(REVIEW, "FREE", 0, 0, 0, false);
        }
        return facts.minutesToShow() >= 60 ? TEN_PERCENT : REFUSED;
    }

    private static RefundPolicy policy(Terms terms) {
        return policy(facts -> terms);
    }

    private static RefundPolicy policy(Function<PlanFacts, Terms> rules, long... edges) {
        return policy(rules, edges, new long[0]);
    }

    private static RefundPolicy policy(Function<PlanFacts, Terms> rules, long[] edges, long... sinceStart) {
        var texts = Map.of("P0", "p", "CLAIM", "c", "NOTHING_LEFT", "n");
        return new RefundPolicy(List.of(new MadeUpPlan(rules, edges, sinceStart)), new Clauses(texts, texts));
    }

    private record MadeUpPlan(Function<PlanFacts, Terms> rules, long[] edges, long[] sinceStart) implements RefundPlan {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public Instant validFrom() {
            return Instant.EPOCH;
        }

        @Override
        public Terms termsFor(PlanFacts facts) {
            return rules.apply(facts);
        }

        @Override
        public SortedSet<Long> minuteEdges() {
            return set(edges);
        }

        @Override
        public SortedSet<Long> minuteEdgesSinceStart() {
            return set(sinceStart);
        }

        private static SortedSet<Long> set(long... numbers) {
            var set = new TreeSet<Long>();
            for (var number : numbers) {
                set.add(number);
            }
            return set;
        }

        @Override
        public Optional<String> clause(String ruleId, Locale locale) {
            return Optional.empty();
        }

        @Override
        public List<PolicyText.Clause> clauses(Locale locale) {
            return List.of();
        }
    }
}
