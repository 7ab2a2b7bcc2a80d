package org.cinemarefund.process.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.BatchPermissions;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.identity.Group;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.process.access.TasklistFilters.Readers;
import org.cinemarefund.process.names.Processes;
import org.cinemarefund.ticketing.CinemaGroups;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.MessageSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The groups of the staff and what each may do in the engine. Everything is made when missing and may be asked for again,
 * by several nodes at once: they take turns on the row the engine itself starts up by.
 */
@Component
public class StaffGroups implements CinemaGroups, SmartInitializingSingleton {
    private static final String WORKFLOW = "WORKFLOW";
    private static final String SYSTEM = "SYSTEM";

    private final IdentityService identity;
    private final Grants grants;
    private final TasklistFilters filters;
    private final AdministratorProperties administrator;
    private final TransactionOperations transaction;
    private final JdbcClient jdbc;
    private final MessageSource texts;

    StaffGroups(
            IdentityService identity,
            AuthorizationService authorizations,
            FilterService filters,
            TaskService tasks,
            AdministratorProperties administrator,
            TransactionOperations transaction,
            JdbcClient jdbc,
            MessageSource texts) {
        this.identity = identity;
        this.grants = new Grants(authorizations);
        this.filters = new TasklistFilters(filters, tasks, texts);
        this.administrator = administrator;
        this.transaction = transaction;
        this.jdbc = jdbc;
        this.texts = texts;
    }

    @Override
    public void afterSingletonsInstantiated() {
        transaction.executeWithoutResult(status -> {
            takeTurns();
            administrators();
            atTasklist(GroupNames.SUPERVISORS);
            atTasklist(GroupNames.FINANCE);
            // The service desk decides nothing; its pages are ours, the engine only lets it in.
            atTasklist(GroupNames.SERVICE);
            operators();
            backends();
            filters.ensure().forEach(this::showTo);
        });
    }

    /** Shown to those it concerns, and no more to others: an earlier version showed every list to everybody. */
    private void showTo(String list, Set<Readers> readers) {
        var groups = new ArrayList<String>();
        groups.add(EngineUsers.ADMINISTRATORS);
        if (readers.contains(Readers.SUPERVISORS)) {
            groups.add(GroupNames.SUPERVISORS);
        }
        if (readers.contains(Readers.FINANCE)) {
            groups.add(GroupNames.FINANCE);
        }
        if (readers.contains(Readers.REVIEWERS)) {
            groups.addAll(groupsOfReviewers());
        }
        grants.giveOnly(groups, StaffGroups::decides, Resources.FILTER, list, Permissions.READ);
    }

    private List<String> groupsOfReviewers() {
        return identity.createGroupQuery().list().stream()
                .map(Group::getId)
                .filter(GroupNames::areReviewers)
                .toList();
    }

    /** Whether its members decide about money. */
    static boolean decides(String group) {
        return group.equals(GroupNames.SUPERVISORS)
                || group.equals(GroupNames.FINANCE)
                || GroupNames.areReviewers(group);
    }

    /** The groups of the cinemas whose managers' groups these are, the managers' own included. */
    static Set<String> managedBy(List<String> groups) {
        return groups.stream()
                .filter(GroupNames::areManagers)
                .flatMap(group -> Stream.of(group, GroupNames.reviewersOf(GroupNames.cinemaOfManagers(group))))
                .collect(Collectors.toSet());
    }

    @Override
    public void exists(String cinemaId, String name) {
        ensureCinema(cinemaId, name);
    }

    /** The cinema's reviewers and its managers, who choose them. In the caller's transaction, if there is one. */
    public void ensureCinema(String cinemaId, String cinemaName) {
        transaction.executeWithoutResult(status -> {
            var reviewers = GroupNames.reviewersOf(cinemaId);
            var managers = GroupNames.managersOf(cinemaId);
            if (isNamed(reviewers, text("reviewers", cinemaName)) && isNamed(managers, text("managers", cinemaName))) {
                return;
            }
            takeTurns();
            group(reviewers, text("reviewers", cinemaName), WORKFLOW);
            grants.give(reviewers, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
            lists().forEach(list -> grants.give(reviewers, Resources.FILTER, list, Permissions.READ));

            group(managers, text("managers", cinemaName), WORKFLOW);
            grants.give(managers, Resources.APPLICATION, "admin", Permissions.ACCESS);
            grants.give(managers, Resources.GROUP, reviewers, Permissions.READ);
            grants.give(managers, Resources.USER, Authorization.ANY, Permissions.READ);
            grants.give(managers, Resources.GROUP_MEMBERSHIP, reviewers, Permissions.CREATE, Permissions.DELETE);
        });
    }

    /** A member of the staff and the groups they belong to; an existing user keeps name and password. */
    public void ensureUser(String id, String first, String last, String password, String... groups) {
        transaction.executeWithoutResult(status -> {
            takeTurns();
            if (identity.createUserQuery().userId(id).count() == 0) {
                var user = identity.newUser(id);
                user.setFirstName(first);
                user.setLastName(last);
                user.setPassword(password);
                identity.saveUser(user);
            }
            for (String group : groups) {
                member(id, group);
            }
        });
    }

    private void administrators() {
        group(EngineUsers.ADMINISTRATORS, text("administrators"), SYSTEM);
        for (Resources resource : Resources.values()) {
            grants.give(EngineUsers.ADMINISTRATORS, resource, Authorization.ANY, Permissions.ALL);
        }
        if (administrator.isGiven()) {
            ensureUser(
                    administrator.username(),
                    administrator.username(),
                    "",
                    administrator.password(),
                    EngineUsers.ADMINISTRATORS);
        }
    }

    /** Who works in Tasklist; what they see there comes with each task. */
    private void atTasklist(String group) {
        group(group, text(group), WORKFLOW);
        grants.give(group, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
    }

    private void operators() {
        group(GroupNames.OPERATORS, text(GroupNames.OPERATORS), WORKFLOW);
        grants.give(GroupNames.OPERATORS, Resources.APPLICATION, "cockpit", Permissions.ACCESS);
        for (String process : Processes.OURS) {
            grants.give(
                    GroupNames.OPERATORS,
                    Resources.PROCESS_DEFINITION,
                    process,
                    ProcessDefinitionPermissions.READ,
                    ProcessDefinitionPermissions.READ_INSTANCE,
                    ProcessDefinitionPermissions.READ_TASK,
                    ProcessDefinitionPermissions.READ_HISTORY,
                    ProcessDefinitionPermissions.RETRY_JOB);
        }
        grants.give(
                GroupNames.OPERATORS,
                Resources.BATCH,
                Authorization.ANY,
                BatchPermissions.READ,
                BatchPermissions.CREATE_BATCH_SET_JOB_RETRIES);
        // Cockpit's pages of tasks, tables and deployments complain without these.
        for (var shown : List.of(
                Resources.TASK,
                Resources.DECISION_DEFINITION,
                Resources.DECISION_REQUIREMENTS_DEFINITION,
                Resources.DEPLOYMENT)) {
            grants.give(GroupNames.OPERATORS, shown, Authorization.ANY, Permissions.READ);
        }
    }

    /** Back ends start refunds and learn nothing. */
    private void backends() {
        group(GroupNames.BACKENDS, text(GroupNames.BACKENDS), WORKFLOW);
        grants.give(GroupNames.BACKENDS, Resources.PROCESS_INSTANCE, Authorization.ANY, Permissions.CREATE);
        grants.give(
                GroupNames.BACKENDS,
                Resources.PROCESS_DEFINITION,
                Processes.STARTED_FROM_OUTSIDE,
                ProcessDefinitionPermissions.CREATE_INSTANCE);
    }

    private List<String> lists() {
        var existing = filters.ofReviewers();
        if (existing.isEmpty()) {
            filters.ensure().forEach(this::showTo);
            return filters.ofReviewers();
        }
        return existing;
    }

    private boolean isNamed(String id, String name) {
        return identity.createGroupQuery().groupId(id).groupName(name).count() > 0;
    }

    private void group(String id, String name, String type) {
        var group = identity.createGroupQuery().groupId(id).singleResult();
        if (group == null) {
            group = identity.newGroup(id);
        } else if (name.equals(group.getName())) {
            return;
        }
        group.setName(name);
        group.setType(type);
        identity.saveGroup(group);
    }

    private void member(String user, String group) {
        if (identity.createGroupQuery().groupMember(user).groupId(group).count() == 0) {
            identity.createMembership(user, group);
        }
    }

    private void takeTurns() {
        jdbc.sql("select value_ from act_ge_property where name_ = 'startup.lock' for update")
                .query(String.class)
                .optional();
    }

    private String text(String group, Object... arguments) {
        return texts.getMessage("staff.group." + group, arguments, Locale.SIMPLIFIED_CHINESE);
    }
}
