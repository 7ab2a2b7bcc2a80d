package org.cinemarefund.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Answers whatever a controller let fly. A fault of ours is logged here, once, under an id the caller is given too; everything else
 * is the caller's business or the database's and leaves one line at most.
 */
@ControllerAdvice
class ProblemAdvice {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    private final ProblemResponses problems;

    ProblemAdvice(ProblemResponses problems) {
        this.problems = problems;
    }

    @ExceptionHandler(Throwable.class)
    void answer(Throwable thrown, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (ProblemOf.isCallerGone(thrown)) {
            return;
        }
        var problem = ProblemOf.exception(thrown).orElseGet(() -> fault(thrown, request));
        if (problem.code() == ProblemCode.TRY_LATER && !(thrown instanceof Problem)) {
            LOG.warn(
                    "TRY_LATER {} {}: {}",
                    request.getMethod(),
                    ProblemResponses.path(request),
                    ProblemOf.causes(thrown));
        }
        headers(thrown, response);
        problems.send(request, response, problem);
    }

    private static Problem fault(Throwable thrown, HttpServletRequest request) {
        var errorId = UUID.randomUUID().toString();
        LOG.error("error {} {} {}", errorId, request.getMethod(), ProblemResponses.path(request), thrown);
        return new Problem(ProblemCode.INTERNAL_ERROR).with("errorId", errorId);
    }

    private static void headers(Throwable thrown, HttpServletResponse response) {
        if (thrown instanceof HttpRequestMethodNotSupportedException e && e.getSupportedMethods() != null) {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", e.getSupportedMethods()));
        }
        if (thrown instanceof HttpMediaTypeNotSupportedException e) {
            response.setHeader(HttpHeaders.ACCEPT, MediaType.toString(e.getSupportedMediaTypes()));
        }
    }
}
