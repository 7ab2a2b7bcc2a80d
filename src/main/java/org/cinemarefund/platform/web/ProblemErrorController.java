package org.cinemarefund.platform.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** The container's error page: what went wrong before or beside a controller looks like everything else that went wrong. */
@Controller
class ProblemErrorController implements ErrorController {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemErrorController.class);

    private final ProblemResponses problems;

    ProblemErrorController(ProblemResponses problems) {
        this.problems = problems;
    }

    @RequestMapping("${server.error.path:/error}")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer number ? number : 404;
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable thrown) {
            var known = ProblemOf.exception(thrown);
            if (known.isEmpty() && status >= 400 && status < 500) {
                // The container could not read the request: a chunk without a size, an end before the end.
                problems.send(request, response, ProblemOf.status(status), status);
            } else {
                problems.send(request, response, known.orElseGet(() -> fault(request, thrown)));
            }
        } else {
            problems.send(request, response, ProblemOf.status(status), status);
        }
    }

    /** The container has logged the stack trace already; this line ties it to the id the caller holds. */
    private static Problem fault(HttpServletRequest request, Throwable thrown) {
        var errorId = UUID.randomUUID().toString();
        LOG.error("error {} {}: {}", errorId, ProblemResponses.path(request), ProblemOf.causes(thrown));
        return new Problem(ProblemCode.INTERNAL_ERROR).with("errorId", errorId);
    }
}
