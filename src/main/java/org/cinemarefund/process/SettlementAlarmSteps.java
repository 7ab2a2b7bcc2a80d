package org.cinemarefund.process;

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
import org.cinemarefund.process.engine.NodeVersions;
import org.cinemarefund.process.names.SettlementAlarmProcess;
import org.cinemarefund.process.names.Words;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The hooks of {@code processes/settlement-alarm.bpmn}; bean name = listener name. */
@Configuration(proxyBeanMethods = false)
class SettlementAlarmSteps {
    @Bean
    AlarmTasks alarmTasks(RuntimeService runtime, NodeVersions versions) {
        return new AlarmTasks() {
            @Override
            public void open(String outRefundNo, String applicationNo, String what) {
                var open = runtime.createProcessInstanceQuery()
                        .processDefinitionKey(SettlementAlarmProcess.KEY)
                        .processInstanceBusinessKey(outRefundNo)
                        .variableValueEquals(SettlementAlarmProcess.WHAT, what)
                        .count();
                if (open == 0) {
                    var facts = Variables.createVariables()
                            .putValue(SettlementAlarmProcess.OUT_REFUND_NO, outRefundNo)
                            .putValue(SettlementAlarmProcess.WHAT, what);
                    if (applicationNo != null) {
                        facts.putValue(SettlementAlarmProcess.APPLICATION_NO, applicationNo);
                    }
                    runtime.startProcessInstanceById(versions.toStart(SettlementAlarmProcess.KEY), outRefundNo, facts);
                }
            }

            @Override
            public void end(String applicationNo, String what) {
                runtime.createProcessInstanceQuery()
                        .processDefinitionKey(SettlementAlarmProcess.KEY)
                        .variableValueEquals(SettlementAlarmProcess.APPLICATION_NO, applicationNo)
                        .variableValueEquals(SettlementAlarmProcess.WHAT, what)
                        .list()
                        .forEach(instance ->
                                runtime.deleteProcessInstance(instance.getId(), "nobody has to look any more"));
            }
        };
    }

    @Bean
    TaskListener describeAlarm(MessageSource texts) {
        return task -> {
            var about = new Object[] {task.getVariable(SettlementAlarmProcess.OUT_REFUND_NO)};
            var usual = texts.getMessage("task.examineAlarm", about, Locale.SIMPLIFIED_CHINESE);
            task.setName(texts.getMessage(
                    "task.examineAlarm." + task.getVariable(SettlementAlarmProcess.WHAT),
                    about,
                    usual,
                    Locale.SIMPLIFIED_CHINESE));
        };
    }

    @Bean
    TaskListener recordExamination(AlarmDesk desk, DifferenceDesk differences, TaskRights rights) {
        return task -> rights.decide(task, () -> {
            var owed = Difference.KIND.equals(task.getVariable(SettlementAlarmProcess.WHAT));
            RefundProcessListeners.requireOnly(
                    task,
                    owed ? Set.of(Words.COMMENT, Words.PROOF) : Set.of(Words.COMMENT),
                    SettlementAlarmProcess.FACTS);
            var finding = AlarmDesk.finding(take(task, Words.COMMENT));
            if (owed) {
                var proof = ProofReference.of(take(task, Words.PROOF), true);
                differences.paid(
                        (String) task.getVariable(SettlementAlarmProcess.APPLICATION_NO),
                        task.getAssignee(),
                        finding,
                        proof);
                return;
            }
            desk.examined(
                    (String) task.getVariable(SettlementAlarmProcess.APPLICATION_NO),
                    (String) task.getVariable(SettlementAlarmProcess.OUT_REFUND_NO),
                    (String) task.getVariable(SettlementAlarmProcess.WHAT),
                    task.getAssignee(),
                    finding);
        });
    }
}
