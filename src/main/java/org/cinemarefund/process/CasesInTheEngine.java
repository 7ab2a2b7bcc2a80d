package org.cinemarefund.process;

import java.util.ArrayList;
import java.util.Collection;
import org.camunda.bpm.engine.TaskService;
import org.cinemarefund.privacy.OpenWork;
import org.cinemarefund.process.names.RefundSampleProcess;
import org.cinemarefund.process.names.SettlementAlarmProcess;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What the engine holds of cases that are over: alarms that nobody examined yet, and what people wrote to tasks. The engine's own
 * calls take no comment away from a task that is done.
 */
@Component
class CasesInTheEngine implements OpenWork {
    private static final String OF_THESE =
            " proc_inst_id_ in (select proc_inst_id_ from act_hi_procinst where business_key_ in (:keys))";

    private final TaskService tasks;
    private final JdbcClient jdbc;

    CasesInTheEngine(TaskService tasks, JdbcClient jdbc) {
        this.tasks = tasks;
        this.jdbc = jdbc;
    }

    @Override
    public boolean isAbout(Collection<String> applicationNos) {
        return applicationNos.stream()
                .anyMatch(number -> tasks.createTaskQuery()
                                .processDefinitionKey(SettlementAlarmProcess.KEY)
                                .processVariableValueEquals(SettlementAlarmProcess.APPLICATION_NO, number)
                                .count()
                        > 0);
    }

    @Override
    public void eraseWords(Collection<String> applicationNos) {
        if (applicationNos.isEmpty()) {
            return;
        }
        // Their own processes, the samples of them, and the alarms about their refund numbers.
        var keys = new ArrayList<>(applicationNos);
        applicationNos.forEach(number -> keys.add(RefundSampleProcess.businessKey(number)));
        keys.addAll(jdbc.sql("select out_refund_no from refund_transaction where application_no in (:numbers)")
                .param("numbers", applicationNos)
                .query(String.class)
                .list());
        jdbc.sql("delete from act_hi_comment where" + OF_THESE)
                .param("keys", keys)
                .update();
        // Written in Tasklist they belong to a task alone.
        jdbc.sql("delete from act_hi_comment where task_id_ in (select id_ from act_hi_taskinst where" + OF_THESE + ")")
                .param("keys", keys)
                .update();
        // Remembered by earlier versions only.
        jdbc.sql("delete from act_hi_varinst where name_ = 'proofReference' and" + OF_THESE)
                .param("keys", keys)
                .update();
    }
}
