package org.cinemarefund.identity.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Optional;
import org.cinemarefund.identity.StaffRole;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;

/** Who of the staff sends a request to our own endpoints, by the session of the web applications. */
public interface StaffSession {

    /** The person behind the request, with groups read afresh; empty when nobody is logged in or the user is gone. */
    Optional<StaffUser> current(HttpServletRequest request);

    /** @throws Problem UNAUTHENTICATED when nobody is logged in */
    default StaffUser required(HttpServletRequest request) {
        return current(request).orElseThrow(() -> new Problem(ProblemCode.UNAUTHENTICATED));
    }

    /** @throws Problem UNAUTHENTICATED; NOT_FOUND for people outside the group, for whom it does not exist */
    default StaffUser requiredIn(String group, HttpServletRequest request) {
        var user = required(request);
        if (!user.isIn(group)) {
            throw new Problem(ProblemCode.NOT_FOUND);
        }
        return user;
    }

    /** @throws Problem UNAUTHENTICATED; FORBIDDEN for people of none of these roles */
    default StaffUser requiredAs(HttpServletRequest request, StaffRole... roles) {
        var user = required(request);
        if (Arrays.stream(roles).noneMatch(role -> role.has(user))) {
            throw new Problem(ProblemCode.FORBIDDEN);
        }
        return user;
    }

    /**
     * Refuses a changing request that did not come from our own pages.
     *
     * @throws Problem FORBIDDEN when the header {@code X-XSRF-TOKEN} is not the session's token
     */
    void requireCsrf(HttpServletRequest request);
}
