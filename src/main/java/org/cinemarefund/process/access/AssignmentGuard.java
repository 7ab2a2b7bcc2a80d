package org.cinemarefund.process.access;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** On every user task, event {@code assignment}: nobody takes a task for somebody else, nor one of another group. */
@Component("assignmentGuard")
class AssignmentGuard implements TaskListener {
    private final TaskRights rights;

    AssignmentGuard(TaskRights rights) {
        this.rights = rights;
    }

    @Override
    public void notify(DelegateTask task) {
        rights.requireMayTake(task);
    }
}
