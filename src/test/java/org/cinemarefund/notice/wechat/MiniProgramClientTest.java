package org.cinemarefund.notice.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.SocketPolicy;
import org.cinemarefund.notice.MessageChannel.Delivery;
import org.cinemarefund.notice.MessageChannel.Delivery.Outcome;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class MiniProgramClientTest {
    private static final String OPENID = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o";
    private static final String SECRET = "5e884898da28047151d0e56f8dc62927";
    private static final String SESSION_KEY = "HyVFkGl5F5OQWJZZaNzBBg==";
    private static final String TOKEN_ONE = "74_token-one+/=";
    private static final String SENT = "{\"errcode\":0,\"errmsg\":\"ok\",\"msgid\":1}";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MockWebServer wechat = new MockWebServer();
    private final ListAppender<ILoggingEvent> logs = new ListAppender<>();
    private Instant now = Instant.parse("2026-11-23T02:00:00Z");
    private MiniProgramClient client;

    @BeforeEach
    void start() throws IOException {
        wechat.start();
        client = client(wechat.url("/"), Duration.ofSeconds(10));
        var logger = (Logger) LoggerFactory.getLogger("org.cinemarefund");
        logger.setLevel(Level.TRACE);
        logs.start();
        logger.addAppender(logs);
    }

    @AfterEach
    void stop() throws IOException {
        wechat.shutdown();
        ((Logger) LoggerFactory.getLogger("org.cinemarefund")).detachAppender(logs);
        // Whatever a test was about: none of these may ever be written down.
        assertThat(logs.list).allSatisfy(event -> assertThat(event.getFormattedMessage() + event.getThrowableProxy())
                .doesNotContain(OPENID, SECRET, SESSION_KEY, TOKEN_ONE, "one-time-code"));
    }

    @Test
    void a_login_code_is_exchanged_for_the_person_behind_it() throws Exception {
        wechat.enqueue(json("{\"session_key\":\"" + SESSION_KEY + "\",\"openid\":\"" + OPENID + "\"}")
                .setHeader("Content-Type", "text/plain"));

        assertThat(client.exchange("one-time-code+/&=")).isEqualTo(OPENID);

        var url = wechat.takeRequest().getRequestUrl();
        assertThat(url.encodedPath()).isEqualTo("/sns/jscode2session");
        assertThat(url.queryParameter("appid")).isEqualTo("wx1234567890abcdef");
        assertThat(url.queryParameter("secret")).isEqualTo(SECRET);
        assertThat(url.queryParameter("js_code")).isEqualTo("one-time-code+/&=");
        assertThat(url.queryParameter("grant_type")).isEqualTo("authorization_code");
        assertThat(calls("login", "ok")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "40029, LOGIN_CODE_INVALID",
        "40163, LOGIN_CODE_INVALID",
        "40226, LOGIN_CODE_INVALID",
        "41008, LOGIN_CODE_INVALID",
        "45011, TOO_MANY_REQUESTS",
        "-1,    TRY_LATER",
        "40013, TRY_LATER",
        "40125, TRY_LATER",
        "99999, TRY_LATER",
    })
    void a_login_code_that_wechat_does_not_take_is_a_problem_of_its_kind(int errcode, ProblemCode expected) {
        wechat.enqueue(json("{\"errcode\":" + errcode + ",\"errmsg\":\"secret " + SECRET + " openid " + OPENID
                + ", rid: 65a1b2c3-0a1b2c3d-4e5f6071\"}"));

        assertThat(loginProblem("one-time-code").code()).isEqualTo(expected);
    }

    static Stream<MockResponse> noAnswers() {
        return Stream.of(
                new MockResponse().setResponseCode(500),
                new MockResponse().setResponseCode(502).setBody("{\"openid\":\"" + OPENID + "\"}"),
                new MockResponse().setResponseCode(302).setHeader("Location", "/x"),
                json(""),
                json("null"),
                json("[]"),
                json("{}"),
                json("<html/>"),
                json("{\"openid\":\"\"}"),
                json("{\"openid\":[1]}"),
                json("{\"openid\":\"o'; drop table\"}"),
                json("{".repeat(300_000)),
                new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST));
    }

    @ParameterizedTest
    @MethodSource("noAnswers")
    void a_login_without_a_usable_answer_may_be_tried_later(MockResponse answer) {
        wechat.enqueue(answer);

        assertThat(loginProblem("one-time-code").code()).isEqualTo(ProblemCode.TRY_LATER);
        assertThat(wechat.getRequestCount()).isEqualTo(1);
        assertThat(calls("login", "unavailable")).isEqualTo(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "a b", "a\nb", "码"})
    void what_cannot_be_a_login_code_is_not_asked_about(String code) {
        assertThat(loginProblem(code).code()).isEqualTo(ProblemCode.LOGIN_CODE_INVALID);
        assertThat(wechat.getRequestCount()).isZero();
    }

    @Test
    void a_message_carries_the_templates_fields_within_their_limits() throws Exception {
        wechat.enqueue(token(TOKEN_ONE, 7200));
        wechat.enqueue(json(SENT));

        var delivery = send();

        assertThat(delivery).isEqualTo(new Delivery(Outcome.SENT, null));
        var asked = wechat.takeRequest();
        assertThat(asked.getRequestLine()).startsWith("POST /cgi-bin/stable_token HTTP");
        assertThat(new ObjectMapper().readTree(asked.getBody().readUtf8()))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"grant_type\":\"client_credential\",\"appid\":\"wx1234567890abcdef\",\"secret\":\""
                                + SECRET + "\",\"force_refresh\":false}"));
        var sent = wechat.takeRequest();
        assertThat(sent.getRequestUrl().encodedPath()).isEqualTo("/cgi-bin/message/subscribe/send");
        assertThat(sent.getRequestUrl().queryParameter("access_token")).isEqualTo(TOKEN_ONE);
        assertThat(new ObjectMapper().readTree(sent.getBody().readUtf8()))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"touser\":\"" + OPENID + "\",\"template_id\":\"template-1\","
                                + "\"miniprogram_state\":\"formal\",\"lang\":\"zh_CN\",\"data\":{"
                                + "\"character_string1\":{\"value\":\"RA1021\"},\"amount3\":{\"value\":\"39.90元\"},"
                                + "\"thing2\":{\"value\":\"-\"}}}"));
        assertThat(calls("token", "ok")).isEqualTo(1);
        assertThat(calls("message", "sent")).isEqualTo(1);
    }

    @Test
    void a_message_leads_to_the_page_of_its_application() throws Exception {
        client = client(
                wechat.url("/"),
                Duration.ofSeconds(10),
                Map.of("thing2", "filmTitle"),
                "packageRefund/pages/detail/detail?no={applicationNo}");
        wechat.enqueue(token(TOKEN_ONE, 7200));
        wechat.enqueue(json(SENT));

        send();

        wechat.takeRequest();
        assertThat(new ObjectMapper()
                        .readTree(wechat.takeRequest().getBody().readUtf8())
                        .path("page")
                        .asText())
                .isEqualTo("packageRefund/pages/detail/detail?no=RA1021");
    }

    @Test
    void a_phrase_gets_the_short_status_and_other_fields_the_whole() throws Exception {
        client = client(
                wechat.url("/"),
                Duration.ofSeconds(10),
                Map.of("phrase1", "status", "thing2", "status", "phrase3", "filmTitle"));
        wechat.enqueue(token(TOKEN_ONE, 7200));
        wechat.enqueue(json(SENT));

        client.send(
                NoticeKind.CREDITED,
                OPENID,
                Map.of("status", "Refund refused", "shortStatus", "退款未通过", "filmTitle", "Avatar"));

        wechat.takeRequest();
        assertThat(new ObjectMapper()
                        .readTree(wechat.takeRequest().getBody().readUtf8())
                        .path("data"))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"phrase1\":{\"value\":\"退款未通过\"},\"thing2\":{\"value\":\"Refund refused\"},"
                                + "\"phrase3\":{\"value\":\"无\"}}"));
    }

    @Test
    void a_token_is_used_until_shortly_before_it_expires() {
        wechat.enqueue(token(TOKEN_ONE, 7200));
        wechat.enqueue(json(SENT));
        wechat.enqueue(json(SENT));
        send();
        now = now.plusSeconds(7139);
        send();
        assertThat(calls("token", "ok")).isEqualTo(1);

        now = now.plusSeconds(1);
        wechat.enqueue(token("token-two", 7200));
        wechat.enqueue(json(SENT));
        send();

        assertThat(calls("token", "ok")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {40001, 40014, 42001})
    void a_token_that_is_refused_is_fetched_again_once(int errcode) throws Exception {
        wechat.enqueue(token(TOKEN_ONE, 7200));
        wechat.enqueue(json("{\"errcode\":" + errcode + ",\"errmsg\":\"invalid credential\"}"));
        wechat.enqueue(token("token-two", 7200));
        wechat.enqueue(json(SENT));

        assertThat(send().outcome()).isEqualTo(Outcome.SENT);

        assertThat(wechat.getRequestCount()).isEqualTo(4);
        for (int i = 0; i < 3; i++) {
            wechat.takeRequest();
        }
        assertThat(wechat.takeRequest().getRequestUrl().queryParameter("access_token"))
                .isEqualTo("token-two");
    }

    @Test
    void a_token_that_is_refused_twice_ends_this_try() {
        for (int i = 0; i < 2; i++) {
            wechat.enqueue(token(TOKEN_ONE, 7200));
            wechat.enqueue(json("{\"errcode\":40001,\"errmsg\":\"invalid credential\"}"));
        }

        assertThat(send()).isEqualTo(new Delivery(Outcome.NOT_YET, "40001"));
        assertThat(wechat.getRequestCount()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 45009, 45011})
    void a_message_that_is_refused_for_a_reason_that_passes_may_be_tried_again(int errcode) {
        wechat.enqueue(token(TOKEN_ONE, 7200));
        wechat.enqueue(json("{\"errcode\":" + errcode + ",\"errmsg\":\"system error\"}"));

        assertThat(send()).isEqualTo(new Delivery(Outcome.NOT_YET, String.valueOf(errcode)));
        assertThat(wechat.getRequestCount()).isEqualTo(2);
        assertThat(calls("message", "not_yet")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {40003, 40037, 41030, 43101, 43108, 47003, 99999})
    void a_refused_message_is_not_sent_and_says_why(int errcode) {
        wechat.enqueue(token(TOKEN_ONE, 7200));
        wechat.enqueue(json("{\"errcode\":" + errcode + ",\"errmsg\":\"" + OPENID + " " + TOKEN_ONE
                + " argument invalid! data.thing2.value invalid rid: 65a1b2c3-0a1b2c3d-4e5f6071\"}"));

        assertThat(send()).isEqualTo(new Delivery(Outcome.NOT_SENT, String.valueOf(errcode)));
        assertThat(calls("message", "not_sent")).isEqualTo(1);
    }

    @Test
    void the_log_of_a_refused_message_names_the_field_and_wechats_own_number() {
        wechat.enqueue(token(TOKEN_ONE, 7200));
        wechat.enqueue(json("{\"errcode\":47003,\"errmsg\":\"argument invalid! data.thing2.value invalid rid:"
                + " 65a1b2c3-0a1b2c3d-4e5f6071\"}"));

        send();

        assertThat(logs.list).anySatisfy(event -> assertThat(event.getFormattedMessage())
                .contains("47003", "thing2", "65a1b2c3-0a1b2c3d-4e5f6071"));
    }

    static Stream<Arguments> unknownOutcomes() {
        return Stream.of(
                Arguments.of(new MockResponse().setResponseCode(500), "HTTP_500"),
                Arguments.of(new MockResponse().setResponseCode(503).setHeader("Retry-After", "0"), "HTTP_503"),
                Arguments.of(new MockResponse().setResponseCode(404), "HTTP_404"),
                Arguments.of(json("<html/>"), "UNREADABLE"),
                Arguments.of(json(""), "UNREADABLE"),
                Arguments.of(json("{}"), "UNREADABLE"),
                Arguments.of(json("{\"errcode\":\"0\"}"), "UNREADABLE"),
                Arguments.of(json("[0]"), "UNREADABLE"),
                Arguments.of(new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST), "NO_ANSWER"),
                Arguments.of(json("x".repeat(300_000)), "NO_ANSWER"));
    }

    @ParameterizedTest
    @MethodSource("unknownOutcomes")
    void a_message_without_a_usable_answer_may_have_been_sent_and_is_not_repeated(MockResponse answer, String reason) {
        wechat.enqueue(token(TOKEN_ONE, 7200));
        wechat.enqueue(answer);

        assertThat(send()).isEqualTo(new Delivery(Outcome.UNKNOWN, reason));
        assertThat(wechat.getRequestCount()).isEqualTo(2);
        assertThat(calls("message", "unknown")).isEqualTo(1);
    }

    @Test
    void a_message_that_is_not_answered_in_time_may_have_been_sent() {
        client = client(wechat.url("/"), Duration.ofMillis(400));
        wechat.enqueue(token(TOKEN_ONE, 7200));
        wechat.enqueue(new MockResponse().setSocketPolicy(SocketPolicy.NO_RESPONSE));

        assertThat(send()).isEqualTo(new Delivery(Outcome.UNKNOWN, "TIMEOUT"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"errcode\":40125,\"errmsg\":\"invalid appsecret\"}|NOT_SENT|NO_TOKEN_40125",
                "{\"errcode\":40164,\"errmsg\":\"invalid ip\"}|NOT_SENT|NO_TOKEN_40164",
                "{\"errcode\":-1,\"errmsg\":\"system error\"}|NOT_YET|NO_TOKEN_-1",
                "{\"errcode\":45009,\"errmsg\":\"reach max api daily quota limit\"}|NOT_YET|NO_TOKEN_45009",
                "{\"errcode\":40001,\"errmsg\":\"invalid credential\"}|NOT_YET|NO_TOKEN_40001",
                "{\"access_token\":\"\",\"expires_in\":7200}|NOT_YET|NO_TOKEN",
                "{\"access_token\":7,\"expires_in\":7200}|NOT_YET|NO_TOKEN",
                "<html/>|NOT_YET|NO_TOKEN",
            })
    void without_a_token_nothing_is_sent(String answer, Outcome outcome, String reason) {
        wechat.enqueue(json(answer));

        assertThat(send()).isEqualTo(new Delivery(outcome, reason));
        assertThat(wechat.getRequestCount()).isEqualTo(1);
        assertThat(calls("token", "failed")).isEqualTo(1);
    }

    @Test
    void a_server_out_of_reach_was_not_sent_anything() throws IOException {
        wechat.enqueue(token(TOKEN_ONE, 7200));
        wechat.enqueue(json(SENT));
        send();
        wechat.shutdown();

        // The connection kept from the first message is gone, or the next one is refused: either way no answer.
        client = new MiniProgramClient(
                wechat.url("/"), "wx1234567890abcdef", SECRET, Map.of(), null, Duration.ofSeconds(5), clock(), meters);
        assertThat(loginProblem("one-time-code").code()).isEqualTo(ProblemCode.TRY_LATER);
        assertThat(client(wechat.url("/"), Duration.ofSeconds(5)).send(NoticeKind.CREDITED, OPENID, Map.of()))
                .isEqualTo(new Delivery(Outcome.NOT_YET, "NO_TOKEN"));
    }

    @Test
    void a_connection_cut_before_the_token_came_sent_nothing() {
        wechat.enqueue(new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST));

        assertThat(send()).isEqualTo(new Delivery(Outcome.NOT_YET, "NO_TOKEN"));
        assertThat(wechat.getRequestCount()).isEqualTo(1);
    }

    @Test
    void a_message_for_which_no_connection_came_about_was_not_sent() throws IOException {
        wechat.enqueue(token(TOKEN_ONE, 7200).setSocketPolicy(SocketPolicy.DISCONNECT_AT_END));
        wechat.enqueue(json(SENT).setSocketPolicy(SocketPolicy.DISCONNECT_AT_END));
        send();
        wechat.shutdown();

        assertThat(send()).isEqualTo(new Delivery(Outcome.NOT_YET, "NOT_CONNECTED"));
    }

    @Test
    void a_kind_without_a_template_is_not_sent() {
        assertThat(client.hasTemplate(NoticeKind.CREDITED)).isTrue();
        assertThat(client.templateId(NoticeKind.CREDITED)).isEqualTo("template-1");
        assertThat(client.hasTemplate(NoticeKind.REJECTED)).isFalse();
        assertThat(client.templateId(NoticeKind.REJECTED)).isNull();
        assertThat(client.send(NoticeKind.REJECTED, OPENID, Map.of()))
                .isEqualTo(new Delivery(Outcome.NOT_SENT, "NO_TEMPLATE"));
        assertThat(wechat.getRequestCount()).isZero();
    }

    @Test
    void a_whole_send_stays_under_eighteen_seconds() {
        assertThat(MiniProgramClient.BUDGET.multipliedBy(4)).isLessThan(Duration.ofSeconds(18));
    }

    private Delivery send() {
        return client.send(
                NoticeKind.CREDITED,
                OPENID,
                Map.of("applicationNo", "RA1021", "refundAmount", "39.90元", "status", "x"));
    }

    private Problem loginProblem(String code) {
        return catchThrowableOfType(Problem.class, () -> client.exchange(code));
    }

    private long calls(String api, String result) {
        var timer = meters.find("refund.wechat.calls")
                .tags("api", api, "result", result)
                .timer();
        return timer == null ? 0 : timer.count();
    }

    private static MockResponse json(String body) {
        return new MockResponse().setBody(body);
    }

    private static MockResponse token(String token, long expiresIn) {
        return json("{\"access_token\":\"" + token + "\",\"expires_in\":" + expiresIn + "}");
    }

    private MiniProgramClient client(HttpUrl baseUrl, Duration budget) {
        return client(
                baseUrl,
                budget,
                Map.of("characterstring1", "applicationNo", "amount3", "refundAmount", "thing2", "filmTitle"));
    }

    private MiniProgramClient client(HttpUrl baseUrl, Duration budget, Map<String, String> fields) {
        return client(baseUrl, budget, fields, null);
    }

    private MiniProgramClient client(HttpUrl baseUrl, Duration budget, Map<String, String> fields, String page) {
        var templates = Map.of(NoticeKind.CREDITED, new MiniProgramProperties.Template("template-1", fields));
        return new MiniProgramClient(baseUrl, "wx1234567890abcdef", SECRET, templates, page, budget, clock(), meters);
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
