package org.cinemarefund.notice;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells the staff that work waits, where they read it anyway. It never fails or delays what it is told about. */
public interface StaffNotice {

    /** Tells it after the caller's transaction is committed, at once where there is none; not at all if it rolls back. */
    void tell(News news);

    /**
     * Nothing in it identifies a moviegoer.
     *
     * @param amount fen
     * @param dueAt missing when nothing runs out
     */
    record News(
            Kind kind,
            String cinemaName,
            String applicationNo,
            long amount,
            @Nullable Instant dueAt) {}

    /** Texts under {@code notice.staff.<name>}. */
    enum Kind {
        NEW_TASK,
        REMINDER,
        OVERDUE,
        FINANCE,
        CARD_GIVEN
    }
}
