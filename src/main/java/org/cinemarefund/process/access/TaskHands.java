package org.cinemarefund.process.access;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.process.access.CallersMistakes.Refusal;
import org.cinemarefund.process.access.TaskRights.OpenTask;
import org.cinemarefund.process.access.TaskRights.PastTask;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.SecurityLog;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes, answers and hands over tasks in a person's name from our own pages. The engine acts with that person logged in, so that its rights
 * and the listeners on the task ask the same as for a form; each call is one command of the engine and so one transaction. Its rows are written
 * when the command ends, after those of ours: claiming and answering in two commands would lock them the other way round.
 */
@Component
public class TaskHands {
    private final ProcessEngine engine;
    private final InTheNameOf inTheNameOf;
    private final TaskService tasks;
    private final EngineUsers users;
    private final TaskRights rights;

    TaskHands(ProcessEngine engine, InTheNameOf inTheNameOf, TaskService tasks, EngineUsers users, TaskRights rights) {
        this.engine = engine;
        this.inTheNameOf = inTheNameOf;
        this.tasks = tasks;
        this.users = users;
        this.rights = rights;
    }

    /**
     * Claims a task that is free and completes it.
     *
     * @param keys which tasks of the diagrams may be answered so
     * @return the business key of its instance
     * @throws Problem NOT_FOUND, TASK_NOT_YOURS, or what the task's listeners refuse with
     */
    public String answer(String taskId, StaffUser by, Set<String> keys, Map<String, Object> words) {
        var about = new String[1];
        try {
            command(by, context -> about[0] = claimAndComplete(taskId, by, keys, words));
        } catch (Problem problem) {
            // Somebody was faster between our look at the task and the engine's, which then knows none of that id.
            var gone = problem.code() == ProblemCode.INVALID_REQUEST
                    && rights.openTask(taskId).isEmpty();
            throw gone ? new Problem(ProblemCode.NOT_FOUND) : problem;
        }
        return about[0];
    }

    private @Nullable String claimAndComplete(
            String taskId, StaffUser by, Set<String> keys, Map<String, Object> words) {
        // Before the task is looked at: what the same person sends twice at once comes one after the other.
        users.lock(by.id());
        var task = rights.openTask(taskId)
                .filter(open -> keys.contains(open.key()))
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        if (!rights.isCandidate(by.groups(), task)) {
            SecurityLog.write(SecurityLog.Event.MONEY_REFUSED, by.id(), task.key());
            throw new Problem(ProblemCode.NOT_FOUND);
        }
        if (task.assignee() == null) {
            tasks.claim(taskId, by.id());
        } else if (!task.assignee().equals(by.id())) {
            throw new Problem(ProblemCode.TASK_NOT_YOURS);
        }
        tasks.complete(taskId, words);
        return task.businessKey();
    }

    /**
     * Gives a task to a member of its group, or back to all of it. The engine keeps who did it in its log of operations.
     *
     * @param to missing for nobody
     * @throws Problem NOT_FOUND, TASK_NOT_YOURS, or INVALID_REQUEST with {@code userId}
     */
    public void handOver(String taskId, StaffUser by, @Nullable String to) {
        command(by, context -> {
            // People before everything else; nobody leaves the group while they are given its tasks.
            var known = to == null || users.lock(to);
            var task = requireMayHandOver(taskId, by);
            if (!known || to != null && !users.belongs(to, group(task))) {
                throw Problem.invalid("userId", "not-of-the-group");
            }
            if (!Objects.equals(to, task.assignee())) {
                rights.whileHandedOver(() -> context.runWithoutAuthorization(() -> {
                    assign(context, task, to);
                    return null;
                }));
                Appointments.afterCommit(() -> SecurityLog.write(
                        SecurityLog.Event.TASK_HANDED_OVER,
                        by.id(),
                        task.businessKey() + " " + (to == null ? "-" : to)));
            }
        });
    }

    /** From the hands it was seen in, or not at all: the engine compares the revision of what it reads here. */
    private void assign(CommandContext context, OpenTask task, @Nullable String to) {
        TaskEntity now = context.getTaskManager().findTaskById(task.id());
        if (now == null || !Objects.equals(now.getAssignee(), task.assignee())) {
            throw new Problem(ProblemCode.REQUEST_IN_PROGRESS);
        }
        tasks.setAssignee(task.id(), to);
    }

    /** @param tasks how many they hold */
    public record Member(
            String id, @Nullable String first, @Nullable String last, int tasks) {}

    /** The members of a task's group, for whoever may hand it over; who has least to do comes first. */
    public List<Member> colleagues(String taskId, StaffUser by) {
        return users.membersOf(group(requireMayHandOver(taskId, by)));
    }

    private OpenTask requireMayHandOver(String taskId, StaffUser by) {
        var task = rights.openTask(taskId).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        var group = rights.groupOf(task).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        if (by.isIn(GroupNames.SUPERVISORS)) {
            return task;
        }
        if (!by.isIn(group)) {
            throw new Problem(ProblemCode.NOT_FOUND);
        }
        if (!by.id().equals(task.assignee())) {
            throw new Problem(ProblemCode.TASK_NOT_YOURS).answeredWith(403);
        }
        return task;
    }

    private String group(OpenTask task) {
        return rights.groupOf(task).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
    }

    /** A task of one of the person's own groups, open or not. */
    public Optional<PastTask> past(String taskId, StaffUser by) {
        return rights.pastTask(taskId).filter(task -> rights.groupOf(task.key(), task.businessKey())
                .filter(by::isIn)
                .isPresent());
    }

    private void command(StaffUser by, Consumer<CommandContext> work) {
        var commands = ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                .getCommandExecutorTxRequired();
        try {
            inTheNameOf.call(
                    by,
                    () -> commands.execute(context -> {
                        work.accept(context);
                        return null;
                    }));
        } catch (RuntimeException failure) {
            throw told(failure);
        }
    }

    /** As both of the engine's APIs would say it; what is a fault of ours stays what it was. */
    private static RuntimeException told(RuntimeException failure) {
        return EngineErrors.refusal(failure)
                .or(() -> CallersMistakes.of(failure).map(Refusal::problem))
                .map(RuntimeException.class::cast)
                .orElse(failure);
    }
}
