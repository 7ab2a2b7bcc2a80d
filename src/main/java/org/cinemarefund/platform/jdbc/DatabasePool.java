package org.cinemarefund.platform.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The node's connections in two shares. What staff and back ends ask the engine runs on a few of its own, on which the database
 * ends a statement after a second; everything else (moviegoers, callbacks, jobs, decisions) has the rest to itself and no such
 * limit. A pool apart costs no statement: nothing has to be set before a question and taken back after it, and a connection
 * on which that went wrong cannot get back among the others.
 */
public final class DatabasePool extends HikariDataSource {
    /** Of one node, besides {@code spring.datasource.hikari.maximum-pool-size}. */
    static final int QUESTIONS = 6;

    static final Duration LONGEST_QUESTION = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofMinutes(2);

    private static final ThreadLocal<Integer> ASKING = ThreadLocal.withInitial(() -> 0);

    private HikariDataSource questions;

    /** Until it is closed, this thread's connections come from the share for questions. */
    public static Asking asking() {
        ASKING.set(ASKING.get() + 1);
        return () -> {
            if (ASKING.get() > 1) {
                ASKING.set(ASKING.get() - 1);
            } else {
                ASKING.remove();
            }
        };
    }

    /** What {@link #asking()} began. */
    public interface Asking extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    public Connection getConnection() throws SQLException {
        return ASKING.get() > 0 ? questions().getConnection() : super.getConnection();
    }

    private synchronized HikariDataSource questions() throws SQLException {
        if (isClosed()) {
            throw new SQLException("the pool is closed", "08003");
        }
        if (questions == null) {
            var config = new HikariConfig();
            copyStateTo(config);
            config.setPoolName(getPoolName() + "-questions");
            config.setMaximumPoolSize(QUESTIONS);
            config.setMinimumIdle(0);
            config.setIdleTimeout(IDLE.toMillis());
            config.setConnectionTimeout(LONGEST_WAIT.toMillis());
            config.setConnectionInitSql(limitOf(getJdbcUrl()));
            questions = new HikariDataSource(config);
        }
        return questions;
    }

    /** Only where a question of somebody else can be slow; H2 is for one machine. */
    private static String limitOf(String url) {
        return url != null && url.startsWith("jdbc:postgresql:")
                ? "set statement_timeout = " + LONGEST_QUESTION.toMillis()
                : null;
    }

    @Override
    public synchronized void close() {
        if (questions != null) {
            questions.close();
        }
        super.close();
    }
}
