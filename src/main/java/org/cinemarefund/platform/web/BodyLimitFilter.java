package org.cinemarefund.platform.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before everything else and lets nobody send more than the call could need, or take longer over it, whether they are known
 * or not. Compressed bodies are refused, since their size says nothing about what comes out of them. The engine's own paths are not
 * ours to limit.
 */
final class BodyLimitFilter extends OncePerRequestFilter {
    static final int JSON = 256 * 1024;
    /** Three short fields. */
    static final int CARD = 4 * 1024;

    static final int CALLBACK = 64 * 1024;
    /** A picture of 5 MB and what multipart puts around it; the exact limit of the picture is the multipart configuration's. */
    static final int UPLOAD = 5 * 1024 * 1024 + 64 * 1024;
    /**
     * The connection's timeout only ends silence; a byte now and then would hold a thread for ever. A phone may need a while for a
     * picture, WeChat's servers need no time at all.
     */
    static final Duration JSON_TIME = Duration.ofSeconds(30);

    static final Duration CALLBACK_TIME = Duration.ofSeconds(5);
    static final Duration UPLOAD_TIME = Duration.ofMinutes(2);

    private final ProblemResponses problems;

    BodyLimitFilter(ProblemResponses problems) {
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        var path = path(request);
        return path.startsWith("/engine-rest/") || path.startsWith("/camunda/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        var path = path(request);
        var limit = limit(path);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            refuse(request, response, ProblemCode.UNSUPPORTED_MEDIA_TYPE);
        } else if (request.getContentLengthLong() > limit) {
            refuse(request, response, ProblemCode.PAYLOAD_TOO_LARGE);
        } else {
            chain.doFilter(new Limited(request, limit, time(path)), response);
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, ProblemCode code) throws IOException {
        response.setHeader(HttpHeaders.CONNECTION, "close");
        problems.send(request, response, new Problem(code));
    }

    private static int limit(String path) {
        if (path.startsWith("/api/desk/") && path.endsWith("/payee-card")) {
            return CARD;
        }
        return switch (path) {
            case "/api/wechat/refund-notifications" -> CALLBACK;
            case "/api/evidence" -> UPLOAD;
            default -> JSON;
        };
    }

    private static Duration time(String path) {
        return switch (path) {
            case "/api/wechat/refund-notifications" -> CALLBACK_TIME;
            case "/api/evidence" -> UPLOAD_TIME;
            default -> JSON_TIME;
        };
    }

    /** As the container mapped it: decoded and without dots, so that no spelling of a path has another limit. */
    private static String path(HttpServletRequest request) {
        return request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
    }

    private static final class Limited extends HttpServletRequestWrapper {
        private final int limit;
        private final Duration time;
        private ServletInputStream stream;
        private BufferedReader reader;

        private Limited(HttpServletRequest request, int limit, Duration time) {
            super(request);
            this.limit = limit;
            this.time = time;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (stream == null) {
                stream = new Counting(super.getInputStream(), limit, time);
            }
            return stream;
        }

        @Override
        public BufferedReader getReader() throws IOException {
            if (reader == null) {
                var charset = Optional.ofNullable(getCharacterEncoding())
                        .map(Charset::forName)
                        .orElse(StandardCharsets.UTF_8);
                reader = new BufferedReader(new InputStreamReader(getInputStream(), charset));
            }
            return reader;
        }
    }

    private static final class Counting extends ServletInputStream {
        private final ServletInputStream body;
        private final long time;
        private final long since = System.nanoTime();
        private long left;

        private Counting(ServletInputStream body, int limit, Duration time) {
            this.body = body;
            this.left = limit;
            this.time = time.toNanos();
        }

        @Override
        public int read() throws IOException {
            var next = body.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            var read = body.read(buffer, offset, length);
            count(read);
            return read;
        }

        private void count(int read) throws IOException {
            left -= Math.max(read, 0);
            if (left < 0) {
                throw new BodyTooLarge();
            }
            if (System.nanoTime() - since > time) {
                throw new BodyTooSlow();
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }

        @Override
        public int available() throws IOException {
            return body.available();
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
