package org.cinemarefund.process.access;

import java.util.List;
import java.util.function.Supplier;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.identity.IdentityOperationResult;
import org.camunda.bpm.engine.impl.identity.db.DbIdentityServiceProvider;
import org.camunda.bpm.engine.impl.identity.db.DbUserQueryImpl;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;

/**
 * The engine's own way to users and groups, where every change passes, whichever API it comes by; one per command. Here
 * appointments are watched, and managers see their own people only.
 */
final class StaffIdentities extends DbIdentityServiceProvider {
    private final Appointments appointments;
    private final OwnPeople ownPeople;

    StaffIdentities(Appointments appointments, OwnPeople ownPeople) {
        this.appointments = appointments;
        this.ownPeople = ownPeople;
    }

    /** @param appointments asked for when the first command needs it: it needs the engine itself */
    static SessionFactory factory(Supplier<Appointments> appointments, Supplier<OwnPeople> ownPeople) {
        return new SessionFactory() {
            /** Tells the engine that it can write, too. */
            @Override
            public Class<?> getSessionType() {
                return StaffIdentities.class;
            }

            @Override
            public Session openSession() {
                return new StaffIdentities(appointments.get(), ownPeople.get());
            }
        };
    }

    /** Who is in it already stays in it: asking again is no mistake, and no appointment either. */
    @Override
    public IdentityOperationResult createMembership(String userId, String groupId) {
        checkAuthorization(Permissions.CREATE, Resources.GROUP_MEMBERSHIP, groupId);
        appointments.requireMayAppoint(getCommandContext().getAuthentication(), userId, groupId);
        if (existsMembership(userId, groupId)) {
            return new IdentityOperationResult(null, IdentityOperationResult.OPERATION_NONE);
        }
        var result = super.createMembership(userId, groupId);
        appointments.came(userId, groupId);
        return result;
    }

    @Override
    public IdentityOperationResult deleteMembership(String userId, String groupId) {
        checkAuthorization(Permissions.DELETE, Resources.GROUP_MEMBERSHIP, groupId);
        if (existsMembership(userId, groupId)) {
            appointments.left(userId, groupId);
        }
        return super.deleteMembership(userId, groupId);
    }

    @Override
    public IdentityOperationResult deleteUser(String userId) {
        checkAuthorization(Permissions.DELETE, Resources.USER, userId);
        appointments.gone(userId);
        return super.deleteUser(userId);
    }

    @Override
    public IdentityOperationResult deleteGroup(String groupId) {
        checkAuthorization(Permissions.DELETE, Resources.GROUP, groupId);
        appointments.dissolved(groupId);
        return super.deleteGroup(groupId);
    }

    @Override
    public List<User> findUserByQueryCriteria(DbUserQueryImpl query) {
        return narrowed(query) ? super.findUserByQueryCriteria(query) : List.of();
    }

    @Override
    public long findUserCountByQueryCriteria(DbUserQueryImpl query) {
        return narrowed(query) ? super.findUserCountByQueryCriteria(query) : 0;
    }

    /** False when there is nobody left to ask for. */
    private boolean narrowed(DbUserQueryImpl query) {
        var caller = getCommandContext().getAuthentication();
        return caller == null
                || !isAuthorizationEnabled()
                || !getCommandContext().isAuthorizationCheckEnabled()
                || ownPeople.narrow(query, caller.getUserId());
    }
}
