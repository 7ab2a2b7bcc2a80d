package org.cinemarefund.simulation;

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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.finance.PayeeCardDesk;
import org.cinemarefund.payment.PaymentGateway;
import org.cinemarefund.payment.RefundOrder;
import org.cinemarefund.process.access.StaffGroups;
import org.cinemarefund.sandbox.http.SandboxServer;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.testing.TestClock;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The product under test as the world reaches it: over HTTP, and the engine's clockwork where nobody else would turn it. */
final class Product {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String PLAIN = "sim-plain";
    static final String AUTOMATIC = "sim-automatic";
    static final String OVERDUE_APPROVES = "sim-overdue";
    static final String REVIEWER = "sim-reviewer";
    static final String STRANGER = "sim-stranger";
    static final String SUPERVISOR = "sim-supervisor";
    static final String OTHER_SUPERVISOR = "sim-supervisor-2";
    static final String FINANCE = "sim-finance";
    static final String OTHER_FINANCE = "sim-finance-2";
    static final String ADMIN = "admin";
    private static final String PASSWORD = "Popcorn-4-all!";
    /** A Monday, ten o'clock in China. */
    static final Instant MONDAY = Instant.parse("2026-03-02T02:00:00Z");

    final TestClock clock;
    final SandboxServer sandbox;
    final Wire wire;
    final RuntimeService runtime;
    final TaskService tasks;
    final ManagementService management;
    final RefundApplications applications;
    final PayeeCardDesk cards;
    final JdbcClient jdbc;
    final TransactionTemplate transaction;
    private final PaymentGateway gateway;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final Map<String, String> activities = new HashMap<>();

    Product(ApplicationContext context, int port) {
        clock = context.getBean(TestClock.class);
        sandbox = context.getBean(SandboxServer.class);
        wire = context.getBean(Wire.class);
        runtime = context.getBean(RuntimeService.class);
        tasks = context.getBean(TaskService.class);
        management = context.getBean(ManagementService.class);
        applications = context.getBean(RefundApplications.class);
        cards = context.getBean(PayeeCardDesk.class);
        jdbc = context.getBean(JdbcClient.class);
        transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        gateway = context.getBean(PaymentGateway.class);
        base = "http://127.0.0.1:" + port;
        clock.set(MONDAY);
        open(context.getBean(StaffGroups.class), context.getBean(IdentityService.class));
    }

    private void open(StaffGroups staff, IdentityService identity) {
        if (identity.createUserQuery().userId(FINANCE).count() > 0) {
            return;
        }
        cinema(PLAIN, "ESCALATE", 0);
        cinema(AUTOMATIC, "ESCALATE", 1_000_000);
        cinema(OVERDUE_APPROVES, "APPROVE", 0);
        staff.ensureUser(
                REVIEWER,
                "R",
                "A",
                PASSWORD,
                "reviewers-" + PLAIN,
                "reviewers-" + AUTOMATIC,
                "reviewers-" + OVERDUE_APPROVES);
        staff.ensureUser(STRANGER, "R", "B", PASSWORD, "backends");
        staff.ensureUser(SUPERVISOR, "S", "A", PASSWORD, "supervisors");
        staff.ensureUser(OTHER_SUPERVISOR, "S", "B", PASSWORD, "supervisors");
        staff.ensureUser(FINANCE, "F", "A", PASSWORD, "finance");
        staff.ensureUser(OTHER_FINANCE, "F", "B", PASSWORD, "finance");
    }

    private void cinema(String id, String onOverdue, long autoApproveUpTo) {
        var cinema = JSON.createObjectNode()
                .put("name", id)
                .put("region", "广东深圳")
                .put("phone", "0755-12345601")
                .put("policyPlan", "shenzhen-tiers")
                .put("reviewWorkingDays", 2)
                .put("onOverdue", onOverdue)
                .put("autoApproveUpTo", autoApproveUpTo);
        internal("/internal/cinemas/" + id, cinema);
    }

    /** What one node keeps in its memory about WeChat is as after a start. */
    void restart() {
        wire.calm();
        // An answer of any kind closes the breaker.
        gateway.query(new RefundOrder("AFTER-A-START", "4200990000000000000000000000", "X", 1, 1));
        wire.look();
    }

    /** Before a sequence: no refund is alive, and WeChat has forgotten the last one. */
    void begin() {
        clock.set(MONDAY);
        restart();
        wire.clear();
        sandbox.sandbox().reset();
        sandbox.sandbox().balance(null);
    }

    /** After a sequence that went wrong. */
    void forget() {
        // The engine ends no process of an application that is not over.
        jdbc.sql("update refund_application set status = 'WITHDRAWN', next_due_at = null"
                        + " where status in ('UNDER_REVIEW', 'EVIDENCE_REQUESTED', 'REFUNDING')")
                .update();
        runtime.createProcessInstanceQuery()
                .list()
                .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "given up"));
        // What waits for money would be tried by the next sequence.
        jdbc.sql("update refund_transaction set state = 'SETTLED_OFFLINE' where state = 'WAITING_FOR_BALANCE'")
                .update();
        jdbc.sql("delete from merchant_balance").update();
    }

    /** The moviegoer gives a debit card; false when the product will not have it. */
    boolean giveCard(String applicationNo) {
        try {
            var openid = jdbc.sql("select openid from refund_application where application_no = ?")
                    .param(applicationNo)
                    .query(String.class)
                    .single();
            cards.giveOwn(openid, applicationNo, PayeeCardDesk.TypedCard.of("ICBC_DEBIT", "6222020000000000", "张三"));
            return true;
        } catch (Problem e) {
            return false;
        }
    }

    /** The element a job belongs to. */
    String activity(String jobDefinitionId) {
        return activities.computeIfAbsent(jobDefinitionId, id -> management
                .createJobDefinitionQuery()
                .jobDefinitionId(id)
                .singleResult()
                .getActivityId());
    }

    /** An answer over HTTP. */
    record Answer(int status, JsonNode body) {
        boolean ok() {
            return status / 100 == 2;
        }

        String code() {
            return body.path("code").asText(body.path("message").asText(""));
        }
    }

    Answer internal(String path, ObjectNode body) {
        return send("PUT", path, body, basic("order-system", "order-system-local"));
    }

    Answer engine(String user, String method, String path, ObjectNode body) {
        var password = user.equals(ADMIN) ? "cinema-demo" : PASSWORD;
        return send(method, "/engine-rest" + path, body, basic(user, password));
    }

    Answer moviegoer(String token, String path, ObjectNode body, String key) {
        var headers = new HashMap<String, String>();
        headers.put("Authorization", "Bearer " + token);
        if (key != null) {
            headers.put("Idempotency-Key", key);
        }
        return send("POST", path, body, headers);
    }

    /** A moviegoer's log-in and how long it lasts. */
    record Session(String token, Instant until) {}

    Session logIn(String code) {
        var body = send("POST", "/api/session", JSON.createObjectNode().put("code", code), Map.of())
                .body();
        return new Session(
                body.path("token").asText(),
                OffsetDateTime.parse(body.path("expiresAt").asText()).toInstant());
    }

    private static Map<String, String> basic(String user, String password) {
        var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    private Answer send(String method, String path, ObjectNode body, Map<String, String> headers) {
        return send(method, path, body == null ? null : body.toString().getBytes(StandardCharsets.UTF_8), headers);
    }

    /** @param body null for none */
    Answer send(String method, String path, byte[] body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(base).resolve(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .header("Accept", "application/json, application/problem+json");
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            var text = response.body();
            return new Answer(response.statusCode(), text.isBlank() ? JSON.missingNode() : JSON.readTree(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
