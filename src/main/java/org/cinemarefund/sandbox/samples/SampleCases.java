package org.cinemarefund.sandbox.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Refunds that are under way or over at the first start: one refused, one paid back, one that waits for the moviegoer's words. They
 * come about as every refund does, by the calls of a moviegoer and of a reviewer, beside whoever has begun to look around.
 */
@Component
@Profile("local")
@ConditionalOnBean(SampleData.class)
class SampleCases {
    private static final Logger log = LoggerFactory.getLogger(SampleCases.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REVIEWER = "chen";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServletWebServerApplicationContext context;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private String address;

    SampleCases(ServletWebServerApplicationContext context) {
        this.context = context;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        address = "http://127.0.0.1:" + context.getWebServer().getPort();
        var thread = new Thread(this::make, "sample-cases");
        thread.setDaemon(true);
        thread.start();
    }

    private void make() {
        try {
            var alice = "Bearer "
                    + call("POST", "/api/session", "", Map.of("code", "demo-alice-" + UUID.randomUUID()))
                            .path("token")
                            .asText();
            applied(alice, "A1014", "PERSONAL", "临时出差，看不了了");
            applied(alice, "A1016", "SCREENING_CANCELLED", "收到短信说本场取消");
            var asked = applied(alice, "A1015", "DUPLICATE_PURCHASE", "家人也买了同一场");
            if (asked != null) {
                ask(asked, "请告诉我们另一个订单的订单号，方便核对是否重复购票。");
            }
        } catch (IOException e) {
            log.info("the sample cases are not all there: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return its number, or null where there was one before */
    private String applied(String moviegoer, String orderNo, String reason, String words)
            throws IOException, InterruptedException {
        if (call("GET", "/api/orders/" + orderNo, moviegoer, null).has("application")) {
            return null;
        }
        var wish = Map.of("orderNo", orderNo, "reason", reason, "description", words, "noticeAccepted", true);
        return call("POST", "/api/refund-applications", moviegoer, wish)
                .path("applicationNo")
                .asText();
    }

    private void ask(String applicationNo, String question) throws IOException, InterruptedException {
        var pair = (REVIEWER + ":" + SampleData.PASSWORD).getBytes(StandardCharsets.UTF_8);
        var reviewer = "Basic " + Base64.getEncoder().encodeToString(pair);
        var task = "/engine-rest/task/"
                + call("GET", "/engine-rest/task?processInstanceBusinessKey=" + applicationNo, reviewer, null)
                        .path(0)
                        .path("id")
                        .asText();
        call("POST", task + "/claim", reviewer, Map.of("userId", REVIEWER));
        call(
                "POST",
                task + "/complete",
                reviewer,
                Map.of(
                        "variables",
                        Map.of(
                                "decision", Map.of("type", "String", "value", "ASK_FOR_EVIDENCE"),
                                "comment", Map.of("type", "String", "value", question))));
    }

    private JsonNode call(String method, String path, String authorization, Object body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(JSON.writeValueAsString(body)));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        var answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(path + " answered " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }
}
