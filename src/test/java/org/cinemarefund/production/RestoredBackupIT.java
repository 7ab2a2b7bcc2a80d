package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.cinemarefund.production.IndependentWechat.Entry;
import org.cinemarefund.production.ProductionWorld.Postgres;
import org.cinemarefund.production.ProductionWorld.Sale;
import org.cinemarefund.testing.LocalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An old backup starts while WeChat is ahead of it: nothing is paid twice, and everybody is credited. */
@Tag("long")
class RestoredBackupIT {
    private static final int EACH = 8;
    private static final String METRICS_PASSWORD = "canaryMetrics-8hJ3";
    private static final Duration SOON = Duration.ofMinutes(2);

    private ProductionWorld world;
    private LocalServer ticketing;
    private volatile boolean ticketingConfirms;

    @BeforeEach
    void a_world_whose_callbacks_are_lost() throws IOException {
        world = ProductionWorld.named("restored");
        ticketing = new LocalServer();
        ticketing.answers(request ->
                new LocalServer.Reply(ticketingConfirms || !request.body().contains("\"P") ? 200 : 503, ""));
        world.wechat().callbacks(IndependentWechat.Callbacks.LOST);
        world.settings().put("--refund.settlement.poll-delays", "PT2S");
        world.settings().put("refund.metrics.username", "prometheus");
        world.settings().put("refund.metrics.password", METRICS_PASSWORD);
        world.settings()
                .put("--refund.ticketing.base-url", ticketing.address("").toString());
    }

    @AfterEach
    void stop() {
        world.close();
        ticketing.close();
    }

    @Test
    void what_the_backup_forgot_is_learned_before_anything_is_sent() throws Exception {
        var applications = new HashMap<Sale, String>();
        var first = world.start("first");
        var product = product(first);
        product.pushCinema(ProductionWorld.CINEMA, 3000);
        var credited = applied(product, "S");
        world.awaitStatus(product, credited, "REFUNDED", SOON);
        world.wechat().settleAfter(Duration.ofSeconds(20));
        var onTheirWay = applied(product, "W");
        awaitStates("W", "PROCESSING");
        world.wechat().away(true);
        var unknown = applied(product, "U");
        awaitStates("U", "UNKNOWN");
        var prepared = applied(product, "P");
        awaitStates("P", "PREPARED");
        List.of(credited, onTheirWay, unknown, prepared).forEach(applications::putAll);

        first.terminate();
        backup("backup");
        awaitBackupHolds(Map.of("S", "SUCCESS", "W", "PROCESSING", "U", "UNKNOWN", "P", "PREPARED"));

        world.wechat().away(false);
        world.wechat().settleAfter(Duration.ofMillis(300));
        ticketingConfirms = true;
        var ahead = world.start("ahead");
        world.awaitStatus(product(ahead), applications, "REFUNDED", SOON);
        ahead.kill();
        var before = world.wechat().ledger();
        assertThat(before).hasSizeGreaterThanOrEqualTo(4 * EACH);

        // The disaster: what follows runs on the backup.
        world.settings().put("spring.datasource.url", world.databaseUrl().replaceFirst("/[^/]+$", "/backup"));
        world.settings().put("--refund.settlement.after-restore", "2026-11-23");
        confirmVoidIsDue("now() + interval '1 day'");
        world.wechat().away(true);
        var blind = world.start("blind");
        assertThat(health(blind)).contains("DEGRADED", "restoredBackup", "after the restore 2026-11-23");
        var fresh = applied(product(blind), "N");
        // The row's cause is soon the next query's; the record keeps what was said first.
        Awaitility.await("the new ones are held back, and the record says why")
                .atMost(SOON)
                .until(() -> count(
                                "select count(*) from refund_event e join refund_transaction t"
                                        + " on t.out_refund_no = e.out_refund_no where t.order_no like 'N%' and t.sends = 0"
                                        + " and t.state = 'UNKNOWN' and e.facts like '%not sent: after the restore 2026-11-23%'")
                        == EACH);
        blind.kill();

        world.wechat().away(false);
        var seeing = world.start("seeing");
        Awaitility.await("the last question")
                .atMost(SOON.plusMinutes(1))
                .until(() -> count("select count(*) from restore_sweep where finished_at is not null") == 1);
        assertThat(states("backup", "P", "SUCCESS"))
                .as("learned, and never sent")
                .isEqualTo(EACH);
        confirmVoidIsDue("now()");
        applications.putAll(fresh);
        world.awaitStatus(product(seeing), applications, "REFUNDED", SOON.plusMinutes(1));

        world.ledgerAgrees(product(seeing), "", applications);
        var finishedAt = Postgres.count(
                "backup", "select cast(extract(epoch from finished_at) * 1000 as bigint) from restore_sweep");
        var after = world.wechat()
                .ledger()
                .subList(before.size(), world.wechat().ledger().size());
        assertThat(after)
                .as("sent before the last question")
                .noneMatch(entry -> entry.at().toEpochMilli() < finishedAt);
        assertThat(after.stream().map(Entry::transactionId))
                .as("sent by the restored nodes")
                .containsExactlyInAnyOrderElementsOf(
                        fresh.keySet().stream().map(Sale::transactionId).toList());
        assertThat(
                        count(
                                "select count(*) from refund_event where event = 'ALARM' and facts like '%SUCCESS_AFTER_PREPARED%'"))
                .isEqualTo(EACH);
        Awaitility.await("every process has come to its end")
                .atMost(SOON)
                .until(() -> count(
                                "select count(*) from act_hi_procinst where proc_def_key_ = 'refund-approval' and end_time_ is null")
                        == 0);
        assertThat(count("select count(*) from act_ru_incident")).isZero();
        // What the processes' own polls learned first need not be asked for.
        assertThat(count("select count(*) from restore_answer")).isBetween(2L * EACH, 4L * EACH);
        assertThat(world.log("seeing"))
                .containsOnlyOnce("restore 2026-11-23 is made good")
                .contains("take refund.settlement.after-restore away");
        assertThat(health(seeing)).doesNotContain("restoredBackup");

        seeing.terminate();
        assertThat(checkRecord()).isEqualTo("0 " + 5 * EACH + " applications, … every record is whole");
    }

    /** An order number begins with its kind, so that doubles and questions can tell the kinds apart. */
    private Map<Sale, String> applied(Product product, String kind) {
        var applied = new HashMap<Sale, String>();
        for (int n = 0; n < EACH; n++) {
            var sale = world.sell(product, kind + (1000 + n), "canary-openid-" + kind + n, 2200, Map.of());
            applied.put(sale, product.applied(sale));
        }
        return applied;
    }

    private void awaitStates(String kind, String state) {
        Awaitility.await(kind + " is " + state).atMost(SOON).until(() -> states(world.database(), kind, state) == EACH);
    }

    private void awaitBackupHolds(Map<String, String> states) {
        states.forEach((kind, state) -> assertThat(states("backup", kind, state))
                .as("%s in the backup", kind)
                .isEqualTo(EACH));
    }

    private static long states(String database, String kind, String state) {
        return Postgres.count(
                database,
                "select count(*) from refund_transaction where order_no like '" + kind + "%' and state = '" + state
                        + "'");
    }

    private static long count(String sql) {
        return Postgres.count("backup", sql);
    }

    /** The ticketing system is asked while the number is still PREPARED: this holds the step back, or lets it go. */
    private static void confirmVoidIsDue(String when) {
        Postgres.execute(
                "backup",
                "update act_ru_job set duedate_ = " + when + " where execution_id_ in (select id_ from"
                        + " act_ru_execution where act_id_ = 'confirmVoid')");
    }

    private void backup(String name) {
        var owner = world.settings().get("spring.datasource.username");
        Postgres.execute("postgres", "create database " + name + " template " + world.database() + " owner " + owner);
    }

    /** The exit code and the last line of the command, on the restored database. */
    private String checkRecord() throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-jar",
                        ProductionNode.jar().toString(),
                        "--check-record",
                        "--spring.profiles.active=production",
                        "--spring.datasource.url=" + world.settings().get("spring.datasource.url"),
                        "--spring.datasource.username=" + world.settings().get("spring.datasource.username"),
                        "--spring.datasource.password=" + ProductionWorld.DATABASE_PASSWORD)
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + said.replaceFirst("\\d+ lines:", "…");
    }

    /** With its details. */
    private String health(ProductionNode node) {
        return product(node)
                .call("GET", "/actuator/health", Product.basic("prometheus", METRICS_PASSWORD), null)
                .expect(200)
                .text();
    }

    private Product product(ProductionNode node) {
        return new Product(node, world.wechat());
    }
}
