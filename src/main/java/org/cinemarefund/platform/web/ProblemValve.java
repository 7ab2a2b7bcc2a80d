package org.cinemarefund.platform.web;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.http.MediaType;

/**
 * Tomcat's last word, for what never became a request of ours (a broken request line, a header too large): a bare problem instead of
 * a page about Tomcat. Public because Tomcat makes it by its name.
 */
public final class ProblemValve extends ErrorReportValve {
    public ProblemValve() {
        setShowReport(false);
        setShowServerInfo(false);
    }

    @Override
    protected void report(Request request, Response response, Throwable thrown) {
        var status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var mayWrite = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, mayWrite);
        if (!mayWrite.get()) {
            return;
        }
        var code = ProblemOf.status(status).code();
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding("utf-8");
            var writer = response.getReporter();
            if (writer != null) {
                writer.write(body(code, status));
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException e) {
            // The connection is gone or somebody has begun to answer: nothing is left to say, and to nobody.
            container.getLogger().debug("no error body", e);
        }
    }

    private static String body(ProblemCode code, int status) {
        return "{\"type\":\"urn:cinema-refund:problem:%s\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\"}"
                .formatted(code, ProblemResponses.title(code), status, code);
    }
}
