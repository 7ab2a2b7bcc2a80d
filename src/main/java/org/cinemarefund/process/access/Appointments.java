package org.cinemarefund.process.access;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationEntity;
import org.camunda.bpm.engine.impl.persistence.entity.SuspensionState;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.cinemarefund.shared.SecurityLog;
import org.cinemarefund.staff.StaffOpenids;
import org.cinemarefund.staff.StaffRecord;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What goes with people coming into groups and leaving them: nobody appoints themselves to decide, every change is recorded,
 * and whoever leaves gives back the group's tasks. Called by {@link StaffIdentities} inside the engine's command, in its
 * transaction.
 */
@Component
class Appointments {
    private final TaskGroups taskGroups;
    private final EngineUsers users;
    private final StaffRecord record;
    private final StaffOpenids openids;
    private final JdbcClient jdbc;
    private final Clock clock;

    Appointments(
            TaskGroups taskGroups,
            EngineUsers users,
            StaffRecord record,
            StaffOpenids openids,
            JdbcClient jdbc,
            Clock clock) {
        this.taskGroups = taskGroups;
        this.users = users;
        this.record = record;
        this.openids = openids;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @throws AuthorizationException where whoever is logged in may not appoint this one */
    void requireMayAppoint(Authentication caller, String userId, String group) {
        if (caller == null) {
            return;
        }
        var self = userId.equals(caller.getUserId());
        var administrator = users.isAdministrator(caller.getUserId());
        if (self && (!administrator || StaffGroups.decides(group)) || !administrator && users.isAdministrator(userId)) {
            throw new AuthorizationException(
                    caller.getUserId(), Permissions.CREATE.getName(), Resources.GROUP_MEMBERSHIP.resourceName(), group);
        }
    }

    void came(String userId, String group) {
        write(StaffRecord.Event.ADDED, userId, group);
    }

    void left(String userId, String group) {
        if (users.lock(userId)) {
            giveBack(userId, Set.of(group));
            write(StaffRecord.Event.REMOVED, userId, group);
        }
    }

    /** The account goes, and every group with it. */
    void gone(String userId) {
        if (users.lock(userId)) {
            var groups =
                    strings("select group_id_ from act_id_membership where user_id_ = ? order by group_id_", userId);
            giveBack(userId, Set.copyOf(groups));
            groups.forEach(group -> write(StaffRecord.Event.REMOVED, userId, group));
            openids.replace(userId, List.of());
        }
    }

    /** The group goes, and everybody leaves it. */
    void dissolved(String group) {
        strings("select user_id_ from act_id_membership where group_id_ = ? order by user_id_", group)
                .forEach(userId -> left(userId, group));
    }

    private List<String> strings(String sql, String parameter) {
        return jdbc.sql(sql).param(parameter).query(String.class).list();
    }

    private void giveBack(String userId, Set<String> groups) {
        var command = Context.getCommandContext();
        command.runWithoutAuthorization(() -> {
            var taken = (TaskQueryImpl) new TaskQueryImpl().taskAssignee(userId);
            for (var task : command.getTaskManager().findTasksByQueryCriteria(taken)) {
                var group = TaskRights.groupOf((TaskEntity) task, taskGroups);
                if (group.isEmpty() || groups.contains(group.get())) {
                    release((TaskEntity) task);
                }
            }
            forgetRights(command, userId);
            return null;
        });
    }

    /** A suspended one too: suspending it shall not keep it in the hands of somebody who left. */
    private static void release(TaskEntity task) {
        var state = task.getSuspensionState();
        task.setSuspensionState(SuspensionState.ACTIVE.getStateCode());
        task.setAssignee(null);
        task.triggerUpdateEvent();
        task.setSuspensionState(state);
    }

    /** Rights to single tasks: of our making there are none any more, see {@link TaskAuthorizations}; older versions made them. */
    private static void forgetRights(CommandContext command, String userId) {
        var query = command.getProcessEngineConfiguration()
                .getAuthorizationService()
                .createAuthorizationQuery()
                .userIdIn(userId)
                .resourceType(Resources.TASK);
        query.unlimitedList().forEach(right -> command.getAuthorizationManager().delete((AuthorizationEntity) right));
    }

    private void write(StaffRecord.Event event, String userId, String group) {
        var caller = Context.getCommandContext().getAuthenticatedUserId();
        record.add(clock.instant(), caller == null ? StaffRecord.SYSTEM : caller, event, userId, group, null);
        var line = event == StaffRecord.Event.ADDED ? SecurityLog.Event.MEMBER_ADDED : SecurityLog.Event.MEMBER_REMOVED;
        afterCommit(() -> SecurityLog.write(line, caller, group + " " + userId));
    }

    static void afterCommit(Runnable what) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            what.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                what.run();
            }
        });
    }
}
