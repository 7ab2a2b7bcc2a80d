package org.cinemarefund.staff;

import java.time.Instant;
import java.util.List;
import org.cinemarefund.shared.Cursor;
import org.jspecify.annotations.Nullable;

/** Who came into a group or left it, by whose hand, and who looked a case up; only ever added to. */
public interface StaffRecord {
    /** Who acts when nobody is logged in: the node itself, while it starts. */
    String SYSTEM = "system";

    /** What is recorded. */
    enum Event {
        ADDED,
        REMOVED,
        LOOKED
    }

    /**
     * @param by a user of the engine, or {@link #SYSTEM}
     * @param group missing for LOOKED
     * @param applicationNo for LOOKED only
     */
    record Line(
            long nr,
            Instant at,
            String by,
            Event event,
            String userId,
            @Nullable String group,
            String applicationNo) {}

    /** In the caller's transaction: what is rolled back did not happen. */
    void add(Instant at, String by, Event event, String userId, String group, String applicationNo);

    /**
     * Newest first.
     *
     * @param userId missing for everybody
     * @param from inclusive, missing for the beginning
     * @param after exclusive, missing at the start
     */
    List<Line> newestFirst(@Nullable String userId, @Nullable Instant from, @Nullable Cursor after, int limit);
}
