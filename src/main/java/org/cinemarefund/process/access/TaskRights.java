package org.cinemarefund.process.access;

import java.util.Optional;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.SecurityLog;
import org.springframework.stereotype.Component;

/**
 * Who may decide a task: a member of its group who has taken it. The engine itself asks neither at completion, and an
 * administrator's rights over the engine are no right to decide about money; so the group is told by {@link TaskGroups} and
 * not by what is written on the task.
 *
 * <p>Taking and deciding a task hold the person's row until the transaction ends, and so does whatever changes their groups:
 * nobody decides for a group they are just leaving, and the decisions of one person come one after another.
 */
@Component
public class TaskRights {
    private final IdentityService identity;
    private final RuntimeService runtime;
    private final TaskService tasks;
    private final EngineUsers users;
    private final TaskGroups groups;

    TaskRights(
            IdentityService identity, RuntimeService runtime, TaskService tasks, EngineUsers users, TaskGroups groups) {
        this.identity = identity;
        this.runtime = runtime;
        this.tasks = tasks;
        this.users = users;
        this.groups = groups;
    }

    /**
     * For a listener on {@code complete}. Completing without anybody being logged in is refused as well: machines do not
     * decide.
     *
     * @throws Problem TASK_NOT_YOURS
     */
    public void requireMayDecide(DelegateTask task) {
        var caller = identity.getCurrentAuthentication();
        if (caller == null || !mayDecide(caller.getUserId(), task)) {
            var who = caller == null ? null : caller.getUserId();
            SecurityLog.write(SecurityLog.Event.MONEY_REFUSED, who, ProblemCode.TASK_NOT_YOURS.name());
            throw new Problem(ProblemCode.TASK_NOT_YOURS);
        }
    }

    /**
     * For a listener on {@code assignment}: people take tasks for themselves only. The engine's own assignments, made
     * while nobody is logged in, and giving a task back are left alone.
     *
     * @throws Problem TASK_NOT_YOURS
     */
    void requireMayTake(DelegateTask task) {
        var caller = identity.getCurrentAuthentication();
        if (caller != null && task.getAssignee() != null && !mayDecide(caller.getUserId(), task)) {
            throw new Problem(ProblemCode.TASK_NOT_YOURS);
        }
    }

    /** Whether {@code userId} belongs to the group of this task at this moment; nobody to that of a task that is none. */
    boolean isCandidate(String userId, String taskId) {
        return Optional.ofNullable(tasks.createTaskQuery().taskId(taskId).singleResult())
                .flatMap(this::groupOf)
                .filter(group -> users.belongs(userId, group))
                .isPresent();
    }

    private Optional<String> groupOf(Task task) {
        return Optional.ofNullable(task.getProcessInstanceId())
                .map(id -> runtime.createProcessInstanceQuery()
                        .processInstanceId(id)
                        .singleResult())
                .map(ProcessInstance::getBusinessKey)
                .flatMap(businessKey -> groups.groupOf(task.getTaskDefinitionKey(), businessKey));
    }

    private boolean mayDecide(String userId, DelegateTask task) {
        return userId != null
                && userId.equals(task.getAssignee())
                && users.lock(userId)
                && groupOf(task, groups)
                        .filter(group -> users.belongs(userId, group))
                        .isPresent();
    }

    /** The same while the engine is at work on the task. */
    static Optional<String> groupOf(DelegateTask task, TaskGroups groups) {
        return Optional.ofNullable(task.getExecution())
                .flatMap(execution -> groups.groupOf(task.getTaskDefinitionKey(), execution.getProcessBusinessKey()));
    }
}
