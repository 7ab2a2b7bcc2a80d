package org.cinemarefund.process.access;

import java.security.Principal;
import java.util.List;

/** A member of the staff or a back end for the length of one request, with the groups of this moment. */
record StaffAccount(String name, List<String> groups) implements Principal {

    StaffAccount {
        groups = List.copyOf(groups);
    }

    @Override
    public String getName() {
        return name;
    }

    boolean isAdministrator() {
        return groups.contains(EngineUsers.ADMINISTRATORS);
    }
}
