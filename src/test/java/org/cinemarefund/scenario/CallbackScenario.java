package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.cinemarefund.sandbox.SandboxKeys;
import org.cinemarefund.sandbox.SandboxRefund;
import org.slf4j.LoggerFactory;

/** What WeChat says about a refund and how it is told, so that a test can bend any part of it. */
abstract class CallbackScenario extends MoneyScenario {
    protected static final String PATH = "/api/wechat/refund-notifications";
    protected static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final String ACCOUNT = "支付用户零钱";

    /** One notification: facts, sealed in a resource, in an envelope, signed. */
    protected final class Notification {
        String id = UUID.randomUUID().toString();
        /** What is sealed. */
        final ObjectNode resource = JSON.createObjectNode();

        String eventType = "REFUND.SUCCESS";
        Instant signedAt = clock.instant();
        String contentType = "application/json";

        Notification(Refund refund) {
            this(
                    refund,
                    sandbox.sandbox().refund(refund.outRefundNo()).orElseThrow(),
                    refund.seen().body().path("refundAmount").asLong());
        }

        private Notification(Refund refund, SandboxRefund known, long fen) {
            this(refund.transactionId(), known.outTradeNo(), refund.outRefundNo(), known.refundId(), fen);
        }

        Notification(String transactionId, String outTradeNo, String outRefundNo, String refundId, long fen) {
            resource.put("mchid", keys().merchantId())
                    .put("transaction_id", transactionId)
                    .put("out_trade_no", outTradeNo)
                    .put("refund_id", refundId)
                    .put("out_refund_no", outRefundNo)
                    .put("refund_status", "SUCCESS")
                    .put("success_time", "2026-03-02T10:00:05+08:00")
                    .put("user_received_account", ACCOUNT);
            resource.putObject("amount")
                    .put("total", 10000)
                    .put("refund", fen)
                    .put("payer_total", 10000)
                    .put("payer_refund", fen);
        }

        Notification says(String status) {
            eventType = "REFUND." + status;
            resource.put("refund_status", status);
            return this;
        }

        ObjectNode envelope() {
            return envelope(resource.toString().getBytes(StandardCharsets.UTF_8));
        }

        ObjectNode envelope(byte[] sealed) {
            var nonce = SandboxKeys.nonce(12);
            var envelope = JSON.createObjectNode()
                    .put("id", id)
                    .put("create_time", "2026-03-02T10:00:06+08:00")
                    .put("event_type", eventType)
                    .put("resource_type", "encrypt-resource")
                    .put("summary", "退款成功");
            envelope.putObject("resource")
                    .put("algorithm", "AEAD_AES_256_GCM")
                    .put("original_type", "refund")
                    .put("associated_data", "refund")
                    .put("nonce", nonce)
                    .put("ciphertext", keys().encrypt("refund", nonce, sealed));
            return envelope;
        }

        byte[] body() {
            return envelope().toString().getBytes(StandardCharsets.UTF_8);
        }

        HttpRequest request() {
            return signed(body(), signedAt, contentType);
        }

        HttpResponse<String> send() {
            return answer(request());
        }
    }

    protected SandboxKeys keys() {
        return sandbox.sandbox().keys();
    }

    /** The headers of WeChat for this body, of which only the text of the timestamp may be wrong. */
    protected Map<String, String> signature(byte[] body, String timestamp, String nonce) {
        var head = (timestamp + "\n" + nonce + "\n").getBytes(StandardCharsets.UTF_8);
        var message = new byte[head.length + body.length + 1];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(body, 0, message, head.length, body.length);
        message[message.length - 1] = '\n';
        var seal = keys().seal(message, null);
        var headers = new LinkedHashMap<String, String>();
        headers.put("Wechatpay-Timestamp", timestamp);
        headers.put("Wechatpay-Nonce", nonce);
        headers.put("Wechatpay-Serial", seal.serial());
        headers.put("Wechatpay-Signature", seal.signature());
        headers.put("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048");
        return headers;
    }

    protected Map<String, String> signature(byte[] body, Instant at) {
        return signature(body, Long.toString(at.getEpochSecond()), SandboxKeys.nonce(32));
    }

    protected HttpRequest signed(byte[] body, Instant at, String contentType) {
        var request = HttpRequest.newBuilder(address())
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofByteArray(body));
        signature(body, at).forEach(request::header);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        return request.build();
    }

    /** The same as bytes on a socket. */
    protected RawExchange letter(byte[] body) {
        var letter = new RawExchange(PATH, body).header("Content-Type", "application/json");
        signature(body, clock.instant()).forEach(letter::header);
        return letter;
    }

    protected URI address() {
        return URI.create("http://127.0.0.1:" + port + PATH);
    }

    protected static HttpResponse<String> answer(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    protected static void refused(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"FAIL\"");
    }

    protected long stored(String id) {
        return jdbc.sql("select count(*) from refund_notification where id = ?")
                .param(id)
                .query(Long.class)
                .single();
    }

    protected String verdict(String id) {
        return jdbc.sql("select verdict from refund_notification where id = ?")
                .param(id)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    /** Every row of ours, and of the engine what is going on, table by table. Only what notifications are stored in is left out. */
    protected Map<String, List<String>> everythingElse() {
        var tables = jdbc.sql("""
                        select lower(table_name) from information_schema.tables
                        where lower(table_schema) = 'public' and table_type like '%TABLE'
                        order by 1""").query(String.class).list();
        var rows = new LinkedHashMap<String, List<String>>();
        for (var table : tables) {
            var engine = table.startsWith("act_");
            var goingOn = table.matches("act_ru_(execution|job|event_subscr|task|variable|incident)");
            if (table.equals("refund_notification") || table.startsWith("flyway") || engine && !goingOn) {
                continue;
            }
            rows.put(
                    table,
                    jdbc.sql("select * from " + table).query().listOfRows().stream()
                            .map(CallbackScenario::text)
                            .sorted()
                            .toList());
        }
        assertThat(rows).containsKeys("refund_transaction", "refund_event", "notice", "act_ru_execution");
        return rows;
    }

    private static String text(Map<String, Object> row) {
        var text = new StringBuilder();
        row.forEach((column, value) -> text.append(column)
                .append('=')
                .append(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value)
                .append(' '));
        return text.toString();
    }

    /** What is logged while it is open, also where a context of before has silenced everything. */
    protected static final class Listening extends AppenderBase<ILoggingEvent> implements AutoCloseable {
        final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
        private final Level before = root().getLevel();

        Listening() {
            root().setLevel(Level.INFO);
            root().addAppender(this);
            start();
        }

        private static Logger root() {
            return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        }

        @Override
        protected void append(ILoggingEvent line) {
            line.getFormattedMessage();
            lines.add(line);
        }

        List<String> texts(String part) {
            return lines.stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .filter(text -> text.contains(part))
                    .toList();
        }

        void noStackTraces() {
            assertThat(lines.stream().filter(event -> event.getThrowableProxy() != null))
                    .as("stack traces")
                    .isEmpty();
        }

        @Override
        public void close() {
            root().detachAppender(this);
            root().setLevel(before);
        }
    }
}
