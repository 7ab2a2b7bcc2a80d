package org.cinemarefund.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.cinemarefund.sandbox.RefundRequest;
import org.cinemarefund.sandbox.Sandbox;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.Scenario;

/**
 * The line between the product and WeChat Pay: loses, delays, garbles and forges what goes over it, as it is told, and keeps what
 * the product could believe of each exchange. A lost answer is a cut connection, so nobody ever waits.
 */
final class Wire implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OURS =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade", "http2-settings");

    static {
        // Without it every answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** What happens to one exchange. */
    enum Fault {
        NONE,
        LOST_BEFORE,
        LOST_AFTER,
        LATE,
        ERROR_500_BEFORE,
        ERROR_500_AFTER,
        ERROR_503,
        TOO_FAST,
        ACCEPTED_202,
        BROKEN_JSON,
        WRONG_SIGNATURE
    }

    /**
     * @param kind what the product wanted
     * @param number the out_refund_no
     * @param word PROCESSING, SUCCESS, RETURNED_TO_MERCHANT, CLOSED, ABNORMAL, NOT_ENOUGH, REFUSED, NOT_FOUND, NOT_FOUND_UNSIGNED,
     *     or NOTHING when the answer proves nothing
     */
    record Exchange(Kind kind, String number, String word) {}

    /** What the product wants of WeChat. */
    enum Kind {
        SUBMIT,
        QUERY,
        REPAIR
    }

    private final HttpServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Deque<Fault> submits = new ArrayDeque<>();
    private final Deque<Fault> queries = new ArrayDeque<>();
    private final Deque<Fault> repairs = new ArrayDeque<>();
    private final List<Exchange> heard = new ArrayList<>();
    private final Deque<RefundRequest> late = new ArrayDeque<>();
    private volatile URI wechat;

    Wire() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "wire");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::exchange);
        server.start();
    }

    /** Where the product sends what is for that address. */
    URI inFrontOf(URI address) {
        wechat = address;
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized void nextSubmit(Fault fault) {
        submits.add(fault);
    }

    synchronized void nextQuery(Fault fault) {
        queries.add(fault);
    }

    synchronized void nextRepair(Fault fault) {
        repairs.add(fault);
    }

    synchronized void clear() {
        submits.clear();
        queries.clear();
        repairs.clear();
        heard.clear();
        late.clear();
    }

    synchronized void calm() {
        submits.clear();
        queries.clear();
        repairs.clear();
    }

    /** What was exchanged since the last look. */
    synchronized List<Exchange> look() {
        var all = List.copyOf(heard);
        heard.clear();
        return all;
    }

    /**
     * A request that was lost turns up at WeChat after all; null when there is none.
     *
     * @param givenUp numbers that WeChat refused since and finance gave up: by then nothing of them is under way any more
     */
    synchronized RefundRequest arrivesLate(Sandbox sandbox, Predicate<String> givenUp) {
        late.removeIf(refundRequest -> givenUp.test(refundRequest.outRefundNo()));
        var request = late.poll();
        if (request != null) {
            sandbox.submit(request, Scenario.NORMAL);
        }
        return request;
    }

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var path = exchange.getRequestURI().getPath();
            if (path.equals("/v3/certificates")) {
                var answer = forward(exchange, body);
                write(exchange, answer.statusCode(), answer, answer.body());
                return;
            }
            var kind = exchange.getRequestMethod().equals("GET")
                    ? Kind.QUERY
                    : path.endsWith("/apply-abnormal-refund") ? Kind.REPAIR : Kind.SUBMIT;
            var number = kind == Kind.QUERY
                    ? path.substring(path.lastIndexOf('/') + 1)
                    : JSON.readTree(body).path("out_refund_no").asText();
            play(exchange, kind, fault(kind), body, word -> note(new Exchange(kind, number, word)));
        }
    }

    private synchronized Fault fault(Kind kind) {
        var next =
                switch (kind) {
                    case SUBMIT -> submits.poll();
                    case QUERY -> queries.poll();
                    case REPAIR -> repairs.poll();
                };
        return next == null ? Fault.NONE : next;
    }

    /** Before the answer leaves, so that nobody looks too early. */
    private synchronized void note(Exchange exchange) {
        heard.add(exchange);
    }

    private void play(HttpExchange exchange, Kind kind, Fault fault, byte[] body, Consumer<String> note)
            throws IOException {
        switch (fault) {
            case LATE, LOST_BEFORE -> {
                note.accept("NOTHING");
                if (fault == Fault.LATE && kind == Kind.SUBMIT) {
                    keep(JSON.readTree(body), SandboxIds.sha256Hex(body));
                }
            }
            case LOST_AFTER -> {
                forward(exchange, body);
                note.accept("NOTHING");
            }
            case ERROR_500_BEFORE -> unsigned(exchange, 500, "SYSTEM_ERROR", note);
            case ERROR_503 -> unsigned(exchange, 503, "SERVICE_UNAVAILABLE", note);
            case TOO_FAST -> unsigned(exchange, 429, "FREQUENCY_LIMITED", note);
            case ERROR_500_AFTER -> {
                forward(exchange, body);
                unsigned(exchange, 500, "SYSTEM_ERROR", note);
            }
            case ACCEPTED_202 -> {
                forward(exchange, body);
                unsigned(exchange, 202, "ACCEPTED", note);
            }
            case BROKEN_JSON -> {
                var answer = forward(exchange, body);
                note.accept("NOTHING");
                write(exchange, 200, answer, "{\"refund_id\": ".getBytes(StandardCharsets.US_ASCII));
            }
            case NONE, WRONG_SIGNATURE -> {
                var answer = forward(exchange, body);
                var flawed = fault == Fault.WRONG_SIGNATURE;
                if (flawed) {
                    exchange.getResponseHeaders().set("Wechatpay-Signature", "AAAA");
                }
                note.accept(word(kind, flawed, answer.statusCode(), JSON.readTree(answer.body())));
                write(exchange, answer.statusCode(), answer, answer.body());
            }
        }
    }

    private synchronized void keep(JsonNode request, String sha) {
        late.add(new RefundRequest(
                request.path("out_refund_no").asText(),
                request.path("transaction_id").asText(),
                null,
                request.path("amount").path("refund").asLong(),
                request.path("amount").path("total").asLong(),
                URI.create(request.path("notify_url").asText()),
                sha));
    }

    private static String word(Kind kind, boolean flawed, int status, JsonNode body) {
        var code = body.path("code").asText("");
        if (status == 200) {
            return flawed ? "NOTHING" : state(body);
        }
        if (kind == Kind.QUERY && code.equals("RESOURCE_NOT_EXISTS")) {
            return flawed ? "NOT_FOUND_UNSIGNED" : "NOT_FOUND";
        }
        // A refusal counts unsigned too: it only ever leads to a query.
        return switch (kind) {
            case SUBMIT ->
                code.equals("NOT_ENOUGH")
                        ? code
                        : Set.of("USER_ACCOUNT_ABNORMAL", "RESOURCE_NOT_EXISTS").contains(code) ? "REFUSED" : "NOTHING";
            case REPAIR -> code.equals("INVALID_REQUEST") ? "REFUSED" : "NOTHING";
            case QUERY -> "NOTHING";
        };
    }

    private static String state(JsonNode refund) {
        var status = refund.path("status").asText();
        return status.equals("SUCCESS")
                        && refund.path("user_received_account").asText("").startsWith("商户")
                ? "RETURNED_TO_MERCHANT"
                : status;
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
        var request =
                HttpRequest.newBuilder(wechat.resolve(exchange.getRequestURI().toString()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OURS.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, values.get(0));
            }
        });
        request.method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void write(HttpExchange exchange, int status, HttpResponse<byte[]> from, byte[] body)
            throws IOException {
        from.headers().map().forEach((name, values) -> {
            if (!OURS.contains(name.toLowerCase(Locale.ROOT))
                    && !exchange.getResponseHeaders().containsKey(name)) {
                exchange.getResponseHeaders().set(name, values.get(0));
            }
        });
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void unsigned(HttpExchange exchange, int status, String code, Consumer<String> note)
            throws IOException {
        note.accept("NOTHING");
        var body = JSON.writeValueAsBytes(JSON.createObjectNode().put("code", code));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
