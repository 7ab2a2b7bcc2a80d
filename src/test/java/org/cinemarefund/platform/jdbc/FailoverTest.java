package org.cinemarefund.platform.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride.Override;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.PostgresLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The address leads to another server, and the old one lives on and only takes reads. */
class FailoverTest {
    private static final int SIZE = 4;

    @Test
    void one_refused_write_takes_all_connections_to_the_new_server() throws SQLException, IOException {
        try (var successor = (HikariDataSource) Databases.POSTGRESQL.fresh();
                var old = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .start();
                var line = new PostgresLine();
                var pool = new DatabasePool()) {
            var name = URI.create(successor.getJdbcUrl().substring("jdbc:".length()))
                    .getPath()
                    .substring(1);
            execute(old, "postgres", "create database " + name);
            execute(old, name, "create table written (id integer)");
            try (var there = successor.getConnection()) {
                execute(there, "create table written (id integer)");
            }
            pool.setJdbcUrl(line.inFrontOf(old.getJdbcUrl("postgres", name)));
            pool.setMaximumPoolSize(SIZE);
            var working = pool.getConnection();
            var open = new ArrayList<>(List.of(working, ask(pool)));
            while (open.size() < SIZE + 1) {
                open.add(pool.getConnection());
            }
            assertThat(open).extracting(FailoverTest::server).containsOnly(old.getPort());

            execute(old, "postgres", "alter system set default_transaction_read_only = on");
            execute(old, "postgres", "select pg_reload_conf()");
            open.forEach(eachConnection -> Awaitility.await()
                    .until(() -> text(eachConnection, "show default_transaction_read_only"), "on"::equals));
            open.remove(working);
            for (var connection : open) {
                connection.close();
            }
            line.tcp()
                    .to(URI.create(successor.getJdbcUrl().substring("jdbc:".length()))
                            .getPort());

            assertThatThrownBy(() -> write(pool))
                    .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                            .isEqualTo("25006"));

            for (var i = 0; i < 2 * SIZE; i++) {
                write(pool);
            }
            try (var question = ask(pool)) {
                assertThat(server(question)).isNotEqualTo(old.getPort());
            }
            // Who was in the middle of something ends it where it began, and comes back to the new one.
            assertThat(server(working)).isEqualTo(old.getPort());
            working.close();
            var after = new ArrayList<Connection>();
            while (after.size() < SIZE) {
                after.add(pool.getConnection());
            }
            assertThat(after).extracting(FailoverTest::server).doesNotContain(old.getPort());
            assertThat(text(after.get(0), "select count(*) from written")).isEqualTo(String.valueOf(2 * SIZE));
            for (var connection : after) {
                connection.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "25006, MUST_EVICT, 1",
        "57P01, MUST_EVICT, 1",
        "57P05, MUST_EVICT, 1",
        "57014, CONTINUE_EVICT, 0",
        "40001, CONTINUE_EVICT, 0",
        "23505, CONTINUE_EVICT, 0",
        ", CONTINUE_EVICT, 0"
    })
    void only_what_a_server_says_that_is_not_to_be_written_to_counts(String state, Override verdict, int left) {
        var times = new AtomicInteger();

        assertThat(new FailedOver(times::incrementAndGet).adjudicate(new SQLException("no", state)))
                .isEqualTo(verdict);

        assertThat(times).hasValue(left);
    }

    @Test
    void a_server_that_stays_read_only_does_not_make_the_pool_spin() {
        var times = new AtomicInteger();
        var nanos = new AtomicLong(Long.MAX_VALUE - 5);
        var failedOver = new FailedOver(times::incrementAndGet, nanos::get);

        for (var millis = 0; millis < 2500; millis++) {
            failedOver.adjudicate(new SQLException("no", "25006"));
            nanos.addAndGet(Duration.ofMillis(1).toNanos());
        }

        assertThat(times).hasValue(3);
    }

    private static Connection ask(DatabasePool pool) throws SQLException {
        try (var question = DatabasePool.asking()) {
            assertThat(question).isNotNull();
            return pool.getConnection();
        }
    }

    private static void write(DatabasePool pool) throws SQLException {
        try (var connection = pool.getConnection()) {
            execute(connection, "insert into written values (1)");
        }
    }

    private static Integer server(Connection connection) {
        return Integer.valueOf(text(connection, "select inet_server_port()"));
    }

    private static String text(Connection connection, String sql) {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(EmbeddedPostgres server, String database, String sql) throws SQLException {
        try (var connection = server.getDatabase("postgres", database).getConnection()) {
            execute(connection, sql);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
