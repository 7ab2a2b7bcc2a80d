package org.cinemarefund.process.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.SecurityLog;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
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
    /** Refusals that are about who answers, not about the answer. */
    private static final Set<ProblemCode> NOT_THIS_PERSON =
            Set.of(ProblemCode.TASK_NOT_YOURS, ProblemCode.SAME_PERSON, ProblemCode.OWN_ORDER);

    /** Why a task is no more, in the engine's words, where a person answered it. */
    private static final String COMPLETED = "completed";

    /** Set while this thread hands a task over. */
    private static final ThreadLocal<Boolean> HANDED_OVER = new ThreadLocal<>();

    private final IdentityService identity;
    private final JdbcClient jdbc;
    private final EngineUsers users;
    private final TaskGroups groups;

    TaskRights(IdentityService identity, JdbcClient jdbc, EngineUsers users, TaskGroups groups) {
        this.identity = identity;
        this.jdbc = jdbc;
        this.users = users;
        this.groups = groups;
    }

    /**
     * For a listener on {@code complete}: a person's answer is checked here and nowhere else, in the transaction that completes
     * the task; the desk says whether it takes the answer. A wrong person is noted in the security log.
     *
     * @param answer hands it to the desk
     * @throws Problem TASK_NOT_YOURS, or what the desk refuses with
     */
    public void decide(DelegateTask task, Runnable answer) {
        requireMayDecide(task);
        try {
            answer.run();
        } catch (Problem problem) {
            if (NOT_THIS_PERSON.contains(problem.code())) {
                SecurityLog.write(
                        SecurityLog.Event.MONEY_REFUSED,
                        task.getAssignee(),
                        problem.code().name());
            }
            throw problem;
        }
    }

    /** Completing without anybody being logged in is refused as well: machines do not decide. */
    private void requireMayDecide(DelegateTask task) {
        var caller = identity.getCurrentAuthentication();
        if (caller == null || !mayDecide(caller.getUserId(), task)) {
            var who = caller == null ? null : caller.getUserId();
            SecurityLog.write(SecurityLog.Event.MONEY_REFUSED, who, ProblemCode.TASK_NOT_YOURS.name());
            throw new Problem(ProblemCode.TASK_NOT_YOURS);
        }
    }

    /**
     * For a listener on {@code assignment}: people take tasks for themselves only, unless one is just being handed over, and then
     * the other has to be of its group. The engine's own assignments, made while nobody is logged in, and giving a task
     * back are left alone.
     *
     * @throws Problem TASK_NOT_YOURS
     */
    void requireMayTake(DelegateTask task) {
        var caller = identity.getCurrentAuthentication();
        if (caller == null || task.getAssignee() == null) {
            return;
        }
        var taker = HANDED_OVER.get() == null ? caller.getUserId() : task.getAssignee();
        if (!mayDecide(taker, task)) {
            throw new Problem(ProblemCode.TASK_NOT_YOURS);
        }
    }

    /** What is assigned meanwhile is given to somebody else by a person who may, which the caller has seen to. */
    void whileHandedOver(Runnable assignment) {
        HANDED_OVER.set(true);
        try {
            assignment.run();
        } finally {
            HANDED_OVER.remove();
        }
    }

    /**
     * A task somebody may have to do, as it is at this moment.
     *
     * @param key its id in the diagram
     * @param businessKey of the instance it belongs to, missing when it belongs to none
     * @param assignee missing when nobody took it
     */
    public record OpenTask(
            String id,
            String key,
            @Nullable String businessKey,
            String executionId,
            @Nullable String assignee) {}

    /** Empty when it is no more. */
    Optional<OpenTask> openTask(String taskId) {
        return jdbc.sql("""
                select t.task_def_key_, i.business_key_, t.execution_id_, t.assignee_ from act_ru_task t
                left join act_ru_execution i on i.id_ = t.proc_inst_id_ where t.id_ = :task""")
                .param("task", taskId)
                .query((row, n) ->
                        new OpenTask(taskId, row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .optional();
    }

    /** Whether somebody belongs to the group of this task; nobody to that of a task that is none. */
    boolean isCandidate(StaffAccount account, OpenTask task) {
        return isCandidate(account.groups(), task);
    }

    boolean isCandidate(List<String> belongsTo, OpenTask task) {
        return groupOf(task).filter(belongsTo::contains).isPresent();
    }

    /** The group whose business this task is; empty for one that is nobody's. */
    Optional<String> groupOf(OpenTask task) {
        return groupOf(task.key(), task.businessKey());
    }

    Optional<String> groupOf(String key, @Nullable String businessKey) {
        return businessKey == null ? Optional.empty() : groups.groupOf(key, businessKey);
    }

    /**
     * A task as the engine remembers it, open or not.
     *
     * @param done whether somebody completed it
     * @param assignee who holds it, or held it at its end; missing for nobody, their name where none is known any more
     */
    public record PastTask(
            String key,
            @Nullable String businessKey,
            boolean open,
            boolean done,
            @Nullable String assignee,
            @Nullable String first,
            @Nullable String last) {}

    /** Empty when there never was one. */
    Optional<PastTask> pastTask(String taskId) {
        return jdbc.sql("""
                select h.task_def_key_, i.business_key_, h.end_time_, h.delete_reason_, h.assignee_, u.first_, u.last_
                from act_hi_taskinst h left join act_hi_procinst i on i.id_ = h.proc_inst_id_
                left join act_id_user u on u.id_ = h.assignee_ where h.id_ = :task""")
                .param("task", taskId)
                .query((row, n) -> new PastTask(
                        row.getString(1),
                        row.getString(2),
                        row.getTimestamp(3) == null,
                        COMPLETED.equals(row.getString(4)),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7)))
                .optional();
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
