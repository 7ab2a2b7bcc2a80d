package org.cinemarefund.process.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.cinemarefund.shared.SecurityLog;
import org.cinemarefund.shared.SecurityLog.Event;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Ends the web applications' sessions that may not go on, before anybody believes them; see {@link OpenSessions}. */
final class SessionsEnd extends OncePerRequestFilter {
    private static final Pattern CREDENTIALS = Pattern.compile("user/([^/]+)/credentials");

    private final WebappSession sessions;

    SessionsEnd(WebappSession sessions) {
        this.sessions = sessions;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // Looked at before and, for a log-in, after: the password it was made with is the one of this moment.
        var before = sessions.userId(request);
        chain.doFilter(request, response);
        var after = before.or(() -> sessions.userId(request));
        var call = EngineCall.of(request).filter(made -> made.is("PUT", CREDENTIALS));
        if (call.isEmpty() || response.getStatus() != HttpServletResponse.SC_NO_CONTENT) {
            return;
        }
        var changed = call.get().path().replaceFirst("^user/([^/]+)/credentials$", "$1");
        if (after.filter(changed::equals).isPresent()) {
            sessions.renew(request, changed);
        }
        SecurityLog.write(Event.PASSWORD_CHANGED, changed, "by " + after.orElseGet(SessionsEnd::byName));
    }

    private static String byName() {
        var caller = SecurityContextHolder.getContext().getAuthentication();
        return caller == null ? "-" : caller.getName();
    }
}
