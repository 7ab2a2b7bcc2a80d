package org.cinemarefund.application;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the moviegoer was last asked for.
 *
 * @param round how often they were asked
 * @param askedBy the task that asked, and goes on with the answer
 * @param dueAt until when the answer is waited for; missing before the wait begins
 * @param answeredAt missing without an answer
 * @param note what they wrote
 */
public record EvidenceRequest(
        int round,
        String askedBy,
        Instant askedAt,
        @Nullable Instant dueAt,
        @Nullable Instant answeredAt,
        String note) {
    static final EvidenceRequest NONE = new EvidenceRequest(0, null, null, null, null, null);

    private static final int MOST = 2;

    /** Nobody may be asked more often. */
    public boolean isLast() {
        return round >= MOST;
    }

    EvidenceRequest next(String task, Instant now) {
        return new EvidenceRequest(round + 1, task, now, null, null, null);
    }

    /** Asked, and the wait has not begun. */
    boolean toBegin() {
        return askedAt != null && dueAt == null;
    }

    EvidenceRequest until(Instant due) {
        return new EvidenceRequest(round, askedBy, askedAt, due, answeredAt, note);
    }

    EvidenceRequest answered(String words, Instant now) {
        return new EvidenceRequest(round, askedBy, askedAt, dueAt, now, words);
    }

    EvidenceRequest notAnswered() {
        return new EvidenceRequest(round, askedBy, askedAt, dueAt, answeredAt, null);
    }

    boolean unanswered() {
        return round > 0 && answeredAt == null && dueAt != null;
    }

    /** When the review went on, by the answer or without it; null where it never stopped. */
    Instant resumedAt(boolean unanswered) {
        return unanswered ? dueAt : answeredAt;
    }
}
