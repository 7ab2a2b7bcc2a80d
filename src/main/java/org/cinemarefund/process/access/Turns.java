package org.cinemarefund.process.access;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * So many at once, a few more that wait a little for their turn, and nobody else: whoever waits holds a thread of the server too,
 * and those are the moviegoers' as well. For everybody together or for each account apart; in this node's memory, as it
 * protects this node.
 */
final class Turns {
    private final int atOnce;
    private final int waiting;
    private final Duration patience;
    private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();

    /**
     * @param waiting how many may wait besides, for {@code patience} at most
     */
    Turns(int atOnce, int waiting, Duration patience) {
        this.atOnce = atOnce;
        this.waiting = waiting;
        this.patience = patience;
    }

    /** @return empty when it is not the caller's turn, not even after waiting */
    Optional<Turn> take(String account) {
        var line = lines.compute(account, (name, known) -> {
            var open = known == null ? new Line(new Semaphore(atOnce, true), new AtomicInteger()) : known;
            open.present().incrementAndGet();
            return open;
        });
        if (line.present().get() <= atOnce + waiting && isItsTurn(line)) {
            return Optional.of(() -> {
                line.turns().release();
                gone(account);
            });
        }
        gone(account);
        return Optional.empty();
    }

    /** Over when it is closed, once. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /** How many accounts are here at this moment. */
    int accounts() {
        return lines.size();
    }

    private boolean isItsTurn(Line line) {
        try {
            return line.turns().tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void gone(String account) {
        lines.computeIfPresent(account, (name, line) -> line.present().decrementAndGet() == 0 ? null : line);
    }

    private record Line(Semaphore turns, AtomicInteger present) {}
}
