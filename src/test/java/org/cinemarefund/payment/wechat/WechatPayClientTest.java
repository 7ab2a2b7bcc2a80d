package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.SocketPolicy;
import okio.Buffer;
import org.cinemarefund.payment.ChannelRefund;
import org.cinemarefund.payment.QueryReply;
import org.cinemarefund.payment.RefundOrder;
import org.cinemarefund.payment.SubmitReply;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WechatPayClientTest {
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
    private static final RefundOrder ORDER =
            new RefundOrder("R1021", "4200000000202611220000000001", "O202611220001", 3500, 4000);
    private static final String ACCEPTED = """
            {"amount":{"currency":"CNY","discount_refund":0,"from":[],"payer_refund":3500,"payer_total":4000,\
            "refund":3500,"refund_fee":0,"settlement_refund":3500,"settlement_total":4000,"total":4000},\
            "channel":"ORIGINAL","create_time":"2026-11-23T10:00:00+08:00","funds_account":"AVAILABLE",\
            "out_refund_no":"R1021","out_trade_no":"O202611220001","promotion_detail":[],\
            "refund_id":"50300000002026112300000000001","status":"PROCESSING",\
            "transaction_id":"4200000000202611220000000001","user_received_account":"支付用户零钱"}""";

    private final MovableClock clock = new MovableClock(NOW);
    private final WechatClock wechatClock = new WechatClock(clock);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MockWebServer wechat = new MockWebServer();
    private WechatPayClient client;

    @BeforeEach
    void start() throws IOException {
        wechat.start();
        client = client(Duration.ofSeconds(10), 1000);
    }

    @AfterEach
    void stop() throws IOException {
        wechat.shutdown();
    }

    @Test
    void the_request_names_payment_number_reason_address_and_amount_and_nothing_else() throws IOException {
        var request = client.compose(ORDER);

        assertThat(new String(request, StandardCharsets.UTF_8))
                .isEqualTo("{\"transaction_id\":\"4200000000202611220000000001\",\"out_refund_no\":\"R1021\","
                        + "\"reason\":\"电影票退款\",\"notify_url\":\"https://refund.example/api/wechat/refund-notifications\","
                        + "\"amount\":{\"refund\":3500,\"total\":4000,\"currency\":\"CNY\"}}");
    }

    @Test
    void the_stored_bytes_are_sent_signed_and_unchanged() throws Exception {
        wechat.enqueue(WechatDouble.signedAnswer(200, ACCEPTED, clock));
        // Another spelling of the same request, as an older release might have stored it.
        var stored =
                WechatDouble.bytes("{ \"out_refund_no\":\"R1021\",\"transaction_id\":\"4200000000202611220000000001\","
                        + "\"amount\":{\"refund\":3500,\"total\":4000,\"currency\":\"CNY\"} }");

        client.submit(ORDER, stored);

        var request = wechat.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /v3/refund/domestic/refunds HTTP/1.1");
        assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
        assertThat(request.getHeader("Accept")).isEqualTo("application/json");
        assertThat(request.getHeader("User-Agent")).isNotBlank();
        assertThat(request.getHeader("Wechatpay-Serial")).isEqualTo(WechatDouble.PUBLIC_KEY_ID);
        assertThat(request.getHeader("Cookie")).isNull();
        var body = request.getBody().readByteArray();
        assertThat(body).isEqualTo(stored);
        assertSigned(
                request.getHeader("Authorization"),
                "POST\n/v3/refund/domestic/refunds\n",
                new String(body, StandardCharsets.UTF_8));
    }

    @Test
    void a_number_with_special_characters_is_queried_by_the_path_that_was_signed() throws Exception {
        wechat.enqueue(new MockResponse().setResponseCode(500));

        client.query(new RefundOrder("R|1*@-_", ORDER.transactionId(), ORDER.orderNo(), 1, 1));

        var request = wechat.takeRequest();
        assertThat(request.getPath()).isEqualTo("/v3/refund/domestic/refunds/R%7C1*@-_");
        assertSigned(request.getHeader("Authorization"), "GET\n" + request.getPath() + "\n", "");
    }

    @Test
    void a_signed_answer_about_this_refund_is_accepted() {
        wechat.enqueue(WechatDouble.signedAnswer(200, ACCEPTED, clock));

        var reply = submit();

        assertThat(reply)
                .isEqualTo(new SubmitReply.Accepted(new ChannelRefund(
                        "R1021",
                        "O202611220001",
                        "50300000002026112300000000001",
                        ChannelRefund.Status.PROCESSING,
                        "ORIGINAL",
                        "支付用户零钱",
                        null,
                        3500L)));
        assertThat(calls("submit", "accepted")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"2450, 2450", "3501,", "-1,", "\"2450\",", "null,"})
    void how_much_of_it_is_cash_is_believed_where_it_can_be_true(String told, Long believed) {
        var answer = ACCEPTED.replace("\"payer_refund\":3500", "\"payer_refund\":" + told);
        wechat.enqueue(WechatDouble.signedAnswer(200, answer, clock));

        assertThat(((QueryReply.Found) client.query(ORDER)).refund().payerRefund())
                .isEqualTo(believed);
    }

    @Test
    void a_query_finds_a_refund_that_arrived() {
        var success = ACCEPTED.replace("\"PROCESSING\"", "\"SUCCESS\",\"success_time\":\"2026-11-23T10:01:05+08:00\"");
        wechat.enqueue(WechatDouble.signedAnswer(200, success, clock));

        var reply = (QueryReply.Found) client.query(ORDER);

        assertThat(reply.refund().status()).isEqualTo(ChannelRefund.Status.SUCCESS);
        assertThat(reply.refund().successTime()).isEqualTo(Instant.parse("2026-11-23T02:01:05Z"));
        assertThat(calls("query", "found")).isEqualTo(1);
    }

    @Test
    void header_names_may_come_in_any_case() {
        var lowerCase = new MockResponse().setBody(ACCEPTED);
        WechatDouble.sign(WechatDouble.bytes(ACCEPTED), NOW)
                .forEach((name, value) -> lowerCase.setHeader(name.toLowerCase(Locale.ROOT), value));
        wechat.enqueue(lowerCase);

        assertThat(submit()).isInstanceOf(SubmitReply.Accepted.class);
    }

    static Stream<Arguments> answersThatProveNothing() {
        var signed = WechatDouble.sign(WechatDouble.bytes(ACCEPTED), NOW);
        var probe = WechatDouble.sign(WechatDouble.bytes(ACCEPTED), NOW);
        probe.put("Wechatpay-Signature", "WECHATPAY/SIGNTEST/x+1");
        var notBase64 = WechatDouble.sign(WechatDouble.bytes(ACCEPTED), NOW);
        notBase64.put("Wechatpay-Signature", "***");
        return Stream.of(
                Arguments.of(
                        "wrong signature",
                        WechatDouble.answer(
                                200,
                                ACCEPTED,
                                WechatDouble.sign(
                                        WechatDouble.bytes(ACCEPTED),
                                        NOW,
                                        WechatDouble.PUBLIC_KEY_ID,
                                        WechatDouble.MERCHANT.getPrivate()))),
                Arguments.of("no signature", new MockResponse().setBody(ACCEPTED)),
                Arguments.of(
                        "doubled header",
                        WechatDouble.answer(200, ACCEPTED, signed).addHeader("Wechatpay-Nonce", "again")),
                Arguments.of("probe", WechatDouble.answer(200, ACCEPTED, probe)),
                Arguments.of("not Base64", WechatDouble.answer(200, ACCEPTED, notBase64)),
                Arguments.of(
                        "unknown serial",
                        WechatDouble.answer(
                                200,
                                ACCEPTED,
                                WechatDouble.sign(
                                        WechatDouble.bytes(ACCEPTED),
                                        NOW,
                                        "PUB_KEY_ID_2",
                                        WechatDouble.WECHAT.getPrivate()))),
                Arguments.of("six minutes old", signedAt(ACCEPTED, NOW.minusSeconds(360))),
                Arguments.of("from six minutes ahead", signedAt(ACCEPTED, NOW.plusSeconds(360))),
                Arguments.of("not JSON", signedAt("<html>502</html>", NOW)),
                Arguments.of("empty", signedAt("", NOW)),
                Arguments.of("null", signedAt("null", NOW)),
                Arguments.of("an array", signedAt("[" + ACCEPTED + "]", NOW)),
                Arguments.of("two objects", signedAt(ACCEPTED + ACCEPTED, NOW)),
                Arguments.of("an error body", signedAt("{\"code\":\"SYSTEM_ERROR\",\"message\":\"系统错误\"}", NOW)),
                Arguments.of("another number", signedAt(ACCEPTED.replace("\"R1021\"", "\"R1022\""), NOW)),
                Arguments.of(
                        "another payment",
                        signedAt(ACCEPTED.replace("0000000001\",\"user", "0000000002\",\"user"), NOW)),
                Arguments.of(
                        "another refund amount", signedAt(ACCEPTED.replace("\"refund\":3500", "\"refund\":3501"), NOW)),
                Arguments.of("another total", signedAt(ACCEPTED.replace("\"total\":4000", "\"total\":3500"), NOW)),
                Arguments.of("another currency", signedAt(ACCEPTED.replace("CNY", "USD"), NOW)),
                Arguments.of("a fraction", signedAt(ACCEPTED.replace("\"refund\":3500", "\"refund\":3500.0"), NOW)),
                Arguments.of("an exponent", signedAt(ACCEPTED.replace("\"refund\":3500", "\"refund\":35e2"), NOW)),
                Arguments.of(
                        "an amount as text", signedAt(ACCEPTED.replace("\"refund\":3500", "\"refund\":\"3500\""), NOW)),
                Arguments.of(
                        "a key twice",
                        signedAt(ACCEPTED.replace("\"status\":", "\"status\":\"SUCCESS\",\"status\":"), NOW)),
                Arguments.of("an unknown status", signedAt(ACCEPTED.replace("PROCESSING", "PAUSED"), NOW)),
                Arguments.of("no refund id", signedAt(ACCEPTED.replace("refund_id", "refundid"), NOW)),
                Arguments.of(
                        "an impossible time",
                        signedAt(
                                ACCEPTED.replace(
                                        "\"PROCESSING\"", "\"SUCCESS\",\"success_time\":\"2026-13-23T10:01:05+08:00\""),
                                NOW)),
                Arguments.of("10 MB", new MockResponse().setBody(new Buffer().write(new byte[10 * 1024 * 1024]))),
                Arguments.of("202", signedAt(ACCEPTED, NOW).setResponseCode(202)),
                Arguments.of("201", signedAt(ACCEPTED, NOW).setResponseCode(201)),
                Arguments.of("204", new MockResponse().setResponseCode(204)),
                Arguments.of("no final answer", new MockResponse().setResponseCode(304)),
                Arguments.of(
                        "an HTML error", new MockResponse().setResponseCode(502).setBody("<html/>")),
                Arguments.of("a bare 429", new MockResponse().setResponseCode(429)),
                Arguments.of("a bare 404", new MockResponse().setResponseCode(404)),
                Arguments.of(
                        "a bare 400", new MockResponse().setResponseCode(400).setBody("null")),
                Arguments.of(
                        "an unlisted code",
                        new MockResponse().setResponseCode(400).setBody("{\"code\":\"NEWLY_INVENTED\"}")),
                Arguments.of(
                        "a listed code under another status",
                        new MockResponse().setResponseCode(500).setBody("{\"code\":\"NOT_ENOUGH\"}")),
                Arguments.of(
                        "reset while sending",
                        new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_DURING_REQUEST_BODY)),
                Arguments.of(
                        "reset after accepting",
                        new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST)),
                Arguments.of("reset at once", new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AT_START)),
                Arguments.of(
                        "cut off in the middle",
                        signedAt(ACCEPTED, NOW).setSocketPolicy(SocketPolicy.DISCONNECT_DURING_RESPONSE_BODY)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatProveNothing")
    void an_answer_that_proves_nothing_leaves_the_outcome_unknown(String what, MockResponse answer) {
        wechat.enqueue(answer);
        assertThat(submit()).isInstanceOfSatisfying(SubmitReply.Unknown.class, reply -> {
            assertThat(reply.sent()).isTrue();
            assertThat(reply.cause()).isNotBlank().hasSizeLessThan(200);
        });

        wechat.enqueue(answer);
        assertThat(client.query(ORDER)).isInstanceOf(QueryReply.Unknown.class);

        assertThat(calls("submit", "unknown")).isEqualTo(1);
        assertThat(calls("query", "unknown")).isEqualTo(1);
    }

    @Test
    void a_silent_channel_is_given_up_and_the_next_try_sends_the_very_same_bytes() throws Exception {
        client = client(Duration.ofMillis(400), 1000);
        wechat.enqueue(new MockResponse().setSocketPolicy(SocketPolicy.NO_RESPONSE));
        wechat.enqueue(WechatDouble.signedAnswer(200, ACCEPTED, clock).setBodyDelay(0, TimeUnit.SECONDS));
        var stored = client.compose(ORDER);

        assertThat(client.submit(ORDER, stored)).isInstanceOfSatisfying(SubmitReply.Unknown.class, reply -> {
            assertThat(reply.sent()).isTrue();
        });
        client = client(Duration.ofSeconds(10), 1000);
        assertThat(client.submit(ORDER, stored)).isInstanceOf(SubmitReply.Accepted.class);

        var first = wechat.takeRequest().getBody().readByteArray();
        var second = wechat.takeRequest().getBody().readByteArray();
        assertThat(first).isEqualTo(second).isEqualTo(stored);
    }

    @Test
    void an_answer_that_trickles_is_cut_off_by_the_budget_of_the_whole_call() {
        client = client(Duration.ofMillis(400), 1000);
        wechat.enqueue(WechatDouble.signedAnswer(200, ACCEPTED, clock).throttleBody(10, 200, TimeUnit.MILLISECONDS));

        assertThat(submit()).isInstanceOf(SubmitReply.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_is_not_followed(int status) {
        wechat.enqueue(new MockResponse().setResponseCode(status).setHeader("Location", wechat.url("/elsewhere")));
        wechat.enqueue(WechatDouble.signedAnswer(200, ACCEPTED, clock));

        assertThat(submit()).isInstanceOf(SubmitReply.Unknown.class);
        assertThat(wechat.getRequestCount()).isEqualTo(1);
    }

    @Test
    void nothing_is_ever_sent_a_second_time_by_the_http_client_itself() {
        wechat.enqueue(WechatDouble.signedAnswer(200, ACCEPTED, clock));
        submit();
        for (var answer : new MockResponse[] {
            new MockResponse().setResponseCode(503).setHeader("Retry-After", "0"),
            new MockResponse().setResponseCode(408),
            new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST)
        }) {
            var before = wechat.getRequestCount();
            wechat.enqueue(answer);
            assertThat(submit()).isInstanceOf(SubmitReply.Unknown.class);
            assertThat(wechat.getRequestCount()).isEqualTo(before + 1);
        }
    }

    @Test
    void a_channel_out_of_reach_is_unknown_too() throws IOException {
        wechat.shutdown();

        assertThat(submit()).isInstanceOf(SubmitReply.Unknown.class);
        assertThat(client.query(ORDER)).isInstanceOf(QueryReply.Unknown.class);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void a_query_says_whether_the_channels_no_was_signed(boolean signed) {
        var body = "{\"code\":\"RESOURCE_NOT_EXISTS\",\"message\":\"退款单不存在\"}";
        wechat.enqueue(
                signed
                        ? WechatDouble.signedAnswer(404, body, clock)
                        : new MockResponse().setResponseCode(404).setBody(body));

        assertThat(client.query(ORDER)).isEqualTo(new QueryReply.NotFound(signed));
        assertThat(calls("query", "not_found")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "400, RULE_LIMIT, true",
        "403, RULE_LIMIT, true",
        "404, RULE_LIMIT, true",
        "403, NEVER_HEARD_OF, true",
        "400, USER_ACCOUNT_ABNORMAL, true",
        "403, RESOURCE_NOT_EXISTS, true",
        "401, RULE_LIMIT, false",
        "429, RULE_LIMIT, false",
        "500, RULE_LIMIT, false",
        "302, RULE_LIMIT, false",
        "403, FREQUENCY_LIMITED, false",
        "400, SYSTEM_ERROR, false",
        "403, SIGN_ERROR, false",
        "400, NO_AUTH, false",
    })
    void a_signed_refusal_with_a_code_that_nobody_listed_is_told_apart(int status, String code, boolean unlisted) {
        var body = "{\"code\":\"" + code + "\",\"message\":\"业务规则限制\"}";
        wechat.enqueue(WechatDouble.signedAnswer(status, body, clock));
        assertThat(submit()).satisfies(reply -> {
            if (unlisted) {
                assertThat(reply).isEqualTo(new SubmitReply.RefusedUnlisted(code, "业务规则限制"));
            } else {
                assertThat(reply).isInstanceOf(SubmitReply.Unknown.class);
            }
        });

        wechat.enqueue(new MockResponse().setResponseCode(status).setBody(body));
        assertThat(submit()).as("not signed").isInstanceOf(SubmitReply.Unknown.class);
        wechat.enqueue(WechatDouble.signedAnswer(status, "{}", clock));
        assertThat(submit()).as("without a code").isInstanceOf(SubmitReply.Unknown.class);
    }

    @Test
    void after_twenty_failures_refunds_wait_unsent_and_queries_do_not() throws Exception {
        for (int i = 0; i < 20; i++) {
            wechat.enqueue(new MockResponse().setResponseCode(500).setBody("{\"code\":\"SYSTEM_ERROR\"}"));
            submit();
        }

        assertThat(submit()).isInstanceOfSatisfying(SubmitReply.Unknown.class, reply -> {
            assertThat(reply.sent()).isFalse();
        });
        assertThat(wechat.getRequestCount()).isEqualTo(20);
        assertThat(calls("submit", "not_sent")).isEqualTo(1);

        wechat.enqueue(WechatDouble.signedAnswer(200, ACCEPTED, clock));
        assertThat(client.query(ORDER)).isInstanceOf(QueryReply.Found.class);
        wechat.enqueue(WechatDouble.signedAnswer(200, ACCEPTED, clock));
        assertThat(submit())
                .as("a query that was answered closes the breaker")
                .isInstanceOf(SubmitReply.Accepted.class);
    }

    @Test
    void refunds_beyond_the_rate_are_not_sent() {
        // The clock stands still: the first two slots are within a second, the third is not.
        client = client(Duration.ofSeconds(10), 1);
        wechat.enqueue(WechatDouble.signedAnswer(200, ACCEPTED, clock));
        wechat.enqueue(WechatDouble.signedAnswer(200, ACCEPTED, clock));

        assertThat(submit()).isInstanceOf(SubmitReply.Accepted.class);
        assertThat(submit()).isInstanceOf(SubmitReply.Accepted.class);
        assertThat(submit()).isInstanceOfSatisfying(SubmitReply.Unknown.class, reply -> {
            assertThat(reply.sent()).isFalse();
        });
        assertThat(wechat.getRequestCount()).isEqualTo(2);
    }

    @Test
    void stored_bytes_about_another_refund_never_leave() {
        var request = client.compose(ORDER);
        for (var other : new RefundOrder[] {
            new RefundOrder("R1022", ORDER.transactionId(), ORDER.orderNo(), 3500, 4000),
            new RefundOrder("R1021", "4200000000202611220000000002", ORDER.orderNo(), 3500, 4000),
            new RefundOrder("R1021", ORDER.transactionId(), ORDER.orderNo(), 3400, 4000),
            new RefundOrder("R1021", ORDER.transactionId(), ORDER.orderNo(), 3500, 5000)
        }) {
            assertThatThrownBy(() -> client.submit(other, request)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(wechat.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0,4000", "-1,4000", "4001,4000"})
    void an_amount_that_is_none_is_not_composed(long refund, long total) {
        var order = new RefundOrder("R1021", ORDER.transactionId(), ORDER.orderNo(), refund, total);

        assertThatThrownBy(() -> client.compose(order)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "R/1", "R?1", "R 1", "退款1"})
    void a_number_that_would_ask_for_something_else_is_not_asked_for(String outRefundNo) {
        var order = new RefundOrder(outRefundNo, ORDER.transactionId(), ORDER.orderNo(), 1, 1);

        assertThatThrownBy(() -> client.query(order)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_difference_to_wechats_clock_is_remembered() {
        assertThat(wechatClock.skew()).isEmpty();
        wechat.enqueue(
                WechatDouble.signedAnswer(200, ACCEPTED, clock).setHeader("Date", "Mon, 23 Nov 2026 02:07:00 GMT"));

        submit();

        assertThat(wechatClock.skew()).contains(Duration.ofMinutes(7));
    }

    private static MockResponse signedAt(String body, Instant at) {
        return WechatDouble.answer(200, body, WechatDouble.sign(WechatDouble.bytes(body), at));
    }

    private SubmitReply submit() {
        return client.submit(ORDER, client.compose(ORDER));
    }

    private long calls(String api, String result) {
        var timer = meters.find("refund.wechat.calls")
                .tags("api", api, "result", result)
                .timer();
        return timer == null ? 0 : timer.count();
    }

    private WechatPayClient client(Duration budget, int ratePerSecond) {
        var signer = new RequestSigner(
                WechatDouble.MCH_ID, WechatDouble.MERCHANT_SERIAL, WechatDouble.MERCHANT.getPrivate(), clock);
        var http = new WechatPayHttp(
                WechatPayHttp.client(budget),
                wechat.url("/"),
                signer,
                WechatDouble.PUBLIC_KEY_ID,
                wechatClock,
                answer -> {});
        var verifier = new SignatureVerifier(
                clock,
                serial -> serial.equals(WechatDouble.PUBLIC_KEY_ID)
                        ? Optional.of(WechatDouble.WECHAT.getPublic())
                        : Optional.empty());
        return new WechatPayClient(
                http,
                verifier,
                URI.create("https://refund.example/api/wechat/refund-notifications"),
                ratePerSecond,
                budget,
                clock,
                meters);
    }

    private static void assertSigned(String authorization, String head, String body) {
        var parts = Pattern.compile("nonce_str=\"(.+?)\",signature=\"(.+?)\",timestamp=\"(.+?)\"")
                .matcher(authorization);
        assertThat(parts.find()).isTrue();
        var message = head + parts.group(3) + "\n" + parts.group(1) + "\n" + body + "\n";
        assertThat(WechatDouble.verifies(
                        WechatDouble.MERCHANT.getPublic(), WechatDouble.bytes(message), parts.group(2)))
                .isTrue();
    }
}
