package org.cinemarefund.deadline;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.HashMap;
import java.util.Map;
import org.cinemarefund.shared.PropertiesFile;

/**
 * One year's announcement of holidays and of the weekends worked in exchange. It may reach back into the December before,
 * as New Year's sometimes does ({@code 2018-12-29} was worked for 2019).
 *
 * @param exceptions {@code false} = off, {@code true} = worked; all other days are Monday to Friday
 */
record CalendarYear(int year, Map<LocalDate, Boolean> exceptions) {
    private static final String OFF = "off.";
    private static final String WORKING = "working.";

    CalendarYear {
        exceptions = Map.copyOf(exceptions);
    }

    /**
     * Lines like {@code off.2026-02-15..2026-02-23=春节} and {@code working.2026-02-14=春节调休}.
     *
     * @throws IllegalArgumentException with a sentence when a line cannot be meant as it stands
     */
    static CalendarYear read(int year, InputStream in) throws IOException {
        var days = new HashMap<LocalDate, Boolean>();
        for (var key : PropertiesFile.read(in).keySet()) {
            if (key.startsWith(OFF)) {
                var ends = key.substring(OFF.length()).split("\\.\\.", 2);
                var first = day(year, key, ends[0]);
                var last = ends.length == 1 ? first : day(year, key, ends[1]);
                require(!last.isBefore(first), key, "ends before it begins");
                first.datesUntil(last.plusDays(1)).forEach(day -> add(days, day, false, key));
            } else if (key.startsWith(WORKING)) {
                var day = day(year, key, key.substring(WORKING.length()));
                require(isWeekend(day), key, "is no Saturday or Sunday, so nothing is worked in exchange");
                add(days, day, true, key);
            } else {
                throw new IllegalArgumentException("'" + key + "' is neither off.<day> nor working.<day>");
            }
        }
        // An empty file would turn every holiday of the year into a working day without a word.
        if (!days.containsValue(false)) {
            throw new IllegalArgumentException("there is not one day off in it");
        }
        return new CalendarYear(year, days);
    }

    static boolean isWeekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    private static void add(Map<LocalDate, Boolean> days, LocalDate day, boolean worked, String key) {
        require(days.putIfAbsent(day, worked) == null, key, "says " + day + " a second time");
    }

    private static LocalDate day(int year, String key, String text) {
        try {
            var day = LocalDate.parse(text);
            var december = day.getYear() == year - 1 && day.getMonth() == Month.DECEMBER;
            require(day.getYear() == year || december, key, "is not of " + year);
            return day;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + key + "' has no day like " + year + "-10-01", e);
        }
    }

    private static void require(boolean condition, String key, String complaint) {
        if (!condition) {
            throw new IllegalArgumentException("'" + key + "' " + complaint);
        }
    }
}
