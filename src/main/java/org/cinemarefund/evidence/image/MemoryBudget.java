package org.cinemarefund.evidence.image;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;

/** What all pictures that are being decoded may take together; whoever needs more than is left waits its turn, for a while. */
final class MemoryBudget {
    private static final int MOST_WAITING = 32;

    private final int megabytes;
    private final Duration patience;
    private final Semaphore left;

    MemoryBudget(int megabytes, Duration patience) {
        this.megabytes = megabytes;
        this.patience = patience;
        this.left = new Semaphore(megabytes, true);
    }

    /**
     * @param bytes what the work may take; more than there is at all is done alone
     * @throws Problem TRY_LATER when too many wait already, or the turn does not come
     */
    <T> T within(long bytes, Supplier<T> work) {
        var needed = (int) Math.max(1, Math.min(megabytes, bytes + (1 << 20) - 1 >> 20));
        if (left.getQueueLength() >= MOST_WAITING || !comes(needed)) {
            throw new Problem(ProblemCode.TRY_LATER);
        }
        try {
            return work.get();
        } finally {
            left.release(needed);
        }
    }

    private boolean comes(int needed) {
        try {
            return left.tryAcquire(needed, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
