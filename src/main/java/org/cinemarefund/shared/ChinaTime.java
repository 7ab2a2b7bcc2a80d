package org.cinemarefund.shared;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The one zone in which cinemas, their customers and WeChat read a clock: +08:00, without daylight saving. */
public final class ChinaTime {
    public static final ZoneOffset OFFSET = ZoneOffset.ofHours(8);

    private ChinaTime() {}

    /** The day on a wall calendar in China. */
    public static LocalDate day(Instant at) {
        return at.atOffset(OFFSET).toLocalDate();
    }

    /** When that day begins there. */
    public static Instant start(LocalDate day) {
        return day.atStartOfDay().toInstant(OFFSET);
    }

    /** As it is shown to people and sent in JSON: RFC 3339 with +08:00, whole seconds. */
    public static OffsetDateTime of(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).atOffset(OFFSET);
    }

    /** The same for what may not have happened. */
    public static OffsetDateTime orNull(Instant at) {
        return at == null ? null : of(at);
    }
}
