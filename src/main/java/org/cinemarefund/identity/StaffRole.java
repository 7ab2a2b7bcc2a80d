package org.cinemarefund.identity;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** What somebody of the staff is, by the groups they are in; one person may be several. */
public enum StaffRole {
    REVIEWER(GroupNames::areReviewers),
    SUPERVISOR(GroupNames.SUPERVISORS::equals),
    FINANCE(GroupNames.FINANCE::equals),
    SERVICE(GroupNames.SERVICE::equals),
    OPERATOR(GroupNames.OPERATORS::equals),
    MANAGER(GroupNames::areManagers),
    ADMINISTRATOR(GroupNames.ADMINISTRATORS::equals);

    @SuppressWarnings("ImmutableEnumChecker")
    private final Predicate<String> group;

    StaffRole(Predicate<String> group) {
        this.group = group;
    }

    public static List<StaffRole> of(StaffUser user) {
        return Arrays.stream(values()).filter(role -> role.has(user)).toList();
    }

    public boolean has(StaffUser user) {
        return user.groups().stream().anyMatch(group);
    }
}
