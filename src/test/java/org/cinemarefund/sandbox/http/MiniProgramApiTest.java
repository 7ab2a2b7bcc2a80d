package org.cinemarefund.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.cinemarefund.sandbox.SandboxConfig;
import org.cinemarefund.sandbox.SandboxIds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MiniProgramApiTest {
    private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.parse("2026-03-02T02:00:00Z"));
    private static final String ALICE = SandboxIds.openidOf("alice");

    private static SandboxServer sandbox;

    @BeforeAll
    static void start() {
        sandbox = SandboxServer.start(SandboxConfig.inMemory().withClock(new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return NOW.get();
            }
        }));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void forget() {
        sandbox.sandbox().reset();
        sandbox.sandbox().miniProgram().expireTokens();
    }

    @Test
    void a_sample_code_logs_in_its_user_once() {
        var first = login("demo-alice-1");
        var again = login("demo-alice-1");
        var other = login("demo-alice-2");

        assertThat(first.path("openid").asText()).isEqualTo(ALICE).hasSize(28);
        assertThat(first.path("session_key").asText()).hasSize(24);
        assertThat(again.path("errcode").asInt()).isEqualTo(40163);
        assertThat(other.path("openid").asText()).isEqualTo(ALICE);
    }

    @Test
    void another_user_has_another_openid() {
        assertThat(login("code-bob-x").path("openid").asText())
                .isEqualTo(SandboxIds.openidOf("bob"))
                .isNotEqualTo(ALICE);
    }

    @Test
    void a_code_nobody_was_given_is_refused() {
        assertThat(login("anything").path("errcode").asInt()).isEqualTo(40029);
    }

    @Test
    void an_issued_code_is_good_for_five_minutes() {
        var fresh = sandbox.sandbox().miniProgram().issueCode("carol");
        var old = sandbox.sandbox().miniProgram().issueCode("carol");

        assertThat(login(fresh).path("openid").asText()).isEqualTo(SandboxIds.openidOf("carol"));
        NOW.updateAndGet(at -> at.plus(Duration.ofMinutes(5)).plusSeconds(1));
        assertThat(login(old).path("errcode").asInt()).isEqualTo(40029);
    }

    @Test
    void a_wrong_app_or_secret_is_refused() {
        var appId = sandbox.credentials().appId();

        assertThat(get("/sns/jscode2session?appid=wx1&secret=x&js_code=demo-a-1")
                        .path("errcode")
                        .asInt())
                .isEqualTo(40013);
        assertThat(get("/sns/jscode2session?appid=" + appId + "&secret=x&js_code=demo-a-1")
                        .path("errcode")
                        .asInt())
                .isEqualTo(40125);
        assertThat(get("/sns/jscode2session?secret=x&js_code=demo-a-1")
                        .path("errcode")
                        .asInt())
                .isEqualTo(41002);
    }

    @Test
    void the_token_is_the_same_until_it_is_nearly_over() {
        var first = token();
        var second = token();
        NOW.updateAndGet(at -> at.plus(Duration.ofMinutes(116)));
        var renewed = token();

        assertThat(first.path("expires_in").asLong()).isEqualTo(7200);
        assertThat(second.path("access_token")).isEqualTo(first.path("access_token"));
        assertThat(renewed.path("access_token")).isNotEqualTo(first.path("access_token"));
        assertThat(send(first.path("access_token").asText(), credited())
                        .path("errcode")
                        .asInt())
                .as("the old token works for its last minutes")
                .isZero();
    }

    @Test
    void a_message_arrives_with_its_values() {
        assertThat(send(accessToken(), credited()).path("errcode").asInt()).isZero();

        var message = sandbox.sandbox().ledger().messages().get(0);
        assertThat(message.openid()).isEqualTo(ALICE);
        assertThat(message.template()).isEqualTo("credited");
        assertThat(message.values()).containsEntry("amount3", "45.00元");
    }

    @Test
    void a_bad_token_is_refused() {
        assertThat(send("nonsense", credited()).path("errcode").asInt()).isEqualTo(40001);

        var good = accessToken();
        sandbox.sandbox().miniProgram().expireTokens();
        assertThat(send(good, credited()).path("errcode").asInt()).isEqualTo(40001);
        assertThat(send(accessToken(), credited()).path("errcode").asInt()).isZero();
    }

    @Test
    void a_grant_is_for_one_message() {
        var template = sandbox.credentials().templates().get("credited").id();
        sandbox.sandbox().miniProgram().grant(ALICE, template, 1);

        assertThat(send(accessToken(), credited()).path("errcode").asInt()).isZero();
        assertThat(send(accessToken(), credited()).path("errcode").asInt()).isEqualTo(43101);
        assertThat(sandbox.sandbox().ledger().messages()).hasSize(1);
    }

    @Test
    void without_any_grant_by_default_nobody_gets_a_message() {
        sandbox.sandbox().miniProgram().grantByDefault(0);

        assertThat(send(accessToken(), credited()).path("errcode").asInt()).isEqualTo(43101);
    }

    @Test
    void a_message_to_nobody_or_without_a_known_template_is_refused() {
        assertThat(send(accessToken(), credited().replace(ALICE, "nobody"))
                        .path("errcode")
                        .asInt())
                .isEqualTo(40003);
        assertThat(send(accessToken(), credited().replace("SandboxCredited", "SandboxNothing0"))
                        .path("errcode")
                        .asInt())
                .isEqualTo(40037);
    }

    @ParameterizedTest
    @CsvSource({
        "RA20261123000001, 退款单号, character_string1",
        "流浪地球3, 流浪地球流浪地球流浪地球流浪地球流浪地球1, thing2",
        "流浪地球3, '', thing2",
        "45.00元, 45.00 元整, amount3",
        "2026年11月23日 15:01, 明天, time4"
    })
    void a_value_that_does_not_fit_its_field_is_named(String good, String bad, String field) {
        var answer = send(accessToken(), credited().replace(good, bad));

        assertThat(answer.path("errcode").asInt()).isEqualTo(47003);
        assertThat(answer.path("errmsg").asText())
                .contains("data." + field + ".value")
                .contains("rid: ");
        assertThat(sandbox.sandbox().ledger().messages()).isEmpty();
    }

    @Test
    void a_key_the_template_does_not_have_or_that_is_missing_is_refused() {
        assertThat(send(accessToken(), credited().replace("time4", "time5"))
                        .path("errcode")
                        .asInt())
                .isEqualTo(47003);
        assertThat(send(accessToken(), credited().replace("\"data\":{", "\"data\":{\"thing9\":{\"value\":\"x\"},"))
                        .path("errcode")
                        .asInt())
                .isEqualTo(47003);
    }

    private static String credited() {
        return """
                {"touser":"%s","template_id":"%s","page":"pages/refund/detail?id=1","miniprogram_state":"formal","lang":"zh_CN",
                 "data":{"character_string1":{"value":"RA20261123000001"},"thing2":{"value":"流浪地球3"},
                 "amount3":{"value":"45.00元"},"time4":{"value":"2026年11月23日 15:01"}}}
                """.formatted(
                        ALICE, sandbox.credentials().templates().get("credited").id());
    }

    private static JsonNode login(String code) {
        return get("/sns/jscode2session?appid=%s&secret=%s&js_code=%s&grant_type=authorization_code"
                .formatted(sandbox.credentials().appId(), sandbox.credentials().appSecret(), code));
    }

    private static String accessToken() {
        return token().path("access_token").asText();
    }

    private static JsonNode token() {
        return post(
                "/cgi-bin/stable_token",
                "{\"grant_type\":\"client_credential\",\"appid\":\"%s\",\"secret\":\"%s\",\"force_refresh\":false}"
                        .formatted(
                                sandbox.credentials().appId(),
                                sandbox.credentials().appSecret()));
    }

    private static JsonNode send(String token, String message) {
        return post("/cgi-bin/message/subscribe/send?access_token=" + token, message);
    }

    private static JsonNode get(String target) {
        return body(Merchant.get(sandbox.baseUrl().resolve(target)));
    }

    private static JsonNode post(String target, String json) {
        return body(Merchant.post(sandbox.baseUrl().resolve(target), json));
    }

    private static JsonNode body(java.net.http.HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return Json.object(response.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
}
