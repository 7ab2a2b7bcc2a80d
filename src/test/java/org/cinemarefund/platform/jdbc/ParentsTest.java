package org.cinemarefund.platform.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.jdbc.TicketingStorage;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What belongs to an application, or to a line of its record, has one. */
class ParentsTest {
    /** Who looked it up, said beside the case and never in its way: the application's lock is not waited for. */
    private static final Set<String> NOT_ASKED = Set.of("staff_record");

    /** Written before the application in the transaction that makes it, by older nodes too: asked at the commit, by PostgreSQL. */
    private static final Set<String> FIRST =
            Set.of("evidence_picture", "idempotency_key", "notice", "notice_grant", "ticket_instruction");

    private static final String EVENT =
            "insert into refund_event (application_no, nr, at, event, actor, previous_hash, hash)"
                    + " values ('%s', 1, current_timestamp, 'APPLIED', 'moviegoer', '0', '1')";
    private static final String NOTICE = "insert into notice (application_no, kind, round, state, intended_at)"
            + " values ('%s', 'CREDITED', 1, 'INTENDED', current_timestamp)";

    @ParameterizedTest
    @EnumSource
    void every_table_that_names_an_application_is_asked_for_it(Databases database) {
        var jdbc = JdbcClient.create(database.fresh());
        var naming = jdbc.sql(
                        "select lower(table_name) from information_schema.columns where lower(column_name) ="
                                + " 'application_no' and lower(table_name) <> 'refund_application' and lower(table_schema) = 'public'")
                .query(String.class)
                .list();
        var asked = jdbc.sql("select lower(table_name) from information_schema.table_constraints where"
                        + " constraint_type = 'FOREIGN KEY' and (lower(constraint_name) like '%_of_application'"
                        + " or lower(constraint_name) = 'refund_words_of_event')")
                .query(String.class)
                .list();

        assertThat(naming).contains("refund_event", "refund_transaction").doesNotHaveDuplicates();
        assertThat(naming)
                .filteredOn(table -> !NOT_ASKED.contains(table))
                .filteredOn(table -> database == Databases.POSTGRESQL || !FIRST.contains(table))
                .containsExactlyInAnyOrderElementsOf(asked);
    }

    @ParameterizedTest
    @EnumSource
    void a_line_without_an_application_is_refused(Databases database) {
        var jdbc = JdbcClient.create(database.fresh());

        assertThatThrownBy(() -> jdbc.sql(EVENT.formatted("R1")).update())
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThatThrownBy(() -> jdbc.sql("insert into refund_words (application_no, nr, fact, salt, text)"
                                + " values ('R1', 1, 'comment', 's', 't')")
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void an_older_node_writes_what_belongs_to_an_application_before_it() {
        var world =
                new TicketingStorage(Databases.POSTGRESQL.fresh(), Clock.fixed(TicketingStorage.NOW, ZoneOffset.UTC));
        assertThat(world.orders.insert(TestOrders.order("O1"))).isTrue();

        assertThatCode(() -> world.transaction.executeWithoutResult(status -> {
                    world.instructions.hold("O1", "R1");
                    world.refund("R1", "O1", "PREPARED");
                    world.jdbc.sql(NOTICE.formatted("R1")).update();
                    world.application("R1", "O1", "O1");
                }))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> world.transaction.executeWithoutResult(status -> world.instructions.hold("O1", "R2")))
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("ticket_instruction_of_application");
    }

    @Test
    void rows_of_before_that_have_no_parent_are_left_alone_and_no_new_ones_come() {
        var source = Databases.POSTGRESQL.freshWithoutParents();
        var jdbc = JdbcClient.create(source);
        jdbc.sql("delete from flyway_schema_history where version in ('16', '16.1')")
                .update();
        jdbc.sql(EVENT.formatted("R1")).update();
        jdbc.sql(NOTICE.formatted("R1")).update();

        Flyway.configure()
                .dataSource(source)
                .outOfOrder(true)
                .locations("classpath:db/migration/common", "classpath:db/migration/postgresql")
                .load()
                .migrate();

        assertThat(rules(jdbc, false))
                .containsExactlyInAnyOrder("notice_of_application", "refund_event_of_application");
        assertThat(rules(jdbc, true)).contains("refund_transaction_of_application", "payee_card_of_application");
        for (var sql : List.of(EVENT, NOTICE)) {
            assertThatThrownBy(() -> jdbc.sql(sql.formatted("R2")).update())
                    .isInstanceOf(DataIntegrityViolationException.class);
        }
    }

    private static List<String> rules(JdbcClient jdbc, boolean ofAllRows) {
        return jdbc.sql("select conname from pg_constraint where contype = 'f' and convalidated = :all")
                .param("all", ofAllRows)
                .query(String.class)
                .list();
    }
}
