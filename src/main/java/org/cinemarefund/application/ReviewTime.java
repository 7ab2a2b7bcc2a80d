package org.cinemarefund.application;

import java.time.Instant;
import org.cinemarefund.deadline.ReviewDeadline;

/**
 * The time a reviewer has.
 *
 * @param deadline null where no person has to decide
 * @param remindedAt null before the reminder
 */
public record ReviewTime(ReviewDeadline deadline, Instant remindedAt) {
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
