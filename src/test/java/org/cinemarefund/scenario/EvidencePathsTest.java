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
        var it = refund().applies();

        it.decide(Task.reviewRefund, it.reviewer, "ASK_FOR_EVIDENCE", "请补充影院证明").expect(204);

        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        assertThat(it.open(Task.reviewRefund)).isNull();
        it.supplement("太早了").expect(409, "EVIDENCE_NOT_REQUESTED");
        it.performs(Step.sendEvidenceRequest);
        assertThat(it.status()).isEqualTo("EVIDENCE_REQUESTED");
        assertThat(it.seen().text("reviewComment")).isEqualTo("请补充影院证明");
        assertThat(it.timeline()).containsExactly("APPLIED", "EVIDENCE_REQUESTED", "NOTICE_SENT");
        assertThat(it.messages()).hasSize(1);
        assertThat(it.notices()).containsExactly("EVIDENCE_REQUESTED 1 SENT");
        assertThat(it.job("evidenceOverdue").getDuedate().toInstant()).isEqualTo(THURSDAY_NIGHT);
        assertThat(it.findJob("reviewOverdue")).as("the review clock").isNull();
        it.nothingWasSent();
        it.events();
    }

    @Test
    void an_answer_leads_back_to_the_reviewer_and_moves_the_deadline_by_the_working_days_begun() {
        var it = refund().applies();
        it.asks(Task.reviewRefund, it.reviewer, "请说明");
        clock.forward(Duration.ofDays(1));

        var answered = it.supplement("座位坏了").expect(200);

        assertThat(answered.text("status")).isEqualTo("UNDER_REVIEW");
        assertThat(it.stored().evidence().note()).isEqualTo("座位坏了");
        assertThat(it.stored().evidenceUnanswered()).isFalse();
        assertThat(it.open(Task.reviewRefund).getDueDate().toInstant()).isEqualTo(THURSDAY_NIGHT);
        assertThat(it.job("reviewOverdue").getDuedate().toInstant()).isEqualTo(THURSDAY_NIGHT);
        assertThat(it.timeline()).containsExactly("APPLIED", "EVIDENCE_REQUESTED", "NOTICE_SENT", "EVIDENCE_SUPPLIED");
        it.supplement("再补一次").expect(409, "EVIDENCE_NOT_REQUESTED");
        it.approves(Task.reviewRefund, it.reviewer).performs(Step.submitRefund);
        assertThat(it.requests()).hasSize(1);
        it.events();
    }

    @Test
    void answered_the_same_day_moves_no_deadline() {
        var it = refund().applies();

        it.asks(Task.reviewRefund, it.reviewer, "请说明").supplement("好").expect(200);

        assertThat(it.open(Task.reviewRefund).getDueDate().toInstant()).isEqualTo(WEDNESDAY_NIGHT);
    }

    @Test
    void after_a_wait_the_reminder_comes_half_way_through_what_is_left() {
        var it = refund().applies();
        it.asks(Task.reviewRefund, it.reviewer, "请说明");
        clock.forward(Duration.ofDays(2));
        it.supplement("好").expect(200);

        var due = it.job("reviewOverdue").getDuedate().toInstant();

        assertThat(due).isEqualTo(Instant.parse("2026-03-06T15:59:59Z"));
        assertThat(it.job("reviewReminder").getDuedate().toInstant())
                .isEqualTo(clock.instant()
                        .plus(Duration.between(clock.instant(), due).dividedBy(2)));
    }

    @Test
    void a_reminder_once_made_is_not_made_again() {
        var it = refund().applies();
        it.passes(Timer.reviewReminder);
        it.asks(Task.reviewRefund, it.reviewer, "请说明").supplement("好").expect(200);

        it.passes(Timer.reviewReminder);

        assertThat(it.timeline()).containsOnlyOnce("REMINDED");
        it.passes(Timer.reviewOverdue);
        assertThat(it.timeline()).containsOnlyOnce("REMINDED").containsOnlyOnce("ESCALATED");
        assertThat(staffNotices.about(it))
                .containsExactly(
                        StaffNotice.Kind.NEW_TASK,
                        StaffNotice.Kind.REMINDER,
                        StaffNotice.Kind.NEW_TASK,
                        StaffNotice.Kind.OVERDUE,
                        StaffNotice.Kind.NEW_TASK);
        it.events();
    }

    @Test
    void no_answer_in_time_leads_back_and_is_marked() {
        var it = refund().applies();
        it.asks(Task.reviewRefund, it.reviewer, "请说明").passes(Timer.evidenceOverdue);

        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        assertThat(it.stored().evidenceUnanswered()).isTrue();
        assertThat(it.open(Task.reviewRefund)).isNotNull();
        assertThat(it.eventKinds()).contains(Kind.EVIDENCE_OVERDUE);
        assertThat(it.job("reviewOverdue").getDuedate().toInstant())
                .as("three working days later than Wednesday")
                .isEqualTo(Instant.parse("2026-03-09T15:59:59Z"));
        it.supplement("太晚了").expect(409, "EVIDENCE_NOT_REQUESTED");
        it.rejects(Task.reviewRefund, it.reviewer, "未补充").performs(Step.sendRejectionNotice);
        it.endedAt("rejectedByReviewer").nothingWasSent();
    }

    @Test
    void a_moviegoer_is_asked_twice_and_never_a_third_time() {
        var it = refund().wish("acceptedNotices", java.util.List.of("EVIDENCE_REQUESTED"));
        it.wish("noticeAccepted", false).applies();
        it.asks(Task.reviewRefund, it.reviewer, "一").supplement("甲").expect(200);
        it.asks(Task.reviewRefund, it.reviewer, "二");
        assertThat(it.status()).isEqualTo("EVIDENCE_REQUESTED");
        it.supplement("乙").expect(200);

        var third = it.decide(Task.reviewRefund, it.reviewer, "ASK_FOR_EVIDENCE", "三");

        assertThat(third.expect(400).body().path("message").asText()).startsWith("EVIDENCE_ASKED_TWICE");
        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        assertThat(it.open(Task.reviewRefund)).isNotNull();
        assertThat(it.timeline().stream().filter("EVIDENCE_REQUESTED"::equals)).hasSize(2);
        assertThat(it.notices())
                .as("one consent, one message")
                .containsExactly("EVIDENCE_REQUESTED 1 SENT", "EVIDENCE_REQUESTED 2 NOT_SENT");
        assertThat(it.messages()).hasSize(1);
        complete(it.taskId(Task.reviewRefund), it.reviewer, "complete", Map.of("decision", "APPROVE"))
                .expect(204);
        it.events();
    }

    @Test
    void an_answer_may_bring_a_new_consent_along() {
        var it = refund().wish("acceptedNotices", java.util.List.of("EVIDENCE_REQUESTED"));
        it.wish("noticeAccepted", false).applies();
        it.asks(Task.reviewRefund, it.reviewer, "一");
        var body = JSON.createObjectNode().put("description", "甲");
        body.putArray("acceptedNotices").add("EVIDENCE_REQUESTED");
        it.asMoviegoer("POST", "/api/refund-applications/" + it.applicationNo() + "/evidence-supplement", body)
                .expect(200);

        it.asks(Task.reviewRefund, it.reviewer, "二");

        assertThat(it.messages()).hasSize(2);
    }

    @Test
    void what_a_supervisor_asks_comes_back_to_a_supervisor() {
        var it = refund().applies().passes(Timer.reviewOverdue);
        it.asks(Task.supervisorReview, SUPERVISOR, "请说明");
        assertThat(it.status()).isEqualTo("EVIDENCE_REQUESTED");

        it.supplement("好").expect(200);

        assertThat(it.open(Task.supervisorReview)).isNotNull();
        assertThat(it.open(Task.reviewRefund)).isNull();
        it.asks(Task.supervisorReview, SUPERVISOR, "再说明").passes(Timer.evidenceOverdue);
        assertThat(it.open(Task.supervisorReview)).isNotNull();
        assertThat(it.timeline()).containsOnlyOnce("ESCALATED");
        it.approves(Task.supervisorReview, SUPERVISOR);
        assertThat(it.status()).isEqualTo("REFUNDING");
    }

    @Test
    void the_time_to_answer_begins_when_the_moviegoer_could_know() {
        var it = refund().applies();
        it.decide(Task.reviewRefund, it.reviewer, "ASK_FOR_EVIDENCE", "请说明").expect(204);
        clock.forward(Duration.ofDays(1));

        it.performs(Step.sendEvidenceRequest);

        assertThat(it.job("evidenceOverdue").getDuedate().toInstant()).isEqualTo(Instant.parse("2026-03-06T15:59:59Z"));
    }

    @Test
    void the_show_ends_the_wait_when_it_comes_first() {
        var it = refund().showIn(Duration.ofHours(30)).applies();

        it.asks(Task.reviewRefund, it.reviewer, "请说明");

        assertThat(it.job("evidenceOverdue").getDuedate().toInstant())
                .isEqualTo(MONDAY.plus(Duration.ofHours(30)).minus(Duration.ofMinutes(30)));
    }

    @Test
    void asking_is_told_at_most_once_even_if_the_step_runs_again() {
        var it = refund().applies();
        it.decide(Task.reviewRefund, it.reviewer, "ASK_FOR_EVIDENCE", "请说明").expect(204);
        // As a node leaves it that dies between claiming the notice and hearing from the channel.
        jdbc.sql("update notice set state = 'SENDING' where application_no = ?")
                .param(it.applicationNo())
                .update();

        it.performs(Step.sendEvidenceRequest);

        assertThat(it.messages()).isEmpty();
        assertThat(it.timeline()).containsExactly("APPLIED", "EVIDENCE_REQUESTED", "NOTICE_NOT_SENT");
        assertThat(it.status()).isEqualTo("EVIDENCE_REQUESTED");
    }

    @Test
    void a_deadline_into_an_unknown_year_is_counted_again_with_its_waits_when_the_year_is_known() throws Exception {
        clock.set(Instant.parse("2026-12-30T02:00:00Z"));
        var it = refund().cinema("reviewWorkingDays", 3)
                .showIn(Duration.ofDays(60))
                .applies();
        assertThat(it.stored().review().provisional()).isTrue();
        // Without holidays: Thursday, New Year's Friday, Monday.
        assertThat(it.stored().reviewDueAt()).isEqualTo(Instant.parse("2027-01-04T15:59:59Z"));
        it.asks(Task.reviewRefund, it.reviewer, "请说明");
        clock.forward(Duration.ofDays(1));
        it.supplement("好").expect(200);
        assertThat(it.stored().reviewDueAt()).isEqualTo(Instant.parse("2027-01-05T15:59:59Z"));
        recount();
        assertThat(it.stored().review().provisional())
                .as("nothing new is known")
                .isTrue();

        try {
            Files.createDirectories(CALENDAR);
            Files.writeString(CALENDAR.resolve("2027.properties"), "off.2027-01-01..2027-01-03=元旦\n");
            recount();

            var due = Instant.parse("2027-01-06T15:59:59Z");
            assertThat(it.stored().reviewDueAt()).isEqualTo(due);
            assertThat(it.stored().review().provisional()).isFalse();
            assertThat(it.open(Task.reviewRefund).getDueDate().toInstant()).isEqualTo(due);
            assertThat(it.job("reviewOverdue").getDuedate().toInstant()).isEqualTo(due);
            assertThat(it.job("reviewReminder").getDuedate().toInstant())
                    .isEqualTo(clock.instant()
                            .plus(Duration.between(clock.instant(), due).dividedBy(2)));
            assertThat(it.seen().text("reviewDueAt")).isEqualTo("2027-01-06T23:59:59+08:00");
            assertThat(it.eventKinds()).contains(Kind.DEADLINE_MOVED);
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
            var it = refund().cinema("reviewWorkingDays", 5)
                    .showIn(Duration.ofDays(60))
                    .applies();
            assertThat(it.stored().reviewDueAt()).isEqualTo(Instant.parse("2027-01-05T15:59:59Z"));
            clock.forward(Duration.ofDays(2));
            it.asks(Task.reviewRefund, it.reviewer, "请说明");
            assertThat(it.job("evidenceOverdue").getDuedate().toInstant())
                    .isEqualTo(Instant.parse("2027-01-05T15:59:59Z"));

            Files.writeString(CALENDAR.resolve("2027.properties"), "off.2027-01-01..2027-01-05=元旦\n");
            recount();

            var until = Instant.parse("2027-01-07T15:59:59Z");
            assertThat(it.stored().evidence().dueAt()).isEqualTo(until);
            assertThat(it.job("evidenceOverdue").getDuedate().toInstant()).isEqualTo(until);
            assertThat(it.stored().reviewDueAt()).isEqualTo(Instant.parse("2027-01-07T15:59:59Z"));
            assertThat(it.events())
                    .filteredOn(line -> line.kind() == Kind.DEADLINE_MOVED)
                    .extracting(line -> line.facts().toString())
                    .containsExactly(
                            "{\"deadline\":\"REVIEW\",\"from\":\"2027-01-05T15:59:59Z\",\"until\":\"2027-01-07T15:59:59Z\","
                                    + "\"cause\":\"CALENDAR\"}",
                            "{\"deadline\":\"EVIDENCE\",\"from\":\"2027-01-05T15:59:59Z\",\"until\":\"2027-01-07T15:59:59Z\","
                                    + "\"cause\":\"CALENDAR\"}");
            it.supplement("好").expect(200);
            assertThat(it.open(Task.reviewRefund).getDueDate().toInstant())
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
            var it = refund().cinema("reviewWorkingDays", 2)
                    .showIn(Duration.ofDays(60))
                    .applies();
            assertThat(it.stored().reviewDueAt()).isEqualTo(Instant.parse("2027-01-06T15:59:59Z"));

            Files.writeString(CALENDAR.resolve("2027.properties"), "off.2027-01-01..2027-01-03=元旦\n");
            recount();

            var due = Instant.parse("2027-01-04T15:59:59Z");
            assertThat(it.stored().reviewDueAt()).isEqualTo(due);
            assertThat(it.open(Task.reviewRefund).getDueDate().toInstant()).isEqualTo(due);
            assertThat(it.job("reviewOverdue").getDuedate().toInstant()).isEqualTo(due);
            assertThat(it.job("reviewReminder").getDuedate().toInstant())
                    .isEqualTo(it.stored().reminderAt());
            it.passes(Timer.reviewOverdue);
            assertThat(clock.instant()).isEqualTo(due);
            assertThat(it.open(Task.supervisorReview)).isNotNull();
        } finally {
            Files.deleteIfExists(CALENDAR.resolve("2027.properties"));
            recount();
        }
    }

    /** What every node does each minute. */
    private void recount() throws IOException {
        scheduled.getScheduledTasks().stream()
                .filter(it -> it.getTask().toString().contains("CalendarDeadlines"))
                .forEach(it -> it.getTask().getRunnable().run());
    }
}
