package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.cinemarefund.production.ProductionWorld.Sale;

/** The product's doors as its callers use them: order system, moviegoers, staff and back ends, all over HTTP. */
final class Product {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String url;
    private final IndependentWechat wechat;
    private Duration patience = Duration.ofSeconds(30);
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    Product(ProductionNode node, IndependentWechat wechat) {
        this.url = node.url();
        this.wechat = wechat;
    }

    /** How long a caller waits for an answer before it tries elsewhere. */
    Product patience(Duration atMost) {
        patience = atMost;
        return this;
    }

    record Answer(int status, String text) {
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Answer expect(int expected) {
            assertThat(status).as(text).isEqualTo(expected);
            return this;
        }
    }

    // ---- order system

    /** @param autoApproveUpTo fen; small refunds then need nobody */
    void pushCinema(String cinemaId, long autoApproveUpTo) {
        var cinema = Map.of(
                "name", "湾区影城",
                "region", "广东深圳",
                "phone", "0755-12340000",
                "policyPlan", "shenzhen-tiers",
                "reviewWorkingDays", 2,
                "onOverdue", "ESCALATE",
                "autoApproveUpTo", autoApproveUpTo);
        var status =
                call("PUT", "/internal/cinemas/" + cinemaId, internal(), cinema).status();
        assertThat(status).isIn(200, 201);
    }

    void pushOrder(Sale sale, Map<String, Object> facts) {
        call("PUT", "/internal/orders/" + sale.orderNo(), internal(), order(sale, facts))
                .expect(201);
    }

    /** @return whether it was taken; empty when nobody can say */
    Optional<Boolean> tryPushOrder(Sale sale) throws IOException {
        var answer = tryCall("PUT", "/internal/orders/" + sale.orderNo(), internal(), order(sale, Map.of()));
        return isNoAnswer(answer) ? Optional.empty() : Optional.of(requireOneOf(answer, 200, 201));
    }

    private static boolean isNoAnswer(Answer answer) {
        return answer.status() == 503 || answer.status() == 429;
    }

    private static boolean requireOneOf(Answer answer, Integer... statuses) {
        assertThat(answer.status()).as(answer.text()).isIn((Object[]) statuses);
        return true;
    }

    private static Map<String, Object> order(Sale sale, Map<String, Object> facts) {
        var now = OffsetDateTime.now(ZoneOffset.ofHours(8)).truncatedTo(ChronoUnit.SECONDS);
        var order = new LinkedHashMap<String, Object>(Map.of(
                "transactionId",
                sale.transactionId(),
                "openid",
                sale.openid(),
                "cinemaId",
                ProductionWorld.CINEMA,
                "filmTitle",
                "流浪地球",
                "hall",
                "3号厅",
                "showTime",
                now.plusDays(3).toString(),
                "seats",
                List.of("6排8座"),
                "ticketKind",
                "STANDARD",
                "salesChannel",
                "MINI_PROGRAM",
                "paidAmount",
                sale.fen()));
        order.put("serviceFee", 0);
        order.put("couponAmount", 0);
        order.put("paidAt", now.minusHours(2).toString());
        order.put("status", "PAID");
        order.putAll(facts);
        return order;
    }

    private static String internal() {
        return basic("tickets", ProductionWorld.INTERNAL_PASSWORD);
    }

    // ---- moviegoers

    String token(String openid) {
        return tokens.computeIfAbsent(
                openid, text -> call("POST", "/api/session", null, Map.of("code", wechat.loginCode(text)))
                        .expect(200)
                        .json()
                        .path("token")
                        .asText());
    }

    private String tryToken(String openid) throws IOException {
        var known = tokens.get(openid);
        if (known != null) {
            return known;
        }
        var answer = tryCall("POST", "/api/session", Map.of(), Map.of("code", wechat.loginCode(openid)));
        if (answer.status() != 200) {
            throw new IOException("log-in: " + answer.status());
        }
        var token = answer.json().path("token").asText();
        tokens.put(openid, token);
        return token;
    }

    Answer apply(Sale sale) {
        return call(
                "POST",
                "/api/refund-applications",
                "Bearer " + token(sale.openid()),
                Map.of("orderNo", sale.orderNo(), "reason", "PERSONAL", "noticeAccepted", true));
    }

    /**
     * As the mini-program does it: the same key when it tries again.
     *
     * @return the applicationNo; empty when nobody can say
     */
    Optional<String> tryApply(Sale sale, String key) throws IOException {
        var answer = tryCall(
                "POST",
                "/api/refund-applications",
                Map.of("Authorization", "Bearer " + tryToken(sale.openid()), "Idempotency-Key", key),
                Map.of("orderNo", sale.orderNo(), "reason", "PERSONAL", "noticeAccepted", true));
        if (isNoAnswer(answer)
                || answer.status() == 409 && answer.json().path("code").asText().equals("REQUEST_IN_PROGRESS")) {
            return Optional.empty();
        }
        requireOneOf(answer, 201);
        return Optional.of(answer.json().path("applicationNo").asText());
    }

    /** What a reviewer does about all tasks they see; whatever does not work now is left for later. */
    void tryApproveAll(String user, String password) throws IOException {
        var who = Map.of("Authorization", basic(user, password));
        var tasks = tryCall("GET", "/engine-rest/task?taskDefinitionKey=reviewRefund&maxResults=50", who, null);
        if (tasks.status() != 200) {
            return;
        }
        for (var node : tasks.json()) {
            var task = "/engine-rest/task/" + node.path("id").asText();
            tryCall("POST", task + "/claim", who, Map.of("userId", user));
            tryCall(
                    "POST",
                    task + "/complete",
                    who,
                    Map.of("variables", Map.of("decision", Map.of("value", "APPROVE"))));
        }
    }

    /** @return the applicationNo the product acknowledged */
    String applied(Sale sale) {
        return apply(sale).expect(201).json().path("applicationNo").asText();
    }

    JsonNode application(String openid, String applicationNo) {
        return call("GET", "/api/refund-applications/" + applicationNo, "Bearer " + token(openid), null)
                .expect(200)
                .json();
    }

    /** The application of an order whose acknowledgement never came back, if there is one. */
    Optional<String> applicationOf(Sale sale) {
        var order = call("GET", "/api/orders/" + sale.orderNo(), "Bearer " + token(sale.openid()), null)
                .expect(200)
                .json();
        return Optional.ofNullable(
                order.path("application").path("applicationNo").textValue());
    }

    // ---- the engine's own API

    void createUser(String id, String password, String... groups) {
        var user = Map.of(
                "profile", Map.of("id", id, "firstName", id, "lastName", "T", "email", id + "@example.com"),
                "credentials", Map.of("password", password));
        admin("POST", "/engine-rest/user/create", user).expect(204);
        for (String group : groups) {
            admin("PUT", "/engine-rest/group/" + group + "/members/" + id, null).expect(204);
        }
    }

    Answer admin(String method, String path, Object body) {
        return call(method, path, basic("root-admin", ProductionWorld.ADMIN_PASSWORD), body);
    }

    Answer as(String user, String password, String method, String path, Object body) {
        return call(method, path, basic(user, password), body);
    }

    /** What a reviewer does about the only open task of an application. */
    void decide(String user, String password, String applicationNo, String decision) {
        var tasks = as(user, password, "GET", "/engine-rest/task?processInstanceBusinessKey=" + applicationNo, null)
                .expect(200)
                .json();
        assertThat(tasks).as("tasks of %s", applicationNo).hasSize(1);
        var task = "/engine-rest/task/" + tasks.get(0).path("id").asText();
        as(user, password, "POST", task + "/claim", Map.of("userId", user)).expect(204);
        as(
                        user,
                        password,
                        "POST",
                        task + "/complete",
                        Map.of(
                                "variables",
                                Map.of("decision", Map.of("value", decision), "comment", Map.of("value", "看过了"))))
                .expect(204);
    }

    // ---- anything

    Answer get(String path) {
        return call("GET", path, null, null);
    }

    Answer call(String method, String path, String authorization, Object body) {
        try {
            return tryCall(method, path, authorization, body);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        }
    }

    private Answer tryCall(String method, String path, String authorization, Object body) throws IOException {
        return tryCall(method, path, authorization == null ? Map.of() : Map.of("Authorization", authorization), body);
    }

    private Answer tryCall(String method, String path, Map<String, String> headers, Object body) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(url + path)).timeout(patience);
        headers.forEach(request::header);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json");
            request.method(
                    method,
                    HttpRequest.BodyPublishers.ofByteArray(
                            JSON.writeValueAsBytes(JSON.convertValue(body, JsonNode.class))));
        }
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode variables(Map<String, String> values) {
        var variables = JsonNodeFactory.instance.objectNode();
        values.forEach(
                (name, value) -> variables.putObject(name).put("value", value).put("type", "String"));
        return JsonNodeFactory.instance.objectNode().set("variables", variables);
    }
}
