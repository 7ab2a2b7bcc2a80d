package org.cinemarefund.process.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps the web applications' first-run set-up shut for everybody and always (CVE-2026-77226): it makes an administrator
 * of anybody whenever the administrators' group happens to be empty. It looks at the address as the most generous reader
 * would understand it, because refusing too much costs nothing here. Other addresses of the engine that two readers could
 * understand differently are refused as well, before anybody tries.
 */
final class SetupDoor extends OncePerRequestFilter {
    private final EngineAnswers answers;

    SetupDoor(EngineAnswers answers) {
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (leadsToSetup(request.getRequestURI())) {
            answers.write(request, response, 403, new Problem(ProblemCode.FORBIDDEN));
            return;
        }
        if (isForTheEngine(request.getRequestURI()) && EngineCall.isAmbiguous(request)) {
            answers.write(request, response, 400, Problem.invalid("path", "path"));
            return;
        }
        chain.doFilter(request, response);
    }

    static boolean leadsToSetup(String uri) {
        var segments = segments(uri);
        var admin = segments.indexOf("admin");
        return segments.contains("camunda") && admin >= 0 && segments.lastIndexOf("setup") > admin;
    }

    private static boolean isForTheEngine(String uri) {
        var segments = segments(uri);
        return segments.contains("engine-rest") || segments.contains("camunda") && segments.contains("api");
    }

    private static List<String> segments(String uri) {
        return Arrays.stream(generously(uri).split("[/\\\\]+"))
                .map(segment -> segment.replaceFirst(";.*", "").strip())
                .toList();
    }

    private static String generously(String uri) {
        var path = uri;
        try {
            for (int layer = 0; layer < 3; layer++) {
                path = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            // As far as it could be decoded; the servlet container refuses such an address anyway.
        }
        return path.toLowerCase(Locale.ROOT);
    }
}
