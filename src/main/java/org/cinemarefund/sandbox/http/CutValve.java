package org.cinemarefund.sandbox.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/** Lets the servlet close a connection without a word, which its own interface cannot do. */
final class CutValve extends ValveBase {
    private static final String SCISSORS = CutValve.class.getName();

    CutValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Runnable scissors = () -> request.getCoyoteRequest().action(ActionCode.CLOSE_NOW, null);
        request.setAttribute(SCISSORS, scissors);
        getNext().invoke(request, response);
    }

    static void cut(ServletRequest request) {
        ((Runnable) request.getAttribute(SCISSORS)).run();
    }
}
