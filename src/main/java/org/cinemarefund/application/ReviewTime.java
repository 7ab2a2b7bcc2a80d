package org.cinemarefund.application;

import java.time.Instant;
import org.cinemarefund.deadline.ReviewDeadline;
import org.jspecify.annotations.Nullable;

/**
 * The time a reviewer has.
 *
 * @param deadline missing where no person has to decide
 * @param remindedAt missing before the reminder
 */
public record ReviewTime(
        @Nullable ReviewDeadline deadline, @Nullable Instant remindedAt) {
    static final ReviewTime NONE = new ReviewTime(null, null);

    Instant dueAt() {
        return deadline == null ? null : deadline.dueAt();
    }

    /** Whether the show decides how long it is. */
    public boolean capped() {
        return deadline != null && deadline.capped();
    }

    /** Counted through a year whose holidays are not known yet. */
    public boolean provisional() {
        return deadline != null && deadline.provisional();
    }

    public boolean reminded() {
        return remindedAt != null;
    }

    ReviewTime until(ReviewDeadline another) {
        return new ReviewTime(another, remindedAt);
    }

    ReviewTime remindedAt(Instant now) {
        return new ReviewTime(deadline, now);
    }
}
