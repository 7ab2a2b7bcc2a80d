package org.cinemarefund.record;

import java.time.Instant;

/** A {@link RefundEvent} as it stands in the database, whatever somebody may have made of it. */
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
        String previousHash,
        String hash) {}
