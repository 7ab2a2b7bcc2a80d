package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import org.cinemarefund.payment.RefundOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WeChat's error tables, a row each, through the real client. The messages say the opposite of the codes on purpose. */
class RefundErrorsTest {
    private static final RefundOrder ORDER = new RefundOrder("R1021", "42000000001", "O1", 3500, 4000);
    private final MockWebServer wechat = new MockWebServer();
    private WechatPayClient client;

    @BeforeEach
    void start() throws IOException {
        wechat.start();
        var clock = Clock.systemUTC();
        var signer = new RequestSigner("1900000100", "A1", WechatDouble.MERCHANT.getPrivate(), clock);
        var http = new WechatPayHttp(
                WechatPayHttp.client(Duration.ofSeconds(10)),
                wechat.url("/"),
                signer,
                WechatDouble.PUBLIC_KEY_ID,
                new WechatClock(clock),
                answer -> {});
        client = new WechatPayClient(
                http,
                new SignatureVerifier(clock, serial -> Optional.empty()),
                URI.create("https://refund.example/n"),
                1000,
                Duration.ofSeconds(10),
                clock,
                new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() throws IOException {
        wechat.shutdown();
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource({
        "400, PARAM_ERROR,           refused",
        "400, INVALID_REQUEST,       refused",
        "400, TRADE_OVERDUE,         refused",
        "403, TRADE_OVERDUE,         refused",
        "400, REFUND_FEE_MISMATCH,   refused",
        "403, REFUND_FEE_MISMATCH,   refused",
        "400, REFUND_FEE_INVALID,    refused",
        "403, REFUND_FEE_INVALID,    refused",
        "403, USER_ACCOUNT_ABNORMAL, refused",
        "404, RESOURCE_NOT_EXISTS,   refused",
        "403, NOT_ENOUGH,            refused for now",
        "401, SIGN_ERROR,            unknown until an operator acts",
        "403, NO_AUTH,               unknown until an operator acts",
        "400, MCH_NOT_EXISTS,        unknown until an operator acts",
        "404, MCH_NOT_EXISTS,        unknown until an operator acts",
        "429, FREQUENCY_LIMITED,     unknown",
        "429, RATELIMIT_EXCEEDED,    unknown",
        "500, SYSTEM_ERROR,          unknown",
        "502, SERVICE_UNAVAILABLE,   unknown",
        "503, SERVICE_UNAVAILABLE,   unknown",
        "403, RULE_LIMIT,            unknown",
    })
    void a_refund_request(int status, String code, String expected) {
        enqueue(status, code);

        var reply = client.submit(ORDER, client.compose(ORDER));

        var kind = reply.<String>fold(
                accepted -> "accepted",
                later -> code.equals(later.code()) ? "refused for now" : "another code",
                never -> code.equals(never.code()) ? "refused" : "another code",
                unlisted -> "refused without a signature",
                unknown -> kind(unknown.cause(), code));
        assertThat(kind).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource({
        "404, RESOURCE_NOT_EXISTS,   not found",
        "400, PARAM_ERROR,           unknown",
        "401, SIGN_ERROR,            unknown until an operator acts",
        "403, NO_AUTH,               unknown until an operator acts",
        "400, MCH_NOT_EXISTS,        unknown until an operator acts",
        "404, MCH_NOT_EXISTS,        unknown until an operator acts",
        "429, FREQUENCY_LIMITED,     unknown",
        "429, RATELIMIT_EXCEEDED,    unknown",
        "500, SYSTEM_ERROR,          unknown",
        "502, SERVICE_UNAVAILABLE,   unknown",
        "503, SERVICE_UNAVAILABLE,   unknown",
        "400, RESOURCE_NOT_EXISTS,   unknown",
        "404, ORDER_NOT_EXIST,       unknown",
    })
    void a_query(int status, String code, String expected) {
        enqueue(status, code);

        var reply = client.query(ORDER);

        var kind =
                reply.<String>fold(found -> "found", notFound -> "not found", unknown -> kind(unknown.cause(), code));
        assertThat(kind).isEqualTo(expected);
    }

    @Test
    void whatever_the_code_a_401_says_nothing_about_the_refund() {
        var tables = List.of(RefundErrors.SUBMIT, RefundErrors.QUERY, RefundErrors.REPAIR);
        for (var table : tables) {
            tables.stream().flatMap(List::stream).map(RefundErrors.Row::code).forEach(code -> assertThat(
                            RefundErrors.of(table, 401, code).meaning())
                    .as(code)
                    .isIn(RefundErrors.Meaning.OPERATOR, RefundErrors.Meaning.AGAIN));
            assertThat(RefundErrors.of(table, 401, null).meaning()).isEqualTo(RefundErrors.Meaning.AGAIN);
        }
    }

    @Test
    void the_tables_hold_no_row_that_is_not_tested_here_and_none_twice() {
        assertThat(RefundErrors.SUBMIT).hasSize(20);
        assertThat(RefundErrors.QUERY).hasSize(11);
        for (var table : List.of(RefundErrors.SUBMIT, RefundErrors.QUERY)) {
            var keys = new HashSet<String>();
            assertThat(table).allMatch(row -> keys.add(row.status() + row.code()));
        }
    }

    @Test
    void wechats_words_reach_people_short_and_clean() {
        var answer = new HttpAnswer(
                403,
                Headers.of(),
                WechatDouble.bytes(
                        "{\"code\":\"NOT_ENOUGH\",\"message\":\"余\\u0000额\\n不足😀" + "x".repeat(500) + "\"}"));

        assertThat(answer.errorMessage()).startsWith("余额不足x").hasSize(200);
    }

    private void enqueue(int status, String code) {
        wechat.enqueue(new MockResponse()
                .setResponseCode(status)
                .setBody("{\"code\":\"" + code + "\",\"message\":\"SUCCESS, 退款成功\"}"));
    }

    private static String kind(String cause, String code) {
        assertThat(cause).contains(code);
        return cause.startsWith("operator: ") ? "unknown until an operator acts" : "unknown";
    }
}
