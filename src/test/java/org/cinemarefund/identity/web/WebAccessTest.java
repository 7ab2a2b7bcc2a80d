package org.cinemarefund.identity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may call what: the anonymous list of the contract, service accounts, limits, and nothing besides. */
class WebAccessTest extends WebSlice {

    @ParameterizedTest
    @CsvSource({
        "POST, /api/session, 422",
        "GET, /api/cinemas/c1/refund-policy, 200",
        "GET, /api/refund-reasons, 200",
        "POST, /api/wechat/refund-notifications, 200",
        "GET, /actuator/health, 200",
        // Checked by the desk's own code, with the web applications' session.
        "GET, /api/desk/tasks/1, 200",
        "POST, /api/desk/tasks/1, 200",
        "GET, /api/evidence/e1, 200",
        "GET, /v3/api-docs, 200",
        "GET, /mini-program/, 200",
        "GET, /mini-program/app/packageRefund/utils/format.wxs, 200",
    })
    void without_a_name_one_gets_to(String method, String path, int status) {
        var answer = send(method, path, method.equals("POST") ? "{}" : null, "Content-Type", "application/json");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/orders",
        "GET, /api/orders/1",
        "POST, /api/refund-applications",
        "POST, /api/evidence",
        "DELETE, /api/evidence/1",
        "GET, /api/session",
        "PUT, /api/cinemas/c1/refund-policy",
        "POST, /api/refund-reasons",
        "GET, /api/refund-reasons/PERSONAL",
        "GET, /api/cinemas/c1/other",
        "GET, /api/cinemas/c1/refund-policy/more",
        "GET, /api/notice-templates",
        "GET, /api",
        "GET, /internal/ticket-instructions",
        "GET, /internal/moviegoers/o-1/data",
        "DELETE, /internal/moviegoers/o-1/data",
        "PUT, /internal/orders/1",
        "GET, /internal",
        "GET, /actuator/prometheus",
    })
    void without_a_name_one_is_asked_for_it(String method, String path) {
        var answer = send(method, path, (String) null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("\"code\":\"UNAUTHENTICATED\"");
        assertThat(answer.headers().firstValue("www-authenticate")).isPresent();
        assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "location");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /",
        "GET, /login",
        "POST, /logout",
        "GET, /error",
        "GET, /h2-console/",
        "GET, /swagger-ui/index.html",
        "GET, /v3/api-docs.yaml",
        "GET, /actuator",
        "GET, /actuator/",
        "GET, /actuator/env",
        "GET, /actuator/heapdump",
        "GET, /actuator/health/db",
        "POST, /actuator/shutdown",
        "POST, /actuator/health",
        "GET, /API/orders",
        "GET, /api;x=1/orders",
        "GET, //api/orders",
        "GET, /api/%2e%2e/internal",
        "GET, /favicon.ico",
        "POST, /mini-program/",
        "GET, /mini-program/app/",
        "GET, /mini-program/README.md",
        "GET, /mini-program/test/harness.mjs",
        "GET, /mini-program/%2e%2e/application.yaml",
    })
    void nothing_else_exists(String method, String path) {
        var answer = send(method, path, (String) null);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "location", "www-authenticate");
    }

    /** The pages may run scripts, of files and of nothing else; what the API answers still may do nothing at all. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /mini-program/                                   | text/html
                    /mini-program/phone/main.js                      | text/javascript
                    /mini-program/app/packageRefund/utils/format.wxs | text/javascript
                    /mini-program/app/pages/home/home.wxml           | text/plain
                    /mini-program/app/app.wxss                       | text/plain
                    /mini-program/app/app.json                       | application/json
                    """)
    void a_page_of_the_mini_program_runs_only_what_is_a_file(String path, String type) {
        var answer = get(path);

        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith(type);
        assertThat(answer.headers().allValues("content-security-policy"))
                .containsExactly("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
                        + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
        for (var other :
                List.of("/api/orders", "/api/cinemas/c1/refund-policy", "/v3/api-docs", "/mini-program-else")) {
            assertThat(get(other).headers().allValues("content-security-policy"))
                    .as(other)
                    .containsExactly("default-src 'none'; frame-ancestors 'none'; sandbox");
        }
    }

    @Test
    void an_evidence_file_is_offered_to_the_owner_and_a_bad_token_is_no_token_at_all() {
        assertThat(get("/api/evidence/e1", session()).body()).contains("\"owner\":true", "\"session\":false");
        assertThat(get("/api/evidence/e1").body()).contains("\"owner\":false", "\"session\":false");
        assertThat(get("/api/evidence/e1", "Authorization", "Bearer bad").statusCode())
                .isEqualTo(401);
    }

    @Test
    void the_order_system_comes_in_with_its_password_only() {
        assertThat(get("/internal/ticket-instructions", basic("order-system", INTERNAL_PASSWORD))
                        .statusCode())
                .isEqualTo(200);

        var wrong = get("/internal/ticket-instructions", basic("order-system", "wrong"));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().firstValue("www-authenticate"))
                .contains("Basic realm=\"cinema-refund internal\", charset=\"UTF-8\"");
        assertThat(get("/internal/ticket-instructions", basic("someone", INTERNAL_PASSWORD))
                        .statusCode())
                .isEqualTo(401);
        assertThat(get("/internal/ticket-instructions", session()).statusCode()).isEqualTo(401);
        assertThat(get("/internal/ticket-instructions", "Authorization", "Basic %%%")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void one_account_does_not_open_the_others_door() {
        assertThat(get("/internal/ticket-instructions", basic("watcher", METRICS_PASSWORD))
                        .statusCode())
                .isEqualTo(401);
        assertThat(get("/actuator/prometheus", basic("order-system", INTERNAL_PASSWORD))
                        .statusCode())
                .isEqualTo(401);
        assertThat(get("/api/orders", basic("order-system", INTERNAL_PASSWORD)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void metrics_and_the_details_of_health_are_for_the_operator() {
        var metrics = get("/actuator/prometheus", basic("watcher", METRICS_PASSWORD));
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("jvm_");

        assertThat(get("/actuator/health").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get("/actuator/health", basic("watcher", METRICS_PASSWORD)).body())
                .contains("\"calendar\"", "\"wechatClock\"", "\"warnings\"");
        assertThat(get("/actuator/env", basic("watcher", METRICS_PASSWORD)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_missing_calendar_degrades_the_health_and_is_still_200() {
        Slice.MISSING_YEARS.set(Set.of(2027));

        assertThat(get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(get("/actuator/health").body()).isEqualTo("{\"status\":\"DEGRADED\"}");
        assertThat(get("/actuator/health", basic("watcher", METRICS_PASSWORD)).body())
                .contains("\"missingYears\":[2027]");
    }

    @Test
    void one_moviegoer_who_asks_too_much_waits_and_nobody_else_does() {
        for (var call = 0; call < 5; call++) {
            assertThat(get("/api/orders", session("oBusy")).statusCode()).isEqualTo(200);
        }

        var refused = get("/api/orders", session("oBusy"));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("\"code\":\"TOO_MANY_REQUESTS\"");
        assertThat(refused.headers().firstValue("retry-after")).contains("60");
        assertThat(get("/api/orders", session("oQuiet")).statusCode()).isEqualTo(200);

        clock.nextMinute();
        assertThat(get("/api/orders", session("oBusy")).statusCode()).isEqualTo(200);
    }

    @Test
    void wrong_passwords_are_limited_and_shut_neither_the_right_one_nor_moviegoers_out() {
        for (var call = 0; call < 3; call++) {
            assertThat(get("/internal/ticket-instructions", basic("order-system", "wrong"))
                            .statusCode())
                    .isEqualTo(401);
        }

        assertThat(get("/internal/ticket-instructions", basic("order-system", "wrong"))
                        .statusCode())
                .isEqualTo(429);
        assertThat(post("/api/session", "{\"code\":\"good\"}").statusCode()).isEqualTo(200);
        assertThat(get("/internal/ticket-instructions", basic("order-system", INTERNAL_PASSWORD))
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("/api/wechat/refund-notifications", "{}").statusCode()).isEqualTo(200);
        // Asking without a password is not a wrong password.
        assertThat(get("/internal/ticket-instructions").statusCode()).isEqualTo(401);
    }

    @Test
    void log_ins_with_a_code_have_a_limit_of_their_own() {
        clock.nextMinute();
        for (var call = 0; call < 3; call++) {
            assertThat(post("/api/session", "{\"code\":\"good\"}").statusCode()).isEqualTo(200);
        }

        var login = post("/api/session", "{\"code\":\"good\"}");
        assertThat(login.statusCode()).isEqualTo(429);
        assertThat(login.headers().firstValue("retry-after")).isPresent();
        assertThat(get("/internal/ticket-instructions", basic("order-system", "wrong"))
                        .statusCode())
                .isEqualTo(401);
        clock.nextMinute();
    }

    @Test
    void every_answer_tells_browsers_to_keep_away() {
        var headers = get("/api/orders", session()).headers();

        assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
        assertThat(headers.firstValue("x-frame-options")).contains("DENY");
        assertThat(headers.firstValue("cache-control").orElse("")).contains("no-store");
        assertThat(headers.firstValue("referrer-policy")).contains("no-referrer");
        assertThat(headers.map()).doesNotContainKeys("server", "access-control-allow-origin", "set-cookie");
    }

    @Test
    void another_origin_is_given_no_permission() {
        var preflight = send(
                "OPTIONS",
                "/api/orders",
                (String) null,
                "Origin",
                "https://evil.example",
                "Access-Control-Request-Method",
                "POST");

        assertThat(preflight.statusCode()).isEqualTo(405);
        assertThat(preflight.body()).isEmpty();
        for (var path :
                List.of("/", "/engine-rest/task", "/camunda/api/admin/auth/user/default/login/x", "/api/desk/x")) {
            assertThat(send("OPTIONS", path, (String) null).statusCode()).isEqualTo(405);
        }
        assertThat(preflight.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void the_description_knows_the_ways_in_and_the_problems_and_hides_what_the_session_gives() {
        var description = get("/v3/api-docs").body();

        assertThat(description)
                .contains("\"session\"", "\"serviceAccount\"", "application/problem+json", "QUOTE_CHANGED");
        assertThat(description).doesNotContain("\"name\":\"moviegoer\"", "openid");
    }
}
