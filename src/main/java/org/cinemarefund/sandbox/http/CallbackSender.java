package org.cinemarefund.sandbox.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.Sandbox;
import org.cinemarefund.sandbox.SandboxKeys;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.http.PlatformSignature.Flaw;

/** Tells the product what became of a refund, again and again until it says 2xx or the documented attempts are used up. */
final class CallbackSender {
    private static final List<Duration> GAPS = List.of(
            Duration.ofSeconds(15),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10),
            Duration.ofMinutes(20),
            Duration.ofMinutes(30),
            Duration.ofMinutes(30),
            Duration.ofMinutes(30),
            Duration.ofMinutes(60),
            Duration.ofHours(3),
            Duration.ofHours(3),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(6));
    private static final Map<SandboxRefund.Status, String> SUMMARIES = Map.of(
            SandboxRefund.Status.SUCCESS, "退款成功",
            SandboxRefund.Status.ABNORMAL, "退款异常",
            SandboxRefund.Status.CLOSED, "退款关闭");

    private final Sandbox sandbox;
    private final PlatformSignature signature;
    private final ScheduledExecutorService timer;
    private final HttpClient http;

    /**
     * @param world from before which reset it is
     * @param flaw of the first attempt alone
     */
    private record Notification(
            int world, String id, String outRefundNo, String eventType, URI url, byte[] body, Flaw flaw) {}

    CallbackSender(Sandbox sandbox, PlatformSignature signature, ScheduledExecutorService timer, Executor workers) {
        this.sandbox = sandbox;
        this.signature = signature;
        this.timer = timer;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(workers)
                .build();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Each try looks after its own failure.
    void tell(SandboxRefund refund, Scenario scenario) {
        send(refund, scenario);
    }

    /** Completes after the first attempt, whatever came of it. */
    CompletableFuture<Void> send(SandboxRefund refund, Scenario scenario) {
        if (refund.notifyUrl() == null || scenario == Scenario.CALLBACK_LOST) {
            return CompletableFuture.completedFuture(null);
        }
        var flaw =
                switch (scenario) {
                    case CALLBACK_SIGNTEST_FIRST -> Flaw.PROBE;
                    case CALLBACK_STALE -> Flaw.STALE;
                    default -> Flaw.NONE;
                };
        var amount = refund.refundAmount() + (scenario == Scenario.CALLBACK_WRONG_AMOUNT ? 1 : 0);
        var first = attempt(notification(refund, amount, flaw), 1);
        return scenario == Scenario.CALLBACK_TWICE
                ? first.thenCompose(done -> attempt(notification(refund, amount, Flaw.NONE), 1))
                : first;
    }

    /** Told by hand: nothing is sent, judged or repeated. */
    HeldNotification hold(SandboxRefund refund) {
        var held = notification(refund, refund.refundAmount(), Flaw.NONE);
        return new HeldNotification(
                held.id(), held.url(), held.body(), () -> signature.headers(held.body(), null, Flaw.NONE));
    }

    private Notification notification(SandboxRefund refund, long amount, Flaw flaw) {
        var nonce = SandboxKeys.nonce(12);
        var plain = Json.bytes(RefundBodies.notification(refund, sandbox.keys().merchantId(), amount));
        var resource = new TreeMap<String, Object>();
        resource.put("algorithm", "AEAD_AES_256_GCM");
        resource.put("original_type", "refund");
        resource.put("ciphertext", sandbox.keys().encrypt("refund", nonce, plain));
        resource.put("associated_data", "refund");
        resource.put("nonce", nonce);
        var envelope = new TreeMap<String, Object>();
        var id = UUID.randomUUID().toString();
        envelope.put("id", id);
        envelope.put("create_time", RefundBodies.time(sandbox.clock().instant()));
        envelope.put("event_type", "REFUND." + refund.status());
        envelope.put("resource_type", "encrypt-resource");
        envelope.put("summary", SUMMARIES.get(refund.status()));
        envelope.put("resource", resource);
        return new Notification(
                sandbox.resets(),
                id,
                refund.outRefundNo(),
                "REFUND." + refund.status(),
                sandbox.callbackUrl(refund),
                Json.bytes(envelope),
                flaw);
    }

    private CompletableFuture<Void> attempt(Notification notification, int number) {
        if (notification.world() != sandbox.resets()) {
            return CompletableFuture.completedFuture(null);
        }
        var flaw = number == 1 ? notification.flaw() : Flaw.NONE;
        return post(notification, flaw).handle((response, failure) -> {
            if (notification.world() != sandbox.resets()) {
                return null;
            }
            record(notification, number, flaw, failure == null ? "" + response.statusCode() : reason(failure));
            if (failure == null && response.statusCode() / 100 == 2) {
                judge(notification, flaw);
            } else if (number <= GAPS.size()) {
                again(notification, number);
            }
            return null;
        });
    }

    private CompletableFuture<HttpResponse<Void>> post(Notification notification, Flaw flaw) {
        try {
            var request = HttpRequest.newBuilder(notification.url())
                    .timeout(sandbox.config().callbackTimeout())
                    .header("Content-Type", "application/json")
                    .header("User-Agent", "Mozilla/4.0")
                    .header("Accept", "*/*")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(notification.body()));
            signature.headers(notification.body(), null, flaw).forEach(request::header);
            WechatPayApi.requestId(0).forEach(request::header);
            return http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void record(Notification notification, int number, Flaw flaw, String answer) {
        sandbox.ledger()
                .append(new Ledger.Callback(
                        sandbox.clock().instant(),
                        notification.id(),
                        notification.outRefundNo(),
                        notification.eventType(),
                        number,
                        notification.url(),
                        flaw == Flaw.NONE ? null : flaw.name(),
                        answer,
                        new String(notification.body(), java.nio.charset.StandardCharsets.UTF_8)));
    }

    /** Nobody who checks signatures and their age says 2xx to these. */
    private void judge(Notification notification, Flaw flaw) {
        if (flaw != Flaw.NONE) {
            sandbox.ledger()
                    .append(new Ledger.Violation(
                            sandbox.clock().instant(),
                            Ledger.Violation.Kind.BAD_CALLBACK_ACKNOWLEDGED,
                            notification.outRefundNo(),
                            null,
                            "notification " + notification.id() + ": " + flaw));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Each try looks after its own failure.
    private void again(Notification notification, int number) {
        var gap = GAPS.get(number - 1).toMillis() * sandbox.config().redeliveryPerMille() / 1000;
        try {
            timer.schedule(() -> attempt(notification, number + 1), gap, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The sandbox is closing.
        }
    }

    private static String reason(Throwable failure) {
        var cause = failure.getCause() != null ? failure.getCause() : failure;
        return cause.getClass().getSimpleName();
    }
}
