package org.cinemarefund.payment.wechat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps refund requests off a channel that does not answer. It opens after so many failures in a row; when its time is over
 * one caller may try, and the rest wait for what becomes of it, but never longer than that time again.
 */
final class ErrorBreaker {
    private final int failuresToOpen;
    private final Duration openFor;
    private final Clock clock;
    private int failures;
    private Instant openUntil;

    ErrorBreaker(int failuresToOpen, Duration openFor, Clock clock) {
        this.failuresToOpen = failuresToOpen;
        this.openFor = openFor;
        this.clock = clock;
    }

    /** Whether a request may leave. Who is let through must report {@link #failed} or {@link #answered}. */
    synchronized boolean permits() {
        if (openUntil == null) {
            return true;
        }
        var now = clock.instant();
        var setBack = openUntil.isAfter(now.plus(openFor));
        if (now.isBefore(openUntil) && !setBack) {
            return false;
        }
        openUntil = now.plus(openFor);
        return true;
    }

    /** Any answer but 5xx: the channel is there, whatever it says. */
    synchronized void answered() {
        failures = 0;
        openUntil = null;
    }

    /** No connection, no answer, or 5xx. */
    synchronized void failed() {
        failures = Math.min(failures + 1, failuresToOpen);
        if (failures == failuresToOpen && openUntil == null) {
            openUntil = clock.instant().plus(openFor);
        }
    }
}
