package org.cinemarefund.notice;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a moviegoer was told of one application. */
public interface NoticeLog {

    /** Newest first. */
    List<Line> of(String applicationNo);

    /**
     * @param intendedAt when it was to be sent
     * @param finishedAt when it was known what became of it; missing before
     * @param reason why it was not sent; missing when there is nothing to explain
     */
    record Line(
            NoticeKind kind,
            Notices.State state,
            Instant intendedAt,
            @Nullable Instant finishedAt,
            @Nullable String reason) {}
}
