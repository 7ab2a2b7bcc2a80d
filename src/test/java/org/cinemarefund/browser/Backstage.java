package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.Scenario;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/** What others do while somebody looks at a phone: the order system, staff, back ends, the same moviegoer elsewhere. */
final class Backstage {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PASSWORD = "cinema-demo";

    private final RestClient rest;

    Backstage(int port) {
        rest = RestClient.create("http://127.0.0.1:" + port);
    }

    // ---- the moviegoer, elsewhere

    JsonNode get(String user, String path) {
        return exchange(HttpMethod.GET, path, loggedIn(user), null);
    }

    JsonNode call(String user, String path, Object body) {
        return exchange(HttpMethod.POST, path, loggedIn(user), body);
    }

    /** @return the number of the order's application once it has come so far */
    String becomes(String user, String orderNo, String... statuses) {
        await().atMost(PATIENCE).until(() -> List.of(statuses)
                .contains(application(user, orderNo).path("status").asText()));
        return application(user, orderNo).path("applicationNo").asText();
    }

    /** What came of an order, as its list tells it. */
    JsonNode application(String user, String orderNo) {
        return get(user, "/api/orders/" + orderNo).path("application");
    }

    private String loggedIn(String user) {
        var code = Map.of("code", "demo-" + user + "-" + System.nanoTime());
        return "Bearer "
                + exchange(HttpMethod.POST, "/api/session", null, code)
                        .path("token")
                        .asText();
    }

    // ---- the order system

    /** A standard order for a show in four days; more says what is different about it. */
    void ordered(String user, String orderNo, Scenario scenario, Map<String, ?> more) {
        var now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        var order = new HashMap<String, Object>(Map.of(
                "transactionId",
                SandboxIds.transactionId(scenario, Long.parseLong(orderNo.substring(1))),
                "openid",
                SandboxIds.openidOf(user),
                "cinemaId",
                "sz-nanshan",
                "filmTitle",
                "你好，李焕英",
                "hall",
                "5号厅",
                "seats",
                List.of("8排9座"),
                "paidAmount",
                5900,
                "serviceFee",
                300));
        order.putAll(Map.of(
                "showTime",
                now.plus(4, ChronoUnit.DAYS).toString(),
                "paidAt",
                now.minus(6, ChronoUnit.HOURS).toString(),
                "couponAmount",
                0,
                "ticketKind",
                "STANDARD",
                "salesChannel",
                "MINI_PROGRAM",
                "status",
                "PAID"));
        order.putAll(more);
        exchange(HttpMethod.PUT, "/internal/orders/" + orderNo, basic("order-system", "order-system-local"), order);
    }

    /** A trusted back end starts the process itself. */
    void startedByBackEnd(String user, String orderNo, String reason) {
        exchange(
                HttpMethod.POST,
                "/engine-rest/process-definition/key/refund-approval/start",
                basic("backend", PASSWORD),
                Map.of(
                        "variables",
                        Map.of(
                                "orderNo", text(orderNo),
                                "reason", text(reason),
                                "applicant", text(SandboxIds.openidOf(user)))));
    }

    // ---- staff

    void decides(String reviewer, String applicationNo, String decision, String words) {
        done(
                reviewer,
                "processInstanceBusinessKey=" + applicationNo,
                Map.of("decision", text(decision), "comment", text(words)));
    }

    /** Finance tops the merchant account up and says so. */
    void toppedUp(String sandbox) {
        RestClient.create(sandbox)
                .post()
                .uri("/sandbox/balance")
                .body(Map.of("fen", 1_000_000))
                .retrieve()
                .toBodilessEntity();
        done("qian", "taskDefinitionKey=topUpMerchantAccount", Map.of());
    }

    private void done(String staff, String which, Map<String, ?> variables) {
        var login = basic(staff, PASSWORD);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(exchange(HttpMethod.GET, "/engine-rest/task?" + which, login, null))
                        .hasSize(1));
        var task = "/engine-rest/task/"
                + exchange(HttpMethod.GET, "/engine-rest/task?" + which, login, null)
                        .path(0)
                        .path("id")
                        .asText();
        exchange(HttpMethod.POST, task + "/claim", login, Map.of("userId", staff));
        exchange(HttpMethod.POST, task + "/complete", login, Map.of("variables", variables));
    }

    private static Map<String, String> text(String value) {
        return Map.of("type", "String", "value", value);
    }

    private static String basic(String user, String password) {
        var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private JsonNode exchange(HttpMethod method, String path, String authorization, Object body) {
        var call = rest.method(method).uri(path);
        if (authorization != null) {
            call.header("Authorization", authorization);
        }
        if (body != null) {
            call.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        return call.retrieve().body(JsonNode.class);
    }
}
