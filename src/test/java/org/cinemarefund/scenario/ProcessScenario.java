package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.cinemarefund.CinemaRefund;
import org.cinemarefund.application.PastApplications;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.notice.StaffNotice;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.process.access.StaffGroups;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.record.EventChain;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.http.SandboxServer;
import org.cinemarefund.testing.LockOrder;
import org.cinemarefund.testing.TestClock;
import org.cinemarefund.ticketing.TicketInstructions;
import org.cinemarefund.ticketing.http.SwitchableTicketing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.mockito.Mockito;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.test.context.ActiveProfiles;

/**
 * The whole product as the profile {@code local} starts it, on a database and a sandbox in memory, with a clock that stands
 * still and a job executor that is off: a test says what happens and when. All subclasses share one context, so each
 * {@link Refund} has a moviegoer, an order and a cinema of its own, and nothing here looks at anybody else's.
 *
 * <p>The sandbox settles nothing by itself within an hour; a test says so with {@code sandbox.setState(number, status)}.
 */
@SpringBootTest(
        classes = {CinemaRefund.class, ProcessScenario.InOurHands.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            // Otherwise H2 keeps eight statements of a connection and parses all others each time anew.
            "spring.datasource.url=" + ProcessScenario.DATABASE + ";DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=512",
            "camunda.bpm.job-execution.enabled=false",
            "refund.sandbox.samples=false",
            "refund.sandbox.directory=",
            "refund.sandbox.port=0",
            "refund.sandbox.settle-after=PT1H",
            "refund.limits.logins-per-ip-minute=100000",
            // On a clock that stands still the pace of requests would never be caught up.
            "refund.wechat.pay.rate-per-second=1000",
            "refund.review.calendar-directory=target/scenario-calendar-${fork:0}",
            "logging.level.org.camunda.bpm.engine=ERROR"
        })
@ActiveProfiles("local")
public abstract class ProcessScenario {
    /** A Monday, ten o'clock in China; the whole week has no holiday. */
    protected static final Instant MONDAY = Instant.parse("2026-03-02T02:00:00Z");

    protected static final String PASSWORD = "Popcorn-4-all!";
    protected static final String SUPERVISOR = "sup-one";
    protected static final String OTHER_SUPERVISOR = "sup-two";
    protected static final String FINANCE = "fin-one";
    protected static final String FINANCE_TWO = "fin-two";
    protected static final String BACKEND = "till-one";
    protected static final ObjectMapper JSON = new ObjectMapper();

    /** As many as a test makes, and more. */
    private static final int NEWEST = 20;

    protected static final String DATABASE = "jdbc:h2:mem:scenarios";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    protected int port;

    @Autowired
    protected TestClock clock;

    @Autowired
    protected SwitchableTicketing ticketing;

    @Autowired
    protected StaffBoard staffNotices;

    @Autowired
    protected SandboxServer sandbox;

    @Autowired
    protected RuntimeService runtime;

    @Autowired
    protected TaskService tasks;

    @Autowired
    protected ManagementService management;

    @Autowired
    protected HistoryService history;

    @Autowired
    protected IdentityService identity;

    @Autowired
    protected RefundApplications applications;

    @Autowired
    private PastApplications pastApplications;

    @Autowired
    private RefundPolicy policy;

    @Autowired
    protected StaffGroups staff;

    @Autowired
    protected JdbcClient jdbc;

    /** What the staff was told, instead of a group robot. */
    public static final class StaffBoard implements StaffNotice {
        private final List<News> told = new CopyOnWriteArrayList<>();

        @Override
        public void tell(News news) {
            told.add(news);
        }

        public List<Kind> about(Refund refund) {
            return told.stream()
                    .filter(news -> news.applicationNo().equals(refund.applicationNo()))
                    .map(News::kind)
                    .toList();
        }
    }

    /** What tests hold in their own hands. */
    @TestConfiguration(proxyBeanMethods = false)
    public static class InOurHands {

        /** In the context that most share; others put something of their own before their database. */
        @Bean
        static BeanPostProcessor watchedLocks() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof HikariDataSource pool
                                    && pool.getJdbcUrl().startsWith(DATABASE)
                            ? new LockOrder(pool)
                            : bean;
                }
            };
        }

        /** Sweeps and gauges look when a test asks them to: what happens by itself happens in the middle of another test. */
        @Bean
        @Primary
        TaskScheduler nothingHappensByItself() {
            return Mockito.mock(TaskScheduler.class, call -> Mockito.mock(ScheduledFuture.class));
        }

        @Bean
        @Primary
        TestClock testClock() {
            return new TestClock(MONDAY);
        }

        @Bean
        @Primary
        StaffBoard staffBoard() {
            return new StaffBoard();
        }

        @Bean
        @Primary
        SwitchableTicketing switchableTicketing(TicketInstructions instructions) {
            return new SwitchableTicketing(instructions);
        }
    }

    /** Whatever a test makes the rules decide can be decided anew from what was stored, with the same result. */
    @AfterEach
    void what_was_decided_can_be_decided_anew() {
        var seen = new AtomicInteger();
        pastApplications.each(Set.of(), past -> {
            if (past.decision() != null) {
                assertThat(policy.again(past.order(), past.cinema(), past.reason(), past.at(), past.decision()))
                        .as(past.applicationNo())
                        .isEqualTo(past.decision());
            }
            return seen.incrementAndGet() < NEWEST;
        });
    }

    @BeforeEach
    void on_a_monday_with_everybody_at_work() {
        clock.set(MONDAY);
        ticketing.off();
        if (identity.createUserQuery().userId(BACKEND).count() > 0) {
            return;
        }
        staff.ensureUser(SUPERVISOR, "S", "One", PASSWORD, "supervisors");
        staff.ensureUser(OTHER_SUPERVISOR, "S", "Two", PASSWORD, "supervisors");
        staff.ensureUser(FINANCE, "F", "One", PASSWORD, "finance");
        staff.ensureUser(FINANCE_TWO, "F", "Two", PASSWORD, "finance");
        staff.ensureUser(BACKEND, "T", "Ill", PASSWORD, "backends");
    }

    @AfterEach
    void and_nobody_stays_logged_in() {
        identity.clearAuthentication();
    }

    @AfterEach
    void and_rows_were_locked_in_one_order() {
        assertThat(LockOrder.turned()).isEmpty();
    }

    /** An answer over HTTP. */
    public record Answer(int status, JsonNode body, Map<String, List<String>> headers) {
        public String code() {
            return body.path("code").asText(null);
        }

        public String text(String field) {
            return body.path(field).asText(null);
        }

        public Answer expect(int expected) {
            assertThat(status).as("%s", body).isEqualTo(expected);
            return this;
        }

        public Answer expect(int expected, String code) {
            expect(expected);
            assertThat(code()).as("%s", body).isEqualTo(code);
            return this;
        }
    }

    /** A refund nobody asked for yet: two tickets for 100.00 yuan with 3.00 service fee, eight days before the show. */
    protected Refund refund() {
        return refund(Scenario.NORMAL);
    }

    /** The same, of a payment with which the sandbox does something particular. */
    protected Refund refund(Scenario scenario) {
        return new Refund(NUMBER.incrementAndGet(), scenario);
    }

    /** One moviegoer, one cinema with two reviewers, one order, and the application for its money. */
    protected final class Refund {
        public final String user;
        public final String openid;
        public final String orderNo;
        public final String cinemaId;
        /** Reviewers of this cinema. */
        public final String reviewer;

        public final String otherReviewer;
        private final ObjectNode cinema = JSON.createObjectNode();
        private final ObjectNode order = JSON.createObjectNode();
        private final ObjectNode wish = JSON.createObjectNode();
        private String token;
        private Instant tokenExpiresAt = Instant.MIN;
        private String applicationNo;

        private Refund(int number, Scenario scenario) {
            user = "mo" + number;
            openid = SandboxIds.openidOf(user);
            orderNo = "ORD-" + number;
            cinemaId = "cin-" + number;
            reviewer = "rev-" + number + "-a";
            otherReviewer = "rev-" + number + "-b";
            cinema.put("name", "星光影城" + number)
                    .put("region", "广东深圳")
                    .put("phone", "0755-12345601")
                    .put("policyPlan", "shenzhen-tiers")
                    .put("reviewWorkingDays", 2)
                    .put("onOverdue", "ESCALATE")
                    .put("autoApproveUpTo", 0);
            order.put("transactionId", SandboxIds.transactionId(scenario, number))
                    .put("openid", openid)
                    .put("cinemaId", cinemaId)
                    .put("filmTitle", "流浪地球")
                    .put("hall", "3号厅")
                    .put("showTime", MONDAY.plus(Duration.ofDays(8)).toString())
                    .put("ticketKind", "STANDARD")
                    .put("salesChannel", "MINI_PROGRAM")
                    .put("paidAmount", 10000)
                    .put("serviceFee", 300)
                    .put("couponAmount", 0)
                    .put("bankType", "OTHERS")
                    .put("paidAt", MONDAY.minus(Duration.ofHours(6)).toString())
                    .put("status", "PAID")
                    .put("ticketState", "ISSUED")
                    .put("screeningStatus", "SCHEDULED");
            order.putArray("seats").add("6排8座").add("6排9座");
            wish.put("orderNo", orderNo).put("reason", "PERSONAL").put("noticeAccepted", true);
        }

        /** Whatever the order system would say of it now. */
        public ObjectNode told() {
            return order.deepCopy();
        }

        /** The stored bytes of its only number. */
        public String request() {
            return new String(
                    jdbc.sql("select request from refund_transaction where application_no = ?")
                            .param(applicationNo)
                            .query(byte[].class)
                            .single(),
                    StandardCharsets.UTF_8);
        }

        // --- what there is

        /** A field of the cinema's upsert, taken in at once if the order was already sold. */
        public Refund cinema(String field, Object value) {
            cinema.set(field, JSON.valueToTree(value));
            if (sold()) {
                putCinema().expect(200);
            }
            return this;
        }

        /** A field of the order's upsert, taken in at once if the order was already sold. */
        public Refund order(String field, Object value) {
            order.set(field, JSON.valueToTree(value));
            if (sold()) {
                putOrder().expect(200);
            }
            return this;
        }

        /** What the order system knows now, without a word to us. */
        public Refund fact(String field, Object value) {
            order.set(field, JSON.valueToTree(value));
            return this;
        }

        /** A field of the application. */
        public Refund wish(String field, Object value) {
            wish.set(field, JSON.valueToTree(value));
            return this;
        }

        public Refund showIn(Duration beforeShow) {
            return order("showTime", clock.instant().plus(beforeShow).toString());
        }

        private boolean sold() {
            return token != null;
        }

        /** Cinema, reviewers and order exist, and the moviegoer is logged in. */
        public Refund sell() {
            assertThat(putCinema().status()).isIn(200, 201);
            staff.ensureUser(reviewer, "R", "A", PASSWORD, "reviewers-" + cinemaId);
            staff.ensureUser(otherReviewer, "R", "B", PASSWORD, "reviewers-" + cinemaId);
            assertThat(putOrder().status()).isIn(200, 201);
            token();
            return this;
        }

        public Answer putOrder() {
            return internal("PUT", "/internal/orders/" + orderNo, order);
        }

        /** The upsert with these fields instead, once. */
        public Answer putOrderWith(ObjectNode changes) {
            return internal(
                    "PUT", "/internal/orders/" + orderNo, order.deepCopy().setAll(changes));
        }

        public Answer putCinema() {
            return internal("PUT", "/internal/cinemas/" + cinemaId, cinema);
        }

        synchronized String token() {
            if (!clock.instant().isBefore(tokenExpiresAt)) {
                var session = http(
                                "POST",
                                "/api/session",
                                JSON.createObjectNode().put("code", "demo-" + user + "-" + NUMBER.incrementAndGet()),
                                Map.of())
                        .expect(200);
                token = session.text("token");
                tokenExpiresAt = java.time.OffsetDateTime.parse(session.text("expiresAt"))
                        .toInstant();
            }
            return token;
        }

        // --- what the moviegoer does

        public Answer asMoviegoer(String method, String path, JsonNode body) {
            return asMoviegoer(method, path, body, Map.of());
        }

        public Answer asMoviegoer(String method, String path, JsonNode body, Map<String, String> more) {
            var headers = new HashMap<>(more);
            headers.put("Authorization", "Bearer " + token());
            return http(method, path, body, headers);
        }

        /** Sends the wish and keeps the number if there is one. */
        public Answer apply() {
            return apply(null);
        }

        /** @param key null for none */
        public Answer apply(String key) {
            if (!sold()) {
                sell();
            }
            var answer = asMoviegoer(
                    "POST", "/api/refund-applications", wish, key == null ? Map.of() : Map.of("Idempotency-Key", key));
            if (answer.status() == 201) {
                applicationNo = answer.text("applicationNo");
            }
            return answer;
        }

        /** Sells, applies, and is taken. */
        public Refund applies() {
            apply().expect(201);
            return this;
        }

        /** Of an application that came by another door. */
        public Refund known(String number) {
            applicationNo = number;
            return this;
        }

        public Answer quote() {
            return asMoviegoer(
                    "POST",
                    "/api/orders/" + orderNo + "/refund-quote",
                    JSON.createObjectNode().put("reason", wish.path("reason").asText()));
        }

        public Answer seenOrder() {
            return asMoviegoer("GET", "/api/orders/" + orderNo, null).expect(200);
        }

        public Answer withdraw() {
            return asMoviegoer("POST", "/api/refund-applications/" + applicationNo + "/withdrawal", null);
        }

        /** The moviegoer gives their own card. */
        public Answer givesCard(String bankType, String account) {
            return asMoviegoer(
                    "PUT",
                    "/api/refund-applications/" + applicationNo + "/payee-card",
                    JSON.createObjectNode()
                            .put("bankType", bankType)
                            .put("bankAccount", account)
                            .put("realName", "王小明"));
        }

        public Answer supplement(String description) {
            return asMoviegoer(
                    "POST",
                    "/api/refund-applications/" + applicationNo + "/evidence-supplement",
                    JSON.createObjectNode().put("description", description));
        }

        /** The application as the moviegoer reads it. */
        public Answer seen() {
            return asMoviegoer("GET", "/api/refund-applications/" + applicationNo, null)
                    .expect(200);
        }

        public String status() {
            return seen().text("status");
        }

        public List<String> timeline() {
            return StreamSupport.stream(seen().body().path("timeline").spliterator(), false)
                    .map(node -> node.path("event").asText())
                    .toList();
        }

        // --- what people do

        /** The one open task of that kind, or null. */
        public org.camunda.bpm.engine.task.Task open(Task task) {
            return tasks.createTaskQuery()
                    .processInstanceBusinessKey(applicationNo)
                    .taskDefinitionKey(task.name())
                    .initializeFormKeys()
                    .singleResult();
        }

        public String taskId(Task task) {
            var open = open(task);
            assertThat(open).as("open task %s of %s", task, applicationNo).isNotNull();
            return open.getId();
        }

        public Answer claim(Task task, String user) {
            return claims(taskId(task), user);
        }

        /** Takes the task and answers it; the engine's answer to the second call. */
        public Answer answer(Task task, String user, Map<String, String> variables) {
            claim(task, user).expect(204);
            return complete(taskId(task), user, "complete", variables);
        }

        public Answer decide(Task task, String user, String decision, String comment) {
            var variables = new HashMap<String, String>();
            variables.put("decision", decision);
            if (comment != null) {
                variables.put("comment", comment);
            }
            return answer(task, user, variables);
        }

        public Refund approves(Task task, String user) {
            decide(task, user, "APPROVE", null).expect(204);
            return this;
        }

        public Refund rejects(Task task, String user, String comment) {
            decide(task, user, "REJECT", comment).expect(204);
            return this;
        }

        /** Asks, and the request has gone out. */
        public Refund asks(Task task, String user, String comment) {
            decide(task, user, "ASK_FOR_EVIDENCE", comment).expect(204);
            return performs(Step.sendEvidenceRequest);
        }

        // --- what happens by itself

        public Refund performs(Step... steps) {
            for (var step : steps) {
                management.executeJob(job(step.name()).getId());
            }
            return this;
        }

        /** The step's job throws; one retry less is left. */
        public Throwable fails(Step step) {
            var id = job(step.name()).getId();
            var thrown = catchThrowable(() -> management.executeJob(id));
            assertThat(thrown).as("%s of %s", step, applicationNo).isNotNull();
            return thrown;
        }

        /** It is as late as the timer says, and it fires. */
        public Refund passes(Timer timer) {
            var job = job(timer.name());
            clock.notBefore(job.getDuedate().toInstant());
            management.executeJob(job.getId());
            return this;
        }

        public Job job(String activityId) {
            var job = findJob(activityId);
            assertThat(job)
                    .as("pending job at %s of %s", activityId, applicationNo)
                    .isNotNull();
            return job;
        }

        /** Null when there is none. */
        public Job findJob(String activityId) {
            var instance = instance();
            return instance == null
                    ? null
                    : management
                            .createJobQuery()
                            .processInstanceId(instance.getId())
                            .activityId(activityId)
                            .singleResult();
        }

        // --- what is true then

        public String applicationNo() {
            return applicationNo;
        }

        public String outRefundNo() {
            return transactionId() + "-1";
        }

        public String transactionId() {
            return order.path("transactionId").asText();
        }

        /** Null when it is over. */
        public ProcessInstance instance() {
            return runtime.createProcessInstanceQuery()
                    .processInstanceBusinessKey(applicationNo, RefundProcess.KEY)
                    .singleResult();
        }

        /** The end event reached; the instance is no more. */
        public Refund endedAt(String endEvent) {
            assertThat(instance()).as("%s runs no more", applicationNo).isNull();
            var instance = history.createHistoricProcessInstanceQuery()
                    .processInstanceBusinessKey(applicationNo)
                    .singleResult();
            assertThat(history.createHistoricActivityInstanceQuery()
                            .processInstanceId(instance.getId())
                            .activityId(endEvent)
                            .count())
                    .as("%s ended at %s", applicationNo, endEvent)
                    .isEqualTo(1);
            return this;
        }

        public RefundApplication stored() {
            return applications.find(applicationNo).orElseThrow();
        }

        /** The whole record, after making sure that nothing in it was touched. */
        public List<RefundEvent> events() {
            var events = applications.eventsOf(applicationNo);
            assertThat(EventChain.unbroken(events, stored().head().hash()))
                    .as("chain of %s", applicationNo)
                    .isTrue();
            return events;
        }

        public List<RefundEvent.Kind> eventKinds() {
            return events().stream().map(RefundEvent::kind).toList();
        }

        public List<String> tickets() {
            return jdbc.sql("select instruction from ticket_instruction where application_no = ? order by id")
                    .param(applicationNo)
                    .query(String.class)
                    .list();
        }

        /** {@code KIND round STATE} of every notice ever intended. */
        public List<String> notices() {
            return jdbc.sql(
                            "select kind, round, state from notice where application_no = ? order by intended_at, kind, round")
                    .param(applicationNo)
                    .query((row, n) -> row.getString(1) + " " + row.getInt(2) + " " + row.getString(3))
                    .list();
        }

        /** Messages that reached the moviegoer's phone. */
        public List<Ledger.Message> messages() {
            return sandbox.sandbox().ledger().messages().stream()
                    .filter(message -> message.openid().equals(openid))
                    .toList();
        }

        /** The state of the refund's newest number, null when there is none. */
        public String money() {
            return jdbc.sql(
                            "select state from refund_transaction where application_no = ? order by attempt desc limit 1")
                    .param(applicationNo)
                    .query(String.class)
                    .optional()
                    .orElse(null);
        }

        /** Everything WeChat Pay was ever asked about this order, in order. */
        public List<Ledger.Request> requests() {
            return sandbox.sandbox().ledger().requests().stream()
                    .filter(request -> transactionId().equals(request.order())
                            || request.outRefundNo() != null
                                    && request.outRefundNo().startsWith(transactionId() + "-"))
                    .toList();
        }

        public Refund nothingWasSent() {
            assertThat(requests()).as("what WeChat heard of %s", applicationNo).isEmpty();
            return this;
        }

        public List<Map<String, Object>> incidents() {
            var instance = instance();
            return runtime.createIncidentQuery().processInstanceId(instance.getId()).list().stream()
                    .map(incident -> Map.<String, Object>of(
                            "activity",
                            incident.getActivityId(),
                            "message",
                            String.valueOf(incident.getIncidentMessage())))
                    .toList();
        }
    }

    // --- over HTTP
    // ------------------------------------------------------------------------------------------------------

    /** @param verb {@code complete} or {@code submit-form} */
    protected Answer complete(String taskId, String user, String verb, Map<String, ?> variables) {
        var body = JSON.createObjectNode();
        var given = body.putObject("variables");
        variables.forEach((name, value) -> given.putObject(name).set("value", JSON.valueToTree(value)));
        return engineRest(user, "POST", "/task/" + taskId + "/" + verb, body);
    }

    protected Answer claims(String taskId, String user) {
        return engineRest(
                user,
                "POST",
                "/task/" + taskId + "/claim",
                JSON.createObjectNode().put("userId", user));
    }

    protected Answer engineRest(String user, String method, String path, JsonNode body) {
        var password = user.equals("admin") ? "cinema-demo" : PASSWORD;
        return http(method, "/engine-rest" + path, body, basic(user, password));
    }

    protected Answer internal(String method, String path, JsonNode body) {
        return http(method, path, body, basic("order-system", "order-system-local"));
    }

    private static Map<String, String> basic(String user, String password) {
        var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /** @param body null for none */
    protected Answer http(String method, String path, JsonNode body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .header("Accept", "application/json, application/problem+json");
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    json(response.body()),
                    response.headers().map());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String body) throws IOException {
        return body.isBlank() ? JSON.missingNode() : JSON.readTree(body);
    }
}
