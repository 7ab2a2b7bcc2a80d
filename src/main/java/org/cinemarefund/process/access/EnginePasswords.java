package org.cinemarefund.process.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
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

/**
 * HTTP Basic for {@code /engine-rest}, by the engine's users. The engine makes a user wait after a wrong password, longer each
 * time; an address with too many wrong ones is told to wait, but a right one is always let in. Not a bean: Spring Security would
 * let the engine's users in wherever else passwords are taken.
 */
final class EnginePasswords implements AuthenticationProvider, AuthenticationEntryPoint {
    private final IdentityService identity;
    private final ObjectProvider<LoginAttempts> attempts;
    private final EngineAnswers answers;

    EnginePasswords(IdentityService identity, ObjectProvider<LoginAttempts> attempts, EngineAnswers answers) {
        this.identity = identity;
        this.attempts = attempts;
        this.answers = answers;
    }

    @Override
    public Authentication authenticate(Authentication given) {
        var user = given.getName();
        var password = String.valueOf(given.getCredentials());
        if (user.isEmpty() || password.isEmpty() || !identity.checkPassword(user, password)) {
            throw new BadCredentialsException("wrong user or password");
        }
        return UsernamePasswordAuthenticationToken.authenticated(user, null, List.of());
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        var counting = attempts.getIfAvailable();
        if (failure instanceof BadCredentialsException && counting != null) {
            if (!counting.allowed(request.getRemoteAddr())) {
                response.setIntHeader(HttpHeaders.RETRY_AFTER, counting.secondsToWait());
                answers.write(request, response, 429, new Problem(ProblemCode.TOO_MANY_REQUESTS));
                return;
            }
            counting.failed(request.getRemoteAddr());
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"cinema-refund\", charset=\"UTF-8\"");
        answers.write(request, response, 401, new Problem(ProblemCode.UNAUTHENTICATED));
    }
}
