package org.cinemarefund.process;

import static org.cinemarefund.process.RefundProcessListeners.COMMENT;
import static org.cinemarefund.process.RefundProcessListeners.PROOF;
import static org.cinemarefund.process.RefundProcessListeners.take;

import java.util.Locale;
import java.util.Set;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.variable.Variables;
import org.cinemarefund.finance.AlarmDesk;
import org.cinemarefund.finance.AlarmTasks;
import org.cinemarefund.finance.Difference;
import org.cinemarefund.finance.DifferenceDesk;
import org.cinemarefund.finance.ProofReference;
import org.cinemarefund.process.access.TaskRights;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The names and the hooks of {@code processes/settlement-alarm.bpmn}; bean name = listener name. */
@Configuration(proxyBeanMethods = false)
public class SettlementAlarmProcess {
    public static final String KEY = "settlement-alarm";

    public static final String OUT_REFUND_NO = "outRefundNo";
    public static final String APPLICATION_NO = "applicationNo";
    public static final String WHAT = "alarm";
    private static final Set<String> FACTS = Set.of(OUT_REFUND_NO, APPLICATION_NO, WHAT);

    /** What people do. */
    public enum Task {
        examineAlarm
    }

    @Bean
    AlarmTasks alarmTasks(RuntimeService runtime, NodeVersions versions) {
        return new AlarmTasks() {
            @Override
            public void open(String outRefundNo, String applicationNo, String what) {
                var open = runtime.createProcessInstanceQuery()
                        .processDefinitionKey(KEY)
                        .processInstanceBusinessKey(outRefundNo)
                        .variableValueEquals(WHAT, what)
                        .count();
                if (open == 0) {
                    var facts = Variables.createVariables()
                            .putValue(OUT_REFUND_NO, outRefundNo)
                            .putValue(WHAT, what);
                    if (applicationNo != null) {
                        facts.putValue(APPLICATION_NO, applicationNo);
                    }
                    runtime.startProcessInstanceById(versions.toStart(KEY), outRefundNo, facts);
                }
            }

            @Override
            public void end(String applicationNo, String what) {
                runtime.createProcessInstanceQuery()
                        .processDefinitionKey(KEY)
                        .variableValueEquals(APPLICATION_NO, applicationNo)
                        .variableValueEquals(WHAT, what)
                        .list()
                        .forEach(it -> runtime.deleteProcessInstance(it.getId(), "nobody has to look any more"));
            }
        };
    }

    @Bean
    TaskListener describeAlarm(MessageSource texts) {
        return task -> {
            var about = new Object[] {task.getVariable(OUT_REFUND_NO)};
            var usual = texts.getMessage("task.examineAlarm", about, Locale.SIMPLIFIED_CHINESE);
            task.setName(texts.getMessage(
                    "task.examineAlarm." + task.getVariable(WHAT), about, usual, Locale.SIMPLIFIED_CHINESE));
        };
    }

    @Bean
    TaskListener recordExamination(AlarmDesk desk, DifferenceDesk differences, TaskRights rights) {
        return task -> {
            rights.requireMayDecide(task);
            var owed = Difference.KIND.equals(task.getVariable(WHAT));
            RefundProcessListeners.requireOnly(task, owed ? Set.of(COMMENT, PROOF) : Set.of(COMMENT), FACTS);
            var finding = AlarmDesk.finding(take(task, COMMENT));
            if (owed) {
                var proof = ProofReference.of(take(task, PROOF), true);
                differences.paid((String) task.getVariable(APPLICATION_NO), task.getAssignee(), finding, proof);
                return;
            }
            desk.examined(
                    (String) task.getVariable(APPLICATION_NO),
                    (String) task.getVariable(OUT_REFUND_NO),
                    (String) task.getVariable(WHAT),
                    task.getAssignee(),
                    finding);
        };
    }
}
