package org.cinemarefund.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.cinemarefund.deadline.WorkingCalendar;
import org.cinemarefund.operations.LiveSteps.Standing;
import org.cinemarefund.operations.OverviewRows.CaseLine;
import org.cinemarefund.operations.OverviewRows.Deadlines;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverviewDeskTest {
    private static final WorkingCalendar CALENDAR = new WorkingCalendar(Path.of("target/no-calendar-of-its-own"));
    private static final Instant MONDAY = Instant.parse("2026-03-02T02:00:00Z");

    private final OverviewRows rows = mock(OverviewRows.class);
    private final LiveSteps steps = mock(LiveSteps.class);
    private final MovableClock clock = new MovableClock(MONDAY);
    private final OverviewDesk desk = new OverviewDesk(rows, steps, mock(FailedSteps.class), CALENDAR, clock);

    @BeforeEach
    void nothing_is_under_way() {
        when(rows.deadlines(any(), any())).thenReturn(new Deadlines(0, 0, null));
    }

    @Test
    void many_open_pages_cost_one() {
        for (var page = 0; page < 20; page++) {
            desk.overview();
        }
        verify(rows, times(1)).cinemas();
        verify(steps, times(1)).steps();

        clock.move(Duration.ofSeconds(5));
        desk.overview();
        verify(rows, times(2)).cinemas();
    }

    @Test
    void a_clock_that_was_set_back_does_not_keep_the_old_figures() {
        desk.overview();
        clock.move(Duration.ofHours(-1));

        assertThat(desk.overview().at()).isEqualTo(clock.instant());
    }

    @Test
    void it_begins_with_a_whole_hour_and_ends_with_this_one() {
        clock.move(Duration.ofMinutes(17));

        assertThat(desk.overview().from()).isEqualTo(Instant.parse("2026-03-01T15:00:00Z"));
    }

    /** Monday 2 March and the working days after it; nine to six in China is one to ten in UTC. */
    @ParameterizedTest
    @CsvSource({
        "2026-03-02T02:00:00Z, 2026-03-02T06:00:00Z",
        "2026-03-02T06:00:00Z, 2026-03-02T10:00:00Z",
        "2026-03-02T08:00:00Z, 2026-03-03T03:00:00Z",
        "2026-03-02T12:00:00Z, 2026-03-03T05:00:00Z",
        "2026-03-01T20:00:00Z, 2026-03-02T05:00:00Z",
        // A Friday afternoon before a weekend.
        "2026-03-06T08:30:00Z, 2026-03-09T03:30:00Z"
    })
    void at_risk_is_what_is_due_within_four_hours_of_work(Instant now, Instant until) {
        clock.move(Duration.between(MONDAY, now));

        assertThat(desk.overview().dueUntil()).isEqualTo(until);
    }

    @Test
    void cases_at_a_step_come_with_since_when_they_have_stood_there() {
        when(steps.at("reviewRefund", 50))
                .thenReturn(List.of(
                        new Standing("R2", MONDAY),
                        new Standing("R1", MONDAY.plusSeconds(1)),
                        new Standing("R9", null)));
        when(rows.cases(any())).thenReturn(List.of(line("R1"), line("R2")));

        var found = desk.at("reviewRefund", 50);

        assertThat(found).extracting(CaseLine::applicationNo).containsExactly("R2", "R1");
        assertThat(found.get(0).since()).isEqualTo(MONDAY);
        assertThat(Set.copyOf(found)).hasSize(2);
    }

    private static CaseLine line(String applicationNo) {
        return new CaseLine(applicationNo, "O1", "星光影城", "流浪地球", "UNDER_REVIEW", 9700L, Instant.EPOCH);
    }
}
