package org.cinemarefund.identity.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.cinemarefund.identity.LoginAttempts;
import org.cinemarefund.identity.ServiceAccount;
import org.cinemarefund.platform.web.ProblemResponses;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * HTTP Basic for one service account. Wrong passwords are counted per address and told to wait when there are too many; the right
 * one is always let in, or an attacker behind the same balancer could lock the order system out.
 */
final class ServiceAccountLogin implements AuthenticationProvider, AuthenticationEntryPoint {
    private final ServiceAccount account;
    private final String realm;
    private final String role;
    private final LoginAttempts attempts;
    private final ProblemResponses problems;

    ServiceAccountLogin(
            ServiceAccount account, String realm, String role, LoginAttempts attempts, ProblemResponses problems) {
        this.account = account;
        this.realm = realm;
        this.role = role;
        this.attempts = attempts;
        this.problems = problems;
    }

    @Override
    public Authentication authenticate(Authentication given) {
        if (!account.admits(given.getName(), String.valueOf(given.getCredentials()))) {
            throw new BadCredentialsException("wrong name or password");
        }
        return UsernamePasswordAuthenticationToken.authenticated(
                account.username(), null, AuthorityUtils.createAuthorityList("ROLE_" + role));
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof BadCredentialsException) {
            var ip = request.getRemoteAddr();
            if (!attempts.allowed(ip)) {
                var problem = new Problem(ProblemCode.TOO_MANY_REQUESTS)
                        .with(ProblemResponses.RETRY_AFTER, attempts.secondsToWait());
                problems.send(request, response, problem);
                return;
            }
            attempts.failed(ip);
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"" + realm + "\", charset=\"UTF-8\"");
        problems.send(request, response, new Problem(ProblemCode.UNAUTHENTICATED));
    }
}
