package org.cinemarefund.platform.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.cinemarefund.shared.Problem;

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

    /**
     * Of one question, one after the other. The engine may ask once more for each row of a page, each time quickly enough for
     * the limit of a statement; a page of fifteen rows and what is looked up around it is within.
     */
    static final int CONNECTIONS_OF_A_QUESTION = 100;

    private static final ThreadLocal<Question> ASKING = new ThreadLocal<>();

    private volatile HikariDataSource questions;

    public DatabasePool() {
        setExceptionOverride(new FailedOver(this::leaveServer));
    }

    /** Rows that go into one table one after the other are sent as one statement, unless the address says otherwise. */
    void mergesInserts(String url) {
        if (isPostgres(url)) {
            addDataSourceProperty("reWriteBatchedInserts", "true");
        }
    }

    private static boolean isPostgres(String url) {
        return url != null && url.startsWith("jdbc:postgresql:");
    }

    /** Both shares: idle connections are closed at once, others when they come back. The next ones are made anew. */
    private void leaveServer() {
        evict(this);
        evict(questions);
    }

    private static void evict(HikariDataSource pool) {
        var running = pool == null ? null : pool.getHikariPoolMXBean();
        if (running != null) {
            running.softEvictConnections();
        }
    }

    /** Until it is closed, this thread's connections come from the share for questions. */
    public static Question asking() {
        var question = new Question(ASKING.get());
        ASKING.set(question);
        return question;
    }

    /** What a thread is at between {@link #asking()} and {@link #close()}. */
    public static final class Question implements AutoCloseable {
        private final Question outer;
        private int connections;

        private Question(Question outer) {
            this.outer = outer;
        }

        private void count() {
            connections++;
            if (connections > CONNECTIONS_OF_A_QUESTION) {
                throw Problem.invalid("maxResults", "too-costly");
            }
        }

        @Override
        public void close() {
            if (outer == null) {
                ASKING.remove();
            } else {
                ASKING.set(outer);
            }
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        var question = ASKING.get();
        if (question == null) {
            return super.getConnection();
        }
        question.count();
        return questions().getConnection();
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
        return isPostgres(url) ? "set statement_timeout = " + LONGEST_QUESTION.toMillis() : null;
    }

    @Override
    public synchronized void close() {
        if (questions != null) {
            questions.close();
        }
        super.close();
    }
}
