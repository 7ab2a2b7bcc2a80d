package org.cinemarefund.payment.wechat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many notifications are stored at once. After an outage WeChat brings hours of them in minutes; a third of the database's
 * connections is for them, so that moviegoers, staff and the steps of the process keep theirs. A few wait, for less than the
 * five seconds WeChat does; the rest are turned away at once and come again.
 */
final class NotificationGate {
    private final Semaphore inside;
    private final Semaphore working;
    private final Duration patience;

    /**
     * @param inside at work or waiting: fewer than the server has threads
     * @param working with a connection of the database
     */
    NotificationGate(int inside, int working, Duration patience) {
        this.inside = new Semaphore(inside);
        this.working = new Semaphore(working, true);
        this.patience = patience;
    }

    /** @return false when there was no room, and nothing was done */
    boolean pass(Runnable work) {
        if (!inside.tryAcquire()) {
            return false;
        }
        try {
            if (!working.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            try {
                work.run();
                return true;
            } finally {
                working.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            inside.release();
        }
    }
}
