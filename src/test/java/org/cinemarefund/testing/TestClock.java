package org.cinemarefund.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/** Stands still until a test moves it; product, engine and sandbox all read it. */
public final class TestClock extends Clock {
    private volatile Instant now;

    public TestClock(Instant now) {
        set(now);
    }

    public void set(Instant instant) {
        now = instant;
        ClockUtil.setCurrentTime(Date.from(instant));
    }

    public void forward(Duration duration) {
        set(now.plus(duration));
    }

    /** The engine's clock is one for the whole JVM: another test may have set it. */
    void again() {
        set(now);
    }

    /** Never back. */
    public void notBefore(Instant instant) {
        if (instant.isAfter(now)) {
            set(instant);
        }
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(now, zone);
    }

    /** For what runs on the real clock: the engine's is one for all tests of a JVM, and another test may have stopped it. */
    public static void letTimeRun() {
        ClockUtil.reset();
    }
}
