package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.cinemarefund.CinemaRefund;
import org.cinemarefund.process.access.StaffGroups;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.http.SandboxServer;
import org.cinemarefund.testing.LocalServer;
import org.cinemarefund.testing.TestClock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.RestTemplate;

/**
 * The whole product with a browser before it, for what the staff do: every test has cinemas, people and orders of its own.
 * All classes share one product and one browser. Pictures of each step are left in {@code target/screenshots}.
 */
@NeedsBrowser
@SpringBootTest(
        classes = CinemaRefund.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:browser;DB_CLOSE_DELAY=-1",
            "refund.sandbox.samples=false",
            "refund.sandbox.directory=",
            "refund.sandbox.port=0",
            "camunda.bpm.job-execution.wait-time-in-millis=100",
            "camunda.bpm.job-execution.max-wait=200",
            "refund.settlement.poll-delays=PT1S",
            "refund.settlement.resend-after=PT1S",
            "refund.limits.logins-per-ip-minute=100000",
            "camunda.bpm.generic-properties.properties.failed-job-retry-time-cycle=R1/PT1S",
            "logging.level.org.camunda.bpm.engine=OFF"
        })
@ActiveProfiles("local")
abstract class DeskScenario {
    @BeforeAll
    static void onTheRealClock() {
        TestClock.letTimeRun();
    }

    static final String PASSWORD = "Popcorn-4-all!";
    static final String BROKEN = "broken";
    /** Orders of that film that the order system takes after all. */
    static final Set<String> MENDED = ConcurrentHashMap.newKeySet();

    static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    static final AtomicInteger NUMBER = new AtomicInteger();

    /** Of the forms of a review, which claim what they decide. */
    static final By DECIDE = By.name("decide");

    static final By COMPLETE = By.cssSelector("button[ng-click='complete()']");
    static final By CLAIM = By.cssSelector("[ng-click='claim()']");
    static final By COMMENT = By.name("reviewComment");
    static final By REFUSED = By.cssSelector(".refund-desk .refused");
    static final By CARDS = By.cssSelector("ol.tasks-list > li.task");

    static Browser browser;

    @LocalServerPort
    int port;

    @Autowired
    StaffGroups staff;

    @Autowired
    SandboxServer sandbox;

    /** The order system confirms everything but the orders of one film; it is there as long as the product. */
    @DynamicPropertySource
    static void ticketing(DynamicPropertyRegistry settings) throws IOException {
        var ticketing = new LocalServer();
        ticketing.answers(received -> new LocalServer.Reply(
                received.body().contains(BROKEN) && MENDED.stream().noneMatch(order -> isAbout(order, received.body()))
                        ? 500
                        : 200,
                ""));
        settings.add("refund.ticketing.base-url", () -> ticketing.address("").toString());
    }

    private static boolean isAbout(String orderNo, String body) {
        return body.contains("\"" + orderNo + "\"");
    }

    /** One for all classes, closed after the last. */
    @BeforeAll
    static void openBrowser() {
        browser = Browser.ofTheDesks();
    }

    @BeforeEach
    void hereWeAre() {
        browser.at("http://127.0.0.1:" + port);
    }

    static By card(Application application) {
        return By.xpath("//li[contains(@class, 'task')][.//*[contains(@class, 'variable-value')][normalize-space() = '"
                + application.orderNo + "']]");
    }

    /** What nobody may run, one on a line. */
    static List<String> hostile() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/browser/hostile.txt"));
    }

    /** Several of them together, as far as a text of that length holds them. */
    static List<String> chunks(List<String> lines, int most) {
        var chunks = new ArrayList<String>();
        var chunk = new StringBuilder();
        for (var line : lines) {
            if (chunk.length() + line.length() + 1 > most) {
                chunks.add(chunk.toString());
                chunk.setLength(0);
            }
            chunk.append(chunk.isEmpty() ? "" : " ").append(line);
        }
        chunks.add(chunk.toString());
        return chunks;
    }

    /** From its list where it is on the page that shows, else by its link. */
    static void open(Application application) {
        browser.find(By.cssSelector(".tasks-list .list-unstyled, ol.tasks-list, .tasks-list .info, .tasks-list"));
        var card = browser.all(By.xpath("//li[contains(@class, 'task')][.//*[contains(@class, 'variable-value')]"
                + "[normalize-space() = '" + application.orderNo + "']]//h4/a"));
        if (card.isEmpty() || !card.get(0).isDisplayed()) {
            browser.open("/camunda/app/tasklist/default/#/?task=" + application.taskId());
        } else {
            browser.click(By.xpath("//li[contains(@class, 'task')][.//*[contains(@class, 'variable-value')]"
                    + "[normalize-space() = '" + application.orderNo + "']]//h4/a"));
        }
        browser.find(By.xpath("//*[@data-field='applicationNo'][normalize-space() = '" + application.no + "']"));
    }

    /** Another of the lists at the left. */
    static void list(String name) {
        browser.click(By.xpath("//*[contains(@class, 'task-filter')]//h4/a[contains(., '" + name + "')]"));
    }

    /** With the mouse; a free task is claimed by it. */
    static void decide(Application application, String decision, String comment) {
        open(application);
        browser.click(By.cssSelector("input[value=" + decision + "]"));
        if (comment != null) {
            browser.find(COMMENT).sendKeys(comment);
        }
        browser.click(DECIDE);
        browser.gone(card(application));
    }

    static String field(String name) {
        return browser.text(By.cssSelector("[data-field=" + name + "]")).strip();
    }

    String person(String... groups) {
        var id = "person" + NUMBER.incrementAndGet();
        staff.ensureUser(id, "明", "李", PASSWORD, groups);
        return id;
    }

    static String basic(String user, String password) {
        var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    JsonNode rest(String method, String path, Object body, String authorization) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofString(JSON.writeValueAsString(body)));
            if (authorization != null) {
                request.header("Authorization", authorization);
            }
            var answer = HTTP.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path + ": " + answer.body()).isBetween(200, 299);
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    final class Cinema {
        final String id = "browser-" + NUMBER.incrementAndGet();
        final String reviewer;

        Cinema(String name) {
            rest(
                    "PUT",
                    "/internal/cinemas/" + id,
                    Map.of(
                            "name",
                            name,
                            "region",
                            "广东深圳",
                            "phone",
                            "0755-12345601",
                            "policyPlan",
                            "shenzhen-tiers",
                            "reviewWorkingDays",
                            2,
                            "onOverdue",
                            "ESCALATE"),
                    basic("order-system", "order-system-local"));
            reviewer = person("reviewers-" + id);
        }
    }

    final class Application {
        final String orderNo;
        final String transactionId;
        final String moviegoer;
        final String no;
        private final String token;
        private final ObjectNode order;

        Application(Cinema cinema, String film, long paid, Scenario scenario, String words) {
            this(cinema, film, paid, scenario, words, "order");
        }

        Application(Cinema cinema, String film, long paid, Scenario scenario, String words, String prefix) {
            this(cinema, film, paid, scenario, words, prefix, "PERSONAL");
        }

        Application(
                Cinema cinema, String film, long paid, Scenario scenario, String words, String prefix, String reason) {
            this(cinema, film, paid, scenario, words, prefix, reason, Duration.ofDays(4));
        }

        /** @param untilShow negative when it has begun */
        Application(
                Cinema cinema,
                String film,
                long paid,
                Scenario scenario,
                String words,
                String prefix,
                String reason,
                Duration untilShow) {
            var number = NUMBER.incrementAndGet();
            orderNo = prefix + "-" + number;
            moviegoer = "viewer" + number;
            transactionId = SandboxIds.transactionId(scenario, number);
            var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            order = JSON.createObjectNode()
                    .put("transactionId", transactionId)
                    .put("openid", SandboxIds.openidOf(moviegoer))
                    .put("cinemaId", cinema.id)
                    .put("filmTitle", film)
                    .put("hall", "3号厅")
                    .put("showTime", now.plus(untilShow).toString())
                    .put("ticketKind", "STANDARD")
                    .put("salesChannel", "MINI_PROGRAM")
                    .put("paidAmount", paid)
                    .put("serviceFee", 300)
                    .put("couponAmount", 0)
                    .put("paidAt", now.minus(6, ChronoUnit.HOURS).toString())
                    .put("status", "PAID");
            order.putArray("seats").add("6排8座").add("6排9座");
            told();
            token = "Bearer "
                    + rest("POST", "/api/session", Map.of("code", "demo-" + moviegoer + "-1"), null)
                            .get("token")
                            .textValue();
            var wish = JSON.createObjectNode().put("orderNo", orderNo).put("reason", reason);
            no = rest("POST", "/api/refund-applications", words == null ? wish : wish.put("description", words), token)
                    .get("applicationNo")
                    .textValue();
        }

        private void told() {
            rest("PUT", "/internal/orders/" + orderNo, order, basic("order-system", "order-system-local"));
        }

        /** The order system says so after the application. */
        void changes(String field, String value) {
            order.put(field, value);
            told();
        }

        String status() {
            return rest("GET", "/api/refund-applications/" + no, null, token)
                    .get("status")
                    .textValue();
        }

        void becomes(String status) {
            await().atMost(Duration.ofSeconds(30)).until(() -> status().equals(status));
        }

        void reachesFinance() {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> rest(
                                            "GET",
                                            "/engine-rest/task?processInstanceBusinessKey=" + no
                                                    + "&taskDefinitionKey=resolveRefund",
                                            null,
                                            basic("admin", "cinema-demo"))
                                    .size()
                            == 1);
        }

        /** Of the other processes about it: an alarm, a sample. */
        JsonNode tasksBeside() {
            return rest(
                    "GET",
                    "/engine-rest/task?processVariables=applicationNo_eq_" + no,
                    null,
                    basic("admin", "cinema-demo"));
        }

        String idOfTaskBeside() {
            await().atMost(Duration.ofSeconds(30)).until(() -> tasksBeside().size() == 1);
            return tasksBeside().get(0).get("id").textValue();
        }

        void withdraw() {
            rest("POST", "/api/refund-applications/" + no + "/withdrawal", Map.of(), token);
        }

        /** They do not take the refusal; the number of what asks again. */
        String appealed(String words) {
            return rest("POST", "/api/refund-applications/" + no + "/appeal", Map.of("description", words), token)
                    .get("applicationNo")
                    .textValue();
        }

        /** Once around: the reviewer asks for more in these words, the moviegoer answers in the same, with pictures. */
        void askedAndAnswered(String reviewer, String words, byte[]... pictures) {
            decided(reviewer, "ASK_FOR_EVIDENCE", words);
            becomes("EVIDENCE_REQUESTED");
            rest(
                    "POST",
                    "/api/refund-applications/" + no + "/evidence-supplement",
                    Map.of(
                            "evidence",
                            Arrays.stream(pictures).map(this::uploaded).toList(),
                            "description",
                            words),
                    token);
            becomes("UNDER_REVIEW");
        }

        private String uploaded(byte[] picture) {
            var form = new LinkedMultiValueMap<String, Object>();
            form.add("file", new ByteArrayResource(picture) {
                @Override
                public String getFilename() {
                    return "photo.jpg";
                }
            });
            var headers = new HttpHeaders();
            headers.set("Authorization", token);
            return new RestTemplate()
                    .postForObject(
                            "http://127.0.0.1:" + port + "/api/evidence",
                            new HttpEntity<>(form, headers),
                            JsonNode.class)
                    .path("id")
                    .asText();
        }

        /** The one that waits. */
        String taskId() {
            return rest(
                            "GET",
                            "/engine-rest/task?processInstanceBusinessKey=" + no,
                            null,
                            basic("admin", "cinema-demo"))
                    .get(0)
                    .get("id")
                    .textValue();
        }

        void claimed(String reviewer) {
            rest(
                    "POST",
                    "/engine-rest/task/" + taskId() + "/claim",
                    Map.of("userId", reviewer),
                    basic(reviewer, PASSWORD));
        }

        /** For what the screen shows afterwards: the same calls as its buttons make. */
        void decided(String reviewer, String decision, String comment) {
            completed(
                    reviewer,
                    comment == null ? Map.of("decision", decision) : Map.of("decision", decision, "comment", comment));
        }

        /** With the words that its form would send. */
        void completed(String who, Map<String, String> words) {
            var login = basic(who, PASSWORD);
            var task = "/engine-rest/task/" + taskId();
            var said = JSON.createObjectNode();
            words.forEach(
                    (name, word) -> said.putObject(name).put("type", "String").put("value", word));
            rest("POST", task + "/claim", Map.of("userId", who), login);
            rest("POST", task + "/complete", Map.of("variables", said), login);
        }
    }
}
