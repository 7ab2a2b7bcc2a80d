package org.cinemarefund.identity.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.cinemarefund.identity.MoviegoerRate;
import org.cinemarefund.platform.web.ProblemResponses;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Slows down one moviegoer who asks too much, whatever they ask for. */
final class MoviegoerRateFilter extends OncePerRequestFilter {
    private final MoviegoerRate rate;
    private final ProblemResponses problems;

    MoviegoerRateFilter(MoviegoerRate rate, ProblemResponses problems) {
        this.rate = rate;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication instanceof SessionAuthentication session && !rate.admits(session.getPrincipal())) {
            var problem =
                    new Problem(ProblemCode.TOO_MANY_REQUESTS).with(ProblemResponses.RETRY_AFTER, rate.secondsToWait());
            problems.send(request, response, problem);
            return;
        }
        chain.doFilter(request, response);
    }
}
