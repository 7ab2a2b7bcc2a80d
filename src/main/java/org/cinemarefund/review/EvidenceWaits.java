package org.cinemarefund.review;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cinemarefund.deadline.EvidenceWait;
import org.cinemarefund.record.RefundEvent;

/** When the review clock stood still, read from the record. */
final class EvidenceWaits {

    private EvidenceWaits() {}

    /** When the wait that is not over began; empty when there is none. */
    static Optional<Instant> openSince(List<RefundEvent> events) {
        Instant since = null;
        for (var event : events) {
            switch (event.kind()) {
                case EVIDENCE_AWAITED -> since = event.at();
                case EVIDENCE_SUPPLIED, EVIDENCE_OVERDUE -> since = null;
                default -> {
                    // Neither begins nor ends one.
                }
            }
        }
        return Optional.ofNullable(since);
    }

    /** The waits that are over, in their order. */
    static List<EvidenceWait> in(List<RefundEvent> events) {
        var waits = new ArrayList<EvidenceWait>();
        Instant askedAt = null;
        for (var event : events) {
            switch (event.kind()) {
                case EVIDENCE_REQUESTED -> askedAt = event.at();
                case EVIDENCE_SUPPLIED, EVIDENCE_OVERDUE -> {
                    waits.add(new EvidenceWait(askedAt, event.at()));
                    askedAt = null;
                }
                default -> {
                    // Says nothing about the clock.
                }
            }
        }
        return waits;
    }
}
