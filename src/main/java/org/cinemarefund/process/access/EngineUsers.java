package org.cinemarefund.process.access;

import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.springframework.stereotype.Component;

/** The engine's users and the groups they are in at this moment. */
@Component
class EngineUsers {
    static final String ADMINISTRATORS = "camunda-admin";

    private final IdentityService identity;

    EngineUsers(IdentityService identity) {
        this.identity = identity;
    }

    boolean exists(String userId) {
        return identity.createUserQuery().userId(userId).count() > 0;
    }

    List<String> groupsOf(String userId) {
        return identity.createGroupQuery().groupMember(userId).list().stream()
                .map(Group::getId)
                .toList();
    }

    boolean isIn(String userId, List<String> groups) {
        return !groups.isEmpty()
                && identity.createGroupQuery()
                                .groupMember(userId)
                                .groupIdIn(groups.toArray(String[]::new))
                                .count()
                        > 0;
    }

    boolean isAdministrator(String userId) {
        return isIn(userId, List.of(ADMINISTRATORS));
    }
}
