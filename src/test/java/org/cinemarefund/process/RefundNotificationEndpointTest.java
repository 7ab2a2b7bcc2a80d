package org.cinemarefund.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.cinemarefund.application.RefundEvent.Kind;
import org.cinemarefund.process.RefundProcess.Step;
import org.cinemarefund.sandbox.SandboxKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.datasource.DataSourceUtils;

/** The door for WeChat's notifications, knocked at over real HTTP with signatures of the sandbox's own key. */
class RefundNotificationEndpointTest extends MoneyScenario {
    private static final String PATH = "/api/wechat/refund-notifications";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    private DataSource database;

    /** What a notification says, to be bent. */
    private final class Notification {
        private String id = UUID.randomUUID().toString();
        private final ObjectNode resource = JSON.createObjectNode();
        private String eventType = "REFUND.SUCCESS";
        private Instant signedAt = clock.instant();
        private String contentType = "application/json";

        Notification(Refund refund) {
            resource.put("mchid", keys().merchantId())
                    .put("transaction_id", refund.transactionId())
                    .put("out_trade_no", refund.orderNo)
                    .put(
                            "refund_id",
                            sandbox.sandbox()
                                    .refund(refund.outRefundNo())
                                    .orElseThrow()
                                    .refundId())
                    .put("out_refund_no", refund.outRefundNo())
                    .put("refund_status", "SUCCESS")
                    .put("success_time", "2026-03-02T10:00:05+08:00")
                    .put("user_received_account", "支付用户零钱");
            var fen = refund.seen().body().path("refundAmount").asLong();
            resource.putObject("amount")
                    .put("total", 10000)
                    .put("refund", fen)
                    .put("payer_total", 10000)
                    .put("payer_refund", fen);
        }

        byte[] body() {
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
                    .put(
                            "ciphertext",
                            keys().encrypt("refund", nonce, resource.toString().getBytes(StandardCharsets.UTF_8)));
            return envelope.toString().getBytes(StandardCharsets.UTF_8);
        }

        HttpRequest request() {
            return signed(body(), signedAt, contentType);
        }

        HttpResponse<String> send() {
            return answer(request());
        }
    }

    private SandboxKeys keys() {
        return sandbox.sandbox().keys();
    }

    private HttpRequest signed(byte[] body, Instant at, String contentType) {
        var timestamp = Long.toString(at.getEpochSecond());
        var nonce = SandboxKeys.nonce(32);
        var message = (timestamp + "\n" + nonce + "\n" + new String(body, StandardCharsets.UTF_8) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        var seal = keys().seal(message, null);
        var request = HttpRequest.newBuilder(address())
                .timeout(Duration.ofSeconds(30))
                .header("Wechatpay-Timestamp", timestamp)
                .header("Wechatpay-Nonce", nonce)
                .header("Wechatpay-Serial", seal.serial())
                .header("Wechatpay-Signature", seal.signature())
                .POST(BodyPublishers.ofByteArray(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        return request.build();
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + port + PATH);
    }

    private static HttpResponse<String> answer(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private long stored(String id) {
        return jdbc.sql("select count(*) from refund_notification where id = ?")
                .param(id)
                .query(Long.class)
                .single();
    }

    @Test
    void a_hundred_copies_at_once_are_one_change_and_all_acknowledged() {
        var refund = processing();
        var notification = new Notification(refund);
        var request = notification.request();

        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var i = 0; i < 100; i++) {
            answers.add(HTTP.sendAsync(request, BodyHandlers.ofString()));
        }

        assertThat(answers.stream().map(it -> it.join().statusCode())).allMatch(it -> it / 100 == 2);
        assertThat(stored(notification.id)).isEqualTo(1);
        assertThat(count(refund, Kind.CREDITED)).isEqualTo(1);
        assertThat(count(refund, Kind.ALARM)).isZero();
        assertThat(management
                        .createJobQuery()
                        .processInstanceId(refund.instance().getId())
                        .activityId(Step.sendCreditNotice.name())
                        .count())
                .isEqualTo(1);
        endsCredited(refund);
    }

    @Test
    void the_same_event_under_many_ids_at_once_is_one_change() {
        var refund = processing();

        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var i = 0; i < 20; i++) {
            answers.add(HTTP.sendAsync(new Notification(refund).request(), BodyHandlers.ofString()));
        }

        assertThat(answers.stream().map(it -> it.join().statusCode())).allMatch(it -> it / 100 == 2);
        assertThat(count(refund, Kind.CREDITED)).isEqualTo(1);
        endsCredited(refund);
    }

    @ParameterizedTest
    @CsvSource({
        "out_refund_no,  NOBODYS-1,  UNKNOWN_NUMBER",
        "mchid,          1900009999, OTHER_MERCHANT",
        "transaction_id, 4200009999, OTHER_PAYMENT",
        "refund_id,      5039999999, OTHER_REFUND_ID",
    })
    void what_is_signed_but_not_about_our_refund_is_stored_and_moves_nothing(
            String field, String value, String verdict) {
        var refund = processing();
        var notification = new Notification(refund);
        notification.resource.put(field, value);

        assertThat(notification.send().statusCode()).isEqualTo(204);

        assertThat(jdbc.sql("select verdict from refund_notification where id = ?")
                        .param(notification.id)
                        .query(String.class)
                        .single())
                .isEqualTo(verdict);
        assertThat(refund.money()).isEqualTo("PROCESSING");
        assertThat(refund.status()).isEqualTo("REFUNDING");
    }

    @Test
    void event_and_contents_that_contradict_each_other_are_refused() {
        var refund = processing();
        var notification = new Notification(refund);
        notification.resource.put("refund_status", "CLOSED");

        refused(notification.send(), 400);
        assertThat(refund.money()).isEqualTo("PROCESSING");
    }

    private static void refused(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"FAIL\"");
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301, -315_360_000})
    void a_signature_that_is_not_fresh_is_refused(long seconds) {
        var refund = processing();
        var notification = new Notification(refund);
        notification.signedAt = clock.instant().plusSeconds(seconds);

        refused(notification.send(), 401);
        assertThat(stored(notification.id)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not base64", "WECHATPAY/SIGNTEST/abcdefgh", "AAAA"})
    void a_signature_that_is_none_is_refused(String signature) {
        var request = HttpRequest.newBuilder(address())
                .header("Content-Type", "application/json")
                .header("Wechatpay-Timestamp", Long.toString(clock.instant().getEpochSecond()))
                .header("Wechatpay-Nonce", "n")
                .header("Wechatpay-Serial", "PUB_KEY_ID_0")
                .header("Wechatpay-Signature", signature)
                .POST(BodyPublishers.ofString("{}"))
                .build();

        refused(answer(request), 401);
    }

    @Test
    void without_any_header_it_is_refused() {
        refused(
                answer(HttpRequest.newBuilder(address())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.noBody())
                        .build()),
                401);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json,               204",
        "application/json; charset=utf-8, 204",
        "text/plain,                      415",
        "application/xml,                 415",
        "nonsense,                        415",
        ",                                204",
    })
    void only_json_is_read(String contentType, int status) {
        var notification = new Notification(processing());
        notification.contentType = contentType;

        assertThat(notification.send().statusCode()).isEqualTo(status);
    }

    @Test
    void bodies_are_limited_however_well_they_are_signed() {
        var body = ("{\"id\":\"" + "x".repeat(70_000) + "\"}").getBytes(StandardCharsets.UTF_8);

        assertThat(answer(signed(body, clock.instant(), "application/json")).statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "{\"id\":1}", "{\"id\":\"a\",\"id\":\"b\"}", "\u0000"})
    void signed_nonsense_is_refused_and_never_a_fault(String body) {
        refused(answer(signed(body.getBytes(StandardCharsets.UTF_8), clock.instant(), "application/json")), 400);
    }

    @Test
    void depth_is_no_weapon() {
        var body = "[".repeat(30_000).getBytes(StandardCharsets.UTF_8);

        refused(answer(signed(body, clock.instant(), "application/json")), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD"})
    void nothing_but_post_is_heard(String method) {
        var request = HttpRequest.newBuilder(address())
                .method(method, BodyPublishers.noBody())
                .build();

        assertThat(answer(request).statusCode()).isEqualTo(405);
    }

    @Test
    void what_cannot_be_stored_is_not_acknowledged_and_counts_when_it_comes_again() {
        var refund = processing();
        var notification = new Notification(refund);
        jdbc.sql("alter table refund_notification rename to refund_notification_gone")
                .update();
        try {
            assertThat(notification.send().statusCode()).isGreaterThanOrEqualTo(500);
        } finally {
            jdbc.sql("alter table refund_notification_gone rename to refund_notification")
                    .update();
        }
        assertThat(refund.money()).as("nothing of it is kept").isEqualTo("PROCESSING");

        assertThat(notification.send().statusCode()).isEqualTo(204);

        endsCredited(refund);
    }

    @Test
    void while_somebody_holds_the_row_too_long_it_is_not_acknowledged() throws Exception {
        var refund = processing();
        var notification = new Notification(refund);
        var connection = database.getConnection();
        try {
            connection.setAutoCommit(false);
            try (var lock = connection.prepareStatement(
                    "select 1 from refund_transaction where out_refund_no = ? for update")) {
                lock.setString(1, refund.outRefundNo());
                lock.executeQuery();
            }
            refused(notification.send(), 503);
            connection.rollback();
            connection.setAutoCommit(true);
        } finally {
            DataSourceUtils.releaseConnection(connection, database);
        }

        assertThat(notification.send().statusCode()).isEqualTo(204);
        endsCredited(refund);
    }
}
