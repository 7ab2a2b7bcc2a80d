package org.cinemarefund.process;

import java.util.Optional;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.cinemarefund.application.StaffTasks;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.notice.WaitingTask;
import org.cinemarefund.process.access.InTheNameOf;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.RefundSampleProcess;
import org.cinemarefund.process.names.SettlementAlarmProcess;
import org.springframework.stereotype.Component;

/** Looks tasks up as the person would: the engine's own authorization decides what is visible. */
@Component
class EngineStaffTasks implements StaffTasks, WaitingTask {
    private final InTheNameOf inTheNameOf;
    private final TaskService tasks;
    private final RuntimeService runtime;

    EngineStaffTasks(InTheNameOf inTheNameOf, TaskService tasks, RuntimeService runtime) {
        this.inTheNameOf = inTheNameOf;
        this.tasks = tasks;
        this.runtime = runtime;
    }

    @Override
    public Optional<StaffTask> visible(String taskId, StaffUser user) {
        return seen(taskId, user)
                .filter(task -> isOf(task, RefundProcess.KEY) || isOf(task, RefundSampleProcess.KEY))
                .map(task ->
                        new StaffTask(taskId, task.getTaskDefinitionKey(), applicationNo(task), task.getAssignee()));
    }

    private String applicationNo(Task task) {
        return isOf(task, RefundSampleProcess.KEY)
                ? (String) runtime.getVariable(task.getExecutionId(), RefundSampleProcess.APPLICATION_NO)
                : runtime.createProcessInstanceQuery()
                        .processInstanceId(task.getProcessInstanceId())
                        .singleResult()
                        .getBusinessKey();
    }

    @Override
    public boolean claimedOfFinance(String applicationNo, String userId) {
        return tasks.createTaskQuery()
                        .processDefinitionKey(RefundProcess.KEY)
                        .processInstanceBusinessKey(applicationNo)
                        .taskDefinitionKeyIn(RefundProcess.FINANCE_TASKS.toArray(String[]::new))
                        .taskAssignee(userId)
                        .count()
                > 0;
    }

    @Override
    public Optional<String> of(String applicationNo) {
        return tasks
                .createTaskQuery()
                .processDefinitionKey(RefundProcess.KEY)
                .processInstanceBusinessKey(applicationNo)
                .orderByTaskCreateTime()
                .desc()
                .listPage(0, 1)
                .stream()
                .map(Task::getId)
                .findFirst();
    }

    @Override
    public Optional<StaffAlarm> visibleAlarm(String taskId, StaffUser user) {
        return seen(taskId, user)
                .filter(task -> isOf(task, SettlementAlarmProcess.KEY))
                .map(task -> {
                    var facts = runtime.getVariables(task.getExecutionId());
                    return new StaffAlarm(
                            taskId,
                            (String) facts.get(SettlementAlarmProcess.OUT_REFUND_NO),
                            (String) facts.get(SettlementAlarmProcess.APPLICATION_NO),
                            (String) facts.get(SettlementAlarmProcess.WHAT),
                            task.getAssignee());
                });
    }

    private static boolean isOf(Task task, String processKey) {
        return task.getProcessDefinitionId().startsWith(processKey + ":");
    }

    private Optional<Task> seen(String taskId, StaffUser user) {
        return inTheNameOf.call(
                user,
                () -> Optional.ofNullable(tasks.createTaskQuery().taskId(taskId).singleResult()));
    }
}
