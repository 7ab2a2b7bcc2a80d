package org.cinemarefund.process.engine;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;

/** A repeatable step on the engine's own tables, on PostgreSQL only: after all our own, in the order of their descriptions. */
abstract class EngineTableMigration implements JavaMigration {
    private final String description;
    private final int checksum;

    /** @param checksum of what it does: it runs again when that changes */
    EngineTableMigration(String description, int checksum) {
        this.description = description;
        this.checksum = checksum;
    }

    abstract void onPostgres(Connection connection) throws SQLException;

    @Override
    public final MigrationVersion getVersion() {
        return null;
    }

    @Override
    public final String getDescription() {
        return description;
    }

    @Override
    public final Integer getChecksum() {
        return checksum;
    }

    @Override
    public final boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public final void migrate(Context context) throws SQLException {
        var connection = context.getConnection();
        if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            onPostgres(connection);
        }
    }
}
