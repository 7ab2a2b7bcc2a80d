package org.cinemarefund.process.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cinemarefund.identity.LoginAttempts;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.SecurityLog;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The log-in of the web applications, behind the {@link PasswordDoor}. Wrong passwords are counted too, and an address with too
 * many of them is told to wait; a right one is let in all the same. The form is written anew from what was read here, so that nobody
 * waits under another name than the engine reads.
 */
final class LoginFence extends OncePerRequestFilter {
    private static final int TOO_MANY_REQUESTS = 429;

    private static final int LONGEST_FORM = 4096;

    private final PasswordDoor door;
    private final ObjectProvider<LoginAttempts> attempts;
    private final EngineAnswers answers;

    LoginFence(PasswordDoor door, ObjectProvider<LoginAttempts> attempts, EngineAnswers answers) {
        this.door = door;
        this.attempts = attempts;
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!WebappCsrf.isLogin(request)) {
            chain.doFilter(request, response);
            return;
        }
        var sent = request.getInputStream().readNBytes(LONGEST_FORM + 1);
        if (sent.length > LONGEST_FORM) {
            answers.write(request, response, 413, new Problem(ProblemCode.PAYLOAD_TOO_LARGE));
            return;
        }
        var form = form(sent);
        var user = form.getOrDefault("username", "");
        var ip = request.getRemoteAddr();
        var seconds = door.secondsToWait(user, ip);
        if (seconds > 0) {
            response.setIntHeader(HttpHeaders.RETRY_AFTER, seconds);
            answers.write(request, response, TOO_MANY_REQUESTS, new Problem(ProblemCode.TOO_MANY_REQUESTS));
            return;
        }
        var counting = attempts.getIfAvailable();
        var tooMany = counting != null && !counting.allowed(ip);
        var answer = tooMany ? new WaitInstead(response, counting.secondsToWait()) : response;
        chain.doFilter(SentBody.ofForm(request, written(form)), answer);
        var status = response.getStatus();
        if (status == HttpServletResponse.SC_OK) {
            door.right(user, ip);
            SecurityLog.write(SecurityLog.Event.LOGGED_IN, user, null);
        } else if (status == HttpServletResponse.SC_UNAUTHORIZED || status == TOO_MANY_REQUESTS) {
            door.wrong(user, ip);
            if (counting != null && !tooMany) {
                counting.failed(ip);
            }
        }
    }

    /** Of each field the first, as the engine takes it. */
    private static Map<String, String> form(byte[] sent) {
        var form = new LinkedHashMap<String, String>();
        for (String field : new String(sent, StandardCharsets.UTF_8).split("&")) {
            var end = field.indexOf('=');
            if (end > 0) {
                form.putIfAbsent(decoded(field.substring(0, end)), decoded(field.substring(end + 1)));
            }
        }
        form.keySet().retainAll(List.of("username", "password"));
        return form;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static byte[] written(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Says "wait" where the web application says "wrong". */
    private static final class WaitInstead extends HttpServletResponseWrapper {
        private final int seconds;

        WaitInstead(HttpServletResponse response, int seconds) {
            super(response);
            this.seconds = seconds;
        }

        @Override
        public void setStatus(int status) {
            super.setStatus(instead(status));
        }

        @Override
        public void sendError(int status) throws IOException {
            super.sendError(instead(status));
        }

        @Override
        public void sendError(int status, String message) throws IOException {
            super.sendError(instead(status), message);
        }

        private int instead(int status) {
            if (status != SC_UNAUTHORIZED) {
                return status;
            }
            setIntHeader(HttpHeaders.RETRY_AFTER, seconds);
            return TOO_MANY_REQUESTS;
        }
    }
}
