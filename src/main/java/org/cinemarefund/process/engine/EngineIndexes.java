package org.cinemarefund.process.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Takes away indexes on the engine's history that nothing of ours reads and every refund pays for: by root instance and removal
 * time (history ends with its instance, by its end), by tenant (there are none), and all of the many on activities but those
 * by instance and by start.
 */
@Component
final class EngineIndexes extends EngineTableMigration {
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

    EngineIndexes() {
        super("engine tables with fewer indexes", UNUSED.hashCode());
    }

    @Override
    void onPostgres(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var index : UNUSED) {
                statement.execute("drop index if exists " + index);
            }
        }
    }
}
