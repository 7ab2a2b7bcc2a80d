package org.cinemarefund.process.access;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.camunda.bpm.webapp.impl.security.auth.Authentications;
import org.camunda.bpm.webapp.impl.security.filter.util.CsrfConstants;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.stereotype.Component;

/**
 * The session Tasklist, Cockpit and Admin share. It remembers the groups of the log-in for ever; a person taken out of a
 * group an hour ago must not act for it, so groups are read each time.
 */
@Component
class WebappSession implements StaffSession {
    /** Where the web applications keep it; the name is not public there. */
    private static final String AUTHENTICATIONS = "authenticatedUser";

    private static final String ENGINE = "default";

    private final EngineUsers users;

    WebappSession(EngineUsers users) {
        this.users = users;
    }

    @Override
    public Optional<StaffUser> current(HttpServletRequest request) {
        return userId(request).filter(users::exists).map(id -> new StaffUser(id, users.groupsOf(id)));
    }

    @Override
    public void requireCsrf(HttpServletRequest request) {
        if (!isCsrfSafe(request)) {
            throw new Problem(ProblemCode.FORBIDDEN);
        }
    }

    boolean isCsrfSafe(HttpServletRequest request) {
        var session = request.getSession(false);
        var expected = session == null ? null : session.getAttribute(CsrfConstants.CSRF_TOKEN_SESSION_ATTR_NAME);
        var sent = request.getHeader(CsrfConstants.CSRF_TOKEN_HEADER_NAME);
        return expected instanceof String token
                && !token.isBlank()
                && sent != null
                && MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    Optional<String> userId(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session == null || !(session.getAttribute(AUTHENTICATIONS) instanceof Authentications all)) {
            return Optional.empty();
        }
        return Optional.ofNullable(all.getAuthenticationForProcessEngine(ENGINE))
                .map(login -> login.getIdentityId());
    }
}
