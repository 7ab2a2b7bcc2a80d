package org.cinemarefund.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import org.cinemarefund.identity.StaffRole;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.shared.Problem;
import org.springframework.stereotype.Component;

/** Who may look at the whole. */
@Component
class Watchers {
    private final StaffSession session;

    Watchers(StaffSession session) {
        this.session = session;
    }

    /** @throws Problem UNAUTHENTICATED, FORBIDDEN */
    void requireOverview(HttpServletRequest request) {
        session.requiredAs(request, StaffRole.OPERATOR, StaffRole.SUPERVISOR, StaffRole.FINANCE);
    }

    /** @throws Problem UNAUTHENTICATED, FORBIDDEN */
    StaffUser operator(HttpServletRequest request) {
        return session.requiredAs(request, StaffRole.OPERATOR);
    }

    /** The same, of a change that came from our own pages. */
    StaffUser operatorWhoChanges(HttpServletRequest request) {
        var user = operator(request);
        session.requireCsrf(request);
        return user;
    }
}
