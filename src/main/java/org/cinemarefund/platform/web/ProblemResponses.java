package org.cinemarefund.platform.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.LocaleResolver;

/**
 * Writes a refusal as an RFC 9457 problem in the caller's language, the same from filters, security and controllers. WeChat's
 * callback is the exception: there a failure is told in WeChat's own words.
 */
@Component
public class ProblemResponses {
    /** A problem's property of this name (seconds) is also sent as {@code Retry-After}. */
    public static final String RETRY_AFTER = "retryAfterSeconds";

    private static final String CALLBACK = "/api/wechat/refund-notifications";
    private static final String TYPE = "urn:cinema-refund:problem:";
    private static final int LONGEST_INSTANCE = 256;

    private final ObjectMapper json;
    private final MessageSource messages;
    private final LocaleResolver locales;

    ProblemResponses(ObjectMapper json, MessageSource messages, LocaleResolver locales) {
        this.json = json;
        this.messages = messages;
        this.locales = locales;
    }

    public void send(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        send(request, response, problem, problem.status());
    }

    /** With another status than the code's own, where a framework has already decided about it. */
    void send(HttpServletRequest request, HttpServletResponse response, Problem problem, int status)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        var locale = locales.resolveLocale(request);
        var callback = CALLBACK.equals(path(request)) && request.getMethod().equals("POST");
        var body = callback ? failure(problem) : body(problem, status, path(request), locale);
        var bytes = json.writeValueAsBytes(body);

        response.resetBuffer();
        response.setStatus(status);
        retryAfter(problem, response);
        response.setContentType(callback ? MediaType.APPLICATION_JSON_VALUE : MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setHeader(HttpHeaders.CONTENT_LANGUAGE, locale.toLanguageTag());
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
        response.flushBuffer();
    }

    private Map<String, Object> body(Problem problem, int status, String path, Locale locale) {
        var code = problem.code();
        var body = new LinkedHashMap<String, Object>();
        body.put("type", TYPE + code.name());
        body.put("title", title(code));
        body.put("status", status);
        body.put("detail", detail(problem, locale));
        body.put("code", code.name());
        body.put("instance", path);
        problem.properties().forEach(body::putIfAbsent);
        return body;
    }

    private static Map<String, Object> failure(Problem problem) {
        return Map.of("code", "FAIL", "message", problem.getMessage());
    }

    private String detail(Problem problem, Locale locale) {
        var arguments = problem.arguments();
        if (problem.code() == ProblemCode.INVALID_REQUEST && arguments.length == 0) {
            arguments = new Object[] {problem.properties().getOrDefault("field", "body")};
        }
        var key = "problem." + problem.code().name();
        var text = messages.getMessage(key, arguments, problem.code().name(), locale);
        var hint = problem.properties().get("hint");
        var hintText = hint == null ? null : messages.getMessage("hint." + hint, null, null, locale);
        return hintText == null
                ? text
                : messages.getMessage("problem-with-hint", new Object[] {text, hintText}, locale);
    }

    /** For developers and logs, the same in every language: {@code ORDER_IN_USE} is "Order in use". */
    static String title(ProblemCode code) {
        var words = code.name().replace('_', ' ');
        return words.charAt(0) + words.substring(1).toLowerCase(Locale.ROOT);
    }

    private static void retryAfter(Problem problem, HttpServletResponse response) {
        var asked = problem.properties().get(RETRY_AFTER);
        var seconds = asked instanceof Number number
                ? number.longValue()
                : switch (problem.code()) {
                    case TOO_MANY_REQUESTS -> 60;
                    case TRY_LATER -> 5;
                    case REQUEST_IN_PROGRESS -> 1;
                    default -> 0;
                };
        if (seconds > 0) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        }
    }

    /** What the caller asked for, also when the container has gone on to the error page. Without the query: it may be personal. */
    static String path(HttpServletRequest request) {
        var original = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        var path = original == null ? request.getRequestURI() : original.toString();
        return path.length() <= LONGEST_INSTANCE ? path : path.substring(0, LONGEST_INSTANCE);
    }
}
