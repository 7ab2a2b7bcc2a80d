package org.cinemarefund.staff;

import java.util.Collection;

/** The mini-program identities of members of the staff. */
public interface StaffOpenids {

    /** These and no others from now on. */
    void replace(String userId, Collection<String> openids);

    /** Whether this member of the staff and this moviegoer are one person. */
    boolean areOne(String userId, String openid);
}
