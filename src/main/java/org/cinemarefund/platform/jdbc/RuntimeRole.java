package org.cinemarefund.platform.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * What the role at run time may do where another role owns the tables: read and write rows, never tables, and never the record
 * of what happened. Given anew after each migration, because a migration brings new tables.
 */
final class RuntimeRole implements Callback {
    /** Only ever added to: what happened, what the channel told us, and who was appointed. */
    private static final List<String> APPEND_ONLY = List.of("refund_event", "refund_notification", "staff_record");

    /** Any number, the same for every node: two giving rights at once would break on each other. */
    private static final long TURN = 7_240_001L;

    private final String role;

    RuntimeRole(String role) {
        this.role = role;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public String getCallbackName() {
        return "runtime role";
    }

    @Override
    public void handle(Event event, Context context) {
        try {
            give(context.getConnection(), context.getConfiguration().getTable());
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the role of spring.flyway.user cannot give the role of spring.datasource.username its rights", e);
        }
    }

    private void give(Connection connection, String migrations) throws SQLException {
        try (var statement = connection.createStatement()) {
            var to = statement.enquoteIdentifier(role, true);
            var schema = statement.enquoteIdentifier(connection.getSchema(), true);
            statement.execute("select pg_advisory_xact_lock(" + TURN + ")");
            statement.execute("grant usage on schema " + schema + " to " + to);
            statement.execute("grant select, insert, update, delete on all tables in schema " + schema + " to " + to);
            statement.execute("grant usage, select on all sequences in schema " + schema + " to " + to);
            for (String table : APPEND_ONLY) {
                statement.execute("revoke update, delete, truncate, references, trigger on " + table + " from " + to);
            }
            statement.execute("revoke insert, update, delete on " + statement.enquoteIdentifier(migrations, true)
                    + " from " + to);
        }
    }
}
