package org.cinemarefund.platform.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers nobody who only asks what could be asked, and nothing beyond HTTP's plain methods: no page of ours needs OPTIONS, as
 * nothing of another origin may call us, and the engine's APIs would describe themselves to it.
 */
final class ClosedMethods extends OncePerRequestFilter {
    private static final Set<String> OPEN = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (OPEN.contains(request.getMethod())) {
            chain.doFilter(request, response);
        } else {
            // Written out at once, or the container would put a body of its own to it.
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            response.setContentLength(0);
            response.flushBuffer();
        }
    }
}
