package org.cinemarefund.process.access;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.IdentityLinkType;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.stereotype.Component;

/**
 * Who may decide a task: a member of its group who has taken it. The engine itself asks neither at completion, and an
 * administrator's rights over the engine are no right to decide about money.
 */
@Component
public class TaskRights {
    private final IdentityService identity;
    private final EngineUsers users;

    TaskRights(IdentityService identity, EngineUsers users) {
        this.identity = identity;
        this.users = users;
    }

    /**
     * For a listener on {@code complete}. Completing without anybody being logged in is refused as well: machines do not
     * decide.
     *
     * @throws Problem TASK_NOT_YOURS
     */
    public void requireMayDecide(DelegateTask task) {
        var caller = identity.getCurrentAuthentication();
        if (caller == null || !mayDecide(caller.getUserId(), task.getAssignee(), task.getCandidates())) {
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
        if (caller != null
                && task.getAssignee() != null
                && !mayDecide(caller.getUserId(), task.getAssignee(), task.getCandidates())) {
            throw new Problem(ProblemCode.TASK_NOT_YOURS);
        }
    }

    /** Whether {@code userId} belongs to one of the groups a task is offered to, at this moment. */
    boolean isCandidate(String userId, Collection<? extends IdentityLink> links) {
        List<String> groups = links.stream()
                .filter(link -> IdentityLinkType.CANDIDATE.equals(link.getType()))
                .map(IdentityLink::getGroupId)
                .filter(Objects::nonNull)
                .toList();
        return users.isIn(userId, groups);
    }

    private boolean mayDecide(String userId, String assignee, Collection<? extends IdentityLink> links) {
        return userId != null && userId.equals(assignee) && isCandidate(userId, links);
    }
}
