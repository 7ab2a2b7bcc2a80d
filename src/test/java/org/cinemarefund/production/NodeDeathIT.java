package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.cinemarefund.production.ProductionWorld.Sale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A node that stops or dies in the middle of the work, with no other beside it, loses nothing that was acknowledged and does
 * nothing twice. Two nodes: {@link ChaosIT}.
 */
class NodeDeathIT {
    /** Shorter than a real node's: so long the next one waits for what was in the hands of the last. */
    private static final Duration LOCK = Duration.ofSeconds(20);

    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final int ORDERS = 60;
    private static final Pattern STACK = Pattern.compile("(?m)^\\tat |^Caused by: ");
    private static final Pattern COMPLAINT = Pattern.compile("(?m)^\\S+ +(WARN|ERROR) .*$");

    private ProductionWorld world;

    @BeforeEach
    void a_world_whose_wechat_takes_its_time() throws IOException {
        world = ProductionWorld.named("death");
        world.settings().put("--refund.settlement.poll-delays", "PT2S");
        world.settings().put("--camunda.bpm.job-execution.lock-time-in-millis", String.valueOf(LOCK.toMillis()));
        world.wechat().answerDelay(Duration.ofMillis(300));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void what_was_acknowledged_survives_a_stop_and_a_kill_alone() throws Exception {
        var survivor = world.start("survivor");
        product(survivor).pushCinema(ProductionWorld.CINEMA, 3000);

        var stopped = load("T", List.of(survivor), () -> assertThat(survivor.terminate())
                .as("time to stop")
                .isLessThan(Duration.ofSeconds(30)));
        assertThat(complaints(world.log("survivor")))
                .singleElement()
                .asString()
                .contains("One database role does everything");
        assertThat(STACK.matcher(world.log("survivor")).find())
                .as("stack traces")
                .isFalse();
        var next = world.start("next");
        allEnd("T", stopped, next, LOCK.plus(GRACE));

        var alone = load("A", List.of(next), next::kill);
        var last = world.start("last");
        allEnd("A", alone, last, LOCK.plus(GRACE));

        for (var node : List.of("survivor", "next", "last")) {
            var log = world.log(node);
            assertThat(world.canaries()).as("in the log of %s", node).noneMatch(log::contains);
        }
    }

    private interface Blow {
        void fall() throws Exception;
    }

    /** What was sold; those in {@code acknowledged} were answered with 201 before or after the blow. */
    private record Load(Map<Sale, String> acknowledged, List<Sale> unanswered) {}

    /** Sells and applies on all nodes at once; the blow falls when WeChat has seen some of it and not all. */
    private Load load(String prefix, List<ProductionNode> nodes, Blow blow) throws Exception {
        var acknowledged = new ConcurrentHashMap<Sale, String>();
        var unanswered = new ConcurrentLinkedQueue<Sale>();
        var sent = world.wechat().ledger().size();
        try (var clients = new Clients()) {
            for (int i = 0; i < ORDERS; i++) {
                var number = i;
                var product = product(nodes.get(i % nodes.size()));
                clients.run(() -> {
                    var orderNo = prefix + (1000 + number);
                    var openid = "canary-openid-" + prefix + number;
                    Sale sale = null;
                    try {
                        sale = world.sell(product, orderNo, openid, 2200, Map.of());
                        acknowledged.put(sale, product.applied(sale));
                    } catch (UncheckedIOException | AssertionError died) {
                        // Refused or cut off: nothing was promised.
                        if (sale != null) {
                            unanswered.add(sale);
                        }
                    }
                });
            }
            Awaitility.await("WeChat sees the first of them")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> world.wechat().ledger().size() >= sent + ORDERS / 6);
            assertThat(world.wechat().ledger()).as("in the middle").hasSizeLessThan(sent + ORDERS);
            blow.fall();
        }
        assertThat(acknowledged).as("acknowledged").isNotEmpty();
        return new Load(acknowledged, List.copyOf(unanswered));
    }

    private void allEnd(String prefix, Load load, ProductionNode node, Duration within) {
        var product = product(node);
        var existing = new HashMap<>(load.acknowledged());
        load.unanswered().forEach(sale -> product.applicationOf(sale)
                .ifPresent(applicationNo -> existing.put(sale, applicationNo)));
        world.awaitStatus(product, existing, "REFUNDED", within);
        world.ledgerAgrees(product, prefix, existing);
    }

    private Product product(ProductionNode node) {
        return new Product(node, world.wechat());
    }

    private static List<String> complaints(String log) {
        return COMPLAINT.matcher(log).results().map(match -> match.group()).toList();
    }

    /** Eight callers at once; closing waits for the last of them. */
    private static final class Clients implements AutoCloseable {
        private final ExecutorService threads = Executors.newFixedThreadPool(8);

        void run(Runnable call) {
            threads.execute(call);
        }

        @Override
        public void close() throws InterruptedException {
            threads.shutdown();
            assertThat(threads.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
        }
    }
}
