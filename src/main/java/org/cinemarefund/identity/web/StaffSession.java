package org.cinemarefund.identity.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.shared.Problem;

/** Who of the staff sends a request to our own endpoints, by the session of the web applications. */
public interface StaffSession {

    /** The person behind the request, with groups read afresh; empty when nobody is logged in or the user is gone. */
    Optional<StaffUser> current(HttpServletRequest request);

    /**
     * Refuses a changing request that did not come from our own pages.
     *
     * @throws Problem FORBIDDEN when the header {@code X-XSRF-TOKEN} is not the session's token
     */
    void requireCsrf(HttpServletRequest request);
}
