package org.cinemarefund.process.access;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.identity.IdentityOperationResult;
import org.camunda.bpm.engine.impl.identity.db.DbUserQueryImpl;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.cinemarefund.process.engine.StaffPasswords;

/**
 * The engine's own way to users and groups, where every change passes, whichever API it comes by; one per command. Here
 * appointments are watched, and managers see their own people only.
 */
final class StaffIdentities extends StaffPasswords {
    private final Appointments appointments;
    private final OwnPeople ownPeople;

    private StaffIdentities(Parts parts, Appointments appointments, OwnPeople ownPeople) {
        super(parts);
        this.appointments = appointments;
        this.ownPeople = ownPeople;
    }

    /** @param appointments asked for when the first command needs it: it needs the engine itself */
    static SessionFactory factory(
            Supplier<Appointments> appointments, Supplier<OwnPeople> ownPeople, Consumer<String> unlocked) {
        return new Factory(
                StaffIdentities.class,
                parts -> new StaffIdentities(parts, appointments.get(), ownPeople.get()),
                unlocked);
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
