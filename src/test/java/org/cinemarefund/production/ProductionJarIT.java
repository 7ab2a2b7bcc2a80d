package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.cinemarefund.production.IndependentWechat.Callbacks;
import org.cinemarefund.production.ProductionWorld.Sale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes as in production, started at the same moment on an empty database, and everybody who calls them. */
class ProductionJarIT {
    /** How many refunds lose their callback; 120 keeps the suite short. */
    private static final int LOST = Integer.getInteger("refund.test.lost-callbacks", 120);

    private static final String REVIEWER = "mei";
    private static final String PASSWORD = "canaryStaff-8Hq1";

    private static final ExecutorService eight = Executors.newFixedThreadPool(8);

    private static ProductionWorld world;
    private static ProductionNode first;
    private static ProductionNode second;
    private static Product one;
    private static Product other;

    @BeforeAll
    static void two_nodes_start_at_the_same_moment_on_an_empty_database() throws IOException {
        world = ProductionWorld.named("jar");
        world.settings().put("--refund.settlement.poll-delays", "PT3S,PT2S");
        world.settings().put("--refund.wechat.mini-program.templates.credited.id", IndependentWechat.CREDITED_TEMPLATE);
        world.settings().put("--refund.wechat.mini-program.templates.credited.fields.amount3", "refundAmount");
        var port = ProductionNode.freePort();
        first = world.launch("first", port, port);
        second = world.launch("second", ProductionNode.freePort(), port);
        first.awaitHealthy();
        second.awaitHealthy();
        one = new Product(first, world.wechat());
        other = new Product(second, world.wechat());
        one.pushCinema(ProductionWorld.CINEMA, 3000);
        one.createUser(REVIEWER, PASSWORD, "reviewers-" + ProductionWorld.CINEMA);
        one.createUser("shop", PASSWORD, "backends");
    }

    @AfterAll
    static void stop() {
        eight.shutdownNow();
        world.close();
    }

    @Test
    void every_way_to_a_refund_ends_in_one_refund_there_and_nothing_else_does() {
        var byPerson = world.sell(one, "P1001", "canary-openid-p1", 8800, Map.of());
        var byBackend = world.sell(one, "P1002", "canary-openid-p2", 7600, Map.of());
        var byRule = world.sell(one, "P1003", "canary-openid-p3", 2500, Map.of());
        var cancelled = world.sell(one, "P1004", "canary-openid-p4", 99900, Map.of("screeningStatus", "CANCELLED"));
        var refused = world.sell(one, "P1005", "canary-openid-p5", 8800, Map.of());
        var special = world.sell(one, "P1006", "canary-openid-p6", 8800, Map.of("ticketKind", "SPECIAL"));
        var withdrawn = world.sell(one, "P1007", "canary-openid-p7", 8800, Map.of());
        var untouched = world.sell(one, "P1008", "canary-openid-p8", 8800, Map.of());

        var credited = new HashMap<Sale, String>();
        credited.put(byPerson, one.applied(byPerson));
        credited.put(byRule, other.applied(byRule));
        credited.put(cancelled, other.applied(cancelled));
        var started = other.as(
                        "shop",
                        PASSWORD,
                        "POST",
                        "/engine-rest/process-definition/key/refund-approval/start",
                        Product.variables(Map.of(
                                "orderNo", byBackend.orderNo(),
                                "reason", "PERSONAL",
                                "description", "行程有变",
                                "applicant", byBackend.openid(),
                                "evidence", "")))
                .expect(200)
                .json();
        credited.put(byBackend, started.path("businessKey").asText());
        var refusedNo = one.applied(refused);
        var specialNo = one.applied(special);
        var withdrawnNo = one.applied(withdrawn);

        assertThat(wentOut()).doesNotContain(byPerson.transactionId(), byBackend.transactionId());
        other.decide(REVIEWER, PASSWORD, credited.get(byPerson), "APPROVE");
        one.decide(REVIEWER, PASSWORD, credited.get(byBackend), "APPROVE");
        one.decide(REVIEWER, PASSWORD, refusedNo, "REJECT");
        other.call(
                        "POST",
                        "/api/refund-applications/" + withdrawnNo + "/withdrawal",
                        "Bearer " + other.token(withdrawn.openid()),
                        null)
                .expect(200);

        world.awaitStatus(one, credited, "REFUNDED", Duration.ofSeconds(30));
        assertThat(status(refused, refusedNo)).isEqualTo("REJECTED");
        assertThat(status(special, specialNo)).isEqualTo("REJECTED");
        assertThat(status(withdrawn, withdrawnNo)).isEqualTo("WITHDRAWN");
        world.ledgerAgrees(one, "P", credited);
        assertThat(wentOut())
                .doesNotContain(
                        refused.transactionId(),
                        special.transactionId(),
                        withdrawn.transactionId(),
                        untouched.transactionId());
        Awaitility.await("one credit notice each").untilAsserted(() -> assertThat(world.wechat().messages().stream()
                        .map(IndependentWechat.Message::openid)
                        .filter(text -> text.startsWith("canary-openid-p"))
                        .toList())
                .containsExactlyInAnyOrder(byPerson.openid(), byRule.openid(), cancelled.openid()));
    }

    @Test
    void refunds_whose_callbacks_are_lost_all_end_by_query() {
        world.wechat().callbacks(Callbacks.LOST);
        try {
            var before = System.nanoTime();
            var applications = applyForMany("L", LOST, 1800);
            world.awaitStatus(one, applications, "REFUNDED", Duration.ofSeconds(60 + LOST / 2));
            System.out.printf(
                    "%d refunds with lost callbacks ended by query after %d s%n",
                    LOST, Duration.ofNanos(System.nanoTime() - before).toSeconds());
            world.ledgerAgrees(one, "L", applications);
            assertThat(world.wechat().queries()).isGreaterThanOrEqualTo(LOST);
        } finally {
            world.wechat().callbacks(Callbacks.NORMAL);
        }
    }

    @Test
    void answers_cut_after_acceptance_and_doubled_callbacks_make_no_second_refund() {
        world.wechat().callbacks(Callbacks.DUPLICATED);
        world.wechat().cutsAnswers(true);
        try {
            var applications = applyForMany("C", 10, 1900);
            world.awaitStatus(other, applications, "REFUNDED", Duration.ofSeconds(60));
            world.ledgerAgrees(one, "C", applications);
        } finally {
            world.wechat().cutsAnswers(false);
            world.wechat().callbacks(Callbacks.NORMAL);
        }
    }

    /** Half of them say how long they will be, half send chunks that never end; seen from one address, like everybody here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda/api/admin/auth/user/default/login/tasklist",
                "/api/session",
                "/api/wechat/refund-notifications",
                "/engine-rest/task",
                "/internal/orders/1"
            })
    void two_hundred_and_ten_slow_senders_are_not_noticed_by_anybody(String path) throws Exception {
        var sale = world.sell(one, "S" + Integer.toHexString(path.hashCode()), "canary-openid-slow", 8800, Map.of());
        var attack = new BodyAttack(first.port());
        var token = "Bearer " + one.token(sale.openid());
        var questions = Map.of(
                "health", attack.to("/actuator/health"),
                "list", attack.to("/api/orders").header("Authorization", token),
                "quote",
                        attack.to("/api/orders/" + sale.orderNo() + "/refund-quote")
                                .header("Authorization", token)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"reason\":\"PERSONAL\"}")));
        attack.ask(Duration.ZERO.plusMillis(1), questions);
        var method = path.startsWith("/internal") ? "PUT " : "POST ";
        var account = path.startsWith("/internal")
                ? Product.basic("tickets", ProductionWorld.INTERNAL_PASSWORD)
                : Product.basic("shop", PASSWORD);
        var headers = "Content-Type: application/json\r\nAuthorization: " + account + "\r\n";

        try (var declared = attack.drip(105, method + path, headers, false);
                var chunked = attack.drip(105, method + path, headers, true)) {
            var millis = attack.ask(Duration.ofSeconds(3), questions);

            System.out.printf(
                    "%s reopened %d times, answers in ms: %s%n",
                    path, declared.reopened() + chunked.reopened(), millis);
            assertThat(millis).hasSameSizeAs(questions);
            // Were threads held, an answer would come when the first of the bodies is given up, after 5 s or later.
            assertThat(millis.values()).allSatisfy(taken -> assertThat(taken).allMatch(each -> each < 4000));
            assertThat(millis.values())
                    .allSatisfy(taken -> assertThat(Collections.min(taken)).isLessThan(1000));
        }
    }

    /** The node runs with -Xmx512m and ends at the first OutOfMemoryError. */
    @Test
    void bodies_of_20_and_200_megabytes_are_refused_and_leave_nothing_in_memory() throws IOException {
        var attack = new BodyAttack(first.port());
        var administrator = "Authorization: " + Product.basic("root-admin", ProductionWorld.ADMIN_PASSWORD) + "\r\n";
        var internal = "Authorization: " + Product.basic("tickets", ProductionWorld.INTERNAL_PASSWORD) + "\r\n";
        var targets = Map.of(
                "POST /camunda/api/admin/auth/user/default/login/tasklist", "",
                "POST /api/session", "",
                "POST /engine-rest/deployment/create", administrator,
                "POST /engine-rest/task", administrator,
                "PUT /internal/orders/1", internal);
        var before = first.heapInUse();

        for (var megabytes : List.of(20, 200)) {
            var attempts = targets.entrySet().stream()
                    .flatMap(target -> Stream.of(BodyAttack.Shape.values()).flatMap(shape -> Stream.of(true, false)
                            .map(chunked -> CompletableFuture.supplyAsync(
                                    () -> attack.flood(
                                            target.getKey(), target.getValue(), shape, chunked, (long) megabytes << 20),
                                    eight))))
                    .toList();
            // 0: the refusal was lost, since the connection was cut while the caller was still sending.
            var statuses = attempts.stream().map(CompletableFuture::join).toList();
            System.out.printf("%d MB in 30 ways: %s%n", megabytes, statuses);
            assertThat(statuses).isSubsetOf(413, 0).contains(413);
        }

        assertThat(first.isAlive()).isTrue();
        assertThat(first.health()).isEqualTo(200);
        var after = first.heapInUse();
        System.out.printf("heap before %d MB, after %d MB%n", before, after);
        assertThat(after).isLessThan(before + 30);
    }

    /** A balancer may pass on any host name, and whoever comes past it may send any. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost:8080", "refund.cinema.example", "refund.cinema.example:443", "x"})
    void every_cookie_is_for_tls_and_our_own_pages_only_whatever_answer_sets_it(String host) {
        var call = new CookieCall(first.port(), host);
        var login = "POST /camunda/api/admin/auth/user/default/login/tasklist";

        var page = call.send(200, "", "GET /camunda/app/tasklist/default/");
        assertThat(page).containsOnlyKeys("XSRF-TOKEN");
        assertThat(call.send(200, "", "GET /camunda/app/tasklist/default/", "X-Forwarded-Proto: http"))
                .containsOnlyKeys("XSRF-TOKEN");
        assertThat(call.send(401, "", "GET /camunda/api/engine/engine/default/task"))
                .containsOnlyKeys("XSRF-TOKEN");
        call.send(200, "", "GET /camunda/app/tasklist/styles/user-styles.css");
        call.send(
                405,
                "",
                login.replace("POST", "OPTIONS"),
                "Origin: https://evil.example",
                "Access-Control-Request-Method: POST");
        call.send(403, "username=" + REVIEWER + "&password=x", login);

        var token = page.get("XSRF-TOKEN");
        var session = call.send(
                200,
                "username=" + REVIEWER + "&password=" + PASSWORD,
                login,
                "Cookie: XSRF-TOKEN=" + token,
                "X-XSRF-TOKEN: " + token);
        assertThat(session).containsOnlyKeys("JSESSIONID", "XSRF-TOKEN").doesNotContainEntry("XSRF-TOKEN", token);
        assertThat(call.send(
                        200,
                        "",
                        "GET /camunda/app/tasklist/default/",
                        "Cookie: JSESSIONID=" + session.get("JSESSIONID")))
                .containsOnlyKeys("XSRF-TOKEN");
    }

    @Test
    void nothing_of_the_sandbox_or_the_samples_exists() {
        for (var path : List.of(
                "/v3/api-docs",
                "/sandbox",
                "/swagger-ui/index.html",
                "/h2-console",
                "/actuator/env",
                "/mini-program/",
                "/mini-program/app/app.json")) {
            assertThat(one.get(path).status()).as(path).isEqualTo(404);
        }
        assertThat(one.get("/actuator/prometheus").status()).isEqualTo(404);
        assertThat(one.get("/engine-rest/task").status()).isEqualTo(401);
        var users = one.admin("GET", "/engine-rest/user", null).expect(200).json();
        assertThat(users.findValuesAsText("id")).containsExactlyInAnyOrder("root-admin", REVIEWER, "shop");
        assertThat(ProductionWorld.Postgres.count(
                        world.database(), "select count(*) from cinema where cinema_id <> 'sz-bay'"))
                .isZero();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), 8089).close())
                .isInstanceOf(IOException.class);
    }

    @Test
    void the_groups_and_one_deployment_exist_once_after_both_have_started() {
        var groups = one.admin("GET", "/engine-rest/group", null).expect(200).json();
        assertThat(groups.findValuesAsText("id"))
                .contains("supervisors", "finance", "operators", "backends", "camunda-admin")
                .doesNotHaveDuplicates();
        var definitions = other.admin("GET", "/engine-rest/process-definition?key=refund-approval", null)
                .expect(200)
                .json();
        assertThat(definitions).hasSize(1);
    }

    private static Map<Sale, String> applyForMany(String prefix, int count, long fen) {
        var applications = new ConcurrentHashMap<Sale, String>();
        IntStream.range(0, count).parallel().forEach(i -> {
            var node = i % 2 == 0 ? one : other;
            var sale = world.sell(node, prefix + (10_000 + i), "canary-openid-" + prefix + i / 3, fen, Map.of());
            applications.put(sale, node.applied(sale));
        });
        return applications;
    }

    private static String status(Sale sale, String applicationNo) {
        return one.application(sale.openid(), applicationNo).path("status").asText();
    }

    private static List<String> wentOut() {
        return world.wechat().ledger().stream()
                .map(IndependentWechat.Entry::transactionId)
                .toList();
    }
}
