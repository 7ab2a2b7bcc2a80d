package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.identity.User;
import org.cinemarefund.identity.LimitsProperties;
import org.cinemarefund.identity.LoginAttempts;
import org.cinemarefund.identity.PasswordPauses;
import org.cinemarefund.process.access.StaffGroups;
import org.cinemarefund.process.access.TaskGroups;
import org.cinemarefund.process.access.TaskRights;
import org.cinemarefund.process.engine.NodeVersions;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.SecurityLog;
import org.cinemarefund.staff.StaffRecord;
import org.cinemarefund.testing.TestClock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.AuthenticationProvider;

/**
 * Who may do what at the engine's two doors, over real HTTP. The diagram under test is a small one of its own, deployed under
 * the real key as its newest version.
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
class EngineAccessTest {
    static final String PASSWORD = "Popcorn-4-all!";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Map<String, String> CINEMAS = new ConcurrentHashMap<>();
    private static final AtomicInteger CANARY = new AtomicInteger();
    static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.parse("2026-11-23T04:00:00Z"));

    enum Api {
        ENGINE_REST,
        WEB_APPLICATIONS
    }

    @LocalServerPort
    private int port;

    @Autowired
    private ApplicationContext context;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private TaskService tasks;

    @Autowired
    private ManagementService management;

    @Autowired
    private IdentityService identity;

    @Autowired
    private AuthorizationService authorizations;

    @Autowired
    private HistoryService history;

    @Autowired
    private StaffGroups staff;

    @Autowired
    private StaffRecord record;

    @Autowired
    private JdbcClient jdbc;

    private final Map<String, HttpClient> sessions = new HashMap<>();
    private final Map<String, CookieManager> cookies = new HashMap<>();

    @BeforeAll
    void a_chain_of_two_cinemas() {
        // The web applications read a session afresh by the engine's clock.
        TestClock.letTimeRun();
        repository
                .createDeployment()
                .name("access-test")
                .addClasspathResource("engine-access/access-test.bpmn")
                .deploy();
        staff.ensureCinema("A", "星光A店");
        staff.ensureCinema("B", "星光B店");
        staff.ensureUser("rev-a1", "A", "One", PASSWORD, "reviewers-A");
        staff.ensureUser("rev-a2", "A", "Two", PASSWORD, "reviewers-A");
        staff.ensureUser("rev-b1", "B", "One", PASSWORD, "reviewers-B");
        staff.ensureUser("mgr-a", "A", "Boss", PASSWORD, "managers-A");
        staff.ensureUser("mgr-b", "B", "Boss", PASSWORD, "managers-B");
        staff.ensureUser("operator", "O", "P", PASSWORD, "operators");
        staff.ensureUser("desk", "D", "Esk", PASSWORD, "service");
        staff.ensureUser("till", "T", "Ill", PASSWORD, "backends");
    }

    // --- who gets in -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {"/engine-rest/task", "/engine-rest/engine", "/engine-rest/engine/default/task", "/engine-rest/"})
    void without_a_password_the_engine_says_nothing(String path) throws Exception {
        assertThat(anonymous("GET", path, null).statusCode()).isEqualTo(401);
    }

    @Test
    void the_engines_users_are_let_in_at_the_engine_only() {
        assertThat(context.getBeansOfType(AuthenticationProvider.class)).isEmpty();
    }

    @Test
    void a_wrong_password_is_refused() throws Exception {
        var response = send(HttpClient.newHttpClient(), "GET", "/engine-rest/task", null, basic("nobody", "guess"));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).contains("UNAUTHENTICATED");
    }

    @Test
    void wrong_passwords_at_either_door_end_in_waiting_while_the_right_one_is_let_in() throws Exception {
        NOW.updateAndGet(now -> now.plusSeconds(60));
        try {
            for (int guess = 0; guess < 2; guess++) {
                assertThat(guessOverEngineRest("nobody" + guess).statusCode()).isEqualTo(401);
                assertThat(login("nobody" + guess, "guess", new CookieManager()).statusCode())
                        .isEqualTo(401);
            }

            for (var guess : List.of(guessOverEngineRest("other"), login("other", "guess", new CookieManager()))) {
                assertThat(guess.statusCode()).isEqualTo(429);
                assertThat(guess.headers().firstValue("Retry-After")).isPresent();
            }
            assertThat(as("rev-a1", Api.ENGINE_REST, "GET", "/task", null).statusCode())
                    .isEqualTo(200);
            assertThat(login("rev-a1", PASSWORD, new CookieManager()).statusCode())
                    .isEqualTo(200);
        } finally {
            NOW.updateAndGet(now -> now.plusSeconds(60));
        }
    }

    /** Ten wrong ones and more, at both doors, for the only administrator and for a name nobody has. */
    @Test
    void wrong_passwords_make_an_account_wait_and_never_shut_it() throws Exception {
        for (String user : List.of("root", "no-such-person")) {
            for (int guess = 0; guess < 14; guess++) {
                NOW.updateAndGet(now -> now.plusSeconds(111));
                var answer = guess % 2 == 0 ? guessOverEngineRest(user) : login(user, "guess", new CookieManager());
                assertThat(answer.statusCode()).as(user + " " + guess).isEqualTo(401);
            }
            for (var paused : List.of(guessOverEngineRest(user), login(user, PASSWORD, new CookieManager()))) {
                assertThat(paused.statusCode()).isEqualTo(429);
                assertThat(Integer.parseInt(
                                paused.headers().firstValue("Retry-After").orElseThrow()))
                        .isBetween(1, 111);
            }
        }
        NOW.updateAndGet(now -> now.plusSeconds(111));
        assertThat(login("root", PASSWORD, new CookieManager()).statusCode()).isEqualTo(200);
        assertThat(as("root", Api.ENGINE_REST, "GET", "/task", null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void what_an_earlier_release_locked_is_open() throws Exception {
        jdbc.sql("update act_id_user set attempts_ = 10, lock_exp_time_ = ? where id_ = 'operator'")
                .param(java.sql.Timestamp.valueOf("2099-01-01 00:00:00"))
                .update();

        assertThat(as("operator", Api.ENGINE_REST, "GET", "/task", null).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"username=rev-a1&username=root&password=", "username=%72ev-a1&x=y&password="})
    void whoever_waits_is_whoever_the_engine_would_let_in(String form) throws Exception {
        var jar = new CookieManager();
        var client = HttpClient.newBuilder().cookieHandler(jar).build();
        send(client, "GET", "/camunda/app/welcome/default/", null, Map.of());
        var answer = send(
                client,
                "POST",
                "/camunda/api/admin/auth/user/default/login/welcome",
                form + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8),
                Map.of("X-XSRF-TOKEN", token(jar), "Content-Type", "application/x-www-form-urlencoded"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"userId\":\"rev-a1\"");
    }

    private HttpResponse<String> guessOverEngineRest(String user) throws Exception {
        return send(HttpClient.newHttpClient(), "GET", "/engine-rest/task", null, basic(user, "guess"));
    }

    @Test
    void the_pages_of_the_web_applications_are_served() throws Exception {
        var tasklist =
                send(session("rev-a1"), "GET", "/camunda/app/tasklist/default/", null, Map.of("Accept", "text/html"));

        assertThat(tasklist.statusCode()).isEqualTo(200);
        assertThat(tasklist.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(anonymous("GET", "/camunda/app/admin/default/setup/", null).statusCode())
                .isEqualTo(403);
    }

    @Test
    void without_a_session_the_web_applications_change_nothing() throws Exception {
        assertThat(anonymous("POST", "/camunda/api/engine/engine/default/task", "{}")
                        .statusCode())
                .isEqualTo(401);
        assertThat(anonymous("GET", "/camunda/api/engine/engine/default/task", null)
                        .statusCode())
                .isIn(401, 403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/engine-rest;x/task",
                "/engine-rest//task",
                "/engine-rest/task/%2e%2e/user",
                "/engine-rest/task%2fcount",
                "/engine-rest/x/../task",
                "/camunda/api/engine/engine/default/task;x=1/count"
            })
    void an_address_that_can_be_read_two_ways_is_refused(String path) throws Exception {
        assertThat(send(HttpClient.newHttpClient(), "POST", path, "{}", basic("rev-a1", PASSWORD))
                        .statusCode())
                .isEqualTo(400);
    }

    // --- reviewers ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void a_reviewer_sees_only_the_tasks_of_their_own_cinema(Api api) throws Exception {
        var own = review("A");
        var foreign = review("B");

        assertThat(as("rev-a1", api, "GET", "/task/" + own, null).statusCode()).isEqualTo(200);
        assertThat(as("rev-a1", api, "GET", "/task/" + foreign, null).statusCode())
                .isEqualTo(404);
        assertThat(as("rev-a1", api, "GET", "/task/" + foreign + "/variables", null)
                        .statusCode())
                .isEqualTo(403);
        assertThat(as("rev-a1", api, "POST", "/task", "{}").body())
                .contains(own)
                .doesNotContain(foreign);
        assertThat(as("rev-a1", api, "GET", "/process-instance/count", null).body())
                .contains("\"count\":0");
    }

    @ParameterizedTest
    @EnumSource
    void a_reviewer_takes_and_decides_a_task_of_their_own_cinema(Api api) throws Exception {
        var task = review("A");

        assertThat(as("rev-a1", api, "POST", "/task/" + task + "/claim", claim("rev-a1"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(as("rev-a1", api, "POST", "/task/" + task + "/submit-form", decision("APPROVE"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(isOpen(task)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_reviewer_neither_takes_nor_decides_the_task_of_another_cinema(Api api) throws Exception {
        var task = review("B");

        assertThat(as("rev-a1", api, "POST", "/task/" + task + "/claim", claim("rev-a1"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(as("rev-a1", api, "POST", "/task/" + task + "/complete", decision("APPROVE"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(isOpen(task)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_task_somebody_else_took_or_nobody_took_cannot_be_decided(Api api) throws Exception {
        var taken = review("A");
        as("rev-a2", Api.ENGINE_REST, "POST", "/task/" + taken + "/claim", claim("rev-a2"));
        var free = review("A");

        for (String task : List.of(taken, free)) {
            var response = as("rev-a1", api, "POST", "/task/" + task + "/complete", decision("APPROVE"));

            assertThat(response.statusCode()).isEqualTo(409);
            assertThat(response.body()).contains("TASK_NOT_YOURS");
            assertThat(isOpen(task)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobody_takes_a_task_for_somebody_else(Api api) throws Exception {
        var task = review("A");

        assertThat(as("rev-a1", api, "POST", "/task/" + task + "/claim", claim("rev-b1"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(as("root", api, "POST", "/task/" + task + "/assignee", claim("rev-b1"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(as("root", api, "POST", "/task/" + task + "/assignee", claim("root"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(tasks.createTaskQuery().taskId(task).singleResult().getAssignee())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource
    void every_side_door_of_a_task_is_shut(Api api) throws Exception {
        var task = review("A");
        var process = tasks.createTaskQuery().taskId(task).singleResult().getProcessInstanceId();
        as("rev-a1", Api.ENGINE_REST, "POST", "/task/" + task + "/claim", claim("rev-a1"));
        var variable = "{\"value\":1,\"type\":\"Long\"}";
        var modifications = "{\"modifications\":{\"x\":" + variable + "}}";
        var calls = List.of(
                List.of("POST", "/task/" + task + "/bpmnError", "{\"errorCode\":\"X\"}"),
                List.of("POST", "/task/" + task + "/bpmnEscalation", "{\"escalationCode\":\"X\"}"),
                List.of("POST", "/task/" + task + "/resolve", "{}"),
                List.of("POST", "/task/" + task + "/delegate", claim("rev-b1")),
                List.of("POST", "/task/" + task + "/assignee", claim("rev-b1")),
                List.of("POST", "/task/" + task + "/identity-links", "{\"userId\":\"rev-b1\",\"type\":\"candidate\"}"),
                List.of("PUT", "/task/" + task + "/variables/reviewers", variable),
                List.of("POST", "/task/" + task + "/variables", modifications),
                List.of("DELETE", "/task/" + task + "/variables/reviewers", "{}"),
                List.of("PUT", "/task/" + task + "/localVariables/orderNo", variable),
                List.of("POST", "/task/" + task + "/localVariables", modifications),
                List.of("PUT", "/task/" + task, "{\"name\":\"x\"}"),
                List.of("DELETE", "/task/" + task, "{}"),
                List.of("POST", "/task/create", "{\"name\":\"x\"}"),
                List.of("PUT", "/process-instance/" + process + "/variables/x", variable),
                List.of("POST", "/process-instance/" + process + "/modification", "{\"instructions\":[]}"),
                List.of("DELETE", "/process-instance/" + process, "{}"),
                List.of("POST", "/execution/" + process + "/localVariables", modifications),
                List.of("POST", "/execution/" + process + "/signal", "{}"),
                List.of("POST", "/message", "{\"messageName\":\"ApplicationWithdrawn\"}"),
                List.of("POST", "/signal", "{\"name\":\"x\"}"),
                List.of("POST", "/filter/create", "{\"resourceType\":\"Task\",\"name\":\"x\"}"),
                List.of("POST", "/history/cleanup", "{}"),
                List.of("POST", "/external-task/fetchAndLock", "{\"workerId\":\"x\",\"topics\":[]}"),
                List.of("POST", "/identity/verify", "{\"username\":\"root\",\"password\":\"x\"}"),
                List.of("POST", "/deployment/create", "{}"),
                List.of("POST", "/authorization/create", "{}"),
                List.of("POST", "/user/create", "{}"),
                List.of("PUT", "/user/root/credentials", "{\"password\":\"x\"}"));

        for (var call : calls) {
            assertThat(as("rev-a1", api, call.get(0), call.get(1), call.get(2)).statusCode())
                    .as(call.toString())
                    .isEqualTo(403);
        }
        assertThat(isOpen(task)).isTrue();
        assertThat(as("rev-a1", api, "POST", "/task/" + task + "/comment/create", "{\"message\":\"看过了\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(as("rev-a2", api, "GET", "/task/" + task + "/comment", null).body())
                .contains("看过了", "rev-a1");
        assertThat(as("rev-b1", api, "GET", "/task/" + task + "/comment", null).statusCode())
                .isEqualTo(404);
        assertThat(as("rev-a2", api, "POST", "/task/" + task + "/unclaim", "{}").statusCode())
                .isEqualTo(409);
        assertThat(as("rev-b1", api, "POST", "/task/" + task + "/unclaim", "{}").statusCode())
                .isEqualTo(403);
        assertThat(as("rev-a1", api, "POST", "/task/" + task + "/unclaim", null).statusCode())
                .isEqualTo(204);
        assertThat(tasks.createTaskQuery().taskId(task).singleResult().getAssignee())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource
    void a_completion_brings_only_the_variables_of_its_form(Api api) throws Exception {
        var task = review("A");
        as("rev-a1", Api.ENGINE_REST, "POST", "/task/" + task + "/claim", claim("rev-a1"));
        var bodies = List.of(
                "{\"variables\":{\"decision\":{\"value\":\"APPROVE\"},\"paidAmount\":{\"value\":999999,\"type\":\"Long\"}}}",
                "{\"variables\":{\"decision\":{\"value\":1,\"type\":\"Integer\"}}}",
                "{\"variables\":{\"decision\":{\"value\":\"rO0ABQ==\",\"type\":\"Object\"}}}",
                "{\"variables\":{\"x\":{\"value\":\"1\"}},\"variables\":{\"decision\":{\"value\":\"APPROVE\"}}}",
                "{\"variables\":[]}",
                "[]",
                "{\"variables\":");

        for (String body : bodies) {
            var response = as("rev-a1", api, "POST", "/task/" + task + "/complete", body);

            assertThat(response.statusCode()).as(body).isEqualTo(400);
            assertThat(response.body()).contains("INVALID_REQUEST").contains("\"type\":\"InvalidRequestException\"");
        }
        assertThat(isOpen(task)).isTrue();
    }

    @Test
    void a_body_nobody_could_have_typed_is_refused() throws Exception {
        var body = "{\"variables\":{\"comment\":{\"value\":\"" + "长".repeat(100_000) + "\"}}}";

        assertThat(as("rev-a1", Api.ENGINE_REST, "POST", "/task/" + review("A") + "/complete", body)
                        .statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @EnumSource
    void a_refusal_in_the_completing_transaction_carries_its_code(Api api) throws Exception {
        var task = review("A");
        as("rev-a1", Api.ENGINE_REST, "POST", "/task/" + task + "/claim", claim("rev-a1"));

        var incomplete = as("rev-a1", api, "POST", "/task/" + task + "/complete", decision("INCOMPLETE"));
        var written = new ListAppender<ILoggingEvent>();
        written.start();
        var security = (Logger) LoggerFactory.getLogger(SecurityLog.LOGGER);
        security.addAppender(written);
        var inside = as("rev-a1", api, "POST", "/task/" + task + "/complete", decision("REFUSED_INSIDE"));
        security.detachAppender(written);
        var late = as("rev-a1", api, "POST", "/task/" + task + "/complete", decision("DECIDED_MEANWHILE"));

        assertThat(incomplete.statusCode()).isEqualTo(400);
        assertThat(incomplete.body()).contains("\"message\":\"COMMENT_REQUIRED");
        assertThat(inside.statusCode()).isEqualTo(400);
        assertThat(inside.body()).contains("\"message\":\"SAME_PERSON");
        assertThat(written.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("MONEY_REFUSED rev-a1 SAME_PERSON"));
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("\"message\":\"ALREADY_DECIDED");
        assertThat(isOpen(task)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_task_that_is_gone_was_decided_by_somebody(Api api) throws Exception {
        var response = as("rev-a1", api, "POST", "/task/gone/complete", decision("APPROVE"));

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).contains("ALREADY_DECIDED");
    }

    @Test
    void a_fault_of_ours_shows_neither_class_nor_text() throws Exception {
        var task = review("A");
        as("rev-a1", Api.ENGINE_REST, "POST", "/task/" + task + "/claim", claim("rev-a1"));

        var response = as("rev-a1", Api.ENGINE_REST, "POST", "/task/" + task + "/complete", decision("FAULT"));

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("java.").doesNotContain("\tat ");
    }

    // --- expressions in queries --------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void an_expression_in_a_query_is_refused_and_not_evaluated(Api api) throws Exception {
        review("A");
        var before = CANARY.get();
        var plain = "{\"assigneeExpression\":\"${accessTestCanary.toString()}\"}";
        var hidden = "{\"orQueries\":[" + plain + "]}";
        var reflection = "{\"orQueries\":[{\"assigneeExpression\":"
                + "\"${''.getClass().forName('java.lang.Runtime').getName()}\"}]}";
        var user = "{\"orQueries\":[{\"assigneeExpression\":\"${currentUser().getClass().getName()}\"}]}";

        for (String query : List.of(plain, hidden, reflection, user)) {
            for (String path : List.of("/task", "/task/count")) {
                assertThat(as("rev-a1", api, "POST", path, query).statusCode())
                        .as(path + query)
                        .isBetween(400, 499);
            }
        }
        assertThat(CANARY.get()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void the_lists_made_for_the_staff_still_work(Api api) throws Exception {
        var open = review("A");
        var mine = review("A");
        var foreign = review("B");
        as("rev-a1", Api.ENGINE_REST, "POST", "/task/" + mine + "/claim", claim("rev-a1"));

        var lists = as("rev-a1", api, "GET", "/filter?sortBy=filterId&sortOrder=asc", null)
                .body();

        assertThat(lists)
                .contains("待审核", "我的任务", "今天到期", "已超时", "影院问题")
                .doesNotContain("抽查", "待第二人", "申诉", "待处理退款", "资金异常", "商户账户");
        assertThat(list(api, "待审核")).contains(open, mine).doesNotContain(foreign);
        assertThat(list(api, "已超时")).contains(open, mine).doesNotContain(foreign);
        assertThat(list(api, "我的任务")).contains(mine).doesNotContain(open, foreign);
    }

    @Test
    void making_the_groups_and_lists_again_adds_nothing_and_takes_back_what_an_earlier_version_gave() {
        var before = authorizations.createAuthorizationQuery().count();
        var toReview = jdbc.sql("select id_ from act_ru_filter where name_ = '待审核'")
                .query(String.class)
                .single();
        var earlier = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
        earlier.setGroupId("finance");
        earlier.setResource(Resources.FILTER);
        earlier.setResourceId(toReview);
        earlier.addPermission(Permissions.READ);
        authorizations.saveAuthorization(earlier);

        staff.afterSingletonsInstantiated();
        staff.ensureCinema("A", "星光A店");

        assertThat(authorizations.createAuthorizationQuery().count()).isEqualTo(before);
        assertThat(jdbc.sql("select count(*) from act_ru_filter")
                        .query(Integer.class)
                        .single())
                .isEqualTo(12);
    }

    // --- first-run set-up --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "/camunda/api/admin/setup/default/user/create",
        "/camunda/api/admin/setup;x/default/user/create",
        "/camunda/api/admin/%73etup/default/user/create",
        "/camunda/api/admin/SETUP/default/user/create",
        "/camunda//api/admin/setup/default/user/create",
        "/camunda/api/admin/%2e/setup/default/user/create",
        "/camunda/api/admin/setup/default/user/create/"
    })
    void nobody_makes_themselves_administrator_even_when_there_is_none(String path) throws Exception {
        identity.deleteMembership("root", "camunda-admin");
        try {
            var jar = new CookieManager();
            var stranger = HttpClient.newBuilder().cookieHandler(jar).build();
            send(stranger, "GET", "/camunda/app/welcome/", null, Map.of());
            var user = "{\"profile\":{\"id\":\"thief\",\"firstName\":\"T\",\"lastName\":\"T\",\"email\":\"\"},"
                    + "\"credentials\":{\"password\":\"" + PASSWORD + "\"}}";

            var anonymous = send(stranger, "POST", path, user, Map.of("X-XSRF-TOKEN", token(jar)));
            var reviewer =
                    send(session("rev-a1"), "POST", path, user, Map.of("X-XSRF-TOKEN", token(cookies.get("rev-a1"))));

            assertThat(anonymous.statusCode()).isBetween(400, 499);
            assertThat(reviewer.statusCode()).isBetween(400, 499);
            assertThat(identity.createUserQuery().userId("thief").count()).isZero();
        } finally {
            identity.createMembership("root", "camunda-admin");
        }
    }

    // --- code from outside
    // ---------------------------------------------------------------------------------------------

    private static final String TIMER_AT_THE_START =
            "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"
                    + "<process id='foreign' isExecutable='true'><startEvent id='s'><timerEventDefinition>"
                    + "<timeDate>2020-01-01T00:00:00Z</timeDate></timerEventDefinition></startEvent></process></definitions>";

    @ParameterizedTest
    @EnumSource
    void nobody_deploys_evaluates_or_takes_away_an_administrator_neither(Api api) throws Exception {
        var review = review("A");
        var process = tasks.createTaskQuery().taskId(review).singleResult().getProcessInstanceId();
        var deployment = repository.createDeploymentQuery().list().get(0).getId();
        var definition = repository
                .createProcessDefinitionQuery()
                .latestVersion()
                .processDefinitionKey("refund-approval")
                .singleResult()
                .getId();
        var balance = repository
                .createProcessDefinitionQuery()
                .processDefinitionKey("merchant-balance")
                .singleResult()
                .getId();
        var table = repository.createDecisionDefinitionQuery().list().get(0).getId();
        var before = deployments();
        var calls = List.of(
                List.of("POST", "/deployment/create", "{}"),
                List.of("POST", "/deployment/create/", "{}"),
                List.of("POST", "/deployment/" + deployment + "/redeploy", "{}"),
                List.of("DELETE", "/deployment/" + deployment, ""),
                List.of("DELETE", "/deployment/" + deployment + "?cascade=true", ""),
                List.of("DELETE", "/process-definition/" + definition, ""),
                List.of("DELETE", "/process-definition/key/refund-approval", ""),
                List.of("DELETE", "/process-definition/key/refund-approval/delete", ""),
                List.of("POST", "/process-definition/" + balance + "/start", "{}"),
                List.of("POST", "/process-definition/key/settlement-alarm/start", "{}"),
                List.of("POST", "/process-definition/key/refund-approval/tenant-id/t/start", "{}"),
                List.of("POST", "/process-definition/" + definition + "/restart", "{}"),
                List.of("POST", "/process-definition/" + definition + "/restart-async", "{}"),
                List.of("POST", "/decision-definition/" + table + "/evaluate", "{\"variables\":{}}"),
                List.of("POST", "/decision-definition/key/shenzhen-tiers/evaluate", "{\"variables\":{}}"),
                List.of("POST", "/decision-definition/key/shenzhen-tiers/tenant-id/t/evaluate", "{}"),
                List.of("POST", "/condition", "{\"variables\":{}}"),
                List.of("POST", "/case-definition/key/x/create", "{}"),
                List.of("POST", "/case-execution/x/manual-start", "{}"),
                List.of("POST", "/process-instance/" + process + "/variables/x/data", "{}"),
                List.of("POST", "/task/" + review + "/localVariables/x/data", "{}"));

        for (var call : calls) {
            assertThat(as("root", api, call.get(0), call.get(1), call.get(2)).statusCode())
                    .as(call.toString())
                    .isEqualTo(403);
        }
        var file = "--x\r\nContent-Disposition: form-data; name=\"a.bpmn\"; filename=\"a.bpmn\"\r\n\r\n"
                + TIMER_AT_THE_START + "\r\n--x--\r\n";
        var headers = new HashMap<>(basic("root", PASSWORD));
        headers.put("Content-Type", "multipart/form-data; boundary=x");
        assertThat(send(HttpClient.newHttpClient(), "POST", "/engine-rest/deployment/create", file, headers)
                        .statusCode())
                .isEqualTo(403);

        assertThat(deployments()).isEqualTo(before);
        assertThat(management.createJobQuery().processDefinitionKey("foreign").count())
                .isZero();
        assertThat(isOpen(review)).isTrue();
    }

    /** Should a way past the fence ever be found: who is somebody deploys nothing, the application alone does. */
    @Test
    void the_engine_itself_takes_no_deployment_from_anybody() {
        var before = deployments();
        identity.setAuthentication("root", List.of("camunda-admin"));
        try {
            var deployment = repository.createDeployment().addString("a.bpmn", TIMER_AT_THE_START);
            assertThatThrownBy(deployment::deploy).hasMessageContaining("come with the application");
        } finally {
            identity.clearAuthentication();
        }
        assertThat(deployments()).isEqualTo(before);
        assertThat(management.createJobQuery().processDefinitionKey("foreign").count())
                .isZero();
    }

    private List<Object> deployments() {
        return List.of(
                repository.createDeploymentQuery().count(),
                repository.createProcessDefinitionQuery().count(),
                repository.createDecisionDefinitionQuery().count());
    }

    // --- starting ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void a_back_end_starts_a_refund_and_reads_nothing(Api api) throws Exception {
        if (api == Api.WEB_APPLICATIONS) {
            return; // back ends have no log-in to the web applications
        }
        var byKey = as("till", api, "POST", "/process-definition/key/refund-approval/start", start("A"));
        var definition = repository
                .createProcessDefinitionQuery()
                .processDefinitionKey("refund-approval")
                .latestVersion()
                .singleResult()
                .getId();
        var byId = as("till", api, "POST", "/process-definition/" + definition + "/start", start("A"));

        assertThat(byKey.statusCode()).as(byKey.body()).isEqualTo(200);
        assertThat(byKey.body()).contains("\"businessKey\":\"RA");
        assertThat(byId.statusCode()).isEqualTo(200);
        assertThat(as("till", api, "GET", "/process-instance/count", null).body())
                .contains("\"count\":0");
        assertThat(as("till", api, "GET", "/task/count", null).body()).contains("\"count\":0");
        assertThat(as("till", api, "GET", "/history/process-instance/count", null)
                        .body())
                .contains("\"count\":0");
        assertThat(as("till", api, "GET", "/process-definition/key/refund-approval", null)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_refused_start_leaves_nothing_behind_and_says_why() throws Exception {
        var before = runtime.createProcessInstanceQuery().count();

        var response =
                as("till", Api.ENGINE_REST, "POST", "/process-definition/key/refund-approval/start", start("REFUSED"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"message\":\"ORDER_NOT_FOUND").contains("\"code\":null");
        assertThat(runtime.createProcessInstanceQuery().count()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void nobody_chooses_where_a_refund_begins_or_what_it_knows(Api api) throws Exception {
        var before = runtime.createProcessInstanceQuery().count();
        var users = api == Api.ENGINE_REST ? List.of("root", "till") : List.of("root");
        var bodies = List.of(
                "{\"startInstructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"submitRefund\"}]}",
                "{\"skipCustomListeners\":true}",
                "{\"skipIoMappings\":true}",
                "{\"caseInstanceId\":\"x\"}",
                "{\"variables\":{\"amount\":{\"value\":\"1\",\"type\":\"String\"}}}",
                "{\"variables\":{\"orderNo\":{\"value\":1,\"type\":\"Integer\"}}}",
                "{\"startInstructions\":[],\"startInstructions\":null}");

        for (String user : users) {
            for (String path : List.of(
                    "/process-definition/key/refund-approval/start",
                    "/process-definition/key/refund-approval/start/")) {
                for (String body : bodies) {
                    var response = as(user, api, "POST", path, body);
                    assertThat(response.statusCode()).as(user + body).isEqualTo(400);
                    assertThat(response.body()).contains("INVALID_REQUEST");
                }
            }
            assertThat(as(user, api, "POST", "/process-definition/key/refund-approval/submit-form", start("A"))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(runtime.createProcessInstanceQuery().count()).isEqualTo(before);
    }

    @Test
    void a_reviewer_cannot_start_a_refund() throws Exception {
        assertThat(as("rev-a1", Api.ENGINE_REST, "POST", "/process-definition/key/refund-approval/start", start("A"))
                        .statusCode())
                .isEqualTo(403);
    }

    // --- administrators, operators, managers ----------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void an_administrator_makes_users_and_memberships_but_decides_nothing(Api api) throws Exception {
        var id = "new-" + NUMBER.incrementAndGet();
        var user = "{\"profile\":{\"id\":\"" + id + "\",\"firstName\":\"N\",\"lastName\":\"N\",\"email\":\"\"},"
                + "\"credentials\":{\"password\":\"" + PASSWORD + "\"}}";
        var task = review("A");

        assertThat(as("root", api, "POST", "/user/create", user).statusCode()).isEqualTo(204);
        assertThat(as("root", api, "PUT", "/group/reviewers-A/members/" + id, "{}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(as("root", api, "POST", "/task/" + task + "/claim", claim("root"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(as("root", api, "POST", "/task/" + task + "/complete", decision("APPROVE"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(as(id, Api.ENGINE_REST, "GET", "/task/" + task, null).statusCode())
                .isEqualTo(200);
        assertThat(isOpen(task)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void ids_that_are_work_addresses_work_and_others_are_refused_with_the_rule(Api api) throws Exception {
        var id = "zhang.san-" + NUMBER.incrementAndGet() + "@sz_film.example";
        var task = review("A");

        assertThat(as("root", api, "POST", "/user/create", user(id)).statusCode())
                .isEqualTo(204);
        assertThat(as("mgr-a", api, "PUT", "/group/reviewers-A/members/" + id, "{}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(as(id, api, "GET", "/user/" + id + "/profile", null).body()).contains(id);
        assertThat(as(id, api, "POST", "/task/" + task + "/claim", claim(id)).statusCode())
                .isEqualTo(204);
        assertThat(assignee(task)).isEqualTo(id);
        assertThat(as("mgr-a", api, "DELETE", "/group/reviewers-A/members/" + id, null)
                        .statusCode())
                .isEqualTo(204);
        assertThat(assignee(task)).isNull();

        for (var other : List.of("张三", "zhang san", "zhang/san", "o'hara", "*", "z".repeat(65))) {
            var refused = as("root", api, "POST", "/user/create", user(other));
            assertThat(refused.statusCode()).as(other + refused.body()).isEqualTo(400);
            assertThat(refused.body())
                    .contains("INVALID_REQUEST", "[userId]", "_ . @ -")
                    .doesNotContain(other + "'");
        }
    }

    private static String user(String id) {
        return "{\"profile\":{\"id\":\"" + id + "\",\"firstName\":\"三\",\"lastName\":\"张\",\"email\":\"\"},"
                + "\"credentials\":{\"password\":\"" + PASSWORD + "\"}}";
    }

    @Test
    void the_first_administrators_password_is_never_set_back() throws Exception {
        var user = identity.createUserQuery().userId("root").singleResult();
        user.setPassword("Another-Pass-1!");
        identity.saveUser(user);
        try {
            staff.afterSingletonsInstantiated();

            assertThat(identity.checkPassword("root", "Another-Pass-1!")).isTrue();
        } finally {
            user = identity.createUserQuery().userId("root").singleResult();
            user.setPassword(PASSWORD);
            identity.saveUser(user);
            // A changed password ends what was open.
            sessions.remove("root");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_operator_sees_every_process_that_came_with_the_application(Api api) throws Exception {
        var ours = repository.createDeploymentQuery().deploymentSource("cinema-refund").list().stream()
                .flatMap(deployed ->
                        repository.createProcessDefinitionQuery().deploymentId(deployed.getId()).list().stream())
                .toList();

        assertThat(ours).hasSizeGreaterThanOrEqualTo(3);
        for (var process : ours) {
            var read = List.of("READ", "READ_INSTANCE", "READ_TASK", "READ_HISTORY", "RETRY_JOB");
            assertThat(read).as(process.getKey()).allSatisfy(right -> assertThat(authorizations.isUserAuthorized(
                            "operator",
                            List.of("operators"),
                            ProcessDefinitionPermissions.valueOf(right),
                            Resources.PROCESS_DEFINITION,
                            process.getKey()))
                    .isTrue());
            assertThat(as("operator", api, "GET", "/process-definition/" + process.getId(), null)
                            .statusCode())
                    .as(process.getKey())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_operator_retries_but_neither_suspends_nor_deletes(Api api) throws Exception {
        var process = stuck();
        var job = management
                .createJobQuery()
                .processInstanceId(process)
                .singleResult()
                .getId();

        assertThat(as("operator", api, "GET", "/process-instance/" + process, null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(as("operator", api, "PUT", "/job/" + job + "/retries", "{\"retries\":7}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(as("operator", api, "POST", "/job/retries", "{\"retries\":5,\"jobIds\":[\"" + job + "\"]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(as("operator", api, "PUT", "/process-instance/" + process + "/suspended", "{\"suspended\":true}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(as("operator", api, "DELETE", "/process-instance/" + process, null)
                        .statusCode())
                .isEqualTo(403);
        assertThat(as(
                                "operator",
                                api,
                                "POST",
                                "/process-instance/" + process + "/modification",
                                "{\"instructions\":[]}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(management.createJobQuery().jobId(job).singleResult().getRetries())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void a_manager_chooses_the_reviewers_of_their_own_cinema_only(Api api) throws Exception {
        staff.ensureUser("novice", "N", "O", PASSWORD);

        assertThat(as("mgr-a", api, "PUT", "/group/reviewers-A/members/novice", "{}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(as("mgr-a", api, "DELETE", "/group/reviewers-A/members/novice", null)
                        .statusCode())
                .isEqualTo(204);
        for (String group : List.of("reviewers-B", "managers-A", "supervisors", "camunda-admin")) {
            assertThat(as("mgr-a", api, "PUT", "/group/" + group + "/members/novice", "{}")
                            .statusCode())
                    .as(group)
                    .isEqualTo(403);
        }
        assertThat(as("mgr-a", api, "DELETE", "/group/reviewers-B/members/rev-b1", null)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_reviewer_taken_out_of_the_group_sees_nothing_at_once_over_engine_rest() throws Exception {
        staff.ensureUser("leaver", "L", "V", PASSWORD, "reviewers-A");
        var task = review("A");
        assertThat(as("leaver", Api.ENGINE_REST, "GET", "/task/" + task, null).statusCode())
                .isEqualTo(200);

        identity.deleteMembership("leaver", "reviewers-A");

        assertThat(as("leaver", Api.ENGINE_REST, "GET", "/task/" + task, null).statusCode())
                .isEqualTo(404);
    }

    // --- who decides is what we stored, whoever writes what on a task
    // -------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void a_task_an_administrator_lends_is_neither_read_taken_nor_decided(Api api) throws Exception {
        var task = review("A");
        var links = List.of(
                "{\"groupId\":\"camunda-admin\",\"type\":\"candidate\"}",
                "{\"groupId\":\"reviewers-B\",\"type\":\"candidate\"}",
                "{\"userId\":\"root\",\"type\":\"candidate\"}",
                "{\"userId\":\"rev-b1\",\"type\":\"candidate\"}",
                "{\"userId\":\"rev-b1\",\"type\":\"owner\"}");
        for (var link : links) {
            assertThat(as("root", api, "POST", "/task/" + task + "/identity-links", link)
                            .statusCode())
                    .as(link)
                    .isEqualTo(204);
        }

        for (var user : List.of("root", "rev-b1")) {
            var taken = as(user, api, "POST", "/task/" + task + "/claim", claim(user));
            assertThat(taken.statusCode()).as(user + taken.body()).isIn(403, 409);
            var decided = as(user, api, "POST", "/task/" + task + "/complete", decision("APPROVE"));
            assertThat(decided.statusCode()).as(user + decided.body()).isIn(403, 409);
        }
        assertThat(as("rev-b1", api, "GET", "/task/" + task, null).statusCode()).isEqualTo(404);
        assertThat(as("rev-b1", api, "GET", "/task/" + task + "/comment", null).statusCode())
                .isEqualTo(404);
        assertThat(isOpen(task)).isTrue();
        assertThat(assignee(task)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void whoever_leaves_a_group_gives_back_its_tasks_and_reads_them_no_more(Api api) throws Exception {
        var id = "leaver-" + NUMBER.incrementAndGet();
        staff.ensureUser(id, "L", "V", PASSWORD, "reviewers-A");
        var held = review("A");
        var givenBack = review("A");
        var suspended = review("A");
        for (var task : List.of(held, givenBack, suspended)) {
            assertThat(as(id, api, "POST", "/task/" + task + "/claim", claim(id))
                            .statusCode())
                    .isEqualTo(204);
        }
        as(id, api, "POST", "/task/" + givenBack + "/unclaim", "{}");
        runtime.suspendProcessInstanceById(
                tasks.createTaskQuery().taskId(suspended).singleResult().getProcessInstanceId());

        assertThat(as("mgr-a", api, "DELETE", "/group/reviewers-A/members/" + id, null)
                        .statusCode())
                .isEqualTo(204);

        assertThat(List.of(held, givenBack, suspended)).allSatisfy(task -> {
            assertThat(assignee(task)).isNull();
            assertThat(as(id, Api.ENGINE_REST, "GET", "/task/" + task, null).statusCode())
                    .isEqualTo(404);
        });
        assertThat(as(id, api, "POST", "/task/" + held + "/complete", decision("APPROVE"))
                        .statusCode())
                .isIn(403, 409);
        // An open session learns it within 30 s.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(as(id, Api.WEB_APPLICATIONS, "GET", "/task/" + held, null)
                                .statusCode())
                        .isEqualTo(404));
        assertThat(as("rev-a1", api, "POST", "/task/" + held + "/claim", claim("rev-a1"))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void a_deleted_user_and_a_dissolved_group_leave_no_task_behind() throws Exception {
        staff.ensureCinema("C", "星光C店");
        staff.ensureUser("going-1", "G", "1", PASSWORD, "reviewers-C", "reviewers-A");
        staff.ensureUser("going-2", "G", "2", PASSWORD, "reviewers-C", "reviewers-A");
        var first = review("C");
        var second = review("C");
        var other = review("A");
        as("going-1", Api.ENGINE_REST, "POST", "/task/" + first + "/claim", claim("going-1"));
        as("going-2", Api.ENGINE_REST, "POST", "/task/" + second + "/claim", claim("going-2"));
        as("going-2", Api.ENGINE_REST, "POST", "/task/" + other + "/claim", claim("going-2"));

        assertThat(as("root", Api.ENGINE_REST, "DELETE", "/user/going-1", null).statusCode())
                .isEqualTo(204);
        assertThat(as("root", Api.ENGINE_REST, "DELETE", "/group/reviewers-C", null)
                        .statusCode())
                .isEqualTo(204);

        assertThat(assignee(first)).isNull();
        assertThat(assignee(second)).isNull();
        assertThat(assignee(other)).isEqualTo("going-2");
        assertThat(recorded("going-1"))
                .containsExactly(
                        "root REMOVED reviewers-C",
                        "root REMOVED reviewers-A",
                        "system ADDED reviewers-A",
                        "system ADDED reviewers-C");
        assertThat(recorded("going-2")).startsWith("root REMOVED reviewers-C");
    }

    @ParameterizedTest
    @EnumSource
    void every_appointment_is_recorded_with_who_made_it(Api api) throws Exception {
        var id = "novice-" + NUMBER.incrementAndGet();
        staff.ensureUser(id, "N", "O", PASSWORD);

        as("mgr-a", api, "PUT", "/group/reviewers-A/members/" + id, "{}");
        assertThat(as("mgr-a", api, "PUT", "/group/reviewers-A/members/" + id, "{}")
                        .statusCode())
                .as("once more")
                .isEqualTo(204);
        as("mgr-a", api, "DELETE", "/group/reviewers-A/members/" + id, null);
        as("mgr-a", api, "DELETE", "/group/reviewers-A/members/" + id, null);
        as("mgr-a", api, "PUT", "/group/supervisors/members/" + id, "{}");
        as("root", api, "PUT", "/group/finance/members/" + id, "{}");

        assertThat(recorded(id))
                .containsExactly("root ADDED finance", "mgr-a REMOVED reviewers-A", "mgr-a ADDED reviewers-A");
    }

    @ParameterizedTest
    @EnumSource
    void nobody_appoints_themselves_and_no_manager_an_administrator(Api api) throws Exception {
        for (var appointment : List.of(List.of("mgr-a", "mgr-a"), List.of("mgr-a", "root"), List.of("root", "root"))) {
            var answer = as(appointment.get(0), api, "PUT", "/group/reviewers-A/members/" + appointment.get(1), "{}");
            assertThat(answer.statusCode()).as(appointment + answer.body()).isEqualTo(403);
        }
        assertThat(identity.createUserQuery().memberOfGroup("reviewers-A").list())
                .extracting(User::getId)
                .doesNotContain("mgr-a", "root");
        assertThat(recorded("mgr-a")).containsExactly("system ADDED managers-A");
    }

    @ParameterizedTest
    @EnumSource
    void lists_show_a_manager_their_own_people_and_a_profile_is_read_by_its_id(Api api) throws Exception {
        for (var list :
                List.of("/user?maxResults=50", "/user?firstNameLike=%25", "/user?idIn=rev-a1,rev-b1,root", "/user")) {
            assertThat(as("mgr-a", api, "GET", list, null).body())
                    .as(list)
                    .contains("rev-a1")
                    .doesNotContain("rev-b1", "root", "operator", "mgr-b");
        }
        assertThat(as("mgr-a", api, "GET", "/user?memberOfGroup=reviewers-A", null)
                        .body())
                .contains("rev-a1", "rev-a2");
        assertThat(as("mgr-a", api, "GET", "/user/count?idIn=rev-a1,rev-b1,root", null)
                        .body())
                .contains("\"count\":1");
        for (var foreign : List.of("camunda-admin", "reviewers-B", "supervisors")) {
            for (var path : List.of("/user", "/user/count")) {
                for (var id : List.of("", "&id=root")) {
                    assertThat(as("mgr-a", api, "GET", path + "?memberOfGroup=" + foreign + id, null)
                                    .statusCode())
                            .as(path + foreign + id)
                            .isEqualTo(403);
                }
            }
        }
        assertThat(as("mgr-a", api, "GET", "/user/rev-b1/profile", null).body()).contains("\"lastName\":\"One\"");
        assertThat(as("mgr-a", api, "GET", "/identity/groups?userId=root", null).body())
                .doesNotContain("camunda-admin");
        // What Admin asks before it offers the groups of a person.
        assertThat(as("mgr-a", api, "POST", "/group", "{}").body())
                .contains("reviewers-A")
                .doesNotContain("reviewers-B", "camunda-admin");
        assertThat(as("root", api, "GET", "/user", null).body()).contains("rev-a1", "rev-b1", "root");
    }

    @ParameterizedTest
    @EnumSource
    void the_service_desk_is_let_in_and_has_no_right_in_the_engine(Api api) throws Exception {
        var task = review("A");

        for (var list :
                List.of("/task", "/process-instance", "/process-definition", "/filter", "/history/process-instance")) {
            assertThat(as("desk", api, "GET", list, null).body()).as(list).isEqualTo("[]");
        }
        assertThat(as("desk", api, "GET", "/task/" + task, null).statusCode()).isEqualTo(404);
        assertThat(as("desk", api, "POST", "/task/" + task + "/claim", claim("desk"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(as("desk", api, "POST", "/process-definition/key/refund-approval/start", start("A"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(as("desk", api, "GET", "/user", null).body()).doesNotContain("rev-a1");
        assertThat(authorizations.createAuthorizationQuery().groupIdIn("service").list().stream()
                        .map(authorization -> authorization.getResourceType() + " " + authorization.getResourceId()))
                .containsExactlyInAnyOrder("0 tasklist", "2 service");
    }

    private String assignee(String task) {
        return tasks.createTaskQuery().taskId(task).singleResult().getAssignee();
    }

    private List<String> recorded(String user) {
        return record.newestFirst(user, null, null, 100).stream()
                .map(line -> line.by() + " " + line.event() + " " + line.group())
                .toList();
    }

    // --- history -----------------------------------------------------------------------------------------------------

    @Test
    void what_people_wrote_is_not_in_the_engines_history() throws Exception {
        var task = review("A");
        var process = tasks.createTaskQuery().taskId(task).singleResult().getProcessInstanceId();
        as("rev-a1", Api.ENGINE_REST, "POST", "/task/" + task + "/claim", claim("rev-a1"));
        as(
                "rev-a1",
                Api.ENGINE_REST,
                "POST",
                "/task/" + task + "/submit-form",
                "{\"variables\":{\"decision\":{\"value\":\"APPROVE\"},\"comment\":{\"value\":\"同意\"}}}");

        var remembered = jdbc.sql("select name_ from act_hi_varinst where proc_inst_id_ = ?")
                .param(process)
                .query(String.class)
                .list();

        assertThat(Set.copyOf(remembered)).isEqualTo(Set.of("reviewers", "decision"));
        assertThat(jdbc.sql("select count(*) from act_hi_detail")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("select count(*) from act_hi_job_log")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(history.createHistoricTaskInstanceQuery().taskId(task).count())
                .isEqualTo(1);
        assertThat(history.createUserOperationLogQuery().taskId(task).count()).isPositive();
    }

    // --- helpers -----------------------------------------------------------------------------------------------------

    private String review(String cinema) {
        var process =
                runtime.startProcessInstanceByKey("refund-approval", Map.of("orderNo", cinema, "applicant", "o-1"));
        return tasks.createTaskQuery()
                .processInstanceId(process.getId())
                .singleResult()
                .getId();
    }

    /** An instance whose decision was made and whose submit step waits as a job. */
    private String stuck() throws Exception {
        var task = review("A");
        var process = tasks.createTaskQuery().taskId(task).singleResult().getProcessInstanceId();
        as("rev-a1", Api.ENGINE_REST, "POST", "/task/" + task + "/claim", claim("rev-a1"));
        as("rev-a1", Api.ENGINE_REST, "POST", "/task/" + task + "/complete", decision("APPROVE"));
        return process;
    }

    private boolean isOpen(String task) {
        return tasks.createTaskQuery().taskId(task).count() == 1;
    }

    private String list(Api api, String name) throws Exception {
        var id = jdbc.sql("select id_ from act_ru_filter where name_ = ?")
                .param(name)
                .query(String.class)
                .single();
        var response = as(
                "rev-a1",
                api,
                "POST",
                "/filter/" + id + "/list",
                "{\"sorting\":[{\"sortBy\":\"created\",\"sortOrder\":\"desc\"}]}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    @ParameterizedTest
    @EnumSource
    void a_question_beyond_its_share_is_refused_at_both_doors(Api api) throws Exception {
        var eleven = conditions(11);
        for (var path : List.of(
                "/task",
                "/task/count",
                "/process-instance",
                "/execution",
                "/variable-instance",
                "/history/process-instance",
                "/history/task/count",
                "/filter/nosuch/list",
                "/filter/nosuch/count")) {
            for (var user : List.of("rev-a1", "root")) {
                var answer = as(user, api, "POST", path, "{\"variables\":" + eleven + "}");
                assertThat(answer.statusCode()).as("%s %s", user, path).isEqualTo(400);
                assertThat(answer.body()).contains("INVALID_REQUEST");
            }
        }
        assertThat(as("rev-a1", api, "GET", "/task?processVariables=" + "a_like_b,".repeat(10) + "a_eq_b", null)
                        .statusCode())
                .isEqualTo(400);
        assertThat(as("rev-a1", api, "GET", "/task?firstResult=-5", null).statusCode())
                .isEqualTo(400);
        var filter = "{\"resourceType\":\"Task\",\"name\":\"costly\",\"owner\":null,\"properties\":{},\"query\":{"
                + "\"processVariables\":%s}}";
        assertThat(as("root", api, "POST", "/filter/create", filter.formatted(eleven))
                        .statusCode())
                .isEqualTo(400);
        assertThat(as("root", api, "PUT", "/filter/nosuch", filter.formatted(eleven))
                        .statusCode())
                .isEqualTo(400);
        assertThat(as("rev-a1", api, "POST", "/task", "{\"processVariables\":" + conditions(10) + "}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static String conditions(int count) {
        var condition = "{\"name\":\"v\",\"operator\":\"like\",\"value\":\"%a%\"}";
        return "[" + String.join(",", java.util.Collections.nCopies(count, condition)) + "]";
    }

    private static String claim(String user) {
        return "{\"userId\":\"" + user + "\"}";
    }

    private static String decision(String decision) {
        return "{\"variables\":{\"decision\":{\"value\":\"" + decision
                + "\",\"type\":\"String\",\"name\":\"decision\"}}}";
    }

    private static String start(String cinema) {
        return "{\"variables\":{\"orderNo\":{\"value\":\"" + cinema + "\",\"type\":\"String\"},"
                + "\"applicant\":{\"value\":\"o-1\"}},\"businessKey\":\"mine\"}";
    }

    private HttpResponse<String> as(String user, Api api, String method, String path, String body) throws Exception {
        if (api == Api.ENGINE_REST) {
            return send(HttpClient.newHttpClient(), method, "/engine-rest" + path, body, basic(user, PASSWORD));
        }
        var client = session(user);
        return send(
                client,
                method,
                "/camunda/api/engine/engine/default" + path,
                body,
                Map.of("X-XSRF-TOKEN", token(cookies.get(user))));
    }

    private HttpResponse<String> anonymous(String method, String path, String body) throws Exception {
        return send(HttpClient.newHttpClient(), method, path, body, Map.of());
    }

    private HttpClient session(String user) throws Exception {
        if (!sessions.containsKey(user)) {
            var jar = new CookieManager();
            var client = HttpClient.newBuilder().cookieHandler(jar).build();
            var login = login(user, PASSWORD, jar, client);
            assertThat(login.statusCode()).as(user + " logs in").isEqualTo(200);
            send(client, "GET", "/camunda/api/admin/auth/user/default", null, Map.of());
            sessions.put(user, client);
            cookies.put(user, jar);
        }
        return sessions.get(user);
    }

    private HttpResponse<String> login(String user, String password, CookieManager jar) throws Exception {
        return login(
                user, password, jar, HttpClient.newBuilder().cookieHandler(jar).build());
    }

    private HttpResponse<String> login(String user, String password, CookieManager jar, HttpClient client)
            throws Exception {
        send(client, "GET", "/camunda/app/welcome/default/", null, Map.of());
        return send(
                client,
                "POST",
                "/camunda/api/admin/auth/user/default/login/welcome",
                "username=" + user + "&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8),
                Map.of("X-XSRF-TOKEN", token(jar), "Content-Type", "application/x-www-form-urlencoded"));
    }

    private static String token(CookieManager jar) {
        return jar.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("none");
    }

    private static Map<String, String> basic(String user, String password) {
        var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    private HttpResponse<String> send(
            HttpClient client, String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Accept", "application/json");
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** The engine, its doors, and the few beans the diagram under test calls. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableConfigurationProperties(LimitsProperties.class)
    @Import({LoginAttempts.class, PasswordPauses.class})
    @ComponentScan(
            basePackages = {
                "org.cinemarefund.process.engine",
                "org.cinemarefund.process.access",
                "org.cinemarefund.staff"
            },
            // What is started here is the diagram under test, which did not come with the application.
            excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = NodeVersions.class))
    static class Slice {

        @Bean
        JavaDelegate accessTestRegister() {
            return execution -> {
                var cinema = (String) execution.getVariable("orderNo");
                if (cinema.equals("REFUSED")) {
                    throw new Problem(ProblemCode.ORDER_NOT_FOUND);
                }
                execution.removeVariables(List.of("orderNo", "applicant"));
                execution.setVariable("reviewers", "reviewers-" + cinema);
                var number = "RA" + NUMBER.incrementAndGet();
                CINEMAS.put(number, cinema);
                ((org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity) execution).setBusinessKey(number);
            };
        }

        /** As the plans' tables are in the product. */
        @Bean
        SmartInitializingSingleton accessTestTable(RepositoryService repository) {
            return () -> repository
                    .createDeployment()
                    .name("refund-policy")
                    .source("cinema-refund")
                    .addClasspathResource("processes/policy-flat-fee.dmn")
                    .deploy();
        }

        /** The rows of the applications, as far as this test has any. */
        @Bean
        TaskGroups accessTestGroups() {
            return (task, number) -> Optional.ofNullable(CINEMAS.get(number)).map(cinema -> "reviewers-" + cinema);
        }

        @Bean
        TaskListener accessTestCard() {
            return task -> task.setVariableLocal("refundYuan", "¥88.00");
        }

        @Bean
        TaskListener accessTestDecision(TaskRights rights) {
            return task -> rights.decide(task, () -> {
                var decision = String.valueOf(task.getVariable("decision"));
                if (decision.equals("INCOMPLETE")) {
                    throw new Problem(ProblemCode.COMMENT_REQUIRED);
                }
                if (decision.equals("REFUSED_INSIDE")) {
                    throw new Problem(ProblemCode.SAME_PERSON);
                }
                if (decision.equals("DECIDED_MEANWHILE")) {
                    throw new Problem(ProblemCode.ALREADY_DECIDED);
                }
                if (decision.equals("FAULT")) {
                    throw new IllegalStateException("java.secret.Thing failed");
                }
            });
        }

        @Bean
        JavaDelegate accessTestSubmit() {
            return execution -> {
                throw new IllegalStateException("never run here");
            };
        }

        /** Visible to expressions, so that nothing but the guard keeps a query from calling it. */
        @Bean
        JavaDelegate accessTestCanary() {
            return new JavaDelegate() {
                @Override
                public void execute(org.camunda.bpm.engine.delegate.DelegateExecution execution) {}

                @Override
                public String toString() {
                    return "canary " + CANARY.incrementAndGet();
                }
            };
        }

        @Bean
        Clock accessTestClock() {
            var clock = Mockito.mock(Clock.class);
            Mockito.when(clock.instant()).thenAnswer(asked -> NOW.get());
            return clock;
        }
    }
}
