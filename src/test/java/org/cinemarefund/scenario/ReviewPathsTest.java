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
        var processScenarioRefund = refund().applies();
        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.open(Task.reviewRefund).getDueDate().toInstant())
                .isEqualTo(DUE);
        assertThat(processScenarioRefund.seen().text("reviewDueAt")).isEqualTo("2026-03-04T23:59:59+08:00");
        processScenarioRefund.nothingWasSent();

        processScenarioRefund.approves(Task.reviewRefund, processScenarioRefund.reviewer);

        assertThat(processScenarioRefund.money()).isEqualTo("SENDING");
        processScenarioRefund.nothingWasSent();
        processScenarioRefund.performs(Step.submitRefund);
        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
        assertThat(processScenarioRefund.timeline()).containsExactly("APPLIED", "APPROVED", "SUBMITTED");
        assertThat(processScenarioRefund.tickets()).containsExactly("HOLD", "VOID");
        assertThat(processScenarioRefund.requests()).hasSize(1);
        processScenarioRefund.events();
    }

    @Test
    void what_was_promised_is_sent_although_the_same_request_would_bring_less_by_now() {
        var processScenarioRefund = refund().applies();
        var promised = processScenarioRefund.seen().body().path("refundAmount").asLong();
        processScenarioRefund.order(
                "showTime", clock.instant().plus(Duration.ofHours(3)).toString());

        processScenarioRefund.approves(Task.reviewRefund, processScenarioRefund.reviewer);
        processScenarioRefund.performs(Step.submitRefund);

        assertThat(promised).isLessThan(10000);
        assertThat(processScenarioRefund.requests()).singleElement().satisfies(sent -> assertThat(sent.amount())
                .isEqualTo(promised));
    }

    @Test
    void what_the_reviewer_rejects_ends_with_the_comment_and_the_tickets_back() {
        var processScenarioRefund = refund().applies();

        processScenarioRefund.rejects(Task.reviewRefund, processScenarioRefund.reviewer, "影票已取");

        assertThat(processScenarioRefund.seen().text("status")).isEqualTo("REJECTED");
        assertThat(processScenarioRefund.seen().text("reviewComment")).isEqualTo("影票已取");
        assertThat(processScenarioRefund.seen().body().has("reviewDueAt")).isFalse();
        assertThat(processScenarioRefund.tickets()).containsExactly("HOLD", "RELEASE");
        assertThat(processScenarioRefund.notices()).containsExactly("REJECTED 1 INTENDED");
        processScenarioRefund.performs(Step.sendRejectionNotice).endedAt("rejectedByReviewer");
        assertThat(processScenarioRefund.timeline()).containsExactly("APPLIED", "REJECTED", "NOTICE_SENT");
        assertThat(processScenarioRefund.messages()).hasSize(1);
        assertThat(processScenarioRefund.money()).isNull();
        assertThat(processScenarioRefund.seenOrder().body().path("refundable").asBoolean())
                .isTrue();
        processScenarioRefund.nothingWasSent();
        processScenarioRefund.events();
    }

    @Test
    void without_consent_nothing_is_told_and_the_timeline_says_so() {
        var processScenarioRefund = refund().wish("noticeAccepted", false).applies();

        processScenarioRefund
                .rejects(Task.reviewRefund, processScenarioRefund.reviewer, "不符合规定")
                .performs(Step.sendRejectionNotice);

        assertThat(processScenarioRefund.timeline()).containsExactly("APPLIED", "REJECTED", "NOTICE_NOT_SENT");
        assertThat(processScenarioRefund.messages()).isEmpty();
        processScenarioRefund.endedAt("rejectedByReviewer");
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
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .claim(Task.reviewRefund, processScenarioRefund.reviewer)
                .expect(204);
        var task = processScenarioRefund.taskId(Task.reviewRefund);
        var before = processScenarioRefund.seen().body();

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
            assertThat(refusal(door, task, processScenarioRefund.reviewer, answer))
                    .as("%s", answer)
                    .isNotEmpty();
        }

        assertThat(processScenarioRefund.open(Task.reviewRefund).getAssignee())
                .isEqualTo(processScenarioRefund.reviewer);
        assertThat(processScenarioRefund.seen().body()).isEqualTo(before);
        assertThat(processScenarioRefund.tickets()).containsExactly("HOLD");
        assertThat(processScenarioRefund.money()).isNull();
        assertThat(variablesOf(processScenarioRefund)).containsExactly("cinemaId");
        processScenarioRefund.nothingWasSent();
        assertThat(refusal(door, task, processScenarioRefund.reviewer, Map.of("decision", "APPROVE")))
                .isEmpty();
        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
    }

    @ParameterizedTest
    @EnumSource
    void only_a_reviewer_of_this_cinema_who_took_the_task_decides(Door door) {
        var processScenarioRefund = refund().applies();
        var stranger = refund().sell().reviewer;
        var task = processScenarioRefund.taskId(Task.reviewRefund);
        var approve = Map.<String, Object>of("decision", "APPROVE");

        assertThat(refusal(door, task, processScenarioRefund.reviewer, approve))
                .as("not taken")
                .isNotEmpty();
        assertThat(processScenarioRefund.claim(Task.reviewRefund, stranger).status())
                .isIn(403, 404, 409);
        processScenarioRefund
                .claim(Task.reviewRefund, processScenarioRefund.reviewer)
                .expect(204);
        for (var other :
                List.of(processScenarioRefund.otherReviewer, stranger, SUPERVISOR, FINANCE, BACKEND, "admin")) {
            assertThat(refusal(door, task, other, approve)).as(other).isNotEmpty();
        }

        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.money()).isNull();
        assertThat(refusal(door, task, processScenarioRefund.reviewer, approve)).isEmpty();
        assertThat(refusal(door, task, processScenarioRefund.reviewer, approve))
                .as("twice")
                .isNotEmpty();
        assertThat(processScenarioRefund.eventKinds().stream().filter(k -> k == Kind.APPROVED))
                .hasSize(1);
        assertThat(processScenarioRefund.stored().answer().approvedAt()).isEqualTo(MONDAY);
    }

    @Test
    void nobody_logged_in_decides_nothing() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .claim(Task.reviewRefund, processScenarioRefund.reviewer)
                .expect(204);

        assertThatThrownBy(() ->
                        tasks.complete(processScenarioRefund.taskId(Task.reviewRefund), Map.of("decision", "APPROVE")))
                .isInstanceOf(RuntimeException.class);

        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
    }

    // --- withdrawal
    // -----------------------------------------------------------------------------------------------------

    private void isWithdrawn(Refund refund, String... before) {
        var timeline = new ArrayList<>(List.of(before));
        timeline.add("WITHDRAWN");
        assertThat(refund.status()).isEqualTo("WITHDRAWN");
        assertThat(refund.timeline()).containsExactlyElementsOf(timeline);
        assertThat(refund.tickets()).containsExactly("HOLD", "RELEASE");
        assertThat(refund.money()).isIn(null, "REVOKED");
        refund.endedAt("withdrawn").nothingWasSent();
        refund.events();
        refund.withdraw().expect(409, "ALREADY_DECIDED");
        assertThat(refund.seenOrder().body().path("refundable").asBoolean()).isTrue();
    }

    @Test
    void what_is_under_review_can_be_withdrawn() {
        var processScenarioRefund = refund().applies();

        assertThat(processScenarioRefund.withdraw().expect(200).text("status")).isEqualTo("WITHDRAWN");

        isWithdrawn(processScenarioRefund, "APPLIED");
        assertThat(processScenarioRefund.notices()).isEmpty();
    }

    @Test
    void what_a_reviewer_has_taken_can_still_be_withdrawn() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .claim(Task.reviewRefund, processScenarioRefund.reviewer)
                .expect(204);
        var task = processScenarioRefund.taskId(Task.reviewRefund);

        processScenarioRefund.withdraw().expect(200);

        isWithdrawn(processScenarioRefund, "APPLIED");
        assertThat(refusal(Door.COMPLETE, task, processScenarioRefund.reviewer, Map.of("decision", "APPROVE")))
                .isNotEmpty();
        processScenarioRefund.nothingWasSent();
    }

    @Test
    void what_waits_for_evidence_can_be_withdrawn() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .asks(Task.reviewRefund, processScenarioRefund.reviewer, "请说明情况")
                .withdraw()
                .expect(200);

        isWithdrawn(processScenarioRefund, "APPLIED", "EVIDENCE_REQUESTED", "NOTICE_SENT");
    }

    @Test
    void what_is_about_to_be_asked_for_evidence_can_be_withdrawn_and_nobody_is_asked() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .decide(Task.reviewRefund, processScenarioRefund.reviewer, "ASK_FOR_EVIDENCE", "请说明情况")
                .expect(204);

        processScenarioRefund.withdraw().expect(200);

        isWithdrawn(processScenarioRefund, "APPLIED", "EVIDENCE_REQUESTED");
        assertThat(processScenarioRefund.messages()).isEmpty();
    }

    @Test
    void what_a_supervisor_looks_at_can_be_withdrawn() {
        var processScenarioRefund = refund().applies().passes(Timer.reviewOverdue);

        processScenarioRefund.withdraw().expect(200);

        isWithdrawn(processScenarioRefund, "APPLIED", "ESCALATED");
    }

    @Test
    void a_first_yes_above_the_limit_is_no_decision_yet() {
        var processScenarioRefund = refund().order("paidAmount", LARGE).applies();
        processScenarioRefund.approves(Task.reviewRefund, processScenarioRefund.reviewer);
        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");

        processScenarioRefund.withdraw().expect(200);

        isWithdrawn(processScenarioRefund, "APPLIED");
    }

    @Test
    void what_is_approved_cannot_be_withdrawn() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund.approves(Task.reviewRefund, processScenarioRefund.reviewer);

        processScenarioRefund.withdraw().expect(409, "ALREADY_DECIDED");

        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
        assertThat(processScenarioRefund.tickets()).containsExactly("HOLD", "VOID");
        processScenarioRefund.supplement("还有话说").expect(409, "EVIDENCE_NOT_REQUESTED");
    }

    @RepeatedTest(4)
    void of_an_approval_and_a_withdrawal_at_the_same_instant_one_wins() throws Exception {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .claim(Task.reviewRefund, processScenarioRefund.reviewer)
                .expect(204);
        var task = processScenarioRefund.taskId(Task.reviewRefund);
        var together = new CyclicBarrier(2);
        var pool = Executors.newFixedThreadPool(2);
        try {
            var approval = pool.submit((Callable<Answer>) () -> {
                together.await();
                return complete(task, processScenarioRefund.reviewer, "complete", Map.of("decision", "APPROVE"));
            });
            var withdrawal = pool.submit((Callable<Answer>) () -> {
                together.await();
                return processScenarioRefund.withdraw();
            });
            var approved = approval.get().status() == 204;
            var withdrawn = withdrawal.get().status() == 200;

            assertThat(approved).as("%s %s", approval.get(), withdrawal.get()).isNotEqualTo(withdrawn);
            if (withdrawn) {
                isWithdrawn(processScenarioRefund, "APPLIED");
            } else {
                assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
                assertThat(processScenarioRefund.tickets()).containsExactly("HOLD", "VOID");
                assertThat(processScenarioRefund.money()).isEqualTo("SENDING");
                assertThat(processScenarioRefund.findJob("submitRefund")).isNotNull();
            }
            processScenarioRefund.events();
        } finally {
            pool.shutdownNow();
        }
    }

    // --- time
    // -----------------------------------------------------------------------------------------------------------

    @Test
    void half_way_reviewers_are_reminded_and_the_review_goes_on() {
        var processScenarioRefund = refund().applies();
        assertThat(processScenarioRefund.job("reviewReminder").getDuedate().toInstant())
                .isEqualTo(MONDAY.plus(Duration.between(MONDAY, DUE).dividedBy(2)));
        var priority = processScenarioRefund.open(Task.reviewRefund).getPriority();

        processScenarioRefund.passes(Timer.reviewReminder);

        assertThat(processScenarioRefund.open(Task.reviewRefund).getPriority()).isGreaterThan(priority);
        assertThat(processScenarioRefund.timeline()).containsExactly("APPLIED", "REMINDED");
        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        processScenarioRefund.approves(Task.reviewRefund, processScenarioRefund.reviewer);
        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
    }

    @Test
    void what_nobody_looked_at_in_time_goes_to_a_supervisor() {
        var processScenarioRefund = refund().applies();
        assertThat(processScenarioRefund.job("reviewOverdue").getDuedate().toInstant())
                .isEqualTo(DUE);

        processScenarioRefund.passes(Timer.reviewReminder).passes(Timer.reviewOverdue);

        assertThat(processScenarioRefund.open(Task.reviewRefund)).isNull();
        assertThat(processScenarioRefund.stored().supervisorReason()).contains(SupervisorReason.OVERDUE);
        assertThat(processScenarioRefund.timeline()).containsExactly("APPLIED", "REMINDED", "ESCALATED");
        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        processScenarioRefund.nothingWasSent();
        processScenarioRefund.approves(Task.supervisorReview, SUPERVISOR).performs(Step.submitRefund);
        assertThat(processScenarioRefund.requests()).hasSize(1);
        processScenarioRefund.events();
    }

    @Test
    void a_supervisor_may_refuse() {
        var processScenarioRefund = refund().applies().passes(Timer.reviewOverdue);

        processScenarioRefund.rejects(Task.supervisorReview, SUPERVISOR, "影片已看").performs(Step.sendRejectionNotice);

        processScenarioRefund.endedAt("rejectedByReviewer").nothingWasSent();
        assertThat(processScenarioRefund.tickets()).containsExactly("HOLD", "RELEASE");
    }

    @Test
    void a_reviewer_is_no_supervisor() {
        var processScenarioRefund = refund().applies().passes(Timer.reviewOverdue);

        assertThat(processScenarioRefund
                        .claim(Task.supervisorReview, processScenarioRefund.reviewer)
                        .status())
                .isIn(403, 404, 409);
        assertThat(processScenarioRefund.open(Task.supervisorReview).getAssignee())
                .isNull();
    }

    @Test
    void a_cinema_may_choose_to_approve_what_nobody_looked_at() {
        var processScenarioRefund = refund().cinema("onOverdue", "APPROVE").applies();

        processScenarioRefund.passes(Timer.reviewOverdue);

        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
        assertThat(processScenarioRefund.timeline()).containsExactly("APPLIED", "APPROVED");
        assertThat(processScenarioRefund.tickets()).containsExactly("HOLD", "VOID");
        processScenarioRefund.performs(Step.submitRefund);
        assertThat(processScenarioRefund.requests()).hasSize(1);
    }

    @Test
    void when_the_show_decided_the_deadline_overdue_always_escalates() {
        var processScenarioRefund = refund().cinema("onOverdue", "APPROVE")
                .showIn(Duration.ofHours(30))
                .applies();
        assertThat(processScenarioRefund.open(Task.reviewRefund).getDueDate().toInstant())
                .isEqualTo(MONDAY.plus(Duration.ofHours(30)).minus(Duration.ofMinutes(30)));

        processScenarioRefund.passes(Timer.reviewOverdue);

        assertThat(processScenarioRefund.open(Task.supervisorReview)).isNotNull();
        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        processScenarioRefund.nothingWasSent();
    }

    @Test
    void a_supervisor_who_is_late_is_told_every_day_and_nothing_is_paid() {
        var processScenarioRefund = refund().cinema("onOverdue", "APPROVE")
                .order("paidAmount", LARGE)
                .applies();
        processScenarioRefund.passes(Timer.reviewOverdue);
        var task = processScenarioRefund.taskId(Task.supervisorReview);
        var begun = clock.instant();

        for (int day = 1; day <= 12; day++) {
            assertThat(processScenarioRefund
                            .job("supervisorOverdue")
                            .getDuedate()
                            .toInstant())
                    .isEqualTo(begun.plus(Duration.ofDays(day)));
            processScenarioRefund.passes(Timer.supervisorOverdue);
        }

        assertThat(processScenarioRefund.taskId(Task.supervisorReview)).isEqualTo(task);
        assertThat(processScenarioRefund.open(Task.supervisorReview).getPriority())
                .isGreaterThan(50);
        assertThat(staffNotices.about(processScenarioRefund).stream().filter(k -> k == StaffNotice.Kind.OVERDUE))
                .hasSize(12);
        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.money()).isNull();
        processScenarioRefund.nothingWasSent();
    }

    // --- above the limit
    // --------------------------------------------------------------------------------------------------

    @Test
    void above_the_limit_two_people_have_to_agree() {
        var processScenarioRefund = refund().order("paidAmount", LARGE).applies();

        processScenarioRefund.approves(Task.reviewRefund, processScenarioRefund.reviewer);

        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.timeline()).containsExactly("APPLIED");
        assertThat(processScenarioRefund.stored().supervisorReason()).contains(SupervisorReason.LARGE_AMOUNT);
        assertThat(processScenarioRefund.money()).isNull();
        processScenarioRefund.nothingWasSent();
        processScenarioRefund.approves(Task.supervisorReview, SUPERVISOR).performs(Step.submitRefund);
        assertThat(processScenarioRefund.timeline()).containsExactly("APPLIED", "APPROVED", "SUBMITTED");
        assertThat(processScenarioRefund.requests()).hasSize(1);
    }

    @Test
    void exactly_at_the_limit_one_person_is_enough() {
        var processScenarioRefund = refund().order("paidAmount", 100300).applies();
        assertThat(processScenarioRefund.seen().body().path("refundAmount").asLong())
                .isEqualTo(100000);

        processScenarioRefund.approves(Task.reviewRefund, processScenarioRefund.reviewer);

        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
    }

    @Test
    void the_second_person_is_another_one() {
        var processScenarioRefund = refund().order("paidAmount", LARGE).sell();
        staff.ensureUser(processScenarioRefund.reviewer, "R", "A", PASSWORD, "supervisors");
        processScenarioRefund.applies().approves(Task.reviewRefund, processScenarioRefund.reviewer);

        var refused =
                processScenarioRefund.decide(Task.supervisorReview, processScenarioRefund.reviewer, "APPROVE", null);

        assertThat(refused.expect(400).body().path("message").asText()).startsWith("SAME_PERSON");
        assertThat(refusal(
                        Door.RAW_API,
                        processScenarioRefund.taskId(Task.supervisorReview),
                        processScenarioRefund.reviewer,
                        Map.of("decision", "APPROVE")))
                .contains("SAME_PERSON");
        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.money()).isNull();
        engineRest(
                        processScenarioRefund.reviewer,
                        "POST",
                        "/task/" + processScenarioRefund.taskId(Task.supervisorReview) + "/unclaim",
                        JSON.createObjectNode())
                .expect(204);
        processScenarioRefund.approves(Task.supervisorReview, SUPERVISOR);
        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
    }

    @Test
    void above_the_limit_a_late_review_needs_two_supervisors() {
        var processScenarioRefund =
                refund().order("paidAmount", LARGE).applies().passes(Timer.reviewOverdue);

        processScenarioRefund.approves(Task.supervisorReview, SUPERVISOR);

        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        processScenarioRefund.nothingWasSent();
        processScenarioRefund.approves(Task.supervisorReview, OTHER_SUPERVISOR);
        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
    }

    @Test
    void above_the_limit_even_a_cinema_that_approves_when_late_asks_a_supervisor() {
        var processScenarioRefund = refund().cinema("onOverdue", "APPROVE")
                .order("paidAmount", LARGE)
                .applies();

        processScenarioRefund.passes(Timer.reviewOverdue);

        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        processScenarioRefund.nothingWasSent();
        processScenarioRefund.approves(Task.supervisorReview, SUPERVISOR);
        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
    }

    // --- helpers
    // --------------------------------------------------------------------------------------------------------

    /** What the instance itself keeps; a task's own card is not counted. */
    private List<String> variablesOf(Refund refund) {
        return jdbc.sql("select name_ from act_ru_variable where proc_inst_id_ = ? and task_id_ is null order by name_")
                .param(refund.instance().getId())
                .query(String.class)
                .list();
    }
}
