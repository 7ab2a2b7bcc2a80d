package org.cinemarefund.platform.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.http.MediaType;

/**
 * Tomcat's last word, for what never became a request of ours (a broken request line, a header too large): a bare problem instead of
 * a page about Tomcat. Public because Tomcat makes it by its name.
 */
public final class ProblemValve extends ErrorReportValve {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    public ProblemValve() {
        setShowReport(false);
        setShowServerInfo(false);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        super.invoke(request, response);
        if (response.getStatus() >= 400 && !request.isAsync()) {
            response.finishResponse();
            hearOut(request.getCoyoteRequest());
        }
    }

    /**
     * Reads what is left of a refused body, or the caller would see a broken connection instead of the refusal. The container would
     * do that by itself, but for as long as a byte comes now and then.
     */
    private static void hearOut(org.apache.coyote.Request request) {
        var rest = new Rest();
        var read = new AtomicBoolean();
        var since = System.nanoTime();
        try {
            request.action(ActionCode.REQUEST_BODY_FULLY_READ, read);
            while (!read.get() && System.nanoTime() - since < PATIENCE.toNanos()) {
                read.set(request.doRead(rest) < 0);
            }
        } catch (IOException e) {
            // Larger than what is worth reading, or gone.
            read.set(false);
        }
        if (!read.get()) {
            request.action(ActionCode.CLOSE_NOW, null);
        }
    }

    /** Where nobody looks. */
    private static final class Rest implements ApplicationBufferHandler {
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer next) {
            buffer = next;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {}
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
