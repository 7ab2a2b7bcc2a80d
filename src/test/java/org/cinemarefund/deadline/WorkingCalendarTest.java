package org.cinemarefund.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkingCalendarTest {
    @TempDir
    Path directory;

    private WorkingCalendar calendar;

    @BeforeEach
    void the_shipped_years() {
        calendar = new WorkingCalendar(directory);
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({
        "2026-11-26T10:00+08:00, 2026-11-26T15:30+08:00, PT5H30M",
        "2026-11-26T10:00+08:00, 2026-11-27T23:00+08:00, PT37H",
        // Friday evening to Monday: the weekend is nobody's time.
        "2026-11-27T20:00+08:00, 2026-11-30T23:00+08:00, PT27H",
        "2026-11-28T09:00+08:00, 2026-11-30T23:00+08:00, PT23H",
        // A show on a Sunday: what is due before it is due on that day.
        "2026-11-28T09:00+08:00, 2026-11-29T12:00+08:00, PT12H",
        "2026-11-29T09:00+08:00, 2026-11-29T12:00+08:00, PT3H",
        // The spring festival, with a Saturday worked before it.
        "2026-02-13T12:00+08:00, 2026-02-24T12:00+08:00, PT48H",
        "2026-11-26T10:00+08:00, 2026-11-26T10:00+08:00, PT0S",
        "2026-11-26T10:00+08:00, 2026-11-25T10:00+08:00, PT0S"
    })
    void time_on_days_off_is_no_working_time(OffsetDateTime from, OffsetDateTime until, Duration time) {
        assertThat(calendar.workingTime(from.toInstant(), until.toInstant())).isEqualTo(time);
    }

    @ParameterizedTest(name = "{0} and {1} working days is {2}")
    @CsvSource({
        "2026-02-13, 1, 2026-02-14",
        "2026-02-13, 2, 2026-02-24",
        "2026-02-13, 7, 2026-03-02",
        "2026-09-30, 1, 2026-10-08",
        "2026-09-30, 2, 2026-10-09",
        "2026-09-30, 7, 2026-10-15",
        "2026-09-24, 1, 2026-09-28",
        "2026-09-24, 2, 2026-09-29",
        "2026-09-24, 7, 2026-10-12",
        "2026-04-30, 1, 2026-05-06",
        "2026-04-30, 2, 2026-05-07",
        "2026-04-30, 7, 2026-05-13",
        "2025-12-31, 1, 2026-01-04",
        "2025-12-31, 2, 2026-01-05",
        "2025-12-31, 7, 2026-01-12",
        "2026-10-09, 1, 2026-10-10",
        "2026-10-09, 2, 2026-10-12",
        "2026-10-09, 7, 2026-10-19",
        "2024-02-03, 1, 2024-02-04",
        "2024-02-09, 1, 2024-02-18",
        "2025-01-27, 1, 2025-02-05",
        "2025-09-30, 1, 2025-10-09",
        "2026-03-14, 0, 2026-03-14",
    })
    void counts_holidays_and_the_weekends_worked_for_them(LocalDate from, int days, LocalDate expected) {
        assertThat(calendar.plusWorkingDays(from, days)).isEqualTo(new WorkingDay(expected, false));
    }

    /** Known totals of the year, so that a typing error in a file shows. */
    @ParameterizedTest(name = "{0} has {1} working days")
    @CsvSource({"2024, 251", "2025, 248", "2026, 248"})
    void each_year_has_its_working_days(int year, int workingDays) {
        assertThat(calendar.workingDaysBegun(LocalDate.of(year - 1, 12, 31), LocalDate.of(year, 12, 31)))
                .isEqualTo(workingDays);
    }

    @Test
    void a_year_without_data_counts_monday_to_friday_and_says_so() {
        assertThat(calendar.plusWorkingDays(LocalDate.parse("2026-12-30"), 1))
                .isEqualTo(new WorkingDay(LocalDate.parse("2026-12-31"), false));
        assertThat(calendar.plusWorkingDays(LocalDate.parse("2026-12-30"), 2))
                .isEqualTo(new WorkingDay(LocalDate.parse("2027-01-01"), true));
        assertThat(calendar.plusWorkingDays(LocalDate.parse("2023-12-28"), 2))
                .isEqualTo(new WorkingDay(LocalDate.parse("2024-01-02"), true));
    }

    @Test
    void the_operators_next_year_is_noticed_once_and_used() throws IOException {
        assertThat(calendar.knownYears()).containsExactly(2024, 2025, 2026);
        assertThat(calendar.reload()).isEmpty();

        write("2027", "off.2027-01-01..2027-01-03=元旦\noff.2026-12-31=元旦\nworking.2026-12-27=元旦调休\n");
        write("notes", "this is no year");

        assertThat(calendar.reload()).containsExactly(2027);
        assertThat(calendar.reload()).isEmpty();
        assertThat(calendar.knownYears()).containsExactly(2024, 2025, 2026, 2027);
        assertThat(calendar.plusWorkingDays(LocalDate.parse("2026-12-30"), 1))
                .as("an announcement may reach back into December")
                .isEqualTo(new WorkingDay(LocalDate.parse("2027-01-04"), false));
        assertThat(calendar.isWorkingDay(LocalDate.parse("2026-12-27"))).isTrue();
        assertThat(calendar.isWorkingDay(LocalDate.parse("2026-10-01")))
                .as("the rest of the year before stays")
                .isFalse();
    }

    @Test
    void the_operators_file_wins_over_the_shipped_one() throws IOException {
        write("2026", "off.2026-10-01=国庆节\n");

        assertThat(calendar.reload()).isEmpty();
        assertThat(calendar.isWorkingDay(LocalDate.parse("2026-10-02"))).isTrue();

        Files.delete(directory.resolve("2026.properties"));
        calendar.reload();
        assertThat(calendar.isWorkingDay(LocalDate.parse("2026-10-02"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "off.2027-01-01..2027-01-32=元旦",
                "off.2027-01-03..2027-01-01=元旦",
                "off.2027-01-01=元旦\noff.2027-01-01..2027-01-03=元旦",
                "off.2027-01-01=元旦\nworking.2027-01-05=a Tuesday",
                "off.2027-01-02=a Saturday\nworking.2027-01-02=a Saturday",
                "off.2026-11-30=another year",
                "off.2028-01-01=another year",
                "holiday.2027-01-01=元旦",
                "off.2027-01-01=元旦\noff.2027-01-01=元旦",
                "off.=元旦",
                "# nothing",
            })
    void a_file_that_cannot_be_meant_changes_nothing(String content) throws IOException {
        write("2027", content);

        assertThat(calendar.reload()).isEmpty();

        assertThat(calendar.knownYears()).containsExactly(2024, 2025, 2026);
        assertThat(calendar.isWorkingDay(LocalDate.parse("2027-01-01"))).isTrue();
        assertThat(calendar.troubles())
                .singleElement()
                .asString()
                .startsWith("the calendar 2027.properties is not used");
        assertThat(new WorkingCalendar(directory).troubles()).hasSize(1);
    }

    @Test
    void a_good_file_that_turns_bad_stays_good_and_the_others_apply() throws IOException {
        write("2027", "off.2027-01-01=元旦\n");
        calendar.reload();
        write("2027", "off.2027-01-01=元旦\noff.2027-13-01=?\n");
        write("2028", "off.2028-01-03=元旦\n");

        assertThat(calendar.reload()).containsExactly(2028);

        assertThat(calendar.isWorkingDay(LocalDate.parse("2027-01-01"))).isFalse();
        assertThat(calendar.troubles()).hasSize(1);
        write("2027", "off.2027-01-01..2027-01-03=元旦\n");
        calendar.reload();
        assertThat(calendar.troubles()).isEmpty();
    }

    @ParameterizedTest(name = "from {0} to {1} missing: {2}")
    @CsvSource({
        "2026-12-01, 2026-12-31,",
        "2026-12-31, 2027-01-01, 2027",
        "2027-11-01, 2028-01-01, 2027 2028",
        "2025-01-01, 2026-01-01,",
    })
    void a_year_is_missing_where_somebody_counts_through_it(LocalDate from, LocalDate to, String missing) {
        assertThat(calendar.missingYears(from, to).stream().map(String::valueOf))
                .containsExactlyElementsOf(missing == null ? List.of() : List.of(missing.split(" ")));
    }

    @Test
    void two_calendars_are_the_same_where_every_day_counts_alike() throws IOException {
        var shipped = calendar.fingerprint();
        write("2027", "off.2027-01-01=元旦\n");
        calendar.reload();
        var known = calendar.fingerprint();
        write("2027", "# in other words\noff.2027-01-01..2027-01-01=New Year\n");
        calendar.reload();

        assertThat(calendar.fingerprint()).isEqualTo(known).isNotEqualTo(shipped);
        write("2027", "off.2027-01-01..2027-01-02=元旦\n");
        calendar.reload();
        assertThat(calendar.fingerprint()).isNotIn(known, shipped);
        Files.delete(directory.resolve("2027.properties"));
        calendar.reload();
        assertThat(calendar.fingerprint()).isEqualTo(shipped);
    }

    @Test
    void what_is_no_directory_is_a_trouble_until_it_is_one() throws IOException {
        var place = directory.resolve("calendar");
        Files.writeString(place, "a file");
        var misled = new WorkingCalendar(place);

        assertThat(misled.troubles()).singleElement().asString().startsWith("the calendar directory cannot be listed");
        assertThat(misled.knownYears()).contains(2026);
        Files.delete(place);
        misled.reload();
        assertThat(misled.troubles()).isEmpty();
    }

    @Test
    void a_directory_that_is_not_there_is_no_trouble() {
        var nowhere = new WorkingCalendar(directory.resolve("nowhere"));

        assertThat(nowhere.reload()).isEmpty();
        assertThat(nowhere.knownYears()).contains(2026);
        assertThat(nowhere.troubles()).isEmpty();
    }

    @Test
    void nobody_counts_backwards() {
        assertThatThrownBy(() -> calendar.plusWorkingDays(LocalDate.parse("2026-01-05"), -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(calendar.workingDaysBegun(LocalDate.parse("2026-03-05"), LocalDate.parse("2026-03-02")))
                .isZero();
    }

    private void write(String year, String content) throws IOException {
        Files.writeString(directory.resolve(year + ".properties"), content);
    }
}
