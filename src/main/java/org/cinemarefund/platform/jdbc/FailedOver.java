package org.cinemarefund.platform.jdbc;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the answers of a server that is no longer the one to write to: it only takes reads (25006), or is being shut down or
 * started (57P01 and its like). What one connection hears holds for all of them: the old server may live on and would keep each
 * until its lifetime is over, for reads of the past too. So all are left behind at once, at most once a second.
 */
final class FailedOver implements SQLExceptionOverride {
    private static final Logger LOG = LoggerFactory.getLogger(FailedOver.class);
    private static final String READ_ONLY = "25006";
    private static final String NOT_SERVING = "57P";
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final Runnable leaveServer;
    private final LongSupplier nanos;
    private final AtomicLong last;

    FailedOver(Runnable leaveServer) {
        this(leaveServer, System::nanoTime);
    }

    FailedOver(Runnable leaveServer, LongSupplier nanos) {
        this.leaveServer = leaveServer;
        this.nanos = nanos;
        this.last = new AtomicLong(nanos.getAsLong() - PAUSE);
    }

    @java.lang.Override
    public Override adjudicate(SQLException heard) {
        var state = heard.getSQLState();
        if (state == null || !state.equals(READ_ONLY) && !state.startsWith(NOT_SERVING)) {
            return Override.CONTINUE_EVICT;
        }
        var now = nanos.getAsLong();
        var before = last.get();
        if (now - before >= PAUSE && last.compareAndSet(before, now)) {
            LOG.warn("The database says {}: all connections to it are given up, new ones are made", state);
            leaveServer.run();
        }
        return Override.MUST_EVICT;
    }
}
