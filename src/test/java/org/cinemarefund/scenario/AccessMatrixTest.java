package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.admin.impl.web.AdminApplication;
import org.camunda.bpm.cockpit.impl.web.CockpitApplication;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.rest.impl.DefaultProcessEngineRestServiceImpl;
import org.camunda.bpm.tasklist.impl.web.TasklistApplication;
import org.camunda.bpm.welcome.impl.web.WelcomeApplication;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;
import org.cinemarefund.scenario.AccessMatrix.Cell;
import org.cinemarefund.scenario.AccessMatrix.Door;
import org.cinemarefund.scenario.AccessMatrix.Outcome;
import org.cinemarefund.scenario.AccessMatrix.Role;
import org.cinemarefund.scenario.RestOperations.Operation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/**
 * Every operation the engine's own REST classes offer, by every role, at both doors, with the ids of a refund that lives,
 * against the table of what each may. A call that answers 2xx and does not stand there fails, one that stands there and answers
 * otherwise too, and every 5xx.
 *
 * <p>The table is {@code src/test/resources/access-matrix.txt}. After a change that is meant, write it anew and read the
 * difference before committing it: {@code mvn -Dtest=AccessMatrixTest -Daccess.matrix.write=true test}. All cells of the last
 * run are in {@code target/access-matrix-cells.txt}.
 *
 * <p>On a database of its own: most calls are lists, and would list what all other scenarios left.
 */
@TestPropertySource(
        properties = "spring.datasource.url=jdbc:h2:mem:access-matrix;DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=512")
class AccessMatrixTest extends ProcessScenario {
    private static final Path TABLE = Path.of("src/test/resources/access-matrix.txt");
    private static final Path CELLS = Path.of("target/access-matrix-cells.txt");
    private static final String WEB = "camunda/api/";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Accounts of a role do not get into each other's way: each door has one of its own, and asks one after the other. */
    private static final int THREADS = 4;

    /** The engine's database turns are taken one after the other while something is made. */
    private final Object making = new Object();

    @Autowired
    private ProcessEngine engine;

    /** Whose throw-away things everybody who breaks none may aim at. */
    private MatrixWorld common;

    /** Whose jobs the next test's administrator would be the one to execute. */
    @AfterEach
    void no_batch_stays_behind() {
        var management = engine.getManagementService();
        management.createBatchQuery().list().forEach(batch -> management.deleteBatch(batch.getId(), true));
    }

    @Test
    void everybody_may_what_the_table_says_and_nothing_else() throws Exception {
        var operations = operations();
        var matrix = new AccessMatrix();

        var callers = new ArrayList<Callable<Void>>();
        for (var role : Role.values()) {
            for (var door : Door.values()) {
                var caller = new Caller(role, door);
                callers.add(() -> {
                    for (var operation : operations) {
                        if (door == Door.ENGINE_REST && operation.path().startsWith(WEB)) {
                            continue;
                        }
                        matrix.put(new Cell(operation.toString(), role, door), caller.calls(operation));
                    }
                    return null;
                });
            }
        }
        var threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (var done : threads.invokeAll(callers)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }

        Files.writeString(CELLS, matrix.cells() + " cells: " + matrix.byStatus() + "\n" + matrix.whole());
        if (Boolean.getBoolean("access.matrix.write")) {
            Files.writeString(TABLE, header() + String.join("\n", matrix.lines()) + "\n");
        }
        assertThat(matrix.failures()).as("5xx").isEmpty();
        assertThat(AccessMatrix.difference(Files.readAllLines(TABLE), matrix.lines()))
                .as("calls whose answer differs from the table")
                .isEmpty();
    }

    private static String header() {
        return """
                # What each role may at the engine's two doors: every call of the engine's REST API that answers 2xx.
                # Who is not named gets 401, 403, 404 or 400, whoever is not logged in always. "everybody" = with a log-in.
                # "empty" = the answer told nothing ([] or a count of 0); of operators and administrators that is not looked at.
                # "@session" or "@engine-rest" = at that door only. Written by AccessMatrixTest, read by people.
                """;
    }

    /** Reading comes first, what ends things last; whatever is about the caller's own account after everything else. */
    private static List<Operation> operations() {
        var all = new ArrayList<Operation>();
        for (var operation : RestOperations.of(false, List.of(DefaultProcessEngineRestServiceImpl.class))) {
            all.add(operation);
            if (operation.path().startsWith("user/{id}")) {
                all.add(own(operation, "{id}"));
            }
            if (operation.path().contains("members/{userId}")) {
                all.add(own(operation, "{userId}"));
            }
        }
        webApplications().forEach((name, application) -> RestOperations.of(true, application.getClasses())
                .forEach(restOperationsOperation -> all.add(new Operation(
                        restOperationsOperation.method(),
                        WEB + name + "/" + restOperationsOperation.path(),
                        restOperationsOperation.body()))));
        all.sort(Comparator.comparing((Operation restOperationsOperation) ->
                        restOperationsOperation.path().contains("/auth/user/"))
                .thenComparing((Operation restOperationsOperation) ->
                        restOperationsOperation.path().contains("{own}")
                                && !restOperationsOperation.method().equals("GET"))
                .thenComparing(restOperationsOperation ->
                        List.of("GET", "OPTIONS", "POST", "PUT", "DELETE").indexOf(restOperationsOperation.method()))
                .thenComparing(restOperationsOperation ->
                        restOperationsOperation.path().endsWith("/complete")
                                || restOperationsOperation.path().endsWith("/submit-form"))
                .thenComparing(Comparator.naturalOrder()));
        return all;
    }

    /** The web applications' own calls, beside the engine's; only a session reaches them. */
    private static Map<String, Application> webApplications() {
        return Map.of(
                "admin", new AdminApplication(),
                "cockpit", new CockpitApplication(),
                "tasklist", new TasklistApplication(),
                "welcome", new WelcomeApplication());
    }

    private static Operation own(Operation operation, String parameter) {
        return new Operation(operation.method(), operation.path().replace(parameter, "{own}"), operation.body());
    }

    /** One account at one door, and the refund it is about. */
    private final class Caller {
        private final Role role;
        private final Door door;
        private final String user;
        private final MatrixWorld world;
        private final HttpClient client;
        private final CookieManager cookies = new CookieManager();
        private Refund home;
        private Refund refund;
        private Refund wish;
        private boolean mayTake;

        Caller(Role role, Door door) throws Exception {
            this.role = role;
            this.door = door;
            user = "mx-" + role.text() + "-" + NUMBER.incrementAndGet();
            world = new MatrixWorld(engine, user);
            client = HttpClient.newBuilder()
                    .cookieHandler(cookies)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
            synchronized (making) {
                staff.ensureUser(user, "M", "X", PASSWORD, groups());
                live();
                // Only an administrator is able to break anything.
                if (role == Role.ADMINISTRATOR || common == null) {
                    world.throwAway();
                    common = world;
                } else {
                    world.throwAwayWith(common);
                }
            }
            if (door == Door.SESSION && role != Role.ANONYMOUS) {
                logIn();
            }
        }

        private String[] groups() {
            return switch (role) {
                case BACKEND -> new String[] {"backends"};
                case SERVICE -> new String[] {"service"};
                case SUPERVISOR -> new String[] {"supervisors"};
                case FINANCE -> new String[] {"finance"};
                case OPERATOR -> new String[] {"operators"};
                case ADMINISTRATOR -> new String[] {"camunda-admin"};
                default -> new String[0];
            };
        }

        /** A refund with an open task: of the caller's own where they have one, else of a cinema's reviewers. */
        private void live() {
            refund = refund();
            if (role == Role.SUPERVISOR) {
                refund.order("paidAmount", 300_000);
            }
            if (home == null) {
                home = refund.sell();
                open();
            } else {
                // A session looks its groups up once in a while only.
                refund.order("cinemaId", home.cinemaId).sell();
            }
            var kind = Task.reviewRefund;
            if (role == Role.FINANCE) {
                sandbox.sandbox()
                        .scenario(
                                refund.transactionId(),
                                new ScenarioChoice(Scenario.USER_ACCOUNT_ABNORMAL, 1, Duration.ofMillis(100)));
                refund.applies().performs(Step.submitRefund, Step.queryRefund);
                kind = Task.resolveRefund;
            } else {
                refund.applies();
            }
            if (role == Role.SUPERVISOR) {
                refund.approves(Task.reviewRefund, home.reviewer);
                kind = Task.supervisorReview;
            }
            var taskId = refund.taskId(kind);
            mayTake = role == Role.REVIEWER || role == Role.SUPERVISOR || role == Role.FINANCE;
            world.aimAt(taskId);
            world.aimAtTheHouse("reviewers-" + home.cinemaId);
            if (!mayTake) {
                tasks.setAssignee(taskId, home.reviewer);
            }
        }

        /** The cinema of all refunds of this caller. */
        private void open() {
            switch (role) {
                case REVIEWER -> member("reviewers-" + home.cinemaId);
                case MANAGER -> member("managers-" + home.cinemaId);
                case FOREIGN_REVIEWER -> member("reviewers-" + refund().sell().cinemaId);
                case FINANCE -> home.cinema("autoApproveUpTo", 1_000_000);
                default -> {}
            }
        }

        private void member(String group) {
            identity.createMembership(user, group);
        }

        Outcome calls(Operation operation) throws Exception {
            if (mayTake) {
                tasks.setAssignee(world.id("task"), operation.path().endsWith("/claim") ? null : user);
            }
            var path = world.path(operation, role);
            var answer = send(operation, path);
            if (answer.allowed()
                    && !operation.method().equals("GET")
                    && !operation.method().equals("OPTIONS")) {
                synchronized (making) {
                    if (operation.path().endsWith("/start")) {
                        wish = null;
                    }
                    if (!world.isWhole()) {
                        live();
                    }
                    if (role == Role.ADMINISTRATOR && !world.isThrowawayWhole()) {
                        world.throwAway();
                    }
                }
            }
            return answer;
        }

        private Outcome send(Operation operation, String path) throws Exception {
            var prefix = operation.path().startsWith(WEB)
                    ? "/"
                    : door == Door.ENGINE_REST ? "/engine-rest/" : "/camunda/api/engine/engine/default/";
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + prefix + path))
                    .timeout(Duration.ofSeconds(30))
                    .header("Accept", "application/json, */*;q=0.5");
            switch (operation.body()) {
                case NONE -> request.method(operation.method(), BodyPublishers.noBody());
                case JSON ->
                    request.header("Content-Type", "application/json")
                            .method(operation.method(), BodyPublishers.ofString(body(operation)));
                case FORM ->
                    request.header(
                                    "Content-Type",
                                    role == Role.ANONYMOUS ? "application/json" : "application/x-www-form-urlencoded")
                            .method(operation.method(), BodyPublishers.ofString(credentials()));
                case MULTIPART ->
                    request.header("Content-Type", "multipart/form-data; boundary=mx")
                            .method(operation.method(), BodyPublishers.ofString(multipart(operation)));
            }
            if (door == Door.SESSION) {
                request.header("X-XSRF-TOKEN", token());
            } else if (role != Role.ANONYMOUS) {
                request.header("Authorization", basic());
            }
            var response = client.send(request.build(), BodyHandlers.ofString());
            return new Outcome(response.statusCode(), seesAll() || isContent(operation, response.body()));
        }

        private String body(Operation operation) {
            var text = world.body(operation, role);
            return switch (text) {
                case "START" -> start();
                case "COMPLETE" ->
                    "{\"variables\":{\"" + (role == Role.FINANCE ? "action" : "decision") + "\":{\"value\":\""
                            + (role == Role.FINANCE ? "RESEND" : "APPROVE") + "\",\"type\":\"String\"}}}";
                default -> text;
            };
        }

        /** Of an order that nobody asked about yet. */
        private String start() {
            synchronized (making) {
                if (wish == null) {
                    wish = refund().sell();
                }
                return "{\"variables\":{\"orderNo\":{\"value\":\"" + wish.orderNo
                        + "\"},\"reason\":{\"value\":\"PERSONAL\"},\"applicant\":{\"value\":\"" + wish.openid + "\"}}}";
            }
        }

        /** Whoever has no account sends something else than a form. */
        private String credentials() {
            return role == Role.ANONYMOUS
                    ? "{}"
                    : "username=" + user + "&password=" + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8);
        }

        private String multipart(Operation operation) {
            var fields = operation.path().startsWith("deployment")
                    ? part("deployment-name", null, "mx")
                            + part("data", "mx.dmn", new String(MatrixWorld.decision(), StandardCharsets.UTF_8))
                    : operation.path().contains("attachment")
                            ? part("attachment-name", null, "mx") + part("content", "mx.txt", "x")
                            : part("data", "mx.txt", "x") + part("valueType", null, "Bytes");
            return fields + "--mx--\r\n";
        }

        private static String part(String name, String file, String content) {
            return "--mx\r\nContent-Disposition: form-data; name=\"" + name + "\""
                    + (file == null ? "" : "; filename=\"" + file + "\"")
                    + "\r\nContent-Type: " + (file == null ? "text/plain" : "application/octet-stream") + "\r\n\r\n"
                    + content + "\r\n";
        }

        /** Of those who see every case, what a list holds depends on who was here before. */
        private boolean seesAll() {
            return role == Role.OPERATOR || role == Role.ADMINISTRATOR;
        }

        private static boolean isContent(Operation operation, String body) {
            var text = body.strip();
            if (text.isEmpty()) {
                return !operation.method().equals("GET") && !operation.path().startsWith("filter/");
            }
            try {
                var json = JSON.readTree(text);
                var onlyCount = json.size() == 1 && json.path("count").isNumber();
                return onlyCount ? json.path("count").asLong() > 0 : !json.isContainerNode() || !json.isEmpty();
            } catch (IOException e) {
                return true;
            }
        }

        private String basic() {
            var pair = (user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }

        private void logIn() throws Exception {
            get("/camunda/app/welcome/default/");
            var login = HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:" + port + "/camunda/api/admin/auth/user/default/login/welcome"))
                    .header("X-XSRF-TOKEN", token())
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(credentials()))
                    .build();
            assertThat(client.send(login, BodyHandlers.ofString()).statusCode())
                    .as("%s logs in", user)
                    .isEqualTo(200);
            get("/camunda/api/admin/auth/user/default");
        }

        private void get(String path) throws Exception {
            client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    BodyHandlers.discarding());
        }

        private String token() {
            return cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                    .map(HttpCookie::getValue)
                    .findFirst()
                    .orElse("none");
        }
    }
}
