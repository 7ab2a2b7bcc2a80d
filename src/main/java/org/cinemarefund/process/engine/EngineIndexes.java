package org.cinemarefund.process.engine;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.stereotype.Component;

/**
 * Takes away indexes on the engine's history that nothing of ours reads and every refund pays for: by root instance and removal
 * time (history ends with its instance, by its end), by tenant (there are none), and all of the many on activities but those
 * by instance and by start.
 */
@Component
final class EngineIndexes implements JavaMigration {
    private static final List<String> UNUSED = Stream.of(
                    Stream.of(
                            "act_idx_hi_actinst_root_pi",
                            "act_idx_hi_act_inst_comp",
                            "act_idx_hi_act_inst_end",
                            "act_idx_hi_act_inst_proc_def_key",
                            "act_idx_hi_act_inst_rm_time",
                            "act_idx_hi_act_inst_stats",
                            "act_idx_hi_act_inst_tenant_id",
                            "act_idx_hi_ai_pdefid_end_time"),
                    Stream.of(
                            "act_idx_hi_pro_inst_rm_time",
                            "act_idx_hi_pro_inst_root_pi",
                            "act_idx_hi_pro_inst_tenant_id"),
                    Stream.of(
                            "act_idx_hi_task_inst_rm_time",
                            "act_idx_hi_task_inst_tenant_id",
                            "act_idx_hi_taskinst_root_pi"),
                    Stream.of(
                            "act_idx_hi_var_inst_tenant_id",
                            "act_idx_hi_varinst_rm_time",
                            "act_idx_hi_varinst_root_pi"),
                    Stream.of("act_idx_hi_op_log_rm_time", "act_idx_hi_op_log_root_pi"))
            .flatMap(names -> names)
            .toList();

    /** Repeatable, and by its description after the one that makes the tables. */
    @Override
    public MigrationVersion getVersion() {
        return null;
    }

    @Override
    public String getDescription() {
        return "engine tables with fewer indexes";
    }

    @Override
    public Integer getChecksum() {
        return UNUSED.hashCode();
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
        try (var statement = connection.createStatement()) {
            for (var index : UNUSED) {
                statement.execute("drop index if exists " + index);
            }
        }
    }
}
