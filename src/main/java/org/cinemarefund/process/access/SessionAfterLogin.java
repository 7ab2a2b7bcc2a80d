package org.cinemarefund.process.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sessions of the web applications begin with a right password and at no other time. The web applications themselves make one for
 * every request that brings none, which anybody could repeat until the memory is full; such a request gets a {@link PassingSession}.
 */
final class SessionAfterLogin extends OncePerRequestFilter {
    private final WebappCsrf csrf;

    SessionAfterLogin(WebappCsrf csrf) {
        this.csrf = csrf;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(new Visit(request, response, csrf), response);
    }

    private static final class Visit extends HttpServletRequestWrapper {
        private final HttpServletResponse response;
        private final WebappCsrf csrf;
        private final boolean isLogin;
        private final boolean cameWithSession;
        private PassingSession passing;

        Visit(HttpServletRequest request, HttpServletResponse response, WebappCsrf csrf) {
            super(request);
            this.response = response;
            this.csrf = csrf;
            this.isLogin = WebappCsrf.isLogin(request);
            this.cameWithSession = request.getSession(false) != null;
        }

        @Override
        public HttpSession getSession() {
            return getSession(true);
        }

        @Override
        public HttpSession getSession(boolean create) {
            var session = super.getSession(false);
            if (session != null) {
                return session;
            }
            if (create && isLogin && isPastTheOldOne()) {
                var begun = super.getSession(true);
                csrf.begin(begun, response);
                return begun;
            }
            if (create && (passing == null || passing.isOver())) {
                passing = new PassingSession(getServletContext());
            }
            return passing == null || passing.isOver() ? null : passing;
        }

        /** The log-in ends the session it finds, once it has found the password right, and asks for a new one. */
        private boolean isPastTheOldOne() {
            return cameWithSession || passing != null && passing.isOver();
        }

        @Override
        public String changeSessionId() {
            return super.getSession(false) == null ? getSession(true).getId() : super.changeSessionId();
        }
    }
}
