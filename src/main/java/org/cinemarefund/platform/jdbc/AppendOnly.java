package org.cinemarefund.platform.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import org.h2.api.Trigger;

/**
 * Refuses to rewrite a table on H2; the migration {@code V2} names this class. On PostgreSQL a function in the database does
 * the same.
 */
public final class AppendOnly implements Trigger {
    /** {@code restrict_violation}, as on PostgreSQL. */
    static final String REFUSED = "23001";

    private String table;
    private String operation;

    @Override
    public void init(Connection connection, String schema, String name, String table, boolean before, int type) {
        this.table = table.toLowerCase(Locale.ROOT);
        this.operation = (type & UPDATE) == 0 ? "DELETE" : (type & DELETE) == 0 ? "UPDATE" : "UPDATE or DELETE";
    }

    @Override
    public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
        throw new SQLException(table + " is append-only: " + operation + " is refused", REFUSED);
    }
}
