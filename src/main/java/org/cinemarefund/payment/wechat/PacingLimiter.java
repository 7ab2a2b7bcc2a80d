package org.cinemarefund.payment.wechat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Spreads this node's refund requests evenly: no bursts, and nobody queues for long. */
final class PacingLimiter {
    /** At the default of 50 a second: two refused ones a second and node, where WeChat allows six in all. */
    private static final int GAPS_AFTER_A_REFUSAL = 25;

    private final Duration gap;
    private final Duration longestWait;
    private final Clock clock;
    private Instant nextFree = Instant.MIN;

    PacingLimiter(int ratePerSecond, Duration longestWait, Clock clock) {
        if (ratePerSecond < 1) {
            throw new IllegalStateException("refund.wechat.pay.rate-per-second must be at least 1");
        }
        this.gap = Duration.ofSeconds(1).dividedBy(ratePerSecond);
        this.longestWait = longestWait;
        this.clock = clock;
    }

    /** How long to wait for the slot that is now the caller's; empty when none is near. */
    synchronized Optional<Duration> reserve() {
        var now = clock.instant();
        // A slot further away than anybody may wait was reserved before the clock was set back.
        if (nextFree.isBefore(now) || nextFree.isAfter(now.plus(longestWait).plus(gap))) {
            nextFree = now;
        }
        var wait = Duration.between(now, nextFree);
        if (wait.compareTo(longestWait) > 0) {
            return Optional.empty();
        }
        nextFree = nextFree.plus(gap);
        return Optional.of(wait);
    }

    /** WeChat refused one. It allows far fewer requests that it has to refuse: the next comes later than usual. */
    synchronized void refused() {
        var until = clock.instant().plus(gap.multipliedBy(GAPS_AFTER_A_REFUSAL));
        if (nextFree.isBefore(until)) {
            nextFree = until;
        }
    }
}
