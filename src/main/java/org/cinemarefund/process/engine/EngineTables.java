package org.cinemarefund.process.engine;

import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.stereotype.Component;

/**
 * The engine's own tables on PostgreSQL, made with ours: by the same role, which may be an owner apart from the role at run
 * time, and under the same lock, so that nodes which start at one moment make them once. In production the engine itself only
 * looks whether they fit it. A newer engine brings its upgrade script along as a migration of its own.
 */
@Component
final class EngineTables implements JavaMigration {
    private static final String SCRIPTS = "org/camunda/bpm/engine/db/create/activiti.postgres.create.";
    /** In the order the engine runs them itself. */
    private static final List<String> PARTS = List.of(
            "engine", "history", "identity", "case.engine", "case.history", "decision.engine", "decision.history");

    /** Repeatable, and therefore after all our own; its text never changes, so it runs once. */
    @Override
    public MigrationVersion getVersion() {
        return null;
    }

    @Override
    public String getDescription() {
        return "engine tables";
    }

    @Override
    public Integer getChecksum() {
        return 1;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        var connection = context.getConnection();
        if (!connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            return;
        }
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("select to_regclass('act_ge_property') is not null")) {
            found.next();
            if (found.getBoolean(1)) {
                return;
            }
        }
        var scripts = new ResourceDatabasePopulator();
        PARTS.forEach(part -> scripts.addScript(new ClassPathResource(SCRIPTS + part + ".sql")));
        scripts.populate(connection);
    }
}
