package org.cinemarefund.process.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.cinemarefund.platform.web.ProblemOf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Around everything before the engine's APIs that asks the database, passwords and groups first of all: what {@link EngineErrors}
 * is to the APIs themselves. Left to the container it would be a stack trace each.
 */
final class DatabaseAway extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseAway.class);

    private final EngineAnswers answers;

    DatabaseAway(EngineAnswers answers) {
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException failure) {
            var problem = ProblemOf.tryLater(failure);
            if (problem.isEmpty() || response.isCommitted()) {
                throw failure;
            }
            LOG.warn("TRY_LATER {} {}: {}", request.getMethod(), request.getRequestURI(), ProblemOf.causes(failure));
            answers.refuse(request, response, problem.get());
        }
    }
}
