package org.cinemarefund.process.access;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.function.Predicate;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Resource;

/** Gives groups rights in the engine, each at most once. */
final class Grants {
    private final AuthorizationService authorizations;

    Grants(AuthorizationService authorizations) {
        this.authorizations = authorizations;
    }

    /** The group has these permissions on that resource afterwards, besides what an administrator has given it. */
    void give(String group, Resource resource, String resourceId, Permission... permissions) {
        var grant = authorizations
                .createAuthorizationQuery()
                .authorizationType(Authorization.AUTH_TYPE_GRANT)
                .groupIdIn(group)
                .resourceType(resource)
                .resourceId(resourceId)
                .singleResult();
        var missing = grant == null;
        if (missing) {
            grant = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
            grant.setGroupId(group);
            grant.setResource(resource);
            grant.setResourceId(resourceId);
        }
        for (Permission permission : permissions) {
            if (!grant.isPermissionGranted(permission)) {
                grant.addPermission(permission);
                missing = true;
            }
        }
        if (missing) {
            authorizations.saveAuthorization(grant);
        }
    }

    /**
     * These groups have the permission on that resource afterwards; of others, those that are ours to choose have it no more.
     *
     * @param ours whether a group has it only by us
     */
    void giveOnly(
            Collection<String> groups,
            Predicate<String> ours,
            Resource resource,
            String resourceId,
            Permission permission) {
        var missing = new LinkedHashSet<>(groups);
        var grants = authorizations
                .createAuthorizationQuery()
                .authorizationType(Authorization.AUTH_TYPE_GRANT)
                .resourceType(resource)
                .resourceId(resourceId)
                .list();
        for (var grant : grants) {
            var group = grant.getGroupId();
            if (group == null || !grant.isPermissionGranted(permission)) {
                continue;
            }
            if (!missing.remove(group) && ours.test(group)) {
                authorizations.deleteAuthorization(grant.getId());
            }
        }
        missing.forEach(group -> give(group, resource, resourceId, permission));
    }
}
