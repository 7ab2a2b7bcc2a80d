package org.cinemarefund.sandbox.samples;

import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import org.cinemarefund.shared.ChinaTime;

/** When cinemas begin their shows: from ten in the morning to half past ten in the evening, every five minutes. */
final class CinemaHours {
    private static final LocalTime FIRST = LocalTime.of(10, 0);
    private static final LocalTime LAST = LocalTime.of(22, 30);

    private CinemaHours() {}

    /** The first beginning of a show that is not before the given time. */
    static Instant from(Instant earliest) {
        var five = earliest.plusSeconds(299).truncatedTo(ChronoUnit.MINUTES);
        var at = five.minusSeconds(five.getEpochSecond() % 300).atOffset(ChinaTime.OFFSET);
        if (at.toLocalTime().isBefore(FIRST)) {
            return at.with(FIRST).toInstant();
        }
        return at.toLocalTime().isAfter(LAST) ? at.plusDays(1).with(FIRST).toInstant() : at.toInstant();
    }
}
