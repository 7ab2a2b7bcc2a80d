package org.cinemarefund.process;

import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.cinemarefund.application.StaffTasks;
import org.cinemarefund.identity.StaffUser;
import org.springframework.stereotype.Component;

/** Looks tasks up as the person would: the engine's own authorization decides what is visible. */
@Component
class EngineStaffTasks implements StaffTasks {
    private final IdentityService identity;
    private final TaskService tasks;
    private final RuntimeService runtime;

    EngineStaffTasks(IdentityService identity, TaskService tasks, RuntimeService runtime) {
        this.identity = identity;
        this.tasks = tasks;
        this.runtime = runtime;
    }

    @Override
    public Optional<StaffTask> visible(String taskId, StaffUser user) {
        var before = identity.getCurrentAuthentication();
        identity.setAuthentication(user.id(), List.copyOf(user.groups()));
        try {
            var task = tasks.createTaskQuery().taskId(taskId).singleResult();
            if (task == null) {
                return Optional.empty();
            }
            identity.clearAuthentication();
            var instance = runtime.createProcessInstanceQuery()
                    .processInstanceId(task.getProcessInstanceId())
                    .singleResult();
            return Optional.of(
                    new StaffTask(taskId, task.getTaskDefinitionKey(), instance.getBusinessKey(), task.getAssignee()));
        } finally {
            if (before == null) {
                identity.clearAuthentication();
            } else {
                identity.setAuthentication(before);
            }
        }
    }
}
