package org.cinemarefund.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * The two databases we run on, each migrated as at start. For a test of both: {@code @ParameterizedTest @EnumSource} and a
 * parameter of this type. The PostgreSQL server is one per JVM, started when first asked for.
 */
public enum Databases {
    H2 {
        @Override
        public DataSource fresh() {
            DataSource database = pool(
                    "jdbc:h2:mem:fresh" + COUNT.incrementAndGet() + ";DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=512", "sa");
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                for (String command : Migrated.H2_SCRIPT) {
                    statement.execute(command);
                }
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
            return database;
        }
    },
    POSTGRESQL {
        @Override
        public DataSource fresh() {
            String name = "fresh" + COUNT.incrementAndGet();
            Server.RUNNING.execute("create database " + name + " template migrated");
            return pool(Server.RUNNING.url(name), "postgres");
        }
    };

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** An empty database of its own with the current schema. */
    public abstract DataSource fresh();

    /** The same for one package's tables alone: nothing there has to belong to an application, a line of the record or an order. */
    public DataSource freshWithoutParents() {
        var database = fresh();
        var jdbc = JdbcClient.create(database);
        jdbc.sql("""
                        select table_name, constraint_name from information_schema.table_constraints
                        where lower(constraint_name) like '%_of_application' or lower(constraint_name) like '%_of_event'""")
                .query((row, n) -> "alter table " + row.getString(1) + " drop constraint " + row.getString(2))
                .list()
                .forEach(sql -> jdbc.sql(sql).update());
        return database;
    }

    /**
     * A PostgreSQL database of its own for the product of one context.
     *
     * @return its address
     */
    public static String ofItsOwn(DynamicPropertyRegistry settings) {
        return ofItsOwn(settings, UnaryOperator.identity());
    }

    /**
     * The same behind something that stands before it.
     *
     * @param before what the product is told instead of the address
     */
    public static String ofItsOwn(DynamicPropertyRegistry settings, UnaryOperator<String> before) {
        try (var source = (HikariDataSource) POSTGRESQL.fresh()) {
            var url = source.getJdbcUrl();
            var told = before.apply(url);
            settings.add("spring.datasource.url", () -> told);
            settings.add("spring.datasource.username", () -> "postgres");
            settings.add("spring.datasource.password", () -> "");
            return url;
        }
    }

    private static DataSource pool(String url, String username) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(username);
        config.setPassword("");
        config.setMaximumPoolSize(12);
        // A test that is over leaves no connection behind for long.
        config.setMinimumIdle(0);
        config.setIdleTimeout(10_000);
        config.setConnectionTimeout(10_000);
        return new HikariDataSource(config);
    }

    private static void migrate(DataSource database, String vendor) {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration/common", "classpath:db/migration/" + vendor)
                .load()
                .migrate();
    }

    /** What H2 itself says makes a database like the migrated one: a tenth of the work of migrating. */
    private static final class Migrated {
        static final List<String> H2_SCRIPT = script();

        private static List<String> script() {
            try (HikariDataSource database = (HikariDataSource) pool("jdbc:h2:mem:migrated;DB_CLOSE_DELAY=-1", "sa")) {
                migrate(database, "h2");
                return JdbcClient.create(database)
                        .sql("script")
                        .query(String.class)
                        .list();
            }
        }
    }

    private record Server(EmbeddedPostgres postgres) {
        static final Server RUNNING = start();

        private static Server start() {
            try {
                // Stops with the JVM.
                Server server = new Server(EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "200")
                        .start());
                server.execute("create database migrated");
                try (HikariDataSource template = (HikariDataSource) pool(server.url("migrated"), "postgres")) {
                    migrate(template, "postgresql");
                }
                return server;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        String url(String database) {
            return postgres.getJdbcUrl("postgres", database);
        }

        void execute(String sql) {
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }
}
