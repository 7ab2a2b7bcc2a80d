package org.cinemarefund.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.cinemarefund.shared.Problem;

/** How to say no where callers do not expect an RFC 9457 problem. */
public interface RefusalShape {
    /** @param path as the container mapped it: decoded and without dots */
    boolean isFor(String path);

    void refuse(HttpServletRequest request, HttpServletResponse response, int status, Problem problem)
            throws IOException;
}
