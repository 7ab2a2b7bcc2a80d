package org.cinemarefund.process.access;

import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.cinemarefund.staff.StaffDirectory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The engine's users and the groups they are in at this moment. */
@Component
class EngineUsers implements StaffDirectory {
    static final String ADMINISTRATORS = "camunda-admin";

    private final IdentityService identity;
    private final JdbcClient jdbc;

    EngineUsers(IdentityService identity, JdbcClient jdbc) {
        this.identity = identity;
        this.jdbc = jdbc;
    }

    boolean exists(String userId) {
        return identity.createUserQuery().userId(userId).count() > 0;
    }

    List<String> groupsOf(String userId) {
        return identity.createGroupQuery().groupMember(userId).list().stream()
                .map(Group::getId)
                .toList();
    }

    /** Asked of the table, not of the engine, whose answer depends on what the one who asks may see. */
    boolean belongs(String userId, String group) {
        return jdbc.sql("select count(*) from act_id_membership where user_id_ = :user and group_id_ = :group")
                        .param("user", userId)
                        .param("group", group)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    boolean isAdministrator(String userId) {
        return belongs(userId, ADMINISTRATORS);
    }

    @Override
    public boolean lock(String userId) {
        return jdbc.sql("select id_ from act_id_user where id_ = :user for update")
                .param("user", userId)
                .query(String.class)
                .optional()
                .isPresent();
    }
}
