package org.cinemarefund.sandbox.http;

import com.sun.net.httpserver.HttpServer;
import com.wechat.pay.java.core.notification.NotificationConfig;
import com.wechat.pay.java.core.notification.NotificationParser;
import com.wechat.pay.java.core.notification.RequestParam;
import com.wechat.pay.java.service.refund.model.RefundNotification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Where notifications arrive; says 204 to each unless told otherwise. */
final class Mailbox implements AutoCloseable {
    private final HttpServer server;
    private final List<Letter> letters = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

    record Letter(String timestamp, String nonce, String signature, String serial, String signatureType, String body) {

        /** What the official SDK reads from it; throws what the SDK throws. */
        RefundNotification open(NotificationConfig config) {
            return new NotificationParser(config)
                    .parse(
                            new RequestParam.Builder()
                                    .serialNumber(serial)
                                    .nonce(nonce)
                                    .signature(signature)
                                    .timestamp(timestamp)
                                    .signType(signatureType)
                                    .body(body)
                                    .build(),
                            RefundNotification.class);
        }

        String id() {
            return Json.object(body.getBytes(StandardCharsets.UTF_8))
                    .orElseThrow()
                    .path("id")
                    .asText();
        }
    }

    Mailbox() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            var headers = exchange.getRequestHeaders();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            letters.add(new Letter(
                    headers.getFirst("Wechatpay-Timestamp"),
                    headers.getFirst("Wechatpay-Nonce"),
                    headers.getFirst("Wechatpay-Signature"),
                    headers.getFirst("Wechatpay-Serial"),
                    headers.getFirst("Wechatpay-Signature-Type"),
                    body));
            var answer = answers.poll();
            exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/notify";
    }

    /** The next deliveries are answered so. */
    void answer(Integer... statuses) {
        answers.addAll(List.of(statuses));
    }

    List<Letter> letters() {
        return letters;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
