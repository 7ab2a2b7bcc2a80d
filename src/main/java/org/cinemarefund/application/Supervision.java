package org.cinemarefund.application;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor has to look at.
 *
 * @param reason missing where nobody asked for one
 * @param dueAt when the supervisor's day is over; missing where none is with it
 * @param escalatedAt when a reviewer's time first was over; missing where it was not
 */
public record Supervision(
        @Nullable SupervisorReason reason,
        @Nullable Instant dueAt,
        @Nullable Instant escalatedAt) {
    static final Supervision NONE = new Supervision(null, null, null);

    /** How long a supervisor has before everybody is told, and told again. */
    private static final Duration TIME = Duration.ofDays(1);

    /** Cut to seconds like the engine's rhythm, and before it: a timer of the engine is never taken for early. */
    Supervision begun(SupervisorReason why, Instant now) {
        return new Supervision(why, now.truncatedTo(ChronoUnit.SECONDS).plus(TIME), escalatedAt);
    }

    Supervision escalated(Instant now) {
        return new Supervision(reason, dueAt, now);
    }

    /** In the same rhythm as before, however late it is. */
    Supervision nextDay(Instant now) {
        var next = dueAt;
        while (next != null && !next.isAfter(now)) {
            next = next.plus(TIME);
        }
        return new Supervision(reason, next, escalatedAt);
    }
}
