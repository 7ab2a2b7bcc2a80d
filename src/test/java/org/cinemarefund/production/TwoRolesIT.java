package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.cinemarefund.production.ProductionWorld.Postgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The roles as {@code docker-compose.yml} makes them: one owns the tables, the other works with what is in them. */
class TwoRolesIT {
    private static ProductionWorld world;
    private static Product product;

    @BeforeAll
    static void the_roles_of_the_compose_file_and_a_node_that_uses_them() throws IOException {
        var roles = Files.readString(Path.of("docker", "postgres", "roles.sql"))
                .replace(":'owner_password'", "'canaryOwner-4tG8'")
                .replace(":'app_password'", "'" + ProductionWorld.DATABASE_PASSWORD + "'");
        for (String statement : roles.replaceAll("(?m)^--.*$", "").split(";")) {
            if (!statement.isBlank()) {
                Postgres.execute("postgres", statement);
            }
        }
        world = ProductionWorld.named("roles");
        world.settings().put("spring.datasource.url", url());
        world.settings().put("spring.datasource.username", "refund_app");
        world.settings().put("--spring.flyway.user", "refund_owner");
        world.settings().put("spring.flyway.password", "canaryOwner-4tG8");
        product = new Product(world.start("node"), world.wechat());
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void a_refund_needs_nothing_but_rows() {
        product.pushCinema(ProductionWorld.CINEMA, 3000);
        var sale = world.sell(product, "R1001", "canary-openid-r1", 1500, Map.of());
        var application = Map.of(sale, product.applied(sale));

        world.awaitStatus(product, application, "REFUNDED", Duration.ofSeconds(30));

        world.ledgerAgrees(product, "R", application);
    }

    @Test
    void the_role_at_run_time_can_neither_change_tables_nor_rewrite_what_happened() throws SQLException {
        try (var connection = DriverManager.getConnection(url(), "refund_app", ProductionWorld.DATABASE_PASSWORD)) {
            for (var sql : List.of(
                    "create table mine (id int)",
                    "alter table refund_application drop column fee",
                    "drop table act_ru_job",
                    "truncate refund_transaction",
                    "update refund_event set actor = 'nobody'",
                    "delete from refund_event",
                    "truncate refund_event",
                    "truncate refund_event cascade",
                    "alter table refund_event disable trigger refund_event_append_only",
                    "alter table refund_event disable trigger all",
                    "alter table refund_event rename to other",
                    "alter table refund_event owner to refund_app",
                    "drop trigger refund_event_append_only on refund_event",
                    "drop table refund_event",
                    "create or replace function refuse_rewriting() returns trigger language plpgsql as"
                            + " 'begin return new; end'",
                    "drop function refuse_rewriting() cascade",
                    "set session_replication_role = replica",
                    "update refund_notification set verdict = 'ACCEPTED'",
                    "delete from refund_notification",
                    "truncate refund_notification",
                    "alter table refund_notification disable trigger all",
                    "update staff_record set by_user = 'nobody'",
                    "delete from staff_record",
                    "truncate staff_record",
                    "delete from flyway_schema_history")) {
                assertThatThrownBy(() -> execute(connection, sql))
                        .as(sql)
                        .isInstanceOf(SQLException.class)
                        .satisfies(e ->
                                assertThat(((SQLException) e).getSQLState()).isEqualTo("42501"));
            }
        }
    }

    /** The owner needs a decision of its own before it can rewrite: by a slip of the hand it cannot. A key may say so first. */
    @Test
    void the_owner_is_held_back_by_the_triggers() throws SQLException {
        try (var connection = DriverManager.getConnection(url(), "refund_owner", "canaryOwner-4tG8")) {
            for (var table : List.of("refund_event", "refund_notification")) {
                for (var sql : List.of(
                        "update " + table + " set application_no = 'x'",
                        "delete from " + table,
                        "truncate " + table,
                        "truncate " + table + " cascade")) {
                    assertThatThrownBy(() -> execute(connection, sql))
                            .as(sql)
                            .message()
                            .containsAnyOf(table + " is append-only: ", "cannot truncate a table referenced");
                }
            }
        }
    }

    @Test
    void two_roles_are_started_without_the_warning_about_one() throws IOException {
        assertThat(world.log("node")).doesNotContain("One database role does everything");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String url() {
        return "jdbc:postgresql://127.0.0.1:" + Postgres.SERVER.getPort() + "/refund";
    }
}
