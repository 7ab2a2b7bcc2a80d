package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.cinemarefund.production.IndependentWechat.Entry;
import org.cinemarefund.production.IndependentWechat.Refund;
import org.cinemarefund.production.ProductionWorld.Postgres;
import org.cinemarefund.production.ProductionWorld.Sale;

/**
 * Two nodes on one PostgreSQL under load, while WeChat fails at every third call and a blow falls on one of the nodes every
 * few seconds. When everybody has applied the faults end, everything has to drain, and WeChat's ledger says what became of
 * the money.
 *
 * <p>By hand: {@code mvn -Pchaos -DskipTests verify -Drefunds=10000 -Dseed=20260302}.
 */
final class ChaosRun {
    /** More than three times the 15 s a remote call may take. */
    private static final Duration LONG_LOCK = Duration.ofSeconds(50);

    /** A node sleeps so much longer than the lock: somebody else has taken the work when it wakes up. */
    private static final Duration OVERSLEPT = Duration.ofSeconds(5);

    private static final Duration RESEND_AFTER = Duration.ofSeconds(5);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    /** From the last fault to nothing left, besides the lock: a poll, and a failed step's first pauses. */
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(130);

    private static final int PERCENT_FAULTY = 30;
    private static final int MOVIEGOERS = 200;
    private static final int CLIENTS = 16;
    private static final Duration CLIENTS_WAIT = Duration.ofSeconds(10);
    /** What a balancer does with a node that did not answer. */
    private static final Duration AVOIDED_FOR = Duration.ofSeconds(5);

    private static final int ONE_IN_TEN = 10;
    private static final String REVIEWER = "mei";
    private static final String PASSWORD = "canaryStaff-8Hq1";
    private static final String ORDER_FIELD = "character_string1";

    /** What falls on a node. */
    enum Blow {
        KILL,
        SLEEP,
        STOP
    }

    /**
     * How much of it.
     *
     * @param refunds at least
     * @param blows one after the other, null for random ones as long as there is load
     * @param every from the end of a blow, when its node answers again, to the next
     * @param lock of the engine's jobs
     */
    record Plan(int refunds, long seed, int perSecond, List<Blow> blows, Duration every, Duration lock) {}

    private final Plan plan;
    private final ProductionWorld world;
    private final WechatFaults faults;
    private final List<ProductionNode> nodes = new ArrayList<>();
    private final List<Product> products = new ArrayList<>();
    private final Map<Product, Instant> avoided = new ConcurrentHashMap<>();
    private final Map<Sale, String> acknowledged = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> trouble = new ConcurrentLinkedQueue<>();
    private final Map<Blow, AtomicInteger> fallen = new ConcurrentHashMap<>();
    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicInteger sold = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private volatile boolean loading = true;
    /** Blows that were asked for one by one are to fall into the load, however long a node takes to come back. */
    private volatile boolean blowsToFall;

    private volatile boolean drained;
    private volatile Duration longestStop = Duration.ZERO;
    private Switchboard switchboard;

    private ChaosRun(Plan plan, ProductionWorld world) {
        this.plan = plan;
        this.world = world;
        this.faults = new WechatFaults(plan.seed(), PERCENT_FAULTY);
    }

    /** Arguments: refunds, seed, refunds per second. Exits with 1 when anything is wrong. */
    public static void main(String[] arguments) throws Exception {
        var refunds = Integer.parseInt(arguments[0]);
        var seed = Long.parseLong(arguments[1]);
        var perSecond = Integer.parseInt(arguments[2]);
        var verdict = run("chaos", new Plan(refunds, seed, perSecond, null, Duration.ofSeconds(20), LONG_LOCK));
        System.out.println(verdict);
        verdict.wrong().forEach(text -> System.out.println("WRONG: " + text));
        System.exit(verdict.wrong().isEmpty() ? 0 : 1);
    }

    static Verdict run(String name, Plan plan) throws Exception {
        try (var world = ProductionWorld.named(name)) {
            return new ChaosRun(plan, world).run();
        }
    }

    private Verdict run() throws Exception {
        settings();
        var ports = List.of(ProductionNode.freePort(), ProductionNode.freePort());
        try (var balancer = new Switchboard(ports)) {
            switchboard = balancer;
            for (var i = 0; i < ports.size(); i++) {
                nodes.add(world.launch("node-" + i, ports.get(i), switchboard.port()));
            }
            for (var node : nodes) {
                products.add(new Product(node.awaitHealthy(), world.wechat()));
            }
            products.forEach(product -> product.patience(CLIENTS_WAIT));
            products.get(0).pushCinema(ProductionWorld.CINEMA, 3000);
            products.get(0).createUser(REVIEWER, PASSWORD, "reviewers-" + ProductionWorld.CINEMA);
            world.wechat().faults(faults);

            blowsToFall = plan.blows() != null;
            var began = System.nanoTime();
            var helpers = Executors.newFixedThreadPool(3);
            var blows = helpers.submit(this::blows);
            helpers.execute(this::review);
            helpers.execute(this::tell);
            load();
            loading = false;
            blows.get(10, TimeUnit.MINUTES);
            faults.end();
            var stuckAfter = drain();
            drained = true;
            var seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
            helpers.shutdownNow();
            return judge(seconds, stuckAfter);
        }
    }

    private void settings() {
        var settings = world.settings();
        settings.put(
                "--camunda.bpm.job-execution.lock-time-in-millis",
                String.valueOf(plan.lock().toMillis()));
        settings.put("--camunda.bpm.job-execution.max-wait", "2000");
        settings.put("--refund.settlement.poll-delays", "PT3S,PT5S");
        settings.put("--refund.settlement.resend-after", RESEND_AFTER.toString());
        settings.put("--refund.limits.applications-per-user-day", "1000000");
        settings.put("--refund.limits.requests-per-user-minute", "1000000");
        settings.put("--refund.review.auto-approvals-per-month", "1000000");
        settings.put("--refund.limits.logins-per-ip-minute", "1000000");
        settings.put("--refund.review.person-limit-per-day", "0");
        // What is looked at afterwards stays open for people, and is no refund that is left.
        settings.put("--refund.review.sample-percent", "0");
        settings.put("--refund.wechat.mini-program.templates.credited.id", IndependentWechat.CREDITED_TEMPLATE);
        settings.put("--refund.wechat.mini-program.templates.credited.fields." + ORDER_FIELD, "orderNo");
    }

    // --- load

    private void load() throws InterruptedException {
        var clients = Executors.newFixedThreadPool(CLIENTS);
        var began = System.nanoTime();
        for (var i = 0; i < plan.refunds() || blowsToFall; i++) {
            var due = began + i * TimeUnit.SECONDS.toNanos(1) / plan.perSecond();
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            var number = i;
            wanted.incrementAndGet();
            clients.execute(() -> sellAndApply(number));
        }
        clients.shutdown();
        assertThat(clients.awaitTermination(10, TimeUnit.MINUTES)).isTrue();
    }

    /** The order system and the mini-program, which try again, elsewhere, as long as they get no answer. */
    private void sellAndApply(int number) {
        var openid = "canary-openid-" + number % MOVIEGOERS;
        var orderNo = "C" + (100000 + number);
        var sale = new Sale(orderNo, "42000026%020d".formatted(number), openid, number % ONE_IN_TEN == 0 ? 8800 : 2200);
        world.wechat().paid(sale.transactionId(), sale.fen(), openid);
        if (untilAnswered("sell " + orderNo, product -> Optional.of(product.tryPushOrder(sale)))
                .isEmpty()) {
            return;
        }
        sold.incrementAndGet();
        var answer = untilAnswered("apply " + orderNo, product -> product.tryApply(sale, "key-" + orderNo));
        answer.ifPresent(text -> acknowledged.put(sale, text));
    }

    private interface Attempt<T> {
        /** @return empty to be tried again */
        Optional<T> on(Product product) throws IOException;
    }

    private <T> Optional<T> untilAnswered(String what, Attempt<T> attempt) {
        var until = Instant.now().plus(Duration.ofMinutes(3));
        while (Instant.now().isBefore(until)) {
            var product = anyNode();
            try {
                var answer = attempt.on(product);
                if (answer.isPresent()) {
                    return answer;
                }
            } catch (IOException | UncheckedIOException died) {
                // Perhaps it was done, perhaps not.
                avoided.put(product, Instant.now().plus(AVOIDED_FOR));
            } catch (AssertionError unexpected) {
                trouble.add(
                        what + ": " + unexpected.getMessage().lines().limit(3).collect(Collectors.joining(" ")));
                return Optional.empty();
            }
            retries.incrementAndGet();
            pause(Duration.ofMillis(300));
        }
        return Optional.empty();
    }

    private Product anyNode() {
        var any = ThreadLocalRandom.current().nextInt(products.size());
        for (var i = 0; i < products.size(); i++) {
            var product = products.get((any + i) % products.size());
            if (!Instant.now().isBefore(avoided.getOrDefault(product, Instant.MIN))) {
                return product;
            }
        }
        return products.get(any);
    }

    private static void pause(Duration duration) {
        try {
            TimeUnit.MILLISECONDS.sleep(duration.toMillis());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** A reviewer who approves everything there is, as soon as a node lets them. */
    private void review() {
        while (!drained && !Thread.currentThread().isInterrupted()) {
            for (var product : products) {
                try {
                    product.tryApproveAll(REVIEWER, PASSWORD);
                } catch (IOException | UncheckedIOException died) {
                    // The other one, then.
                }
            }
            pause(Duration.ofSeconds(1));
        }
    }

    private void tell() {
        var began = System.nanoTime();
        while (!drained && !Thread.currentThread().isInterrupted()) {
            pause(Duration.ofSeconds(10));
            System.out.printf(
                    "%4d s: %d sold, %d acknowledged, %d refunds at WeChat, %d notices, %d faults in %d calls, blows %s%n",
                    Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                    sold.get(),
                    acknowledged.size(),
                    world.wechat().refunds().size(),
                    world.wechat().messages().size(),
                    faults.faults(),
                    faults.calls(),
                    fallen);
        }
    }

    // --- blows

    private Void blows() throws Exception {
        try {
            return blowsOneAfterTheOther();
        } finally {
            blowsToFall = false;
        }
    }

    private Void blowsOneAfterTheOther() throws Exception {
        var random = new Random(plan.seed());
        pause(Duration.ofSeconds(5));
        for (var i = 0; plan.blows() == null ? loading : i < plan.blows().size(); i++) {
            var blow = plan.blows() == null
                    ? Blow.values()[random.nextInt(Blow.values().length)]
                    : plan.blows().get(i);
            fall(blow, random.nextInt(nodes.size()));
            fallen.computeIfAbsent(blow, chaosRunBlow -> new AtomicInteger()).incrementAndGet();
            pause(plan.every());
        }
        return null;
    }

    private void fall(Blow blow, int which) throws Exception {
        var node = nodes.get(which);
        switch (blow) {
            case SLEEP -> {
                node.pause();
                pause(plan.lock().plus(OVERSLEPT));
                node.resume();
                node.awaitHealthy();
            }
            case KILL -> {
                node.kill();
                again(which);
            }
            case STOP -> {
                var took = node.terminate();
                longestStop = took.compareTo(longestStop) > 0 ? took : longestStop;
                again(which);
            }
        }
    }

    private void again(int which) throws IOException {
        var port = nodes.get(which).port();
        nodes.set(which, world.launch("node-" + which, port, switchboard.port()).awaitHealthy());
    }

    // --- the end

    /** @return how long it took, or nothing when it never ended */
    private Optional<Duration> drain() {
        var since = System.nanoTime();
        while (true) {
            var took = Duration.ofNanos(System.nanoTime() - since);
            if (count("select count(*) from act_ru_execution") == 0) {
                return Optional.of(took);
            }
            if (took.compareTo(drainedWithin()) > 0) {
                return Optional.empty();
            }
            pause(Duration.ofSeconds(1));
        }
    }

    private Duration drainedWithin() {
        return plan.lock().plus(DRAINED_WITHIN);
    }

    private long count(String sql) {
        return Postgres.count(world.database(), sql);
    }

    private List<String> strings(String sql) {
        return Postgres.strings(world.database(), sql);
    }

    /** The figures, and what is wrong with them. */
    record Verdict(Map<String, Object> figures, List<String> wrong) {
        @Override
        public String toString() {
            return figures.entrySet().stream()
                    .map(entry -> "%-44s %s".formatted(entry.getKey(), entry.getValue()))
                    .collect(Collectors.joining("\n"));
        }
    }

    private Verdict judge(long seconds, Optional<Duration> drain) {
        var wechat = world.wechat();
        var refunds = wechat.refunds();
        var byPayment = refunds.stream().collect(Collectors.groupingBy(Refund::transactionId));
        var stored = new HashSet<>(strings("select application_no from refund_application"));
        var refunded = new HashSet<>(strings("select o.transaction_id from refund_application a join ticket_order o"
                + " on o.order_no = a.order_no where a.status = 'REFUNDED'"));
        var succeeded = refunds.stream()
                .filter(wechat::isSuccess)
                .map(Refund::transactionId)
                .collect(Collectors.toSet());
        var byNumber = wechat.ledger().stream().collect(Collectors.groupingBy(Entry::outRefundNo));
        var notices = new HashMap<String, Integer>();
        wechat.messages().forEach(message -> notices.merge(message.values().get(ORDER_FIELD), 1, Integer::sum));
        var inbox = new HashSet<>(strings("select id from refund_notification"));

        var figures = new LinkedHashMap<String, Object>();
        var wrong = new ArrayList<String>(trouble);
        figures.put("seed", plan.seed());
        figures.put("seconds, refunds per second", seconds + ", %.1f".formatted(refunds.size() / (double) seconds));
        figures.put("blows", fallen);
        figures.put("calls to WeChat under faults, faulty", faults.calls() + ", " + faults.faults());
        figures.put("faults", faults);
        figures.put("requests tried again by clients", retries);
        figures.put("acknowledged", acknowledged.size());
        zero(figures, wrong, "never acknowledged", wanted.get() - acknowledged.size());
        zero(
                figures,
                wrong,
                "acknowledged and lost",
                acknowledged.values().stream()
                        .filter(text -> !stored.contains(text))
                        .count());
        zero(figures, wrong, "applications too many", stored.size() - (long) acknowledged.size());
        zero(
                figures,
                wrong,
                "refunded twice",
                byPayment.values().stream().filter(list -> list.size() > 1).count());
        zero(
                figures,
                wrong,
                "credited without SUCCESS",
                refunded.stream().filter(text -> !succeeded.contains(text)).count());
        zero(
                figures,
                wrong,
                "SUCCESS and not credited",
                succeeded.stream().filter(text -> !refunded.contains(text)).count());
        zero(
                figures,
                wrong,
                "acknowledged and not credited",
                acknowledged.keySet().stream()
                        .filter(sale -> !refunded.contains(sale.transactionId()))
                        .count());
        zero(
                figures,
                wrong,
                "refunds of another amount than decided",
                count("select count(*) from refund_application a join refund_transaction t on t.application_no ="
                                + " a.application_no where t.refund_amount <> a.refund_amount")
                        + otherAmounts(refunds));
        zero(
                figures,
                wrong,
                "numbers sent with different bytes",
                byNumber.values().stream()
                        .filter(list ->
                                list.stream().map(Entry::bodyHash).distinct().count() > 1)
                        .count());
        zero(
                figures,
                wrong,
                "payments with more than one number",
                byNumber.values().stream()
                        .map(list -> list.get(0).transactionId())
                        .collect(Collectors.groupingBy(text -> text, Collectors.counting()))
                        .values()
                        .stream()
                        .filter(number -> number > 1)
                        .count());
        zero(
                figures,
                wrong,
                "what a correct client never asks",
                wechat.violations().size());
        wrong.addAll(wechat.violations().stream().limit(5).toList());
        figures.put(
                "most requests to refund for one number",
                wechat.sends().values().stream().mapToInt(List::size).max().orElse(0));
        figures.put("sent again within " + RESEND_AFTER.toSeconds() + " s of arrival", tooSoon(wechat.sends()));
        figures.put(
                "most notices of one refund",
                notices.values().stream().mapToInt(number -> number).max().orElse(0));
        zero(
                figures,
                wrong,
                "refunds told twice",
                notices.values().stream().filter(number -> number > 1).count());
        figures.put("refunds not told, a node died while telling", refunded.size() - notices.size());
        zero(
                figures,
                wrong,
                "acknowledged notifications not in the inbox",
                wechat.acknowledgedNotifications().stream()
                        .filter(text -> !inbox.contains(text))
                        .count());
        zero(figures, wrong, "incidents", count("select count(*) from act_ru_incident"));
        zero(figures, wrong, "tasks for people left", count("select count(*) from act_ru_task"));
        zero(
                figures,
                wrong,
                "instances not ended",
                count("select count(*) from act_ru_execution where parent_id_ is null"));
        zero(
                figures,
                wrong,
                "instances stuck: no job, task or incident",
                count("select count(*) from act_ru_execution e where e.parent_id_ is null"
                        + " and not exists (select 1 from act_ru_job j where j.process_instance_id_ = e.id_ and j.retries_ > 0)"
                        + " and not exists (select 1 from act_ru_task t where t.proc_inst_id_ = e.id_)"
                        + " and not exists (select 1 from act_ru_incident i where i.proc_inst_id_ = e.id_)"));
        figures.put(
                "seconds to drain",
                drain.map(duration -> "" + duration.toSeconds()).orElse("never"));
        figures.put("longest stop on SIGTERM, seconds", longestStop.toSeconds());
        if (longestStop.compareTo(LONGEST_STOP) > 0) {
            wrong.add("a stop took " + longestStop);
        }
        if (drain.isEmpty()) {
            wrong.add("not drained within " + drainedWithin());
        }
        return new Verdict(figures, wrong);
    }

    private static void zero(Map<String, Object> figures, List<String> wrong, String what, long count) {
        figures.put(what, count);
        if (count != 0) {
            wrong.add(what + ": " + count);
        }
    }

    private long otherAmounts(List<Refund> refunds) {
        var ours = new HashSet<>(strings("select transaction_id || ' ' || refund_amount from refund_transaction"));
        return refunds.stream()
                .filter(refund -> !ours.contains(refund.transactionId() + " " + refund.refund()))
                .count();
    }

    /** Counted from arrivals: a node that was put to sleep between its claim and its call sends when it wakes. */
    private static long tooSoon(Map<String, List<Instant>> sends) {
        return sends.values().stream()
                .filter(times -> {
                    for (var i = 1; i < times.size(); i++) {
                        if (Duration.between(times.get(i - 1), times.get(i)).compareTo(RESEND_AFTER) < 0) {
                            return true;
                        }
                    }
                    return false;
                })
                .count();
    }
}
