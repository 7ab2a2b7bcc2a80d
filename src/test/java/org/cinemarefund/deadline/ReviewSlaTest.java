package org.cinemarefund.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewSlaTest {
    private static final Instant FAR = at("2030-01-01T20:00:00");

    @TempDir
    Path directory;

    private final TimeZone zoneOfTheMachine = TimeZone.getDefault();
    private WorkingCalendar calendar;
    private ReviewSla sla;

    /** A zone in which the Chinese day is the day before for most of the day. */
    @BeforeEach
    void far_from_china() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/Los_Angeles"));
        calendar = new WorkingCalendar(directory);
        sla = new ReviewSla(calendar, settings());
    }

    @AfterEach
    void home() {
        TimeZone.setDefault(zoneOfTheMachine);
    }

    @ParameterizedTest(name = "applied {0}, {1} working days: {2}")
    @CsvSource({
        "2026-02-13T10:00:00, 1, 2026-02-14T23:59:59",
        "2026-02-13T10:00:00, 2, 2026-02-24T23:59:59",
        "2026-09-30T10:00:00, 2, 2026-10-09T23:59:59",
        "2026-09-24T10:00:00, 7, 2026-10-12T23:59:59",
        "2025-12-31T10:00:00, 1, 2026-01-04T23:59:59",
        "2026-03-02T00:00:00, 1, 2026-03-03T23:59:59",
        "2026-03-02T23:59:59, 1, 2026-03-03T23:59:59",
        "2026-03-03T00:00:00, 1, 2026-03-04T23:59:59",
        "2026-03-07T12:00:00, 1, 2026-03-09T23:59:59",
    })
    void is_due_at_the_end_of_a_working_day_in_china(String appliedAt, int workingDays, String dueAt) {
        var deadline = sla.deadline(at(appliedAt), FAR, workingDays);

        assertThat(deadline).isEqualTo(new ReviewDeadline(at(dueAt), at(dueAt), false, false));
    }

    @ParameterizedTest(name = "applied {0}, show {1}: {2}, capped {3}")
    @CsvSource({
        // the working days end 2026-03-04T23:59:59; half an hour of margin
        "2026-03-02T10:00:00, 2026-03-05T00:30:00, 2026-03-04T23:59:59, false",
        "2026-03-02T10:00:00, 2026-03-05T00:29:59, 2026-03-04T23:59:59, false",
        "2026-03-02T10:00:00, 2026-03-05T00:29:58, 2026-03-04T23:59:58, true",
        "2026-03-02T10:00:00, 2026-03-02T20:00:00, 2026-03-02T19:30:00, true",
        // never less than the minimum, also if that is after the show has begun
        "2026-03-02T19:00:00, 2026-03-02T20:00:00, 2026-03-02T19:30:00, true",
        "2026-03-02T19:00:01, 2026-03-02T20:00:00, 2026-03-02T19:30:01, true",
        "2026-03-02T19:59:59, 2026-03-02T20:00:00, 2026-03-02T20:29:59, true",
        // the show has begun
        "2026-03-02T20:00:00, 2026-03-02T20:00:00, 2026-03-04T23:59:59, false",
        "2026-03-02T21:00:00, 2026-03-02T20:00:00, 2026-03-04T23:59:59, false",
    })
    void the_show_caps_the_deadline(String appliedAt, String showTime, String dueAt, boolean capped) {
        var deadline = sla.deadline(at(appliedAt), at(showTime), 2);

        assertThat(deadline.dueAt()).isEqualTo(at(dueAt));
        assertThat(deadline.capped()).isEqualTo(capped);
        assertThat(deadline.uncappedDueAt()).isEqualTo(at("2026-03-04T23:59:59"));
    }

    @Test
    void a_deadline_through_an_unknown_year_is_provisional_until_the_year_is_known() throws IOException {
        var appliedAt = at("2026-12-30T10:00:00");

        assertThat(sla.deadline(appliedAt, FAR, 1).provisional()).isFalse();
        var provisional = sla.deadline(appliedAt, FAR, 2);
        assertThat(provisional.dueAt()).isEqualTo(at("2027-01-01T23:59:59"));
        assertThat(provisional.provisional()).isTrue();

        Files.writeString(directory.resolve("2027.properties"), "off.2027-01-01..2027-01-03=元旦\n");
        assertThat(calendar.reload()).containsExactly(2027);
        var known = sla.deadline(appliedAt, FAR, 2);
        assertThat(known.dueAt()).isEqualTo(at("2027-01-04T23:59:59"));
        assertThat(known.provisional()).isFalse();
    }

    @ParameterizedTest(name = "due {0}, asked {1}, answered {2}: due {3}")
    @CsvSource({
        // the same day: nothing moves
        "2026-03-04T23:59:59, 2026-03-03T09:00:00, 2026-03-03T23:59:59, 2026-03-04T23:59:59",
        // a midnight in China later: one day
        "2026-03-04T23:59:59, 2026-03-03T23:59:59, 2026-03-04T00:00:00, 2026-03-05T23:59:59",
        "2026-03-04T23:59:59, 2026-03-02T09:00:00, 2026-03-04T09:00:00, 2026-03-06T23:59:59",
        // over a weekend begins one working day, or none yet
        "2026-03-09T23:59:59, 2026-03-06T09:00:00, 2026-03-09T09:00:00, 2026-03-10T23:59:59",
        "2026-03-09T23:59:59, 2026-03-06T09:00:00, 2026-03-08T09:00:00, 2026-03-09T23:59:59",
        // what is moved moves over the weekend
        "2026-03-06T23:59:59, 2026-03-05T09:00:00, 2026-03-06T09:00:00, 2026-03-09T23:59:59",
        // the national holiday: 10-08 is the first day worked, 10-10 a Saturday worked in exchange
        "2026-10-08T23:59:59, 2026-09-30T09:00:00, 2026-10-05T09:00:00, 2026-10-08T23:59:59",
        "2026-10-08T23:59:59, 2026-09-30T09:00:00, 2026-10-08T09:00:00, 2026-10-09T23:59:59",
        "2026-10-09T23:59:59, 2026-10-08T09:00:00, 2026-10-09T09:00:00, 2026-10-10T23:59:59",
        // the Saturday began while waiting and is over too: Monday is given
        "2026-10-09T23:59:59, 2026-10-09T09:00:00, 2026-10-11T09:00:00, 2026-10-12T23:59:59",
    })
    void waiting_for_evidence_moves_the_deadline_by_working_days(
            String dueAt, String askedAt, String resumedAt, String movedTo) {
        var before = new ReviewDeadline(at(dueAt), at(dueAt), false, false);

        var after = sla.afterEvidence(before, new EvidenceWait(at(askedAt), at(resumedAt)), FAR);

        assertThat(after.dueAt()).isEqualTo(at(movedTo));
    }

    @Test
    void after_evidence_the_show_caps_again_from_the_moment_of_the_answer() {
        var show = at("2026-03-05T20:00:00");
        var before = sla.deadline(at("2026-03-02T10:00:00"), show, 2);
        assertThat(before.dueAt()).isEqualTo(at("2026-03-04T23:59:59"));

        var inTime = sla.afterEvidence(before, wait("2026-03-02T11:00:00", "2026-03-03T11:00:00"), show);
        assertThat(inTime)
                .isEqualTo(new ReviewDeadline(at("2026-03-05T19:30:00"), at("2026-03-05T23:59:59"), true, false));

        var late = sla.afterEvidence(before, wait("2026-03-02T11:00:00", "2026-03-05T19:40:00"), show);
        assertThat(late.dueAt()).isEqualTo(at("2026-03-05T20:10:00"));
        assertThat(late.capped()).isTrue();

        var tooLate = sla.afterEvidence(before, wait("2026-03-02T11:00:00", "2026-03-05T20:00:00"), show);
        assertThat(tooLate.dueAt()).isEqualTo(at("2026-03-09T23:59:59"));
        assertThat(tooLate.capped()).isFalse();
    }

    @Test
    void a_second_wait_moves_on_from_the_first_and_can_be_computed_from_the_beginning() {
        var show = at("2026-03-20T20:00:00");
        var first = wait("2026-03-03T10:00:00", "2026-03-04T10:00:00");
        var second = wait("2026-03-05T10:00:00", "2026-03-09T10:00:00");

        var step = sla.deadline(at("2026-03-02T10:00:00"), show, 2);
        step = sla.afterEvidence(step, first, show);
        assertThat(step.dueAt()).isEqualTo(at("2026-03-05T23:59:59"));
        step = sla.afterEvidence(step, second, show);
        assertThat(step.dueAt()).isEqualTo(at("2026-03-09T23:59:59"));

        assertThat(sla.deadline(at("2026-03-02T10:00:00"), show, 2, List.of(first, second)))
                .isEqualTo(step);
    }

    @Test
    void a_deadline_that_passed_while_waiting_leaves_the_working_day_at_hand() {
        var friday = new ReviewDeadline(at("2026-03-06T23:59:59"), at("2026-03-06T23:59:59"), false, false);

        assertThat(sla.afterEvidence(friday, wait("2026-03-06T20:00:00", "2026-03-08T10:00:00"), FAR)
                        .dueAt())
                .isEqualTo(at("2026-03-09T23:59:59"));
        assertThat(sla.afterEvidence(friday, wait("2026-03-11T20:00:00", "2026-03-12T10:00:00"), FAR)
                        .dueAt())
                .as("a supervisor asked when the time was over")
                .isEqualTo(at("2026-03-12T23:59:59"));
    }

    @ParameterizedTest(name = "asked {0}, show {1}: until {2}")
    @CsvSource({
        "2026-03-02T10:00:00, 2026-04-01T20:00:00, 2026-03-05T23:59:59",
        "2026-03-05T10:00:00, 2026-04-01T20:00:00, 2026-03-10T23:59:59",
        "2026-03-02T10:00:00, 2026-03-04T20:00:00, 2026-03-04T19:30:00",
        "2026-03-04T19:10:00, 2026-03-04T20:00:00, 2026-03-04T19:40:00",
        "2026-03-04T20:00:00, 2026-03-04T20:00:00, 2026-03-09T23:59:59",
    })
    void evidence_has_some_working_days_or_until_the_show(String askedAt, String showTime, String until) {
        assertThat(sla.evidenceDueAt(at(askedAt), at(showTime))).isEqualTo(at(until));
    }

    @Test
    void the_reminder_comes_half_way() {
        assertThat(sla.reminderAt(at("2026-03-02T10:00:00"), at("2026-03-02T20:00:00")))
                .isEqualTo(at("2026-03-02T15:00:00"));
        assertThat(sla.reminderAt(at("2026-03-02T10:00:00"), at("2026-03-02T09:00:00")))
                .isEqualTo(at("2026-03-02T10:00:00"));
    }

    @Test
    void a_setting_that_leaves_no_time_is_refused() {
        assertThatThrownBy(() ->
                        new ReviewProperties(Duration.ofMinutes(30), Duration.ZERO, 0, 0, 3, directory.toString()))
                .hasMessageContaining("refund.review.minimum");
        assertThatThrownBy(() -> new ReviewProperties(
                        Duration.ofMinutes(-1), Duration.ofMinutes(30), 0, 0, 3, directory.toString()))
                .hasMessageContaining("refund.review.show-margin");
        assertThatThrownBy(() -> new ReviewProperties(
                        Duration.ofMinutes(30), Duration.ofMinutes(30), 0, 0, 0, directory.toString()))
                .hasMessageContaining("refund.review.evidence-within");
        assertThatThrownBy(() -> new ReviewProperties(
                        Duration.ofMinutes(30), Duration.ofMinutes(30), 0, -1, 3, directory.toString()))
                .hasMessageContaining("refund.review.person-limit-per-day");
    }

    private ReviewProperties settings() {
        return new ReviewProperties(
                Duration.ofMinutes(30), Duration.ofMinutes(30), 100_000, 0, 3, directory.toString());
    }

    private static EvidenceWait wait(String askedAt, String resumedAt) {
        return new EvidenceWait(at(askedAt), at(resumedAt));
    }

    private static Instant at(String inChina) {
        return OffsetDateTime.parse(inChina + "+08:00").toInstant();
    }

    /** The minimum is half an hour; it is ten o'clock. */
    @ParameterizedTest(name = "from {0}, counted {1}: {2}")
    @CsvSource({
        "12:00, 15:00, 15:00",
        "12:00, 11:00, 11:00",
        "12:00, 12:00, 12:00",
        "12:00, 09:00, 10:30",
        "12:00, 10:10, 10:30",
        "10:20, 09:00, 10:20",
        "10:30, 09:00, 10:30",
        "10:20, 10:25, 10:30",
        "09:00, 09:30, 10:30",
        "09:30, 09:00, 09:30",
    })
    void a_deadline_that_is_counted_anew_leaves_nobody_less_than_the_minimum(
            String before, String counted, String expected) {
        var now = at("2026-03-02T10:00:00");

        var moved = sla.moved(at("2026-03-02T" + before + ":00"), at("2026-03-02T" + counted + ":00"), now);

        assertThat(moved).isEqualTo(at("2026-03-02T" + expected + ":00"));
        assertThat(sla.moved(moved, at("2026-03-02T" + counted + ":00"), now.plusSeconds(300)))
                .as("said by another node later")
                .isEqualTo(moved);
    }
}
