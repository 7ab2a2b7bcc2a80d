package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.sandbox.Scenario;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.datasource.DataSourceUtils;

/** The door for WeChat's notifications, knocked at over real HTTP with signatures of the sandbox's own key. */
class RefundNotificationEndpointTest extends CallbackScenario {
    private static final ExecutorService threads = Executors.newCachedThreadPool();

    @Autowired
    private DataSource database;

    @Autowired
    private MeterRegistry meters;

    @Test
    void a_hundred_copies_at_once_are_one_change_and_all_acknowledged() {
        var refund = processing();
        var notification = new Notification(refund);
        var request = notification.request();

        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var i = 0; i < 100; i++) {
            answers.add(HTTP.sendAsync(request, BodyHandlers.ofString()));
        }

        assertThat(answers.stream().map(future -> future.join().statusCode())).allMatch(number -> number / 100 == 2);
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

        assertThat(answers.stream().map(future -> future.join().statusCode())).allMatch(number -> number / 100 == 2);
        assertThat(count(refund, Kind.CREDITED)).isEqualTo(1);
        endsCredited(refund);
    }

    @ParameterizedTest
    @CsvSource({
        "out_refund_no,  NOBODYS-1,  UNKNOWN_NUMBER",
        "mchid,          1900009999, OTHER_MERCHANT",
        "transaction_id, 4200009999, OTHER_PAYMENT",
        "out_trade_no,   NOBODYS-1,  OTHER_ORDER",
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

    // --- what was received before, and what comes too late

    /** Every notification ever acknowledged here, ten times more, freshly signed; those of this test also under new ids. */
    @Test
    void whatever_was_received_may_come_again_ten_times_and_changes_nothing() throws IOException {
        var mine = new ArrayList<String>();
        for (var status : List.of(Status.SUCCESS, Status.ABNORMAL, Status.CLOSED)) {
            var refund = processing();
            settles(refund, status);
            mine.add(refund.outRefundNo());
        }
        var twice = approved(Scenario.CALLBACK_TWICE).performs(Step.submitRefund);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> answered(twice.outRefundNo()).size() == 2);
        mine.add(twice.outRefundNo());
        var wrong = approved(Scenario.CALLBACK_WRONG_AMOUNT).performs(Step.submitRefund);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> answered(wrong.outRefundNo()).size() == 1);
        settles(wrong, Status.SUCCESS);
        mine.add(wrong.outRefundNo());
        var recorded = sandbox.sandbox().ledger().callbacks().stream()
                .filter(callback -> callback.answer().startsWith("2"))
                .toList();
        assertThat(recorded).hasSizeGreaterThanOrEqualTo(5);
        clock.forward(Duration.ofMinutes(1));
        var before = everythingElse();
        var sent = 0;

        for (var i = 0; i < 10; i++) {
            for (var callback : recorded) {
                sent += again(callback.body());
                if (mine.contains(callback.outRefundNo())) {
                    var envelope = (ObjectNode) JSON.readTree(callback.body());
                    sent += again(
                            envelope.put("id", UUID.randomUUID().toString()).toString());
                }
            }
        }

        assertThat(everythingElse()).isEqualTo(before);
        System.out.println("notifications received again: " + sent + " of " + recorded.size() + " kept");
    }

    private int again(String body) {
        var request = signed(body.getBytes(StandardCharsets.UTF_8), clock.instant(), "application/json");
        assertThat(answer(request).statusCode()).isEqualTo(204);
        return 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLOSED", "ABNORMAL"})
    void what_comes_after_success_is_kept_changes_nothing_and_is_an_alarm(String late) {
        var refund = processing();
        new Notification(refund).send();
        endsCredited(refund);
        var notification = new Notification(refund).says(late);

        assertThat(notification.send().statusCode()).isEqualTo(204);
        assertThat(new Notification(refund).says(late).send().statusCode()).isEqualTo(204);

        assertThat(verdict(notification.id)).isEqualTo("ACCEPTED");
        assertThat(alarms(refund)).containsExactly(late + "_AFTER_SUCCESS");
        endedCredited(refund);
    }

    private void endedCredited(Refund refund) {
        refund.endedAt("refunded");
        assertThat(refund.money()).isEqualTo("SUCCESS");
        assertThat(refund.status()).isEqualTo("REFUNDED");
        assertThat(refund.messages()).hasSize(1);
    }

    /** WeChat is faster than its own answer: the call that submits has not returned, let alone committed. */
    @Test
    void a_notification_inside_the_call_that_submits_is_kept_and_counts() {
        var refund = approved(Scenario.CALLBACK_EARLY).performs(Step.submitRefund);

        assertThat(answered(refund.outRefundNo())).hasSize(1);
        assertThat(alarms(refund)).isEmpty();
        endsCredited(refund);
    }

    // --- what anybody can do

    @Test
    void a_flood_of_forgeries_leaves_one_line_a_minute_and_a_count() {
        var body = "{}".getBytes(StandardCharsets.UTF_8);
        clock.forward(Duration.ofHours(6));
        var stale = signed(body, clock.instant().minusSeconds(400), "application/json");
        try (var listening = new Listening()) {
            for (var i = 0; i < 500; i++) {
                refused(answer(stale), 401);
            }
            assertThat(listening.texts("STALE")).hasSize(1);
            clock.forward(Duration.ofMinutes(1));
            refused(answer(stale), 401);
            assertThat(listening.texts("STALE")).hasSize(2).last().asString().contains("and 499 more");
            assertThat(listening.lines).hasSize(2);
        }
        assertThat(meters.get("refund.notifications.refused")
                        .tag("kind", "STALE")
                        .counter()
                        .count())
                .isGreaterThanOrEqualTo(501);
    }

    @Test
    void what_wechat_signed_and_we_cannot_decrypt_is_one_alarm_a_minute() {
        var notification = new Notification(processing());
        clock.forward(Duration.ofHours(7));
        var before = meters.counter("refund.alarms").count();
        var envelope = notification.envelope();
        ((ObjectNode) envelope.get("resource")).put("nonce", "another12345");
        var request = signed(envelope.toString().getBytes(StandardCharsets.UTF_8), clock.instant(), "application/json");
        try (var listening = new Listening()) {
            for (var i = 0; i < 20; i++) {
                refused(answer(request), 400);
            }
            assertThat(listening.texts("ALARM")).hasSize(1).first().asString().contains("refund.wechat.pay.api-v3-key");
        }
        assertThat(meters.counter("refund.alarms").count()).isEqualTo(before + 1);
    }

    /** Twenty that never come to an end: the others do not wait for them, and they are cut off. */
    @Test
    void bodies_that_only_drip_do_not_stop_the_others() {
        var refund = processing();
        var body = new Notification(refund).body();
        var dripping = new ArrayList<CompletableFuture<RawExchange.Reply>>();
        for (var i = 0; i < 20; i++) {
            var letter = letter(body);
            letter.tempo = RawExchange.Tempo.DRIPPING;
            dripping.add(CompletableFuture.supplyAsync(() -> letter.send(port), threads));
        }

        for (var i = 0; i < 20; i++) {
            assertThat(new Notification(refund).send().statusCode()).isEqualTo(204);
        }
        assertThat(dripping).as("they are still at it").noneMatch(CompletableFuture::isDone);

        assertThat(dripping.stream().map(CompletableFuture::join))
                .extracting(RawExchange.Reply::status)
                .containsOnly(408);
        endsCredited(refund);
    }

    @AfterAll
    static void no_thread_stays() {
        threads.shutdownNow();
    }
}
