package org.cinemarefund.record;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RefundEvent} as it stands in the database, whatever somebody may have made of it.
 *
 * @param facts the stored text; missing where the line says none, or was written before there were facts
 */
public record RecordedLine(
        String applicationNo,
        int nr,
        Instant at,
        String event,
        String actor,
        String fromStatus,
        String toStatus,
        String outRefundNo,
        String fromState,
        String toState,
        String detail,
        @Nullable String facts,
        String previousHash,
        String hash) {}
