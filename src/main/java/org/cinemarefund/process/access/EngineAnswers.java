package org.cinemarefund.process.access;

import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.cinemarefund.platform.web.ProblemResponses;
import org.cinemarefund.platform.web.RefusalShape;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Says no in the shape the engine's API says no, so that Tasklist and Cockpit can show it: our code and its text are in
 * {@code message}.
 */
@Component
class EngineAnswers implements RefusalShape {
    private static final JsonMapper JSON = new JsonMapper();

    private final MessageSource texts;

    EngineAnswers(MessageSource texts) {
        this.texts = texts;
    }

    void write(HttpServletRequest request, HttpServletResponse response, int status, Problem problem)
            throws IOException {
        response.resetBuffer();
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (problem.code() == ProblemCode.TRY_LATER || problem.code() == ProblemCode.TOO_MANY_REQUESTS) {
            response.setHeader(HttpHeaders.RETRY_AFTER, secondsToWait(problem));
        }
        response.getOutputStream().write(JSON.writeValueAsBytes(body(problem, locale(request))));
        response.flushBuffer();
    }

    /**
     * A refusal by our rules: 403 where it is about who asks, 409 where the world is another than the caller thought, 503
     * what passes by itself, else 400.
     */
    void refuse(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        write(request, response, statusOf(problem), problem);
    }

    @Override
    public boolean isFor(String path) {
        return path.startsWith("/engine-rest/") || path.startsWith("/camunda/");
    }

    @Override
    public void refuse(HttpServletRequest request, HttpServletResponse response, int status, Problem problem)
            throws IOException {
        write(request, response, status, problem);
    }

    static int statusOf(Problem problem) {
        var status = problem.code().status();
        return status == 403 || status == 409 || status == 503 ? status : 400;
    }

    static String secondsToWait(Problem problem) {
        return String.valueOf(problem.properties().getOrDefault(ProblemResponses.RETRY_AFTER, 5));
    }

    Map<String, Object> body(Problem problem, Locale locale) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "InvalidRequestException");
        body.put("message", message(problem, locale));
        body.put("code", null);
        return body;
    }

    private String message(Problem problem, Locale locale) {
        var message = new StringBuilder(problem.code().name());
        var text = texts.getMessage("problem." + problem.code(), problem.arguments(), "", locale);
        var hint = problem.properties().get("hint");
        var more = hint == null ? "" : texts.getMessage("hint." + hint, problem.arguments(), "", locale);
        if (!text.isEmpty()) {
            message.append(": ").append(text);
        }
        if (problem.code() == ProblemCode.INVALID_REQUEST
                && problem.properties().get("field") != null) {
            message.append(" [").append(problem.properties().get("field")).append(']');
        }
        return more.isEmpty()
                ? message.toString()
                : message.append(' ').append(more).toString();
    }

    /** Chinese unless English is asked for first. */
    static Locale locale(HttpServletRequest request) {
        if (request.getHeader("Accept-Language") == null) {
            return Locale.SIMPLIFIED_CHINESE;
        }
        for (Locale wanted : Collections.list(request.getLocales())) {
            if (wanted.getLanguage().equals("zh")) {
                return Locale.SIMPLIFIED_CHINESE;
            }
            if (wanted.getLanguage().equals("en")) {
                return Locale.ENGLISH;
            }
        }
        return Locale.SIMPLIFIED_CHINESE;
    }
}
