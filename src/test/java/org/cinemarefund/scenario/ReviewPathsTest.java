package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.notice.StaffNotice;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.record.RefundEvent.Kind;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people decide, in time, before any money moves. */
class ReviewPathsTest extends ProcessScenario {
    /** The second working day after the Monday, end of the day in China. */
    private static final Instant DUE = Instant.parse("2026-03-04T15:59:59Z");

    private static final long LARGE = 168000;

    // --- the reviewer
    // ---------------------------------------------------------------------------------------------------

    @Test
    void what_the_reviewer_approves_is_sent() {
        var it = refund().applies();
        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        assertThat(it.open(Task.reviewRefund).getDueDate().toInstant()).isEqualTo(DUE);
        assertThat(it.seen().text("reviewDueAt")).isEqualTo("2026-03-04T23:59:59+08:00");
        it.nothingWasSent();

        it.approves(Task.reviewRefund, it.reviewer);

        assertThat(it.money()).isEqualTo("SENDING");
        it.nothingWasSent();
        it.performs(Step.submitRefund);
        assertThat(it.status()).isEqualTo("REFUNDING");
        assertThat(it.timeline()).containsExactly("APPLIED", "APPROVED", "SUBMITTED");
        assertThat(it.tickets()).containsExactly("HOLD", "VOID");
        assertThat(it.requests()).hasSize(1);
        it.events();
    }

    @Test
    void what_was_promised_is_sent_although_the_same_request_would_bring_less_by_now() {
        var it = refund().applies();
        var promised = it.seen().body().path("refundAmount").asLong();
        it.order("showTime", clock.instant().plus(Duration.ofHours(3)).toString());

        it.approves(Task.reviewRefund, it.reviewer);
        it.performs(Step.submitRefund);

        assertThat(promised).isLessThan(10000);
        assertThat(it.requests()).singleElement().satisfies(sent -> assertThat(sent.amount())
                .isEqualTo(promised));
    }

    @Test
    void what_the_reviewer_rejects_ends_with_the_comment_and_the_tickets_back() {
        var it = refund().applies();

        it.rejects(Task.reviewRefund, it.reviewer, "影票已取");

        assertThat(it.seen().text("status")).isEqualTo("REJECTED");
        assertThat(it.seen().text("reviewComment")).isEqualTo("影票已取");
        assertThat(it.seen().body().has("reviewDueAt")).isFalse();
        assertThat(it.tickets()).containsExactly("HOLD", "RELEASE");
        assertThat(it.notices()).containsExactly("REJECTED 1 INTENDED");
        it.performs(Step.sendRejectionNotice).endedAt("rejectedByReviewer");
        assertThat(it.timeline()).containsExactly("APPLIED", "REJECTED", "NOTICE_SENT");
        assertThat(it.messages()).hasSize(1);
        assertThat(it.money()).isNull();
        assertThat(it.seenOrder().body().path("refundable").asBoolean()).isTrue();
        it.nothingWasSent();
        it.events();
    }

    @Test
    void without_consent_nothing_is_told_and_the_timeline_says_so() {
        var it = refund().wish("noticeAccepted", false).applies();

        it.rejects(Task.reviewRefund, it.reviewer, "不符合规定").performs(Step.sendRejectionNotice);

        assertThat(it.timeline()).containsExactly("APPLIED", "REJECTED", "NOTICE_NOT_SENT");
        assertThat(it.messages()).isEmpty();
        it.endedAt("rejectedByReviewer");
    }

    enum Door {
        COMPLETE,
        SUBMIT_FORM,
        RAW_API
    }

    /** What a door says to an answer; empty when it was taken. */
    private String refusal(Door door, String taskId, String user, Map<String, Object> variables) {
        if (door != Door.RAW_API) {
            var answer = complete(taskId, user, door == Door.COMPLETE ? "complete" : "submit-form", variables);
            return answer.status() == 204
                    ? ""
                    : answer.status() + " " + answer.body().path("message").asText();
        }
        identity.setAuthentication(user, groupsOf(user));
        try {
            tasks.complete(taskId, variables);
            return "";
        } catch (RuntimeException e) {
            return String.valueOf(e);
        } finally {
            identity.clearAuthentication();
        }
    }

    private List<String> groupsOf(String user) {
        return identity.createGroupQuery().groupMember(user).list().stream()
                .map(org.camunda.bpm.engine.identity.Group::getId)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void an_impossible_answer_is_refused_and_changes_nothing_whichever_door_it_comes_by(Door door) {
        var it = refund().applies();
        it.claim(Task.reviewRefund, it.reviewer).expect(204);
        var task = it.taskId(Task.reviewRefund);
        var before = it.seen().body();

        for (var answer : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("decision", "PAY"),
                Map.of("decision", "approve"),
                Map.of("decision", ""),
                Map.of("decision", "SUPERVISOR"),
                Map.of("decision", 1),
                Map.of("decision", "REJECT"),
                Map.of("decision", "REJECT", "comment", "   "),
                Map.of("decision", "ASK_FOR_EVIDENCE"),
                Map.of("decision", "REJECT", "comment", "x".repeat(501)),
                Map.of("decision", "REJECT", "comment", 7),
                Map.of("decision", "APPROVE", "refundAmount", 1),
                Map.of("decision", "APPROVE", "verdict", "APPROVE"),
                Map.of("decision", "APPROVE", "approved", true),
                Map.of("decision", "APPROVE", "cinemaId", "cin-0"))) {
            assertThat(refusal(door, task, it.reviewer, answer))
                    .as("%s", answer)
                    .isNotEmpty();
        }

        assertThat(it.open(Task.reviewRefund).getAssignee()).isEqualTo(it.reviewer);
        assertThat(it.seen().body()).isEqualTo(before);
        assertThat(it.tickets()).containsExactly("HOLD");
        assertThat(it.money()).isNull();
        assertThat(variablesOf(it)).containsExactly("cinemaId");
        it.nothingWasSent();
        assertThat(refusal(door, task, it.reviewer, Map.of("decision", "APPROVE")))
                .isEmpty();
        assertThat(it.status()).isEqualTo("REFUNDING");
    }

    @ParameterizedTest
    @EnumSource
    void only_a_reviewer_of_this_cinema_who_took_the_task_decides(Door door) {
        var it = refund().applies();
        var stranger = refund().sell().reviewer;
        var task = it.taskId(Task.reviewRefund);
        var approve = Map.<String, Object>of("decision", "APPROVE");

        assertThat(refusal(door, task, it.reviewer, approve)).as("not taken").isNotEmpty();
        assertThat(it.claim(Task.reviewRefund, stranger).status()).isIn(403, 404, 409);
        it.claim(Task.reviewRefund, it.reviewer).expect(204);
        for (var other : List.of(it.otherReviewer, stranger, SUPERVISOR, FINANCE, BACKEND, "admin")) {
            assertThat(refusal(door, task, other, approve)).as(other).isNotEmpty();
        }

        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        assertThat(it.money()).isNull();
        assertThat(refusal(door, task, it.reviewer, approve)).isEmpty();
        assertThat(refusal(door, task, it.reviewer, approve)).as("twice").isNotEmpty();
        assertThat(it.eventKinds().stream().filter(k -> k == Kind.APPROVED)).hasSize(1);
        assertThat(it.stored().answer().approvedAt()).isEqualTo(MONDAY);
    }

    @Test
    void nobody_logged_in_decides_nothing() {
        var it = refund().applies();
        it.claim(Task.reviewRefund, it.reviewer).expect(204);

        assertThatThrownBy(() -> tasks.complete(it.taskId(Task.reviewRefund), Map.of("decision", "APPROVE")))
                .isInstanceOf(RuntimeException.class);

        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
    }

    // --- withdrawal
    // -----------------------------------------------------------------------------------------------------

    private void isWithdrawn(Refund it, String... before) {
        var timeline = new ArrayList<>(List.of(before));
        timeline.add("WITHDRAWN");
        assertThat(it.status()).isEqualTo("WITHDRAWN");
        assertThat(it.timeline()).containsExactlyElementsOf(timeline);
        assertThat(it.tickets()).containsExactly("HOLD", "RELEASE");
        assertThat(it.money()).isIn(null, "REVOKED");
        it.endedAt("withdrawn").nothingWasSent();
        it.events();
        it.withdraw().expect(409, "ALREADY_DECIDED");
        assertThat(it.seenOrder().body().path("refundable").asBoolean()).isTrue();
    }

    @Test
    void what_is_under_review_can_be_withdrawn() {
        var it = refund().applies();

        assertThat(it.withdraw().expect(200).text("status")).isEqualTo("WITHDRAWN");

        isWithdrawn(it, "APPLIED");
        assertThat(it.notices()).isEmpty();
    }

    @Test
    void what_a_reviewer_has_taken_can_still_be_withdrawn() {
        var it = refund().applies();
        it.claim(Task.reviewRefund, it.reviewer).expect(204);
        var task = it.taskId(Task.reviewRefund);

        it.withdraw().expect(200);

        isWithdrawn(it, "APPLIED");
        assertThat(refusal(Door.COMPLETE, task, it.reviewer, Map.of("decision", "APPROVE")))
                .isNotEmpty();
        it.nothingWasSent();
    }

    @Test
    void what_waits_for_evidence_can_be_withdrawn() {
        var it = refund().applies();
        it.asks(Task.reviewRefund, it.reviewer, "请说明情况").withdraw().expect(200);

        isWithdrawn(it, "APPLIED", "EVIDENCE_REQUESTED", "NOTICE_SENT");
    }

    @Test
    void what_is_about_to_be_asked_for_evidence_can_be_withdrawn_and_nobody_is_asked() {
        var it = refund().applies();
        it.decide(Task.reviewRefund, it.reviewer, "ASK_FOR_EVIDENCE", "请说明情况").expect(204);

        it.withdraw().expect(200);

        isWithdrawn(it, "APPLIED", "EVIDENCE_REQUESTED");
        assertThat(it.messages()).isEmpty();
    }

    @Test
    void what_a_supervisor_looks_at_can_be_withdrawn() {
        var it = refund().applies().passes(Timer.reviewOverdue);

        it.withdraw().expect(200);

        isWithdrawn(it, "APPLIED", "ESCALATED");
    }

    @Test
    void a_first_yes_above_the_limit_is_no_decision_yet() {
        var it = refund().order("paidAmount", LARGE).applies();
        it.approves(Task.reviewRefund, it.reviewer);
        assertThat(it.status()).isEqualTo("UNDER_REVIEW");

        it.withdraw().expect(200);

        isWithdrawn(it, "APPLIED");
    }

    @Test
    void what_is_approved_cannot_be_withdrawn() {
        var it = refund().applies();
        it.approves(Task.reviewRefund, it.reviewer);

        it.withdraw().expect(409, "ALREADY_DECIDED");

        assertThat(it.status()).isEqualTo("REFUNDING");
        assertThat(it.tickets()).containsExactly("HOLD", "VOID");
        it.supplement("还有话说").expect(409, "EVIDENCE_NOT_REQUESTED");
    }

    @RepeatedTest(4)
    void of_an_approval_and_a_withdrawal_at_the_same_instant_one_wins() throws Exception {
        var it = refund().applies();
        it.claim(Task.reviewRefund, it.reviewer).expect(204);
        var task = it.taskId(Task.reviewRefund);
        var together = new CyclicBarrier(2);
        var pool = Executors.newFixedThreadPool(2);
        try {
            var approval = pool.submit((Callable<Answer>) () -> {
                together.await();
                return complete(task, it.reviewer, "complete", Map.of("decision", "APPROVE"));
            });
            var withdrawal = pool.submit((Callable<Answer>) () -> {
                together.await();
                return it.withdraw();
            });
            var approved = approval.get().status() == 204;
            var withdrawn = withdrawal.get().status() == 200;

            assertThat(approved).as("%s %s", approval.get(), withdrawal.get()).isNotEqualTo(withdrawn);
            if (withdrawn) {
                isWithdrawn(it, "APPLIED");
            } else {
                assertThat(it.status()).isEqualTo("REFUNDING");
                assertThat(it.tickets()).containsExactly("HOLD", "VOID");
                assertThat(it.money()).isEqualTo("SENDING");
                assertThat(it.findJob("submitRefund")).isNotNull();
            }
            it.events();
        } finally {
            pool.shutdownNow();
        }
    }

    // --- time
    // -----------------------------------------------------------------------------------------------------------

    @Test
    void half_way_reviewers_are_reminded_and_the_review_goes_on() {
        var it = refund().applies();
        assertThat(it.job("reviewReminder").getDuedate().toInstant())
                .isEqualTo(MONDAY.plus(Duration.between(MONDAY, DUE).dividedBy(2)));
        var priority = it.open(Task.reviewRefund).getPriority();

        it.passes(Timer.reviewReminder);

        assertThat(it.open(Task.reviewRefund).getPriority()).isGreaterThan(priority);
        assertThat(it.timeline()).containsExactly("APPLIED", "REMINDED");
        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        it.approves(Task.reviewRefund, it.reviewer);
        assertThat(it.status()).isEqualTo("REFUNDING");
    }

    @Test
    void what_nobody_looked_at_in_time_goes_to_a_supervisor() {
        var it = refund().applies();
        assertThat(it.job("reviewOverdue").getDuedate().toInstant()).isEqualTo(DUE);

        it.passes(Timer.reviewReminder).passes(Timer.reviewOverdue);

        assertThat(it.open(Task.reviewRefund)).isNull();
        assertThat(it.stored().supervisorReason()).contains(SupervisorReason.OVERDUE);
        assertThat(it.timeline()).containsExactly("APPLIED", "REMINDED", "ESCALATED");
        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        it.nothingWasSent();
        it.approves(Task.supervisorReview, SUPERVISOR).performs(Step.submitRefund);
        assertThat(it.requests()).hasSize(1);
        it.events();
    }

    @Test
    void a_supervisor_may_refuse() {
        var it = refund().applies().passes(Timer.reviewOverdue);

        it.rejects(Task.supervisorReview, SUPERVISOR, "影片已看").performs(Step.sendRejectionNotice);

        it.endedAt("rejectedByReviewer").nothingWasSent();
        assertThat(it.tickets()).containsExactly("HOLD", "RELEASE");
    }

    @Test
    void a_reviewer_is_no_supervisor() {
        var it = refund().applies().passes(Timer.reviewOverdue);

        assertThat(it.claim(Task.supervisorReview, it.reviewer).status()).isIn(403, 404, 409);
        assertThat(it.open(Task.supervisorReview).getAssignee()).isNull();
    }

    @Test
    void a_cinema_may_choose_to_approve_what_nobody_looked_at() {
        var it = refund().cinema("onOverdue", "APPROVE").applies();

        it.passes(Timer.reviewOverdue);

        assertThat(it.status()).isEqualTo("REFUNDING");
        assertThat(it.timeline()).containsExactly("APPLIED", "APPROVED");
        assertThat(it.tickets()).containsExactly("HOLD", "VOID");
        it.performs(Step.submitRefund);
        assertThat(it.requests()).hasSize(1);
    }

    @Test
    void when_the_show_decided_the_deadline_overdue_always_escalates() {
        var it = refund().cinema("onOverdue", "APPROVE")
                .showIn(Duration.ofHours(30))
                .applies();
        assertThat(it.open(Task.reviewRefund).getDueDate().toInstant())
                .isEqualTo(MONDAY.plus(Duration.ofHours(30)).minus(Duration.ofMinutes(30)));

        it.passes(Timer.reviewOverdue);

        assertThat(it.open(Task.supervisorReview)).isNotNull();
        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        it.nothingWasSent();
    }

    @Test
    void a_supervisor_who_is_late_is_told_every_day_and_nothing_is_paid() {
        var it = refund().cinema("onOverdue", "APPROVE")
                .order("paidAmount", LARGE)
                .applies();
        it.passes(Timer.reviewOverdue);
        var task = it.taskId(Task.supervisorReview);
        var begun = clock.instant();

        for (int day = 1; day <= 12; day++) {
            assertThat(it.job("supervisorOverdue").getDuedate().toInstant())
                    .isEqualTo(begun.plus(Duration.ofDays(day)));
            it.passes(Timer.supervisorOverdue);
        }

        assertThat(it.taskId(Task.supervisorReview)).isEqualTo(task);
        assertThat(it.open(Task.supervisorReview).getPriority()).isGreaterThan(50);
        assertThat(staffNotices.about(it).stream().filter(k -> k == StaffNotice.Kind.OVERDUE))
                .hasSize(12);
        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        assertThat(it.money()).isNull();
        it.nothingWasSent();
    }

    // --- above the limit
    // --------------------------------------------------------------------------------------------------

    @Test
    void above_the_limit_two_people_have_to_agree() {
        var it = refund().order("paidAmount", LARGE).applies();

        it.approves(Task.reviewRefund, it.reviewer);

        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        assertThat(it.timeline()).containsExactly("APPLIED");
        assertThat(it.stored().supervisorReason()).contains(SupervisorReason.LARGE_AMOUNT);
        assertThat(it.money()).isNull();
        it.nothingWasSent();
        it.approves(Task.supervisorReview, SUPERVISOR).performs(Step.submitRefund);
        assertThat(it.timeline()).containsExactly("APPLIED", "APPROVED", "SUBMITTED");
        assertThat(it.requests()).hasSize(1);
    }

    @Test
    void exactly_at_the_limit_one_person_is_enough() {
        var it = refund().order("paidAmount", 100300).applies();
        assertThat(it.seen().body().path("refundAmount").asLong()).isEqualTo(100000);

        it.approves(Task.reviewRefund, it.reviewer);

        assertThat(it.status()).isEqualTo("REFUNDING");
    }

    @Test
    void the_second_person_is_another_one() {
        var it = refund().order("paidAmount", LARGE).sell();
        staff.ensureUser(it.reviewer, "R", "A", PASSWORD, "supervisors");
        it.applies().approves(Task.reviewRefund, it.reviewer);

        var refused = it.decide(Task.supervisorReview, it.reviewer, "APPROVE", null);

        assertThat(refused.expect(400).body().path("message").asText()).startsWith("SAME_PERSON");
        assertThat(refusal(Door.RAW_API, it.taskId(Task.supervisorReview), it.reviewer, Map.of("decision", "APPROVE")))
                .contains("SAME_PERSON");
        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        assertThat(it.money()).isNull();
        engineRest(
                        it.reviewer,
                        "POST",
                        "/task/" + it.taskId(Task.supervisorReview) + "/unclaim",
                        JSON.createObjectNode())
                .expect(204);
        it.approves(Task.supervisorReview, SUPERVISOR);
        assertThat(it.status()).isEqualTo("REFUNDING");
    }

    @Test
    void above_the_limit_a_late_review_needs_two_supervisors() {
        var it = refund().order("paidAmount", LARGE).applies().passes(Timer.reviewOverdue);

        it.approves(Task.supervisorReview, SUPERVISOR);

        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        it.nothingWasSent();
        it.approves(Task.supervisorReview, OTHER_SUPERVISOR);
        assertThat(it.status()).isEqualTo("REFUNDING");
    }

    @Test
    void above_the_limit_even_a_cinema_that_approves_when_late_asks_a_supervisor() {
        var it = refund().cinema("onOverdue", "APPROVE")
                .order("paidAmount", LARGE)
                .applies();

        it.passes(Timer.reviewOverdue);

        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        it.nothingWasSent();
        it.approves(Task.supervisorReview, SUPERVISOR);
        assertThat(it.status()).isEqualTo("REFUNDING");
    }

    // --- helpers
    // --------------------------------------------------------------------------------------------------------

    /** What the instance itself keeps; a task's own card is not counted. */
    private List<String> variablesOf(Refund it) {
        return jdbc.sql("select name_ from act_ru_variable where proc_inst_id_ = ? and task_id_ is null order by name_")
                .param(it.instance().getId())
                .query(String.class)
                .list();
    }
}
