package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.cinemarefund.process.access.StaffGroups;
import org.cinemarefund.shared.SecurityLog;
import org.cinemarefund.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/**
 * What callers can make the engine's doors write, keep and say by mistakes and by forging. The context is that of
 * {@link EngineAccessTest}, to the letter, so that the two share it.
 */
@SpringBootTest(
        classes = EngineAccessTest.Slice.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.profiles.active=local",
            "spring.datasource.url=jdbc:h2:mem:engine-access;DB_CLOSE_DELAY=-1",
            "camunda.bpm.job-execution.enabled=false",
            "camunda.bpm.webapp.auth.cache.time-to-live=200",
            "refund.sandbox.enabled=false",
            "refund.limits.logins-per-ip-minute=4",
            "refund.admin.username=root",
            "refund.admin.password=" + EngineAccessTest.PASSWORD,
            "logging.level.org.camunda.bpm.engine=ERROR"
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineAccessNoiseTest {
    private static final String PASSWORD = EngineAccessTest.PASSWORD;
    private static final String LOGIN = "/camunda/api/admin/auth/user/default/login/welcome";

    /** What a line of a log has before the message: time, level, process, thread, logger. */
    private static final int PREFIX = 110;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Written written = new Written();
    private final Logger engine = (Logger) LoggerFactory.getLogger("org.camunda.bpm.engine");

    @Autowired
    private ServletWebServerApplicationContext context;

    @Autowired
    private IdentityService identity;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private TaskService tasks;

    @Autowired
    private StaffGroups staff;

    @BeforeAll
    void people() {
        // The web applications read a session afresh by the engine's clock.
        TestClock.letTimeRun();
        repository
                .createDeployment()
                .name("access-test")
                .addClasspathResource("engine-access/access-test.bpmn")
                .deploy();
        staff.ensureCinema("N", "Noise");
        staff.ensureUser("noisy", "No", "Is", PASSWORD, "reviewers-N");
        staff.ensureUser("noisy-ops", "No", "Op", PASSWORD, "operators");
    }

    @BeforeEach
    void listen() {
        EngineAccessTest.NOW.updateAndGet(now -> now.plusSeconds(120));
        written.start();
        // As in production.
        engine.setLevel(Level.INFO);
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(written);
    }

    @AfterEach
    void listen_no_more() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(written);
        engine.setLevel(Level.ERROR);
        written.lines.clear();
    }

    // --- noise -------------------------------------------------------------------------------------------------------

    @Test
    void whatever_is_asked_by_mistake_is_no_fault_of_ours_and_leaves_a_short_line_at_most() throws Exception {
        var id = "x".repeat(400);
        var definition = repository.createProcessDefinitionQuery().list().get(0).getId();
        var pages = List.of(
                "/camunda",
                "/camunda/",
                "/camunda/app/tasklist/",
                "/camunda/app/tasklist/nosuch/",
                "/camunda/app/cockpit/nosuch/",
                "/camunda/app/nosuch/default/",
                "/camunda/nosuch.js",
                "/camunda/api/admin/auth/user/nosuch",
                "/camunda/api/admin/plugin/nosuch/x",
                "/camunda/api/cockpit/plugin/nosuch/static/x.js",
                "/camunda/api/engine/engine/nosuch/task",
                "/camunda/api/welcome/nosuch",
                "/%65ngine-rest/task",
                "/%63amunda/app/tasklist/default/",
                "/%63amunda/api/engine/engine/default/task",
                "/camunda/%61pi/engine/engine/default/task");
        var calls = List.of(
                "/nosuch",
                "/engine/nosuch/task",
                "/case-instance/x/variables/y",
                "/case-instance/" + id + "/variables/y",
                "/case-definition/x",
                "/metrics",
                "/metrics/x/sum",
                "/metrics/job-successful/sum?startDate=nodate",
                "/task?firstResult=-5",
                "/task?maxResults=-5",
                "/task?maxResults=x",
                "/task?sortBy=nosuch&sortOrder=asc",
                "/task?dueBefore=nodate",
                "/task?" + id,
                "/task/x/form-variables",
                "/task/x/identity-links",
                "/process-definition/x/xml",
                "/process-definition/" + definition,
                "/process-instance/x/variables/y",
                "/execution/x/localVariables/y",
                "/decision-definition/x",
                "/decision-definition/key/x/xml",
                "/history/variable-instance/x/data",
                "/history/detail?variableUpdates=x",
                "/batch/x",
                "/job/x/stacktrace",
                "/deployment/x/resources",
                "/user/x/profile",
                "/authorization/check");
        var loud = new ArrayList<String>();
        var faults = new ArrayList<String>();
        var asked = 0;
        var bytes = 0L;
        var urls = Stream.concat(pages.stream(), calls.stream().map(path -> "/engine-rest" + path))
                .toList();
        for (var url : urls) {
            written.lines.clear();
            var here = 0;
            for (var user : List.of("", "noisy", "noisy-ops", "root")) {
                var methods = url.startsWith("/engine-rest") && user.isEmpty()
                        ? List.of("GET")
                        : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
                for (var method : methods) {
                    if (method.equals("DELETE") && url.endsWith(definition)) {
                        continue;
                    }
                    var answer = send(http, method, url, "PUT".equals(method) ? "[1" : "{}", basic(user));
                    here++;
                    if (answer.statusCode() >= 500) {
                        faults.add(answer.statusCode() + " " + user + " " + method + " " + url);
                    }
                    assertThat(answer.body())
                            .as(method + " " + url)
                            .doesNotContainPattern("\\b(?:org|java|com|jakarta)\\.[a-z]+\\.[\\w.]*[A-Z]");
                }
            }
            asked += here;
            bytes += written.bytes();
            if (written.bytes() / here >= 300) {
                loud.add(written.bytes() / here + " bytes per request: " + url + " " + written.lines.peek());
            }
        }
        System.out.println("noise: " + asked + " requests, " + bytes / asked + " bytes each");
        assertThat(faults).isEmpty();
        assertThat(loud).isEmpty();
    }

    @Test
    void measures_are_shown_to_who_may_see_them() throws Exception {
        assertThat(send(http, "GET", "/engine-rest/metrics", null, basic("root"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_thousand_strangers_leave_no_session_behind() throws Exception {
        var paths = List.of(
                "/camunda/app/tasklist/default/",
                "/camunda/app/tasklist/nosuch/",
                "/camunda/api/admin/auth/user/default",
                "/camunda/api/engine/engine/default/task",
                "/camunda/lib/nosuch.js");
        var before = sessions();

        for (var i = 0; i < 200; i++) {
            for (var path : paths) {
                assertThat(send(http, i % 2 == 0 ? "GET" : "POST", path, i % 2 == 0 ? null : "{}", Map.of())
                                .headers()
                                .allValues("set-cookie"))
                        .noneMatch(cookie -> cookie.startsWith("JSESSIONID"));
            }
        }

        assertThat(sessions()).isEqualTo(before);
    }

    // --- small doors -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/engine-rest/application.wadl",
                "/camunda/api/engine/application.wadl",
                "/camunda/api/admin/application.wadl",
                "/camunda/api/cockpit/application.wadl",
                "/camunda/api/tasklist/application.wadl",
                "/camunda/api/welcome/application.wadl"
            })
    void no_api_describes_itself(String path) throws Exception {
        for (var user : List.of("", "root")) {
            assertThat(send(http, "GET", path, null, basic(user)).statusCode()).isIn(401, 404);
        }
    }

    @Test
    void nobody_is_sent_to_where_the_caller_said() throws Exception {
        assertThat(raw("GET /camunda HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .contains("ocation: /camunda/")
                .doesNotContain("evil.example");
    }

    @Test
    void every_answer_at_the_doors_tells_browsers_what_it_may_do() throws Exception {
        for (var path : List.of(
                "/camunda/app/tasklist/default/",
                "/camunda/app/tasklist/styles/styles.css",
                "/camunda/nosuch.js",
                "/engine-rest/task")) {
            var headers = send(http, "GET", path, null, basic("root")).headers();
            assertThat(headers.firstValue("X-Content-Type-Options")).as(path).contains("nosniff");
            assertThat(headers.allValues("Content-Security-Policy")).as(path).hasSize(1);
        }
    }

    @Test
    void only_who_is_asked_to_decide_may_remark_on_a_task() throws Exception {
        var process = runtime.startProcessInstanceByKey("refund-approval", Map.of("orderNo", "N", "applicant", "o-1"));
        var task = tasks.createTaskQuery()
                .processInstanceId(process.getId())
                .singleResult()
                .getId();
        var path = "/engine-rest/task/" + task + "/comment/create";

        for (var stranger : List.of("noisy-ops", "root")) {
            assertThat(send(http, "POST", path, "{\"message\":\"I say\"}", basic(stranger))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(tasks.getTaskComments(task)).isEmpty();
        assertThat(send(http, "POST", path, "{\"message\":\"I say\"}", basic("noisy"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(tasks.getTaskComments(task)).hasSize(1);
    }

    // --- sessions and forged requests
    // ----------------------------------------------------------------------------------

    @Test
    void a_log_in_takes_a_token_that_a_node_has_signed() throws Exception {
        var page = send(http, "GET", "/camunda/app/welcome/default/", null, Map.of());
        var cookie = page.headers().firstValue("set-cookie").orElseThrow();
        var token = cookie.replaceFirst("XSRF-TOKEN=([^;]*).*", "$1");
        assertThat(cookie).startsWith("XSRF-TOKEN=").contains("SameSite=Lax").doesNotContain("HttpOnly");

        for (var forged : List.of(
                Map.<String, String>of(),
                Map.of("Cookie", "XSRF-TOKEN=" + token),
                Map.of("X-XSRF-TOKEN", token),
                Map.of("Cookie", "XSRF-TOKEN=mine", "X-XSRF-TOKEN", "mine"),
                Map.of("Cookie", "XSRF-TOKEN=" + token + "0", "X-XSRF-TOKEN", token + "0"))) {
            assertThat(login(http, forged).statusCode()).as(forged.toString()).isEqualTo(403);
        }
        var right = login(http, Map.of("Cookie", "XSRF-TOKEN=" + token, "X-XSRF-TOKEN", token));
        assertThat(right.statusCode()).isEqualTo(200);
        assertThat(right.headers().allValues("set-cookie"))
                .anyMatch(set ->
                        set.startsWith("JSESSIONID=") && set.contains("HttpOnly") && set.contains("SameSite=Lax"))
                .anyMatch(set -> set.startsWith("XSRF-TOKEN=") && !set.contains(token));
    }

    @Test
    void a_forged_change_is_refused_before_anybody_answers_it_and_ends_nothing() throws Exception {
        var session = new Session("noisy");
        var process = runtime.startProcessInstanceByKey("refund-approval", Map.of("orderNo", "N", "applicant", "o-1"));
        var task = tasks.createTaskQuery()
                .processInstanceId(process.getId())
                .singleResult()
                .getId();
        var path = "/camunda/api/engine/engine/default/task/" + task;

        for (var call : List.of("/complete", "/claim", "/comment/create")) {
            for (var token : List.of(Map.<String, String>of(), Map.of("X-XSRF-TOKEN", "guess"))) {
                var forged = send(session.client, "POST", path + call, "{}", token);
                assertThat(forged.statusCode()).isEqualTo(403);
                assertThat(forged.body()).contains("FORBIDDEN");
            }
        }

        assertThat(session.send("POST", path + "/claim", "{\"userId\":\"noisy\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(written.ofLogger(SecurityLog.LOGGER)).contains("CSRF_REFUSED - session");
    }

    @Test
    void another_password_or_no_account_any_more_ends_the_other_sessions() throws Exception {
        staff.ensureUser("moving", "Mo", "Ve", PASSWORD, "reviewers-N");
        var own = new Session("moving");
        var other = new Session("moving");
        var where = "/camunda/api/engine/engine/default/task";
        assertThat(other.send("GET", where, null).statusCode()).isEqualTo(200);

        var changed = own.send(
                "PUT",
                "/camunda/api/engine/engine/default/user/moving/credentials",
                "{\"password\":\"Pistachio-5\",\"authenticatedUserPassword\":\"" + PASSWORD + "\"}");
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(204);
        EngineAccessTest.NOW.updateAndGet(now -> now.plus(Duration.ofSeconds(30)));

        assertThat(own.send("GET", where, null).statusCode()).isEqualTo(200);
        assertThat(other.send("GET", where, null).statusCode()).isEqualTo(401);
        assertThat(written.ofLogger(SecurityLog.LOGGER)).contains("PASSWORD_CHANGED moving by moving");

        identity.deleteUser("moving");
        EngineAccessTest.NOW.updateAndGet(now -> now.plus(Duration.ofSeconds(30)));
        assertThat(own.send("GET", where, null).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "ninechars", "xx-Noisy-xx-1"})
    void a_password_is_long_and_not_the_name(String password) throws Exception {
        var answer = send(
                http,
                "PUT",
                "/engine-rest/user/noisy/credentials",
                "{\"password\":\"" + password + "\",\"authenticatedUserPassword\":\"" + PASSWORD + "\"}",
                basic("noisy"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(identity.checkPassword("noisy", PASSWORD)).isTrue();
        assertThat(send(http, "GET", "/engine-rest/identity/password-policy", null, basic("noisy"))
                        .body())
                .contains("PASSWORD_POLICY_LENGTH", "PASSWORD_POLICY_USER_DATA");
    }

    // --- helpers -----------------------------------------------------------------------------------------------------

    private int sessions() {
        var host = ((TomcatWebServer) context.getWebServer()).getTomcat().getHost();
        return ((Context) host.findChildren()[0]).getManager().getActiveSessions();
    }

    private final class Session {
        private final CookieManager jar = new CookieManager();
        private final HttpClient client =
                HttpClient.newBuilder().cookieHandler(jar).build();

        Session(String user) throws Exception {
            EngineAccessNoiseTest.this.send(client, "GET", "/camunda/app/welcome/default/", null, Map.of());
            assertThat(login(client, user, Map.of("X-XSRF-TOKEN", token())).statusCode())
                    .isEqualTo(200);
        }

        HttpResponse<String> send(String method, String path, String body) throws Exception {
            return EngineAccessNoiseTest.this.send(client, method, path, body, Map.of("X-XSRF-TOKEN", token()));
        }

        private String token() {
            return jar.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                    .map(HttpCookie::getValue)
                    .findFirst()
                    .orElse("none");
        }
    }

    private HttpResponse<String> login(HttpClient client, Map<String, String> headers) throws Exception {
        return login(client, "noisy", headers);
    }

    private HttpResponse<String> login(HttpClient client, String user, Map<String, String> headers) throws Exception {
        var all = new HashMap<>(headers);
        all.put("Content-Type", "application/x-www-form-urlencoded");
        var body = "username=" + user + "&password=" + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8);
        return send(client, "POST", LOGIN, body, all);
    }

    private static Map<String, String> basic(String user) {
        var pair = (user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
        return user.isEmpty()
                ? Map.of()
                : Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    private HttpResponse<String> send(
            HttpClient client, String method, String path, String body, Map<String, String> headers) throws Exception {
        var sent = body == null || List.of("GET", "HEAD", "OPTIONS", "DELETE").contains(method)
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString(body);
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + context.getWebServer().getPort() + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, sent)
                .header("Accept", "application/json, */*");
        if (!headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String raw(String request) throws Exception {
        try (var socket =
                new java.net.Socket("127.0.0.1", context.getWebServer().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Everything that would have gone to the log, with its stack traces. */
    private static final class Written extends AppenderBase<ILoggingEvent> {
        private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<String> security = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            var trace = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            lines.add(event.getLoggerName() + " " + event.getFormattedMessage() + trace);
            if (event.getLoggerName().equals(SecurityLog.LOGGER)) {
                security.add(event.getFormattedMessage());
            }
        }

        long bytes() {
            return lines.stream().mapToLong(line -> line.length() + PREFIX).sum();
        }

        List<String> ofLogger(String name) {
            return name.equals(SecurityLog.LOGGER) ? List.copyOf(security) : List.of();
        }
    }
}
