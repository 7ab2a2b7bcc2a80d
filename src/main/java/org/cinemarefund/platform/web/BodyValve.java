package org.cinemarefund.platform.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ContinueResponseTiming;
import org.cinemarefund.platform.web.IncomingBody.Patience;

/**
 * Reads bodies before anybody is called who could wait for one: until its last byte is here, a request has no thread, only a
 * connection and a few kilobytes. So whoever sends slowly takes nobody else's turn. What has come together with its headers goes on
 * at once; what is still on its way is read without blocking, within the size and the time of its path ({@link BodyRule}) and
 * within what all of them may take together ({@link BodyPlaces}). Everybody behind reads from memory.
 *
 * <p>It stands in the container because only here the request can be waited for and then go on as if it had never stopped: an
 * asynchronous dispatch of the servlet API would leave out the filters that look at first requests only, among them the web
 * applications' own.
 */
final class BodyValve extends ValveBase {
    private static final String BODY = IncomingBody.class.getName();

    private final BodyPlaces places;
    private final Patience patience;
    private final Function<String, BodyRule> rules;

    BodyValve(BodyPlaces places, Patience patience, Function<String, BodyRule> rules) {
        super(true);
        this.places = places;
        this.patience = patience;
        this.rules = rules;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getNote(BODY) instanceof IncomingBody body) {
            resume(request, response, body);
        } else if (request.getCoyoteRequest().protocol().equals("")) {
            // HTTP/0.9: no headers, so nobody who speaks it could be told anything.
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
        } else if (isRead(request)) {
            getNext().invoke(request, response);
        } else if (request.getContext() == null) {
            // Refused before anybody was found to answer it: nobody reads the body, and it is not waited for.
            getNext().invoke(request, response);
            response.finishResponse();
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
        } else {
            begin(request, response);
        }
    }

    private void begin(Request request, Response response) throws IOException, ServletException {
        var rule = rules.apply(path(request));
        var declared = request.getContentLengthLong();
        if (declared > rule.bytes()) {
            refuse(request, response, null, BodyRefusal.TOO_LARGE);
        } else if (declared >= 0 && isHere(request, declared)) {
            getNext().invoke(request, response);
        } else {
            var visit = places.enter(request.getRemoteAddr());
            if (visit == null) {
                refuse(request, response, null, BodyRefusal.NO_PLACE);
                return;
            }
            var body = new IncomingBody(request, rule, patience, visit);
            request.setNote(BODY, body);
            response.sendAcknowledgement(ContinueResponseTiming.ALWAYS);
            body.await();
        }
    }

    /** The body is here, or waits for more time, or will not come; or whoever answers later has come to answer. */
    private void resume(Request request, Response response, IncomingBody body) throws IOException, ServletException {
        if (body.isGivenOut()) {
            getNext().invoke(request, response);
            return;
        }
        if (!request.isAsyncDispatching()) {
            // Broken off while waiting: the container closes the connection.
            body.close();
            return;
        }
        request.getCoyoteRequest().action(ActionCode.ASYNC_DISPATCHED, null);
        if (body.refusal() != null) {
            refuse(request, response, body, body.refusal());
        } else if (body.isWaiting()) {
            body.await();
        } else {
            try (body) {
                body.giveOut();
                getNext().invoke(request, response);
            }
        }
    }

    private void refuse(Request request, Response response, IncomingBody body, BodyRefusal refusal)
            throws IOException, ServletException {
        request.setAttribute(BodyRefusal.ATTRIBUTE, refusal);
        // Whoever asked before sending (Expect: 100-continue) is answered with the refusal instead.
        request.getCoyoteRequest().setExpectation(false);
        var nothing = body == null ? new IncomingBody(request, rules.apply(path(request)), patience, null) : body;
        try (nothing) {
            nothing.giveOutNothing();
            getNext().invoke(request, response);
        }
        if (isRead(request)) {
            return;
        }
        response.finishResponse();
        // Whoever is cut off while still sending may never see why; so a body that is only too long is heard for a
        // moment.
        var visit = refusal == BodyRefusal.TOO_LARGE ? places.enter(request.getRemoteAddr()) : null;
        if (visit == null || !visit.stay()) {
            Optional.ofNullable(visit).ifPresent(BodyPlaces.Visit::close);
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
            return;
        }
        // Filters that know nothing of waiting have switched it off on the way.
        request.setAsyncSupported(true);
        var rest = new IncomingBody(request, rules.apply(path(request)), patience, visit);
        request.setNote(BODY, rest);
        rest.readAndForget();
    }

    private static boolean isRead(Request request) {
        var read = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, read);
        return read.get();
    }

    /** Whether all of it came with the headers; what is in the connection's buffer is read without waiting. */
    private static boolean isHere(Request request, long length) {
        request.getCoyoteRequest().action(ActionCode.AVAILABLE, true);
        return request.getCoyoteRequest().getAvailable() >= length;
    }

    private static String path(Request request) {
        return Optional.ofNullable(request.getServletPath()).orElse("")
                + Optional.ofNullable(request.getPathInfo()).orElse("");
    }
}
