package org.cinemarefund.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.stereotype.Component;

/** Who may look at the whole. */
@Component
class Watchers {
    private static final Set<String> OVERVIEW =
            Set.of(GroupNames.OPERATORS, GroupNames.SUPERVISORS, GroupNames.FINANCE);

    private final StaffSession session;

    Watchers(StaffSession session) {
        this.session = session;
    }

    /** @throws Problem UNAUTHENTICATED, FORBIDDEN */
    void requireOverview(HttpServletRequest request) {
        if (session.required(request).groups().stream().noneMatch(OVERVIEW::contains)) {
            throw new Problem(ProblemCode.FORBIDDEN);
        }
    }

    /** @throws Problem UNAUTHENTICATED, FORBIDDEN */
    StaffUser operator(HttpServletRequest request) {
        var user = session.required(request);
        if (!user.isIn(GroupNames.OPERATORS)) {
            throw new Problem(ProblemCode.FORBIDDEN);
        }
        return user;
    }

    /** The same, of a change that came from our own pages. */
    StaffUser operatorWhoChanges(HttpServletRequest request) {
        var user = operator(request);
        session.requireCsrf(request);
        return user;
    }
}
