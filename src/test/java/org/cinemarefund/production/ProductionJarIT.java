package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.cinemarefund.production.IndependentWechat.Callbacks;
import org.cinemarefund.production.ProductionWorld.Sale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes as in production, started at the same moment on an empty database, and everybody who calls them. */
class ProductionJarIT {
    /** How many refunds lose their callback; 120 keeps the suite short. */
    private static final int LOST = Integer.getInteger("refund.test.lost-callbacks", 120);

    private static final String REVIEWER = "mei";
    private static final String PASSWORD = "canaryStaff-8Hq1";

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
                        .filter(it -> it.startsWith("canary-openid-p"))
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

    @Test
    void nothing_of_the_sandbox_or_the_samples_exists() {
        for (var path : List.of("/v3/api-docs", "/sandbox", "/swagger-ui/index.html", "/h2-console", "/actuator/env")) {
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
            var sale = world.sell(node, prefix + (10_000 + i), "canary-openid-" + prefix + i / 10, fen, Map.of());
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
