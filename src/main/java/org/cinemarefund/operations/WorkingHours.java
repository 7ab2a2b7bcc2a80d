package org.cinemarefund.operations;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import org.cinemarefund.deadline.WorkingCalendar;
import org.cinemarefund.shared.ChinaTime;

/** The hours in which cinemas review: from nine to six of each working day. */
final class WorkingHours {
    private static final LocalTime BEGIN = LocalTime.of(9, 0);
    private static final LocalTime END = LocalTime.of(18, 0);

    private final WorkingCalendar calendar;

    WorkingHours(WorkingCalendar calendar) {
        this.calendar = calendar;
    }

    /** When so much working time has passed; what is due before then has less of it left. */
    Instant after(Instant from, Duration work) {
        var left = work;
        for (var day = ChinaTime.day(from); ; day = day.plusDays(1)) {
            if (calendar.isWorkingDay(day)) {
                var opens = day.atTime(BEGIN).toInstant(ChinaTime.OFFSET);
                var closes = day.atTime(END).toInstant(ChinaTime.OFFSET);
                var begin = from.isAfter(opens) ? from : opens;
                var today = Duration.between(begin, closes);
                if (today.compareTo(left) >= 0) {
                    return begin.plus(left);
                }
                left = today.isNegative() ? left : left.minus(today);
            }
        }
    }
}
