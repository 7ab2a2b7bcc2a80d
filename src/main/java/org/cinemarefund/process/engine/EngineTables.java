package org.cinemarefund.process.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.stereotype.Component;

/**
 * The engine's own tables on PostgreSQL, made with ours: by the same role, which may be an owner apart from the role at run
 * time, and under the same lock, so that nodes which start at one moment make them once. In production the engine itself only
 * looks whether they fit it. A newer engine brings its upgrade script along as a migration of its own.
 */
@Component
final class EngineTables extends EngineTableMigration {
    private static final String SCRIPTS = "org/camunda/bpm/engine/db/create/activiti.postgres.create.";
    /** In the order the engine runs them itself. */
    private static final List<String> PARTS = List.of(
            "engine", "history", "identity", "case.engine", "case.history", "decision.engine", "decision.history");

    EngineTables() {
        super("engine tables", 1);
    }

    @Override
    void onPostgres(Connection connection) throws SQLException {
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
