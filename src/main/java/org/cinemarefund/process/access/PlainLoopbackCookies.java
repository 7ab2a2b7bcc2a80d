package org.cinemarefund.process.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets somebody on this very machine log in without TLS: a cookie marked Secure would never come back over plain http. What a
 * proxy passes on says so in its headers and keeps the mark.
 */
final class PlainLoopbackCookies extends OncePerRequestFilter {
    private static final Set<String> LOOPBACK =
            Set.of("127.0.0.1", "localhost", "::1", "[::1]", "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, isPlainLoopback(request) ? new WithoutSecure(response) : response);
    }

    private static boolean isPlainLoopback(HttpServletRequest request) {
        return !request.isSecure()
                && LOOPBACK.contains(request.getRemoteAddr())
                && LOOPBACK.contains(request.getServerName())
                && request.getHeader("Forwarded") == null
                && request.getHeader("X-Forwarded-For") == null
                && request.getHeader("X-Forwarded-Proto") == null;
    }

    private static final class WithoutSecure extends HttpServletResponseWrapper {
        WithoutSecure(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void setHeader(String name, String value) {
            super.setHeader(name, plain(name, value));
        }

        @Override
        public void addHeader(String name, String value) {
            super.addHeader(name, plain(name, value));
        }

        private static String plain(String name, String value) {
            return value != null && name.equalsIgnoreCase(HttpHeaders.SET_COOKIE)
                    ? value.replaceAll("(?i);\\s*secure\\s*(?=;|$)", "")
                    : value;
        }
    }
}
