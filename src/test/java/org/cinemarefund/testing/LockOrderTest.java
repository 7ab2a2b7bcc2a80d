package org.cinemarefund.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockOrderTest {
    private final JdbcDataSource database = new JdbcDataSource();

    @BeforeEach
    void a_row_of_each_kind() throws SQLException {
        database.setURL("jdbc:h2:mem:lock-order;DB_CLOSE_DELAY=-1");
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("drop all objects");
            for (var table : List.of(
                    "act_id_user", "refund_transaction", "refund_application", "ticket_order", "act_ru_job", "other")) {
                statement.execute("create table " + table + "(id int primary key, v int)");
                statement.execute("insert into " + table + " values (1, 1)");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update refund_application set v = 2; update refund_transaction set v = 2",
                " SELECT v\n FROM ticket_order where id = 1 FOR UPDATE ; select v from refund_transaction for update",
                "delete from act_ru_job; select a.v from refund_application a where a.id = 1\n for update",
                "update act_ru_job set v = 2; update act_id_user set v = 2"
            })
    void a_later_kind_before_an_earlier_one_is_told(String statements) throws SQLException {
        run(statements);

        assertThat(LockOrder.turned()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update refund_transaction set v = 1; update refund_application set v = 1",
                "select v from ticket_order; select v from refund_transaction",
                "select v from ticket_order; update refund_transaction set v = 1",
                "update other set v = 3; update refund_transaction set v = 1",
                "insert into refund_application values (2, 2); update ticket_order set v = 1; update refund_application set v = 1",
                "update ticket_order set v = 3; select v from refund_application where id = 77 for update"
            })
    void their_order_what_only_reads_and_what_is_not_there_are_not(String statements) throws SQLException {
        run(statements);

        assertThat(LockOrder.turned()).isEmpty();
    }

    private void run(String statements) throws SQLException {
        try (var connection = new LockOrder(database).getConnection()) {
            connection.setAutoCommit(false);
            Stream.of(statements.split(";")).forEach(sql -> run(connection, sql));
            connection.rollback();
        }
    }

    private static void run(Connection connection, String sql) {
        try (var statement = connection.prepareStatement(sql)) {
            if (sql.strip().regionMatches(true, 0, "select", 0, 6)) {
                try (var rows = statement.executeQuery()) {
                    rows.next();
                }
            } else {
                statement.executeUpdate();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
