package org.cinemarefund.process.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.cinemarefund.platform.web.ProblemOf;
import org.cinemarefund.process.access.CallersMistakes.Refusal;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Around everything at the engine's doors: what {@link EngineErrors} is to the APIs themselves. Left to the container it would be
 * a stack trace each, whoever's mistake it was.
 */
final class LastResort extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

    private static final Refusal NO_SUCH_PAGE = new Refusal(404, new Problem(ProblemCode.NOT_FOUND));

    private final EngineAnswers answers;

    LastResort(EngineAnswers answers) {
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (FileNotFoundException noSuchPage) {
            if (!response.isCommitted()) {
                answers.write(request, response, 404, new Problem(ProblemCode.NOT_FOUND));
            }
        } catch (ServletException | RuntimeException failure) {
            if (response.isCommitted()) {
                throw failure;
            }
            var refusal = refusal(request, failure);
            answers.write(request, response, refusal.status(), refusal.problem());
        }
    }

    private static Refusal refusal(HttpServletRequest request, Exception failure) {
        var known = known(request, failure);
        if (known.isPresent()) {
            return known.get();
        }
        LOG.error("{} {} failed", request.getMethod(), EngineErrors.path(request), failure);
        return new Refusal(500, new Problem(ProblemCode.INTERNAL_ERROR));
    }

    private static boolean isPage(HttpServletRequest request) {
        return request.getServletPath().startsWith("/camunda/app/");
    }

    private static Optional<Refusal> known(HttpServletRequest request, Exception failure) {
        var later = ProblemOf.tryLater(failure);
        if (later.isPresent()) {
            LOG.warn("TRY_LATER {} {}: {}", request.getMethod(), EngineErrors.path(request), ProblemOf.causes(failure));
            return Optional.of(new Refusal(EngineAnswers.statusOf(later.get()), later.get()));
        }
        var mistake = CallersMistakes.of(failure).map(found -> isPage(request) ? NO_SUCH_PAGE : found);
        if (mistake.isPresent()) {
            EngineErrors.tell(request, mistake.get(), failure);
        }
        return mistake;
    }
}
