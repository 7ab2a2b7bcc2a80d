package org.cinemarefund.payment.wechat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.cinemarefund.payment.PaymentGateway;
import org.cinemarefund.payment.QueryReply;
import org.cinemarefund.payment.RefundOrder;
import org.cinemarefund.payment.Repair;
import org.cinemarefund.payment.RepairReply;
import org.cinemarefund.payment.SubmitReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refunds through WeChat Pay v3. An answer counts only if it is signed, fresh, readable and about our refund; in every other
 * case the money may have moved and the reply is Unknown.
 */
final class WechatPayClient implements PaymentGateway {
    static final String CALLS = "refund.wechat.calls";
    private static final Logger log = LoggerFactory.getLogger(WechatPayClient.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] REFUNDS = {"v3", "refund", "domestic", "refunds"};
    /** What the payer reads in WeChat's refund message. Short, and the same for all: a changed one is another request. */
    private static final String REASON = "电影票退款";

    private static final Duration LONGEST_WAIT_FOR_A_SLOT = Duration.ofSeconds(1);
    private static final int FAILURES_TO_OPEN = 20;
    private static final Duration OPEN_FOR = Duration.ofSeconds(30);

    private final WechatPayHttp http;
    private final RefundAnswers answers;
    private final URI notifyUrl;
    private final Duration budget;
    private final PacingLimiter limiter;
    private final ErrorBreaker breaker;
    private final MeterRegistry meters;

    /** @param budget the whole of one call, see {@link WechatPayHttp#BUDGET} */
    WechatPayClient(
            WechatPayHttp http,
            SignatureVerifier verifier,
            URI notifyUrl,
            int ratePerSecond,
            Duration budget,
            Clock clock,
            MeterRegistry meters) {
        this.http = http;
        this.answers = new RefundAnswers(verifier);
        this.notifyUrl = notifyUrl;
        this.budget = budget;
        this.limiter = new PacingLimiter(ratePerSecond, LONGEST_WAIT_FOR_A_SLOT, clock);
        this.breaker = new ErrorBreaker(FAILURES_TO_OPEN, OPEN_FOR, clock);
        this.meters = meters;
    }

    @Override
    public byte[] compose(RefundOrder order) {
        requireProper(order);
        var request = JsonNodeFactory.instance.objectNode();
        // The merchant's own order number is left out: WeChat's number wins where both are sent.
        request.put("transaction_id", order.transactionId());
        request.put("out_refund_no", order.outRefundNo());
        request.put("reason", REASON);
        if (notifyUrl != null) {
            request.put("notify_url", notifyUrl.toString());
        }
        request.putObject("amount")
                .put("refund", order.refundAmount())
                .put("total", order.totalAmount())
                .put("currency", RefundAnswers.CURRENCY);
        try {
            return JSON.writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public SubmitReply submit(RefundOrder order, byte[] request) {
        requireProper(order);
        requireSameRefund(order, request);
        var sample = Timer.start(meters);
        var reply = paced(() -> send(order, request), SubmitReply.Unknown::new);
        var result = reply.fold(
                accepted -> "accepted",
                later -> "refused_for_now",
                never -> "refused",
                unlisted -> "refused",
                unknown -> unknown.sent() ? "unknown" : "not_sent");
        sample.stop(meters.timer(CALLS, "api", "submit", "result", result));
        return reply;
    }

    @Override
    public QueryReply query(RefundOrder order) {
        requireProper(order);
        var sample = Timer.start(meters);
        var reply = ask(order);
        var result = reply.fold(found -> "found", notFound -> "not_found", unknown -> "unknown");
        sample.stop(meters.timer(CALLS, "api", "query", "result", result));
        return reply;
    }

    @Override
    public RepairReply repair(RefundOrder order, String refundId, Repair how) {
        requireProper(order);
        if (refundId == null || !RefundAnswers.TRANSACTION_ID.matcher(refundId).matches()) {
            throw new IllegalArgumentException(
                    "refund " + order.outRefundNo() + ": not a refund_id of WeChat Pay's form");
        }
        var sample = Timer.start(meters);
        var reply = paced(() -> apply(order, refundId, how), RepairReply.Unknown::new);
        var result = reply.fold(
                accepted -> "accepted", refused -> "refused", unknown -> unknown.sent() ? "unknown" : "not_sent");
        sample.stop(meters.timer(CALLS, "api", "repair", "result", result));
        return reply;
    }

    private <T> T paced(Supplier<T> call, BiFunction<String, Boolean, T> unknown) {
        // The breaker first: while it is open nobody takes slots, so the one probe finds a free one.
        if (!breaker.permits()) {
            return unknown.apply("not sent: WeChat Pay has not been answering", false);
        }
        var wait = limiter.reserve();
        if (wait.isEmpty()) {
            return unknown.apply("not sent: more refunds than refund.wechat.pay.rate-per-second", false);
        }
        try {
            Thread.sleep(wait.get().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unknown.apply("not sent: this node is stopping", false);
        }
        return call.get();
    }

    private SubmitReply send(RefundOrder order, byte[] request) {
        HttpAnswer answer;
        try {
            answer = http.post(budget, request, REFUNDS);
        } catch (IOException e) {
            breaker.failed();
            return unknown(order, "no usable answer: " + e.getClass().getSimpleName(), null);
        }
        countSent(answer);
        if (answer.status() == 200) {
            try {
                var refund = answers.verified(order, answer);
                log.info(
                        "refund {}: accepted as {} (Request-ID {})",
                        order.outRefundNo(),
                        refund.status(),
                        answer.requestId());
                return new SubmitReply.Accepted(refund);
            } catch (StrictJson.Unreadable e) {
                return unknown(order, "200, but " + e.getMessage(), answer);
            }
        }
        var error = RefundErrors.of(RefundErrors.SUBMIT, answer.status(), answer.errorCode());
        switch (error.meaning()) {
            case REFUSED -> {
                logRefusal(order, answer, error);
                return new SubmitReply.Refused(
                        error.code(), answer.errorMessage(), RefundErrors.moreThanLeft(error, answer.errorMessage()));
            }
            case REFUSED_FOR_NOW -> {
                logRefusal(order, answer, error);
                return new SubmitReply.RefusedForNow(error.code(), answer.errorMessage());
            }
            case UNLISTED -> {
                if (!answers.genuine(answer)) {
                    return unknown(order, cause(error), answer);
                }
                logRefusal(order, answer, error);
                return new SubmitReply.RefusedUnlisted(error.code(), answer.errorMessage());
            }
            case NOT_FOUND, OPERATOR, AGAIN -> {
                return unknown(order, cause(error), answer);
            }
        }
        throw new AssertionError(error);
    }

    private static SubmitReply unknown(RefundOrder order, String cause, HttpAnswer answer) {
        logUnknown(order, "submit", cause, answer);
        return new SubmitReply.Unknown(cause, true);
    }

    private RepairReply apply(RefundOrder order, String refundId, Repair how) {
        var request = RepairRequest.of(order.outRefundNo(), how);
        HttpAnswer answer;
        try {
            answer = http.post(
                    budget,
                    request.keySerial(),
                    request.body(),
                    REFUNDS[0],
                    REFUNDS[1],
                    REFUNDS[2],
                    REFUNDS[3],
                    refundId,
                    "apply-abnormal-refund");
        } catch (IOException e) {
            breaker.failed();
            return repairUnknown(order, "no usable answer: " + e.getClass().getSimpleName(), null);
        }
        countSent(answer);
        if (answer.status() == 200) {
            try {
                var refund = answers.verified(order, refundId, answer);
                log.info(
                        "refund {}: repair accepted as {} (Request-ID {})",
                        order.outRefundNo(),
                        refund.status(),
                        answer.requestId());
                return new RepairReply.Accepted(refund);
            } catch (StrictJson.Unreadable e) {
                return repairUnknown(order, "200, but " + e.getMessage(), answer);
            }
        }
        var error = RefundErrors.of(RefundErrors.REPAIR, answer.status(), answer.errorCode());
        if (error.meaning() != RefundErrors.Meaning.REFUSED) {
            return repairUnknown(order, cause(error), answer);
        }
        logRefusal(order, answer, error);
        // WeChat's own words could quote what was sent, so that they are passed on only where no card was.
        return new RepairReply.Refused(
                error.code(), how instanceof Repair.ToCard ? error.advice() : answer.errorMessage());
    }

    private static RepairReply repairUnknown(RefundOrder order, String cause, HttpAnswer answer) {
        logUnknown(order, "repair", cause, answer);
        return new RepairReply.Unknown(cause, true);
    }

    private QueryReply ask(RefundOrder order) {
        HttpAnswer answer;
        try {
            answer = http.get(budget, REFUNDS[0], REFUNDS[1], REFUNDS[2], REFUNDS[3], order.outRefundNo());
        } catch (IOException e) {
            breaker.failed();
            return askedInVain(order, "no usable answer: " + e.getClass().getSimpleName(), null);
        }
        count(answer);
        if (answer.status() == 200) {
            try {
                return new QueryReply.Found(answers.verified(order, answer));
            } catch (StrictJson.Unreadable e) {
                return askedInVain(order, "200, but " + e.getMessage(), answer);
            }
        }
        var error = RefundErrors.of(RefundErrors.QUERY, answer.status(), answer.errorCode());
        if (error.meaning() == RefundErrors.Meaning.NOT_FOUND) {
            return new QueryReply.NotFound(answers.genuine(answer));
        }
        return askedInVain(order, cause(error), answer);
    }

    private static QueryReply askedInVain(RefundOrder order, String cause, HttpAnswer answer) {
        logUnknown(order, "query", cause, answer);
        return new QueryReply.Unknown(cause);
    }

    private static void logUnknown(RefundOrder order, String call, String cause, HttpAnswer answer) {
        log.warn(
                "refund {}: {}: unknown: {} (Request-ID {})",
                order.outRefundNo(),
                call,
                cause,
                answer == null ? "-" : answer.requestId());
    }

    private static void logRefusal(RefundOrder order, HttpAnswer answer, RefundErrors.Row error) {
        log.warn(
                "refund {}: {} {}: {} (Request-ID {})",
                order.outRefundNo(),
                error.status(),
                error.code(),
                error.advice(),
                answer.requestId());
    }

    private static String cause(RefundErrors.Row error) {
        var what = error.status() + (error.code() == null ? "" : " " + error.code()) + ": " + error.advice();
        return error.meaning() == RefundErrors.Meaning.OPERATOR ? "operator: " + what : what;
    }

    private void count(HttpAnswer answer) {
        if (answer.status() >= 500) {
            breaker.failed();
        } else {
            breaker.answered();
        }
    }

    /** The same for a request that could have moved money. */
    private void countSent(HttpAnswer answer) {
        count(answer);
        if (answer.status() >= 400 && answer.status() < 500) {
            limiter.refused();
        }
    }

    /** A number or payment like no real one would ask WeChat about something else: a fault of ours, before any call. */
    private static void requireProper(RefundOrder order) {
        if (!StrictJson.NUMBER.matcher(order.outRefundNo()).matches()
                || !RefundAnswers.TRANSACTION_ID.matcher(order.transactionId()).matches()) {
            throw new IllegalArgumentException("not an out_refund_no or transaction_id of WeChat Pay's form");
        }
        if (order.refundAmount() < 1 || order.refundAmount() > order.totalAmount()) {
            throw new IllegalArgumentException("refund " + order.outRefundNo() + ": not between 1 fen and the total");
        }
    }

    /** The stored bytes move the money, not the order beside them; bytes about something else must never leave. */
    private static void requireSameRefund(RefundOrder order, byte[] request) {
        try {
            RefundAnswers.requireNamed(order, StrictJson.object(request));
        } catch (StrictJson.Unreadable e) {
            throw new IllegalArgumentException(
                    "refund " + order.outRefundNo() + ": the stored request is not about it: " + e.getMessage());
        }
    }
}
