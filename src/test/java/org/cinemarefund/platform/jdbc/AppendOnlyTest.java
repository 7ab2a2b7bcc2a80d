package org.cinemarefund.platform.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cinemarefund.testing.Databases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What happened, and what the channel told us, can be added to and nothing else, on both databases. */
class AppendOnlyTest {
    private static final Map<String, String> ROWS = Map.of(
            "refund_event",
            "insert into refund_event (application_no, nr, at, event, actor, previous_hash, hash)"
                    + " values ('R1', %d, current_timestamp, 'APPLIED', 'moviegoer', '0', '1')",
            "refund_notification",
            "insert into refund_notification (id, out_refund_no, status, verdict, facts, received_at)"
                    + " values ('n%d', 'R1-1', 'SUCCESS', 'ACCEPTED', '', current_timestamp)",
            "staff_record",
            "insert into staff_record (at, by_user, event, user_id, group_id)"
                    + " values (current_timestamp, 'root', 'ADDED', 'u%d', 'finance')");
    private static final Map<String, String> COLUMN = Map.of("staff_record", "group_id");

    @ParameterizedTest
    @EnumSource
    void rows_are_added(Databases database) {
        var jdbc = JdbcClient.create(database.freshWithoutParents());

        ROWS.forEach((table, row) -> {
            for (int nr = 1; nr <= 3; nr++) {
                jdbc.sql(row.formatted(nr)).update();
            }
            assertThat(rows(jdbc, table)).isEqualTo(3);
        });
    }

    @ParameterizedTest
    @EnumSource
    void and_never_changed_or_taken_away(Databases database) {
        var jdbc = JdbcClient.create(database.freshWithoutParents());

        ROWS.forEach((table, row) -> {
            jdbc.sql(row.formatted(1)).update();
            for (var sql : List.of(update(table), "delete from " + table)) {
                assertThatThrownBy(() -> jdbc.sql(sql).update())
                        .as(sql)
                        .hasMessageContaining(table + " is append-only: ")
                        .hasMessageContaining("refused");
            }
            for (var sql : truncates(database, table)) {
                assertThatThrownBy(() -> jdbc.sql(sql).update())
                        .as(sql)
                        .rootCause()
                        .hasMessageContaining(
                                database == Databases.POSTGRESQL
                                        ? table + " is append-only: TRUNCATE is refused"
                                        : "Cannot truncate");
            }
            assertThat(rows(jdbc, table)).isEqualTo(1);
        });
    }

    /** Also where nothing would be touched: who tries at all is told. */
    @ParameterizedTest
    @EnumSource
    void an_attempt_on_no_row_is_refused_too(Databases database) {
        var jdbc = JdbcClient.create(database.freshWithoutParents());

        ROWS.keySet().forEach(table -> Stream.of(update(table), "delete from " + table)
                .forEach(sql -> assertThatThrownBy(() -> jdbc.sql(sql).update())
                        .as(sql)
                        .hasMessageContaining(table + " is append-only: ")));
    }

    private static String update(String table) {
        return "update " + table + " set " + COLUMN.getOrDefault(table, "out_refund_no") + " = 'other'";
    }

    private static List<String> truncates(Databases database, String table) {
        return database == Databases.POSTGRESQL
                ? List.of("truncate " + table, "truncate table " + table + " restart identity cascade")
                : List.of("truncate table " + table, "truncate table " + table + " restart identity");
    }

    private static int rows(JdbcClient jdbc, String table) {
        return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
    }
}
