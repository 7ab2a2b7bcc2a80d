package org.cinemarefund.sandbox.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one servlet: takes the request as the raw bytes that were signed, and answers, late or not at all where it should. */
final class SandboxServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(SandboxServlet.class);
    private static final int LARGEST_BODY = 1 << 20;

    private final transient WechatPayApi wechatPay;
    private final transient MiniProgramApi miniProgram;
    private final transient ControlApi control;
    private final transient CountDownLatch stopped = new CountDownLatch(1);

    SandboxServlet(WechatPayApi wechatPay, MiniProgramApi miniProgram, ControlApi control) {
        this.wechatPay = wechatPay;
        this.miniProgram = miniProgram;
        this.control = control;
    }

    /** Answers that are held back are held no longer. */
    void stop() {
        stopped.countDown();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            response.setStatus(413);
            return;
        }
        var call = new Call(
                request.getMethod(), request.getRequestURI(), request.getQueryString(), request::getHeader, body);
        Answer answer;
        try {
            answer = answer(call);
        } catch (RuntimeException e) {
            LOG.error("The sandbox failed at {} {}", call.method(), call.path(), e);
            answer = Answer.empty(500);
        }
        write(answer, request, response);
    }

    private Answer answer(Call call) {
        if (ControlApi.serves(call.path())) {
            return control.answer(call);
        }
        return MiniProgramApi.serves(call.path()) ? miniProgram.answer(call) : wechatPay.answer(call);
    }

    private void write(Answer answer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!answer.hold().isZero()) {
            hold(answer);
        }
        if (answer.cut()) {
            CutValve.cut(request);
            return;
        }
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-cache, must-revalidate");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (answer.contentType() != null) {
            response.setContentType(answer.contentType());
        }
        response.setContentLength(answer.body().length);
        response.getOutputStream().write(answer.body());
    }

    private void hold(Answer answer) {
        try {
            var unused = stopped.await(answer.hold().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
