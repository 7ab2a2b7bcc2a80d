package org.cinemarefund.process.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.camunda.bpm.webapp.impl.security.filter.util.CsrfConstants;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.SecurityLog;
import org.cinemarefund.shared.Sha256;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes the place of the web applications' own filter against forged requests. Whoever is logged in proves by a token of their
 * session that a change comes from our pages; whoever logs in, by a cookie signed by a node and sent back in a header. A forged
 * request is refused before anybody answers it, and leaves the session as it was.
 */
final class WebappCsrf extends OncePerRequestFilter {
    /** So named, it is found in its place by the web applications' start, which then leaves out its own. */
    static final String NAME = "CsrfPreventionFilter";

    private static final String COOKIE = CsrfConstants.CSRF_TOKEN_DEFAULT_COOKIE_NAME;
    private static final String HEADER = CsrfConstants.CSRF_TOKEN_HEADER_NAME;
    private static final String ATTRIBUTE = CsrfConstants.CSRF_TOKEN_SESSION_ATTR_NAME;
    private static final Pattern LOGIN = Pattern.compile("web:admin/auth/user/[^/]+/login/[^/]+");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 16;

    private final EngineAnswers answers;
    private final SecretKeySpec key;
    private final boolean secure;

    /**
     * @param secret the same on every node, as the log-in may meet another than the page did; without one, each start invents one
     * @param secure whether the cookie is for TLS and loopback only
     */
    WebappCsrf(EngineAnswers answers, String secret, boolean secure) {
        this.answers = answers;
        this.key = new SecretKeySpec(keyOf(secret), "HmacSHA256");
        this.secure = secure;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (CsrfConstants.CSRF_NON_MODIFYING_METHODS_PATTERN
                .matcher(request.getMethod())
                .matches()) {
            offer(request, response);
        } else if (isForged(request)) {
            SecurityLog.write(SecurityLog.Event.CSRF_REFUSED, null, isLogin(request) ? "login" : "session");
            answers.write(request, response, 403, new Problem(ProblemCode.FORBIDDEN));
            return;
        }
        chain.doFilter(request, response);
    }

    /** A token of its own for a session that begins. */
    void begin(HttpSession session, HttpServletResponse response) {
        var token = random();
        session.setAttribute(ATTRIBUTE, token);
        give(token, response);
    }

    /** Whether a request of somebody logged in comes from our pages. */
    static boolean isFromOurPages(HttpServletRequest request) {
        var session = request.getSession(false);
        return session != null
                && session.getAttribute(ATTRIBUTE) instanceof String expected
                && !expected.isBlank()
                && equal(expected, request.getHeader(HEADER));
    }

    static boolean isLogin(HttpServletRequest request) {
        return EngineCall.of(request).filter(call -> call.is("POST", LOGIN)).isPresent();
    }

    private boolean isForged(HttpServletRequest request) {
        if (request.getSession(false) != null) {
            return !isFromOurPages(request);
        }
        // Without a session there is nothing to be misused, but for a log-in under somebody else's name.
        return isLogin(request)
                && cookie(request)
                        .filter(this::isOurs)
                        .filter(token -> equal(token, request.getHeader(HEADER)))
                        .isEmpty();
    }

    private void offer(HttpServletRequest request, HttpServletResponse response) {
        var session = request.getSession(false);
        var shown = cookie(request);
        if (session == null) {
            if (shown.filter(this::isOurs).isEmpty()) {
                var random = random();
                give(random + "." + signature(random), response);
            }
        } else if (session.getAttribute(ATTRIBUTE) instanceof String token) {
            if (!shown.equals(Optional.of(token))) {
                give(token, response);
            }
        } else {
            begin(session, response);
        }
    }

    private void give(String token, HttpServletResponse response) {
        var cookie = ResponseCookie.from(COOKIE, token)
                .path("/camunda")
                .sameSite("Lax")
                .secure(secure)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
        response.setHeader(HEADER, token);
    }

    private boolean isOurs(String token) {
        var dot = token.indexOf('.');
        return dot > 0 && token.length() <= 200 && equal(signature(token.substring(0, dot)), token.substring(dot + 1));
    }

    private String signature(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return encode(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static Optional<String> cookie(HttpServletRequest request) {
        return request.getCookies() == null
                ? Optional.empty()
                : Arrays.stream(request.getCookies())
                        .filter(cookie -> cookie.getName().equals(COOKIE))
                        .map(Cookie::getValue)
                        .findFirst();
    }

    private static boolean equal(String expected, String sent) {
        return sent != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    private static String random() {
        var bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return encode(bytes);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Of the moviegoers' secret, but never the same key for two purposes. */
    private static byte[] keyOf(String secret) {
        return Sha256.of("web applications, before log-in:" + (secret == null ? random() : secret));
    }
}
