package org.cinemarefund.identity;

import java.util.List;

/** Somebody of the staff who is logged in to the web applications, with the groups they are in at this moment. */
public record StaffUser(String id, List<String> groups) {
    public StaffUser {
        groups = List.copyOf(groups);
    }

    public boolean isIn(String group) {
        return groups.contains(group);
    }
}
