package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.cinemarefund.notice.StaffNotice;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.record.RefundEvent.Kind;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/** Asking the moviegoer for more, and the clock that stands still meanwhile. */
class EvidencePathsTest extends ProcessScenario {
    private static final Instant WEDNESDAY_NIGHT = Instant.parse("2026-03-04T15:59:59Z");
    private static final Instant THURSDAY_NIGHT = Instant.parse("2026-03-05T15:59:59Z");
    private static final Path CALENDAR = Path.of("target/scenario-calendar-" + System.getProperty("fork", "0"));

    @Autowired
    private ScheduledTaskHolder scheduled;

    @Test
    void the_status_turns_when_the_wait_begins_and_the_moviegoer_is_told_once() {
        var processScenarioRefund = refund().applies();

        processScenarioRefund
                .decide(Task.reviewRefund, processScenarioRefund.reviewer, "ASK_FOR_EVIDENCE", "请补充影院证明")
                .expect(204);

        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.open(Task.reviewRefund)).isNull();
        processScenarioRefund.supplement("太早了").expect(409, "EVIDENCE_NOT_REQUESTED");
        processScenarioRefund.performs(Step.sendEvidenceRequest);
        assertThat(processScenarioRefund.status()).isEqualTo("EVIDENCE_REQUESTED");
        assertThat(processScenarioRefund.seen().text("reviewComment")).isEqualTo("请补充影院证明");
        assertThat(processScenarioRefund.timeline()).containsExactly("APPLIED", "EVIDENCE_REQUESTED", "NOTICE_SENT");
        assertThat(processScenarioRefund.messages()).hasSize(1);
        assertThat(processScenarioRefund.notices()).containsExactly("EVIDENCE_REQUESTED 1 SENT");
        assertThat(processScenarioRefund.job("evidenceOverdue").getDuedate().toInstant())
                .isEqualTo(THURSDAY_NIGHT);
        assertThat(processScenarioRefund.findJob("reviewOverdue"))
                .as("the review clock")
                .isNull();
        processScenarioRefund.nothingWasSent();
        processScenarioRefund.events();
    }

    @Test
    void an_answer_leads_back_to_the_reviewer_and_moves_the_deadline_by_the_working_days_begun() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund.asks(Task.reviewRefund, processScenarioRefund.reviewer, "请说明");
        clock.forward(Duration.ofDays(1));

        var answered = processScenarioRefund.supplement("座位坏了").expect(200);

        assertThat(answered.text("status")).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.stored().evidence().note()).isEqualTo("座位坏了");
        assertThat(processScenarioRefund.stored().evidenceUnanswered()).isFalse();
        assertThat(processScenarioRefund.open(Task.reviewRefund).getDueDate().toInstant())
                .isEqualTo(THURSDAY_NIGHT);
        assertThat(processScenarioRefund.job("reviewOverdue").getDuedate().toInstant())
                .isEqualTo(THURSDAY_NIGHT);
        assertThat(processScenarioRefund.timeline())
                .containsExactly("APPLIED", "EVIDENCE_REQUESTED", "NOTICE_SENT", "EVIDENCE_SUPPLIED");
        processScenarioRefund.supplement("再补一次").expect(409, "EVIDENCE_NOT_REQUESTED");
        processScenarioRefund
                .approves(Task.reviewRefund, processScenarioRefund.reviewer)
                .performs(Step.submitRefund);
        assertThat(processScenarioRefund.requests()).hasSize(1);
        processScenarioRefund.events();
    }

    @Test
    void answered_the_same_day_moves_no_deadline() {
        var processScenarioRefund = refund().applies();

        processScenarioRefund
                .asks(Task.reviewRefund, processScenarioRefund.reviewer, "请说明")
                .supplement("好")
                .expect(200);

        assertThat(processScenarioRefund.open(Task.reviewRefund).getDueDate().toInstant())
                .isEqualTo(WEDNESDAY_NIGHT);
    }

    @Test
    void after_a_wait_the_reminder_comes_half_way_through_what_is_left() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund.asks(Task.reviewRefund, processScenarioRefund.reviewer, "请说明");
        clock.forward(Duration.ofDays(2));
        processScenarioRefund.supplement("好").expect(200);

        var due = processScenarioRefund.job("reviewOverdue").getDuedate().toInstant();

        assertThat(due).isEqualTo(Instant.parse("2026-03-06T15:59:59Z"));
        assertThat(processScenarioRefund.job("reviewReminder").getDuedate().toInstant())
                .isEqualTo(clock.instant()
                        .plus(Duration.between(clock.instant(), due).dividedBy(2)));
    }

    @Test
    void a_reminder_once_made_is_not_made_again() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund.passes(Timer.reviewReminder);
        processScenarioRefund
                .asks(Task.reviewRefund, processScenarioRefund.reviewer, "请说明")
                .supplement("好")
                .expect(200);

        processScenarioRefund.passes(Timer.reviewReminder);

        assertThat(processScenarioRefund.timeline()).containsOnlyOnce("REMINDED");
        processScenarioRefund.passes(Timer.reviewOverdue);
        assertThat(processScenarioRefund.timeline())
                .containsOnlyOnce("REMINDED")
                .containsOnlyOnce("ESCALATED");
        assertThat(staffNotices.about(processScenarioRefund))
                .containsExactly(
                        StaffNotice.Kind.NEW_TASK,
                        StaffNotice.Kind.REMINDER,
                        StaffNotice.Kind.NEW_TASK,
                        StaffNotice.Kind.OVERDUE,
                        StaffNotice.Kind.NEW_TASK);
        processScenarioRefund.events();
    }

    @Test
    void no_answer_in_time_leads_back_and_is_marked() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .asks(Task.reviewRefund, processScenarioRefund.reviewer, "请说明")
                .passes(Timer.evidenceOverdue);

        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.stored().evidenceUnanswered()).isTrue();
        assertThat(processScenarioRefund.open(Task.reviewRefund)).isNotNull();
        assertThat(processScenarioRefund.eventKinds()).contains(Kind.EVIDENCE_OVERDUE);
        assertThat(processScenarioRefund.job("reviewOverdue").getDuedate().toInstant())
                .as("three working days later than Wednesday")
                .isEqualTo(Instant.parse("2026-03-09T15:59:59Z"));
        processScenarioRefund.supplement("太晚了").expect(409, "EVIDENCE_NOT_REQUESTED");
        processScenarioRefund
                .rejects(Task.reviewRefund, processScenarioRefund.reviewer, "未补充")
                .performs(Step.sendRejectionNotice);
        processScenarioRefund.endedAt("rejectedByReviewer").nothingWasSent();
    }

    @Test
    void a_moviegoer_is_asked_twice_and_never_a_third_time() {
        var processScenarioRefund = refund().wish("acceptedNotices", java.util.List.of("EVIDENCE_REQUESTED"));
        processScenarioRefund.wish("noticeAccepted", false).applies();
        processScenarioRefund
                .asks(Task.reviewRefund, processScenarioRefund.reviewer, "一")
                .supplement("甲")
                .expect(200);
        processScenarioRefund.asks(Task.reviewRefund, processScenarioRefund.reviewer, "二");
        assertThat(processScenarioRefund.status()).isEqualTo("EVIDENCE_REQUESTED");
        processScenarioRefund.supplement("乙").expect(200);

        var third = processScenarioRefund.decide(
                Task.reviewRefund, processScenarioRefund.reviewer, "ASK_FOR_EVIDENCE", "三");

        assertThat(third.expect(400).body().path("message").asText()).startsWith("EVIDENCE_ASKED_TWICE");
        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.open(Task.reviewRefund)).isNotNull();
        assertThat(processScenarioRefund.timeline().stream().filter("EVIDENCE_REQUESTED"::equals))
                .hasSize(2);
        assertThat(processScenarioRefund.notices())
                .as("one consent, one message")
                .containsExactly("EVIDENCE_REQUESTED 1 SENT", "EVIDENCE_REQUESTED 2 NOT_SENT");
        assertThat(processScenarioRefund.messages()).hasSize(1);
        complete(
                        processScenarioRefund.taskId(Task.reviewRefund),
                        processScenarioRefund.reviewer,
                        "complete",
                        Map.of("decision", "APPROVE"))
                .expect(204);
        processScenarioRefund.events();
    }

    @Test
    void an_answer_may_bring_a_new_consent_along() {
        var processScenarioRefund = refund().wish("acceptedNotices", java.util.List.of("EVIDENCE_REQUESTED"));
        processScenarioRefund.wish("noticeAccepted", false).applies();
        processScenarioRefund.asks(Task.reviewRefund, processScenarioRefund.reviewer, "一");
        var body = JSON.createObjectNode().put("description", "甲");
        body.putArray("acceptedNotices").add("EVIDENCE_REQUESTED");
        processScenarioRefund
                .asMoviegoer(
                        "POST",
                        "/api/refund-applications/" + processScenarioRefund.applicationNo() + "/evidence-supplement",
                        body)
                .expect(200);

        processScenarioRefund.asks(Task.reviewRefund, processScenarioRefund.reviewer, "二");

        assertThat(processScenarioRefund.messages()).hasSize(2);
    }

    @Test
    void what_a_supervisor_asks_comes_back_to_a_supervisor() {
        var processScenarioRefund = refund().applies().passes(Timer.reviewOverdue);
        processScenarioRefund.asks(Task.supervisorReview, SUPERVISOR, "请说明");
        assertThat(processScenarioRefund.status()).isEqualTo("EVIDENCE_REQUESTED");

        processScenarioRefund.supplement("好").expect(200);

        assertThat(processScenarioRefund.open(Task.supervisorReview)).isNotNull();
        assertThat(processScenarioRefund.open(Task.reviewRefund)).isNull();
        processScenarioRefund.asks(Task.supervisorReview, SUPERVISOR, "再说明").passes(Timer.evidenceOverdue);
        assertThat(processScenarioRefund.open(Task.supervisorReview)).isNotNull();
        assertThat(processScenarioRefund.timeline()).containsOnlyOnce("ESCALATED");
        processScenarioRefund.approves(Task.supervisorReview, SUPERVISOR);
        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
    }

    @Test
    void the_time_to_answer_begins_when_the_moviegoer_could_know() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .decide(Task.reviewRefund, processScenarioRefund.reviewer, "ASK_FOR_EVIDENCE", "请说明")
                .expect(204);
        clock.forward(Duration.ofDays(1));

        processScenarioRefund.performs(Step.sendEvidenceRequest);

        assertThat(processScenarioRefund.job("evidenceOverdue").getDuedate().toInstant())
                .isEqualTo(Instant.parse("2026-03-06T15:59:59Z"));
    }

    @Test
    void the_show_ends_the_wait_when_it_comes_first() {
        var processScenarioRefund = refund().showIn(Duration.ofHours(30)).applies();

        processScenarioRefund.asks(Task.reviewRefund, processScenarioRefund.reviewer, "请说明");

        assertThat(processScenarioRefund.job("evidenceOverdue").getDuedate().toInstant())
                .isEqualTo(MONDAY.plus(Duration.ofHours(30)).minus(Duration.ofMinutes(30)));
    }

    @Test
    void asking_is_told_at_most_once_even_if_the_step_runs_again() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .decide(Task.reviewRefund, processScenarioRefund.reviewer, "ASK_FOR_EVIDENCE", "请说明")
                .expect(204);
        // As a node leaves it that dies between claiming the notice and hearing from the channel.
        jdbc.sql("update notice set state = 'SENDING' where application_no = ?")
                .param(processScenarioRefund.applicationNo())
                .update();

        processScenarioRefund.performs(Step.sendEvidenceRequest);

        assertThat(processScenarioRefund.messages()).isEmpty();
        assertThat(processScenarioRefund.timeline())
                .containsExactly("APPLIED", "EVIDENCE_REQUESTED", "NOTICE_NOT_SENT");
        assertThat(processScenarioRefund.status()).isEqualTo("EVIDENCE_REQUESTED");
    }

    @Test
    void a_deadline_into_an_unknown_year_is_counted_again_with_its_waits_when_the_year_is_known() throws Exception {
        clock.set(Instant.parse("2026-12-30T02:00:00Z"));
        var processScenarioRefund = refund().cinema("reviewWorkingDays", 3)
                .showIn(Duration.ofDays(60))
                .applies();
        assertThat(processScenarioRefund.stored().review().provisional()).isTrue();
        // Without holidays: Thursday, New Year's Friday, Monday.
        assertThat(processScenarioRefund.stored().reviewDueAt()).isEqualTo(Instant.parse("2027-01-04T15:59:59Z"));
        processScenarioRefund.asks(Task.reviewRefund, processScenarioRefund.reviewer, "请说明");
        clock.forward(Duration.ofDays(1));
        processScenarioRefund.supplement("好").expect(200);
        assertThat(processScenarioRefund.stored().reviewDueAt()).isEqualTo(Instant.parse("2027-01-05T15:59:59Z"));
        recount();
        assertThat(processScenarioRefund.stored().review().provisional())
                .as("nothing new is known")
                .isTrue();

        try {
            Files.createDirectories(CALENDAR);
            Files.writeString(CALENDAR.resolve("2027.properties"), "off.2027-01-01..2027-01-03=元旦\n");
            recount();

            var due = Instant.parse("2027-01-06T15:59:59Z");
            assertThat(processScenarioRefund.stored().reviewDueAt()).isEqualTo(due);
            assertThat(processScenarioRefund.stored().review().provisional()).isFalse();
            assertThat(processScenarioRefund
                            .open(Task.reviewRefund)
                            .getDueDate()
                            .toInstant())
                    .isEqualTo(due);
            assertThat(processScenarioRefund.job("reviewOverdue").getDuedate().toInstant())
                    .isEqualTo(due);
            assertThat(processScenarioRefund.job("reviewReminder").getDuedate().toInstant())
                    .isEqualTo(clock.instant()
                            .plus(Duration.between(clock.instant(), due).dividedBy(2)));
            assertThat(processScenarioRefund.seen().text("reviewDueAt")).isEqualTo("2027-01-06T23:59:59+08:00");
            assertThat(processScenarioRefund.eventKinds()).contains(Kind.DEADLINE_MOVED);
        } finally {
            Files.deleteIfExists(CALENDAR.resolve("2027.properties"));
            recount();
        }
    }

    @Test
    void an_amended_year_moves_the_end_of_a_wait_with_its_timer_and_the_deadline_behind_it() throws Exception {
        clock.set(Instant.parse("2026-12-28T02:00:00Z"));
        Files.createDirectories(CALENDAR);
        try {
            Files.writeString(CALENDAR.resolve("2027.properties"), "off.2027-01-01=元旦\n");
            recount();
            var processScenarioRefund = refund().cinema("reviewWorkingDays", 5)
                    .showIn(Duration.ofDays(60))
                    .applies();
            assertThat(processScenarioRefund.stored().reviewDueAt()).isEqualTo(Instant.parse("2027-01-05T15:59:59Z"));
            clock.forward(Duration.ofDays(2));
            processScenarioRefund.asks(Task.reviewRefund, processScenarioRefund.reviewer, "请说明");
            assertThat(processScenarioRefund.job("evidenceOverdue").getDuedate().toInstant())
                    .isEqualTo(Instant.parse("2027-01-05T15:59:59Z"));

            Files.writeString(CALENDAR.resolve("2027.properties"), "off.2027-01-01..2027-01-05=元旦\n");
            recount();

            var until = Instant.parse("2027-01-07T15:59:59Z");
            assertThat(processScenarioRefund.stored().evidence().dueAt()).isEqualTo(until);
            assertThat(processScenarioRefund.job("evidenceOverdue").getDuedate().toInstant())
                    .isEqualTo(until);
            assertThat(processScenarioRefund.stored().reviewDueAt()).isEqualTo(Instant.parse("2027-01-07T15:59:59Z"));
            assertThat(processScenarioRefund.events())
                    .filteredOn(line -> line.kind() == Kind.DEADLINE_MOVED)
                    .extracting(line -> line.facts().toString())
                    .containsExactly(
                            "{\"deadline\":\"REVIEW\",\"from\":\"2027-01-05T15:59:59Z\",\"until\":\"2027-01-07T15:59:59Z\","
                                    + "\"cause\":\"CALENDAR\"}",
                            "{\"deadline\":\"EVIDENCE\",\"from\":\"2027-01-05T15:59:59Z\",\"until\":\"2027-01-07T15:59:59Z\","
                                    + "\"cause\":\"CALENDAR\"}");
            processScenarioRefund.supplement("好").expect(200);
            assertThat(processScenarioRefund
                            .open(Task.reviewRefund)
                            .getDueDate()
                            .toInstant())
                    .isEqualTo(Instant.parse("2027-01-07T15:59:59Z"));
        } finally {
            Files.deleteIfExists(CALENDAR.resolve("2027.properties"));
            recount();
        }
    }

    @Test
    void an_amended_year_brings_an_open_review_nearer_with_its_timers_and_its_due_date() throws Exception {
        clock.set(Instant.parse("2026-12-30T02:00:00Z"));
        Files.createDirectories(CALENDAR);
        try {
            Files.writeString(CALENDAR.resolve("2027.properties"), "off.2027-01-01..2027-01-05=元旦\n");
            recount();
            var processScenarioRefund = refund().cinema("reviewWorkingDays", 2)
                    .showIn(Duration.ofDays(60))
                    .applies();
            assertThat(processScenarioRefund.stored().reviewDueAt()).isEqualTo(Instant.parse("2027-01-06T15:59:59Z"));

            Files.writeString(CALENDAR.resolve("2027.properties"), "off.2027-01-01..2027-01-03=元旦\n");
            recount();

            var due = Instant.parse("2027-01-04T15:59:59Z");
            assertThat(processScenarioRefund.stored().reviewDueAt()).isEqualTo(due);
            assertThat(processScenarioRefund
                            .open(Task.reviewRefund)
                            .getDueDate()
                            .toInstant())
                    .isEqualTo(due);
            assertThat(processScenarioRefund.job("reviewOverdue").getDuedate().toInstant())
                    .isEqualTo(due);
            assertThat(processScenarioRefund.job("reviewReminder").getDuedate().toInstant())
                    .isEqualTo(processScenarioRefund.stored().reminderAt());
            processScenarioRefund.passes(Timer.reviewOverdue);
            assertThat(clock.instant()).isEqualTo(due);
            assertThat(processScenarioRefund.open(Task.supervisorReview)).isNotNull();
        } finally {
            Files.deleteIfExists(CALENDAR.resolve("2027.properties"));
            recount();
        }
    }

    /** What every node does each minute. */
    private void recount() throws IOException {
        scheduled.getScheduledTasks().stream()
                .filter(task -> task.getTask().toString().contains("CalendarDeadlines"))
                .forEach(task -> task.getTask().getRunnable().run());
    }
}
