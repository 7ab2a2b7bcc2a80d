package org.cinemarefund.process.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.camunda.bpm.webapp.impl.security.auth.Authentications;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.process.access.EngineCall.Door;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.SecurityLog;
import org.cinemarefund.shared.SecurityLog.Event;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
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
    private static final String ACCOUNT = StaffAccount.class.getName();

    private final EngineUsers users;
    private final OpenSessions open;

    WebappSession(EngineUsers users, OpenSessions open) {
        this.users = users;
        this.open = open;
    }

    @Override
    public Optional<StaffUser> current(HttpServletRequest request) {
        return userId(request).filter(users::exists).map(id -> new StaffUser(id, users.groupsOf(id)));
    }

    @Override
    public StaffUser requiredIn(String group, HttpServletRequest request) {
        var user = required(request);
        if (!user.isIn(group)) {
            SecurityLog.write(Event.MONEY_REFUSED, user.id(), group);
            throw new Problem(ProblemCode.NOT_FOUND);
        }
        return user;
    }

    @Override
    public void requireCsrf(HttpServletRequest request) {
        if (!isCsrfSafe(request)) {
            SecurityLog.write(Event.CSRF_REFUSED, userId(request).orElse(null), "desk");
            throw new Problem(ProblemCode.FORBIDDEN);
        }
    }

    boolean isCsrfSafe(HttpServletRequest request) {
        return WebappCsrf.isFromOurPages(request);
    }

    /** Who calls the engine's API, by whichever door; empty when nobody is logged in. */
    Optional<String> caller(EngineCall call, HttpServletRequest request) {
        return call.door() == Door.WEB_APPLICATIONS
                ? userId(request)
                : Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                        .filter(Authentication::isAuthenticated)
                        .map(Authentication::getName);
    }

    /** The same with their groups, asked for once in a request. */
    Optional<StaffAccount> account(EngineCall call, HttpServletRequest request) {
        return caller(call, request).map(name -> {
            if (request.getAttribute(ACCOUNT) instanceof StaffAccount known
                    && known.name().equals(name)) {
                return known;
            }
            var login = SecurityContextHolder.getContext().getAuthentication();
            var account = call.door() == Door.ENGINE_REST && login.getPrincipal() instanceof StaffAccount own
                    ? own
                    : new StaffAccount(name, users.groupsOf(name));
            request.setAttribute(ACCOUNT, account);
            return account;
        });
    }

    /** Empty when nobody is logged in, and when the session has just been ended because it may not go on. */
    Optional<String> userId(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session == null || !(session.getAttribute(AUTHENTICATIONS) instanceof Authentications all)) {
            return Optional.empty();
        }
        var user = Optional.ofNullable(all.getAuthenticationForProcessEngine(ENGINE))
                .map(login -> login.getIdentityId());
        if (user.isPresent() && !open.mayGoOn(session, user.get())) {
            session.invalidate();
            return Optional.empty();
        }
        return user;
    }

    void renew(HttpServletRequest request, String userId) {
        var session = request.getSession(false);
        if (session != null) {
            open.renew(session, userId);
        }
    }
}
