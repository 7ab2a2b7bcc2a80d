package org.cinemarefund.process.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.UserQueryImpl;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which users a manager finds. To appoint somebody they need to be able to read anybody's profile by its exact id, for which
 * the engine knows only the right to read all users; lists are cut down here to the people of their own cinemas.
 */
@Component
class OwnPeople {
    private final JdbcClient jdbc;

    OwnPeople(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @return false when nobody is left to ask for
     * @throws AuthorizationException for a question about a group that is not theirs
     */
    boolean narrow(UserQueryImpl query, String caller) {
        var groups = jdbc.sql("select group_id_ from act_id_membership where user_id_ = ?")
                .param(caller)
                .query(String.class)
                .list();
        var own = StaffGroups.managedBy(groups);
        if (own.isEmpty() || groups.contains(EngineUsers.ADMINISTRATORS)) {
            return true;
        }
        var asked = query.getGroupId();
        if (asked != null && !own.contains(asked)) {
            if (groups.contains(asked)) {
                return false;
            }
            throw new AuthorizationException(caller, Permissions.READ.getName(), Resources.GROUP.resourceName(), asked);
        }
        if (asked == null && query.getId() != null) {
            return true;
        }
        var people = people(own);
        if (query.getIds() != null && query.getIds().length > 0) {
            people.retainAll(Set.of(query.getIds()));
        }
        if (people.isEmpty()) {
            return false;
        }
        query.userIdIn(people.toArray(String[]::new));
        return true;
    }

    private List<String> people(Set<String> groups) {
        return new ArrayList<>(jdbc.sql("select distinct user_id_ from act_id_membership where group_id_ in (:groups)")
                .param("groups", groups)
                .query(String.class)
                .list());
    }
}
