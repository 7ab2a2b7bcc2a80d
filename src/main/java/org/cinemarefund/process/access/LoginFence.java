package org.cinemarefund.process.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.regex.Pattern;
import org.cinemarefund.identity.LoginAttempts;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Counts wrong passwords at the log-in of the web applications and tells an address with too many of them to wait. A right one
 * is let in all the same; against guessing one person's password the engine has its own, growing pause.
 */
final class LoginFence extends OncePerRequestFilter {
    private static final Pattern LOGIN = Pattern.compile("web:admin/auth/user/[^/]+/login/[^/]+");
    private static final int TOO_MANY_REQUESTS = 429;

    private final ObjectProvider<LoginAttempts> attempts;

    LoginFence(ObjectProvider<LoginAttempts> attempts) {
        this.attempts = attempts;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var counting = attempts.getIfAvailable();
        var login = EngineCall.of(request).filter(call -> call.is("POST", LOGIN));
        if (login.isEmpty() || counting == null) {
            chain.doFilter(request, response);
            return;
        }
        var ip = request.getRemoteAddr();
        if (!counting.allowed(ip)) {
            chain.doFilter(request, new WaitInstead(response, counting.secondsToWait()));
            return;
        }
        chain.doFilter(request, response);
        if (response.getStatus() == HttpServletResponse.SC_UNAUTHORIZED) {
            counting.failed(ip);
        }
    }

    /** Says "wait" where the web application says "wrong". */
    private static final class WaitInstead extends HttpServletResponseWrapper {
        private final int seconds;

        WaitInstead(HttpServletResponse response, int seconds) {
            super(response);
            this.seconds = seconds;
        }

        @Override
        public void setStatus(int status) {
            super.setStatus(instead(status));
        }

        @Override
        public void sendError(int status) throws IOException {
            super.sendError(instead(status));
        }

        @Override
        public void sendError(int status, String message) throws IOException {
            super.sendError(instead(status), message);
        }

        private int instead(int status) {
            if (status != SC_UNAUTHORIZED) {
                return status;
            }
            setIntHeader(HttpHeaders.RETRY_AFTER, seconds);
            return TOO_MANY_REQUESTS;
        }
    }
}
