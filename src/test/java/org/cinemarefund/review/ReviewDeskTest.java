package org.cinemarefund.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cinemarefund.testing.Problems.refusal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.application.RefundApplication.Verdict;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.review.ReviewDesk.Answer;
import org.cinemarefund.ticketing.Cinema;
import org.junit.jupiter.api.Test;

/** People deciding, in time. */
class ReviewDeskTest {
    private final ReviewWorld world = new ReviewWorld();
    private final ReviewDesk desk = world.desk;

    private RefundStatus status(String applicationNo) {
        return world.applications.find(applicationNo).orElseThrow().status();
    }

    private void at(Instant instant) {
        world.clock.move(Duration.between(world.clock.instant(), instant));
    }

    @Test
    void what_is_no_answer_is_refused_by_its_field() {
        assertThat(refusal(() -> Answer.of(null, null))).isEqualTo("INVALID_REQUEST: decision");
        assertThat(refusal(() -> Answer.of("MAYBE", null))).isEqualTo("INVALID_REQUEST: decision");
        assertThat(refusal(() -> Answer.of("APPROVE_AS_FAULT", " "))).isEqualTo("COMMENT_REQUIRED: comment");
        assertThat(refusal(() -> Answer.of("PROPOSE_AMOUNT", null, 1L, null))).isEqualTo("COMMENT_REQUIRED: comment");
        assertThat(refusal(() -> Answer.of("REJECT", "不", 1L, null))).isEqualTo("INVALID_REQUEST: refundAmount");
        assertThat(refusal(() -> Answer.of("APPROVE", null, "1.5", null))).isEqualTo("INVALID_REQUEST: refundAmount");
        assertThat(refusal(() -> Answer.of("APPROVE", null, null, "OTHER"))).isEqualTo("INVALID_REQUEST: rejectReason");
        assertThat(refusal(() -> Answer.of("REJECT", "不", null, 7))).isEqualTo("INVALID_REQUEST: rejectReason");
        assertThat(refusal(() -> Answer.of("ASK_FOR_EVIDENCE", null))).isEqualTo("COMMENT_REQUIRED: comment");
        assertThat(refusal(() -> Answer.of("APPROVE", null))).isEqualTo("accepted");
    }

    @Test
    void a_yes_is_recorded_with_the_name_of_who_said_it() {
        var application = world.underReview("R1", 10000);

        assertThat(world.decides("R1", "APPROVE", "lin")).isEqualTo(Verdict.APPROVE);

        assertThat(application.status()).isEqualTo(RefundStatus.REFUNDING);
        assertThat(application.approvedBy()).contains("lin");
        assertThat(application.answer().approvedAt()).isEqualTo(ReviewWorld.NOW);
        assertThat(world.applications.last("R1").kind()).isEqualTo(Kind.APPROVED);
        assertThat(world.applications.last("R1").actor()).isEqualTo("lin");
    }

    @Test
    void a_no_ends_it_and_is_told_with_its_words() {
        var application = world.underReview("R1", 10000);

        assertThat(world.decides("R1", "REJECT", "lin")).isEqualTo(Verdict.REJECT);

        assertThat(application.status()).isEqualTo(RefundStatus.REJECTED);
        assertThat(application.liveOrderNo()).isEmpty();
        assertThat(world.applications.last("R1").words(Fact.COMMENT)).contains("因为");
        assertThat(world.notices.intended).containsExactly("R1 REJECTED 1");
    }

    @Test
    void what_is_decided_is_decided() {
        world.underReview("R1", 10000);
        world.decides("R1", "APPROVE", "lin");
        var lines = world.applications.eventsOf("R1").size();

        for (var decision : List.of("APPROVE", "REJECT", "ASK_FOR_EVIDENCE")) {
            assertThat(refusal(() -> world.decides("R1", decision, "zhou"))).isEqualTo("ALREADY_DECIDED");
        }
        assertThat(world.applications.eventsOf("R1")).hasSize(lines);
    }

    @Test
    void nobody_decides_about_an_order_of_their_own() {
        world.underReview("R1", 10000);
        world.openids.replace("lin", List.of("oOther", "oOwner-1"));

        for (var decision : List.of("APPROVE", "REJECT", "ASK_FOR_EVIDENCE")) {
            assertThat(refusal(() -> world.decides("R1", decision, "lin"))).isEqualTo("OWN_ORDER");
        }
        assertThat(status("R1")).isEqualTo(RefundStatus.UNDER_REVIEW);
        assertThat(world.notices.intended).isEmpty();
    }

    @Test
    void a_large_sum_takes_two_and_never_the_same_twice() {
        var application = world.underReview("R1", 50001);

        assertThat(world.decides("R1", "APPROVE", "lin")).isEqualTo(Verdict.SUPERVISOR);
        assertThat(application.supervisorReason()).contains(SupervisorReason.LARGE_AMOUNT);
        assertThat(application.status()).isEqualTo(RefundStatus.UNDER_REVIEW);
        assertThat(world.applications.last("R1").kind()).isEqualTo(Kind.SECOND_APPROVAL_NEEDED);
        assertThat(refusal(() -> world.decides("R1", "APPROVE", "lin"))).isEqualTo("SAME_PERSON");

        assertThat(world.decides("R1", "APPROVE", "zhou")).isEqualTo(Verdict.APPROVE);
        assertThat(application.approvedBy()).contains("zhou");
    }

    @Test
    void up_to_the_bound_one_is_enough() {
        world.underReview("R1", 50000);

        assertThat(world.decides("R1", "APPROVE", "lin")).isEqualTo(Verdict.APPROVE);
    }

    @Test
    void who_said_yes_first_may_still_say_no() {
        world.underReview("R1", 50001);
        world.decides("R1", "APPROVE", "lin");

        assertThat(world.decides("R1", "REJECT", "lin")).isEqualTo(Verdict.REJECT);
    }

    @Test
    void what_one_person_approves_alone_on_a_day_in_china_has_a_bound() {
        world.underReview("R1", 45000);
        world.underReview("R2", 45000);
        world.underReview("R3", 1);
        world.underReview("R4", 45000);
        assertThat(world.decides("R1", "APPROVE", "lin")).isEqualTo(Verdict.APPROVE);
        assertThat(world.decides("R2", "APPROVE", "lin")).isEqualTo(Verdict.APPROVE);

        assertThat(world.decides("R3", "APPROVE", "lin")).isEqualTo(Verdict.SUPERVISOR);
        assertThat(world.applications.find("R3").orElseThrow().supervisorReason())
                .contains(SupervisorReason.PERSON_LIMIT);
        assertThat(world.decides("R3", "APPROVE", "zhou"))
                .as("somebody else has room")
                .isEqualTo(Verdict.APPROVE);

        at(Instant.parse("2026-03-02T16:00:00Z"));
        assertThat(world.decides("R4", "APPROVE", "lin")).as("the day after").isEqualTo(Verdict.APPROVE);
    }

    @Test
    void more_is_asked_for_at_most_twice() {
        var application = world.underReview("R1", 10000);
        for (var round = 1; round <= 2; round++) {
            assertThat(world.decides("R1", "ASK_FOR_EVIDENCE", "lin")).isEqualTo(Verdict.ASK_FOR_EVIDENCE);
            desk.awaitEvidence("R1");
            assertThat(application.status()).isEqualTo(RefundStatus.EVIDENCE_REQUESTED);
            assertThat(world.notices.intended).endsWith("R1 EVIDENCE_REQUESTED " + round);
            application.evidenceSupplied("好", world.clock.instant());
        }

        assertThat(refusal(() -> world.decides("R1", "ASK_FOR_EVIDENCE", "lin")))
                .isEqualTo("EVIDENCE_ASKED_TWICE");
        assertThat(application.evidence().round()).isEqualTo(2);
    }

    @Test
    void nothing_is_waited_for_that_nobody_asked_for() {
        world.underReview("R1", 10000);

        assertThatThrownBy(() -> desk.awaitEvidence("R1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void without_an_answer_it_goes_on_where_it_stood_and_later_by_the_days_of_the_wait() {
        var application = world.underReview("R1", 10000);
        assertThat(application.reviewDueAt()).isEqualTo(Instant.parse("2026-03-04T15:59:59Z"));
        world.decides("R1", "ASK_FOR_EVIDENCE", "lin");
        desk.awaitEvidence("R1");
        var until = application.evidence().dueAt();
        assertThat(until).isEqualTo(Instant.parse("2026-03-05T15:59:59Z"));
        assertThat(refusal(() -> desk.evidenceOverdue("R1"))).isEqualTo("ACTION_NOT_ALLOWED");

        at(until);
        desk.evidenceOverdue("R1");

        assertThat(application.status()).isEqualTo(RefundStatus.UNDER_REVIEW);
        assertThat(application.evidenceUnanswered()).isTrue();
        assertThat(world.applications.kinds("R1")).containsSubsequence(Kind.EVIDENCE_OVERDUE, Kind.DEADLINE_MOVED);
        assertThat(application.reviewDueAt()).isAfter(Instant.parse("2026-03-04T15:59:59Z"));
        assertThat(refusal(() -> desk.evidenceOverdue("R1"))).as("once").isEqualTo("ACTION_NOT_ALLOWED");
    }

    @Test
    void half_way_the_reviewers_are_reminded_once() {
        var application = world.underReview("R1", 10000);
        at(application.reminderAt().minusMillis(1));
        assertThat(desk.remind("R1")).isFalse();

        world.clock.move(Duration.ofMillis(1));
        assertThat(desk.remind("R1")).isTrue();
        assertThat(desk.remind("R1")).isFalse();

        assertThat(world.told).containsExactly("REMINDER R1");
        assertThat(world.applications.last("R1").kind()).isEqualTo(Kind.REMINDED);
    }

    @Test
    void at_the_deadline_and_not_before_a_supervisor_gets_it() {
        var application = world.underReview("R1", 10000);
        assertThat(refusal(() -> world.inTransaction(() -> desk.overdue("R1")))).isEqualTo("ACTION_NOT_ALLOWED");

        at(application.reviewDueAt());
        assertThat(world.inTransaction(() -> desk.overdue("R1"))).isEqualTo(Verdict.SUPERVISOR);

        assertThat(application.supervisorReason()).contains(SupervisorReason.OVERDUE);
        assertThat(world.applications.last("R1").kind()).isEqualTo(Kind.ESCALATED);
        assertThat(world.told).containsExactly("OVERDUE R1");
    }

    @Test
    void a_cinema_can_choose_to_say_yes_then_by_its_terms() {
        world.onOverdue = Cinema.OnOverdue.APPROVE;
        var application = world.underReview("R1", 10000);
        at(application.reviewDueAt());

        assertThat(world.inTransaction(() -> desk.overdue("R1"))).isEqualTo(Verdict.APPROVE);

        var line = world.applications.last("R1");
        assertThat(line.actor()).isEqualTo("system");
        assertThat(line.facts().code(Fact.PLAN)).isEqualTo("flat-fee");
        assertThat(line.facts().instant(Fact.DUE_AT)).isEqualTo(application.reviewDueAt());
    }

    @Test
    void but_never_what_is_large_and_a_person_confirms_that() {
        world.onOverdue = Cinema.OnOverdue.APPROVE;
        var application = world.underReview("R1", 50001);
        at(application.reviewDueAt());

        assertThat(world.inTransaction(() -> desk.overdue("R1"))).isEqualTo(Verdict.SUPERVISOR);
        assertThat(application.supervisorReason()).contains(SupervisorReason.LARGE_AMOUNT);
        assertThat(world.decides("R1", "APPROVE", "zhou")).isEqualTo(Verdict.APPROVE);
    }

    @Test
    void nor_where_the_show_cut_the_time_short() {
        world.onOverdue = Cinema.OnOverdue.APPROVE;
        at(Instant.parse("2026-03-08T10:00:00Z"));
        var application = world.underReview("R1", 10000);
        assertThat(application.review().capped()).isTrue();
        at(application.reviewDueAt());

        assertThat(world.inTransaction(() -> desk.overdue("R1"))).isEqualTo(Verdict.SUPERVISOR);
        assertThat(application.supervisorReason()).contains(SupervisorReason.OVERDUE);
    }

    @Test
    void a_supervisor_is_told_every_day_and_never_pays_by_it() {
        var application = world.underReview("R1", 10000);
        at(application.reviewDueAt());
        world.inTransaction(() -> desk.overdue("R1"));
        assertThat(desk.supervisorOverdue("R1")).isFalse();

        for (var day = 1; day <= 3; day++) {
            at(application.supervision().dueAt());
            assertThat(desk.supervisorOverdue("R1")).isTrue();
            assertThat(desk.supervisorOverdue("R1")).as("a day is a day").isFalse();
        }

        assertThat(application.status()).isEqualTo(RefundStatus.UNDER_REVIEW);
        assertThat(world.told).hasSize(4).allMatch("OVERDUE R1"::equals);
    }

    @Test
    void a_new_task_is_announced_with_the_sum_and_the_deadline() {
        world.underReview("R1", 10000);

        desk.announce("R1", false);
        desk.announce("R1", true);

        assertThat(world.told).containsExactly("NEW_TASK R1", "FINANCE R1");
    }
}
