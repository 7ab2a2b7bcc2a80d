package org.cinemarefund.process.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.cinemarefund.identity.LoginAttempts;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * HTTP Basic for {@code /engine-rest}, by the engine's users, behind the {@link PasswordDoor}. Not a bean: Spring Security would
 * let the engine's users in wherever else passwords are taken.
 */
final class EnginePasswords implements AuthenticationProvider, AuthenticationEntryPoint {
    private final EngineUsers users;
    private final PasswordDoor door;
    private final ObjectProvider<LoginAttempts> attempts;
    private final EngineAnswers answers;

    EnginePasswords(
            EngineUsers users, PasswordDoor door, ObjectProvider<LoginAttempts> attempts, EngineAnswers answers) {
        this.users = users;
        this.door = door;
        this.attempts = attempts;
        this.answers = answers;
    }

    @Override
    public Authentication authenticate(Authentication given) {
        var user = given.getName();
        var password = String.valueOf(given.getCredentials());
        if (user.isEmpty() || password.isEmpty()) {
            throw new BadCredentialsException("neither user nor password");
        }
        var ip = given.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : null;
        var seconds = door.secondsToWait(user, ip);
        if (seconds > 0) {
            throw new Waiting(seconds);
        }
        var groups = users.groupsBy(user, password);
        if (groups.isEmpty()) {
            door.wrong(user, ip);
            throw new BadCredentialsException("wrong user or password");
        }
        door.right(user, ip);
        return UsernamePasswordAuthenticationToken.authenticated(new StaffAccount(user, groups.get()), null, List.of());
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof Waiting waiting) {
            wait(request, response, waiting.seconds);
            return;
        }
        var counting = attempts.getIfAvailable();
        if (failure instanceof BadCredentialsException && counting != null) {
            if (!counting.allowed(request.getRemoteAddr())) {
                wait(request, response, counting.secondsToWait());
                return;
            }
            counting.failed(request.getRemoteAddr());
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"cinema-refund\", charset=\"UTF-8\"");
        answers.write(request, response, 401, new Problem(ProblemCode.UNAUTHENTICATED));
    }

    private void wait(HttpServletRequest request, HttpServletResponse response, int seconds) throws IOException {
        response.setIntHeader(HttpHeaders.RETRY_AFTER, seconds);
        answers.write(request, response, 429, new Problem(ProblemCode.TOO_MANY_REQUESTS));
    }

    private static final class Waiting extends AuthenticationException {
        private static final long serialVersionUID = 1L;

        private final int seconds;

        Waiting(int seconds) {
            super("has to wait");
            this.seconds = seconds;
        }
    }
}
