package org.cinemarefund.process.access;

import java.util.function.Supplier;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.impl.cfg.auth.DefaultAuthorizationProvider;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.task.Task;

/**
 * Rights to a task are its group's and nobody's own. The engine by itself gives whoever takes a task, and whoever an administrator
 * writes on it, a right of their own to read it, and leaves it with them when they give the task back or leave the group.
 */
final class TaskAuthorizations extends DefaultAuthorizationProvider {
    private static final AuthorizationEntity[] NONE = {};

    private final Supplier<TaskGroups> groups;

    TaskAuthorizations(Supplier<TaskGroups> groups) {
        this.groups = groups;
    }

    @Override
    public AuthorizationEntity[] newTaskAssignee(Task task, String before, String now) {
        return NONE;
    }

    @Override
    public AuthorizationEntity[] newTaskOwner(Task task, String before, String now) {
        return NONE;
    }

    @Override
    public AuthorizationEntity[] newTaskUserIdentityLink(Task task, String userId, String type) {
        return NONE;
    }

    @Override
    public AuthorizationEntity[] newTaskGroupIdentityLink(Task task, String groupId, String type) {
        var own = task instanceof DelegateTask atWork ? TaskRights.groupOf(atWork, groups.get()) : null;
        return own != null && own.filter(groupId::equals).isPresent()
                ? super.newTaskGroupIdentityLink(task, groupId, type)
                : NONE;
    }

    /** To a task made in this transaction nobody can have a right yet that would have to be looked for. */
    @Override
    protected AuthorizationEntity getGrantAuthorizationByGroupId(String groupId, Resource resource, String taskId) {
        var rows = Context.getCommandContext().getDbEntityManager();
        var task = rows.getCachedEntity(TaskEntity.class, taskId);
        return task != null && rows.getDbEntityCache().isTransient(task)
                ? null
                : super.getGrantAuthorizationByGroupId(groupId, resource, taskId);
    }
}
