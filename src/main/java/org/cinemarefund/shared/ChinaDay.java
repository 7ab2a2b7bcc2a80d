package org.cinemarefund.shared;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/** A day in China as a caller writes it, such as 2026-03-02. */
public final class ChinaDay {
    private ChinaDay() {}

    /**
     * Empty where nothing was written.
     *
     * @param field the name under which it came
     * @throws Problem INVALID_REQUEST on {@code field}
     */
    public static Optional<LocalDate> of(String field, String day) {
        if (day == null || day.isEmpty()) {
            return Optional.empty();
        }
        try {
            var date = LocalDate.parse(day);
            if (date.getYear() >= 2000 && date.getYear() < 2200) {
                return Optional.of(date);
            }
        } catch (DateTimeException unreadable) {
            // The one answer for everything that is no day.
        }
        throw Problem.invalid(field, "day");
    }
}
