package org.cinemarefund.platform.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before everybody who looks at who is calling, and answers for bodies that {@link BodyValve} did not take in. Compressed
 * bodies are refused too, since their size says nothing about what comes out of them.
 */
final class BodyRefusalFilter extends OncePerRequestFilter {
    private final ProblemResponses problems;
    private final List<RefusalShape> shapes;

    BodyRefusalFilter(ProblemResponses problems, List<RefusalShape> shapes) {
        this.problems = problems;
        this.shapes = shapes;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (request.getAttribute(BodyRefusal.ATTRIBUTE) instanceof BodyRefusal refusal) {
            refuse(request, response, refusal.status(), refusal.problem());
        } else if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            var code = ProblemCode.UNSUPPORTED_MEDIA_TYPE;
            refuse(request, response, code.status(), new Problem(code));
        } else {
            chain.doFilter(request, response);
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, int status, Problem problem)
            throws IOException {
        response.setHeader(HttpHeaders.CONNECTION, "close");
        var path = request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
        var shape = shapes.stream().filter(known -> known.isFor(path)).findFirst();
        if (shape.isPresent()) {
            shape.get().refuse(request, response, status, problem);
        } else {
            problems.send(request, response, problem, status);
        }
    }
}
