package org.cinemarefund.payment.wechat;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.payment.NotificationRejected;
import org.cinemarefund.payment.NotificationRejected.Why;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came to WeChat's door and was not let in. Each is counted, but anybody can knock: of each kind one line a minute is
 * logged, which says how many were left out, and none of them repeats what was sent.
 */
final class RefusedNotifications {
    static final String COUNTER = "refund.notifications.refused";
    static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
    private static final Logger log = LoggerFactory.getLogger(RefusedNotifications.class);

    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<String, Told> told = new HashMap<>();

    private static final class Told {
        private Instant at;
        private long leftOut;
    }

    RefusedNotifications(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
        // There from the beginning: whoever watches sees the first one as an increase.
        meters.counter(COUNTER, "kind", Why.UNDECRYPTABLE.name());
    }

    void refused(NotificationRejected refusal) {
        refused(refusal.kind(), refusal.getMessage(), refusal.why() == Why.UNDECRYPTABLE);
    }

    /** @param kind one of few words of ours */
    void refused(String kind, String why) {
        refused(kind, why, false);
    }

    private void refused(String kind, String why, boolean perhapsOurKey) {
        meters.counter(COUNTER, "kind", kind).increment();
        due(kind).ifPresent(leftOut -> {
            var more = leftOut == 0 ? "" : " (and " + leftOut + " more since the last such line)";
            if (perhapsOurKey) {
                // WeChat signed it, so nobody is trying something: while this goes on no notification gets through.
                meters.counter("refund.alarms").increment();
                log.error("ALARM refund notification refused: {}, {}{}", kind, why, more);
            } else {
                log.warn("refund notification refused: {}, {}{}", kind, why, more);
            }
        });
    }

    /** How many of the kind were left out, when it is time for a line. */
    private synchronized Optional<Long> due(String kind) {
        var now = clock.instant();
        var last = told.computeIfAbsent(kind, text -> new Told());
        if (last.at != null && Duration.between(last.at, now).abs().compareTo(BETWEEN_LINES) < 0) {
            last.leftOut++;
            return Optional.empty();
        }
        var leftOut = last.leftOut;
        last.at = now;
        last.leftOut = 0;
        return Optional.of(leftOut);
    }
}
