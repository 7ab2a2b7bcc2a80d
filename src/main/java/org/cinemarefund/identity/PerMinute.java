package org.cinemarefund.identity;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Counts per name within the running minute, in this node's memory. All names share the minute, so the memory is given back by
 * forgetting the whole map when the next one begins.
 */
final class PerMinute {
    /** Names counted one by one in a minute. Who comes later shares a counter with others: memory stays bounded. */
    private static final int NAMES = 100_000;

    private static final int SHARED = 1024;

    private final Clock clock;
    private final int limit;
    private final AtomicReference<Counts> current = new AtomicReference<>(new Counts(Long.MIN_VALUE));

    PerMinute(Clock clock, int limit) {
        this.clock = clock;
        this.limit = limit;
    }

    /** Counts one more; false if that was above the limit. */
    boolean count(String name) {
        return counts().of(name).incrementAndGet() <= limit;
    }

    boolean isUsedUp(String name) {
        return counts().of(name).get() >= limit;
    }

    /** Until the next minute begins, at least one. */
    int secondsLeft() {
        return 60 - (int) Math.floorMod(clock.instant().getEpochSecond(), 60L);
    }

    int names() {
        return counts().byName.size();
    }

    private Counts counts() {
        var minute = Math.floorDiv(clock.instant().getEpochSecond(), 60L);
        return current.updateAndGet(counts -> counts.minute == minute ? counts : new Counts(minute));
    }

    private static final class Counts {
        private final long minute;
        private final ConcurrentHashMap<String, AtomicInteger> byName = new ConcurrentHashMap<>();

        private Counts(long minute) {
            this.minute = minute;
        }

        private AtomicInteger of(String name) {
            var known = byName.get(name);
            if (known != null) {
                return known;
            }
            // A space is in no openid and no address, so a shared counter is nobody's own.
            var key = byName.size() < NAMES ? name : "shared " + Math.floorMod(name.hashCode(), SHARED);
            return byName.computeIfAbsent(key, k -> new AtomicInteger());
        }
    }
}
