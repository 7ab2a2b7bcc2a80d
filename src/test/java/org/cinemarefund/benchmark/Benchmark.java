package org.cinemarefund.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.cinemarefund.sandbox.SandboxConfig;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;
import org.cinemarefund.sandbox.http.SandboxServer;

/**
 * Drives whole refunds through the packaged product as people and WeChat would: apply over REST, claim and approve over
 * {@code /engine-rest}, WeChat played by the sandbox with its signed callbacks, until the credit notice has been sent; on
 * PostgreSQL with fsync on. Arguments: refunds (0 = only count statements), most open at once, client
 * threads, finished refunds to put beside before all of it is measured once more (0 = none).
 */
public final class Benchmark {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "Bench-mark-2026!";
    private static final int USERS = 50;
    /** Of the chain's desk: two decisions of one person wait for each other, so that limits by person hold. */
    private static final int REVIEWERS = 8;

    private static final int COUNTED = 200;
    private static final int STEPPED = 25;
    private static final int WARM = 2000;
    private static final int TURNS = 5;
    private static final int LISTED = 200;
    private static final String COLLECTOR = "collector";
    private static final Duration STILL = Duration.ofMillis(200);
    private static final Duration SETTLES = Duration.ofMillis(50);
    /** Later than a step is looked at alone. */
    private static final Duration SETTLES_APART = Duration.ofSeconds(2);

    private static final double TICKS = 100;
    private static final String INDEXES = " indexes";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final List<Long> applyNanos = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> quoteNanos = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger orders = new AtomicInteger();
    private final SandboxServer sandbox;
    private final EmbeddedPostgres postgres;
    private final List<String> tokens = new ArrayList<>();
    private String base;
    private String collector;
    private Process product;

    private Benchmark(SandboxServer sandbox, EmbeddedPostgres postgres) {
        this.sandbox = sandbox;
        this.postgres = postgres;
    }

    public static void main(String[] arguments) throws Exception {
        var refunds = number(arguments, 0, 2000);
        var window = number(arguments, 1, 64);
        var threads = number(arguments, 2, 8);
        var grown = number(arguments, 3, 0);
        var directory = Files.createTempDirectory("refund-benchmark");
        try (var postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
                var sandbox = SandboxServer.start(SandboxConfig.defaults()
                        .withPort(0)
                        .withDirectory(directory)
                        .withSettleAfter(SETTLES))) {
            var benchmark = new Benchmark(sandbox, postgres);
            try {
                benchmark.run(refunds, window, threads, grown);
            } finally {
                benchmark.stop();
            }
        }
        System.exit(0);
    }

    private static int number(String[] arguments, int at, int otherwise) {
        return arguments.length > at ? Integer.parseInt(arguments[at]) : otherwise;
    }

    private void run(int refunds, int window, int threads, int grown) throws Exception {
        if (refunds > 0) {
            start(postgres.getPort());
            prepare();
            var empty = bytes();
            try (var connection = postgres.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create database bare");
            }
            try (var bare = new Bare(postgres.getPort(), "bare")) {
                load(bare, refunds, window, threads);
                stop();
                printStorage(empty);
                if (grown > 0) {
                    count(false);
                    stop();
                    grow(grown);
                    replay();
                    start(postgres.getPort());
                    load(bare, refunds, window, threads);
                    stop();
                }
            }
        }
        count(refunds == 0);
    }

    private void grow(int wanted) throws SQLException {
        var began = System.nanoTime();
        try (var connection = postgres.getPostgresDatabase().getConnection()) {
            var there = Growth.grow(connection, wanted);
            print("finished refunds there       %d (%.0f s)", there, (System.nanoTime() - began) / 1e9);
        }
    }

    /** The product and the bare engine in turns, both warm: what one turn costs, and the ratio to the turn beside it. */
    private void load(Bare bare, int refunds, int window, int threads) throws Exception {
        drive(WARM, window, threads);
        bare.drive(WARM, window, threads);
        applyNanos.clear();
        quoteNanos.clear();
        var ours = new ArrayList<Turn>();
        var beside = new ArrayList<Turn>();
        for (var turn = 0; turn < TURNS; turn++) {
            var numbers = pushed(refunds / TURNS);
            ours.add(turn(product.pid(), numbers.size(), () -> drivenAll(numbers, window, threads)));
            beside.add(turn(bare.pid(), refunds / TURNS, () -> bare.drive(refunds / TURNS, window, threads)));
        }
        print(
                "refunds                      %d in %d turns (%d threads, at most %d open)",
                refunds, TURNS, threads, window);
        print("refunds per second           %s", triple(ours, beside, turn -> 1 / turn.seconds()));
        print("CPU s per 1,000 refunds      %s", triple(ours, beside, turn -> 1000 * (turn.app() + turn.database())));
        print("  of it application          %s", triple(ours, beside, turn -> 1000 * turn.app()));
        print("  of it database             %s", triple(ours, beside, turn -> 1000 * turn.database()));
        print("writing transactions/refund  %s", triple(ours, beside, Turn::writes));
        print("apply p50 / p99              %.1f / %.1f ms", millis(applyNanos, 50), millis(applyNanos, 99));
        print("callback p50 / p99           %s ms", callbackPercentiles());
        print("resident memory              %d MiB", residentMiB());
        halfLoad(bare);
        longList();
        print(
                "ledger violations            %d",
                sandbox.sandbox().ledger().violations().size());
    }

    /** A quarter of the clients, an eighth of the open refunds; the bare engine's starting call beside it. */
    private void halfLoad(Bare bare) throws Exception {
        applyNanos.clear();
        quoteNanos.clear();
        drive(1000, 8, 2);
        var callbacks = callbackPercentiles();
        var start = bare.drive(1000, 8, 2).startP99();
        print("half load: bare start p99    %.1f ms", start);
        print("half load: quote p99         %.1f ms", millis(quoteNanos, 99));
        print("half load: apply p99         %.1f ms", millis(applyNanos, 99));
        print("half load: callback p50/p99  %s ms", callbacks);
    }

    /** Somebody with many orders reads all of them, page after page, while nothing else happens. */
    private void longList() throws Exception {
        if (collector == null) {
            collector = login(COLLECTOR);
        }
        for (var order = 1; order <= LISTED; order++) {
            pushOrder("L" + order, 9_000_000 + order, COLLECTOR);
        }
        var nanos = new ArrayList<Long>();
        for (var read = 0; read < 2 * LISTED; read++) {
            var began = System.nanoTime();
            var items = 0;
            String cursor = null;
            do {
                var address = "/api/orders?limit=100" + (cursor == null ? "" : "&cursor=" + cursor);
                var page = JSON.readTree(get(address, collector).body());
                items += page.get("items").size();
                cursor = page.path("nextCursor").asText(null);
            } while (cursor != null);
            if (items != LISTED) {
                throw new IllegalStateException(items + " orders of " + LISTED);
            }
            if (read >= LISTED) {
                nanos.add(System.nanoTime() - began);
            }
        }
        print("list of %d orders p50 / p99 %.1f / %.1f ms", LISTED, millis(nanos, 50), millis(nanos, 99));
    }

    /** The plan as it is over all that was ever decided, as an operator asks for it. */
    private void replay() throws IOException, InterruptedException {
        var began = System.nanoTime();
        var said = Path.of("target", "benchmark-replay.txt");
        var command = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-jar",
                        jar().toString(),
                        "--check-plan",
                        "processes/policy-shenzhen-tiers.dmn",
                        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + postgres.getPort()
                                + "/postgres?sslmode=disable",
                        "--spring.datasource.username=postgres",
                        "--spring.datasource.password=benchmark-only")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        command.waitFor();
        var lines = Files.readAllLines(said);
        print("--check-plan: %s (%.1f s)", lines.get(lines.size() - 1), (System.nanoTime() - began) / 1e9);
    }

    /** Of one refund. */
    private record Turn(double seconds, double app, double database, double writes) {}

    private Turn turn(long pid, int refunds, Callable<?> work) throws Exception {
        var app = cpuOf(pid);
        var database = postgresCpu();
        var writes = xid();
        var began = System.nanoTime();
        work.call();
        var seconds = (System.nanoTime() - began) / 1e9;
        return new Turn(
                seconds / refunds,
                (cpuOf(pid) - app) / refunds,
                (postgresCpu() - database) / refunds,
                (xid() - writes) / (double) refunds);
    }

    /** Medians of the turns: the product's, the bare engine's, and that of the ratios turn by turn. */
    private static String triple(List<Turn> ours, List<Turn> beside, ToDoubleFunction<Turn> figure) {
        var ratios = new ArrayList<Double>();
        for (var turn = 0; turn < ours.size(); turn++) {
            ratios.add(figure.applyAsDouble(ours.get(turn)) / figure.applyAsDouble(beside.get(turn)));
        }
        return String.format(
                Locale.ROOT,
                "%.1f, bare engine %.1f, ratio %.2f (%.2f to %.2f)",
                median(ours.stream().map(figure::applyAsDouble).toList()),
                median(beside.stream().map(figure::applyAsDouble).toList()),
                median(ratios),
                Collections.min(ratios),
                Collections.max(ratios));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** Bytes on disk of each table with its indexes, as small as they can be: how full a page is kept depends on the past. */
    private Map<String, Long> bytes() throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("vacuum full");
            var sizes = new HashMap<String, Long>();
            try (var rows = statement.executeQuery(
                    "select relname, pg_total_relation_size(oid), pg_indexes_size(oid) from pg_class"
                            + " where relkind = 'r' and relnamespace = 'public'::regnamespace")) {
                while (rows.next()) {
                    sizes.put(rows.getString(1), rows.getLong(2));
                    sizes.put(rows.getString(1) + INDEXES, rows.getLong(3));
                }
            }
            return sizes;
        }
    }

    private void printStorage(Map<String, Long> empty) throws SQLException {
        var refunds = query("select count(*) from refund_application");
        var grown = new TreeMap<String, Double>();
        bytes().forEach((table, bytes) -> grown.put(table, (bytes - empty.getOrDefault(table, 0L)) / 1024.0 / refunds));
        var all = grown.entrySet().stream()
                .filter(entry -> !entry.getKey().endsWith(INDEXES))
                .mapToDouble(Map.Entry::getValue)
                .sum();
        print("storage KB/refund            %.1f (%d finished refunds)", all, refunds);
        grown.entrySet().stream()
                .filter(entry -> !entry.getKey().endsWith(INDEXES) && entry.getValue() >= 0.05)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(entry -> print(
                        "  %-26s %5.1f (indexes %.1f)",
                        entry.getKey(), entry.getValue(), grown.get(entry.getKey() + INDEXES)));
    }

    /** @param first whether nothing was prepared before */
    private void count(boolean first) throws Exception {
        try (var counter = new SqlCounter(postgres.getPort())) {
            start(counter.port());
            if (first) {
                prepare();
            }
            drive(COUNTED / 4, 1, 1);
            var idleFrom = System.nanoTime();
            var before = counter.counts();
            TimeUnit.SECONDS.sleep(10);
            var idle = counter.counts().minus(before).times(1e9 / (System.nanoTime() - idleFrom));
            var counted = pushed(COUNTED);
            counter.forget();
            before = counter.counts();
            var xidBefore = xid();
            var from = System.nanoTime();
            drive(counted, 16, 4);
            var all = counter.counts()
                    .minus(before)
                    .minus(idle.times((System.nanoTime() - from) / 1e9))
                    .times(1.0 / COUNTED);
            print(
                    "SQL statements per refund    %.1f, and %.1f begins, %.1f commits (%.0f round trips), polling subtracted",
                    all.statements(), all.begins(), all.commits(), all.roundTrips());
            print("writing transactions/refund  %.1f (counted apart)", (xid() - xidBefore) / (double) COUNTED);
            print(
                    "SQL statements when idle     %.1f per second, and %.1f begins and commits",
                    idle.statements(), idle.begins() + idle.commits());
            Files.write(Path.of("target", "benchmark-sql.txt"), counter.bySql());
            countSteps(counter, idle);
        }
    }

    /** One refund after another, each step alone: whoever comes next waits until the wire is silent. */
    private void countSteps(SqlCounter counter, SqlCounter.Counts idle) throws Exception {
        settleAfter(SETTLES_APART);
        var steps = new LinkedHashMap<String, SqlCounter.Counts>();
        var lines = new ArrayList<String>();
        for (var number : pushed(STEPPED)) {
            lines.clear();
            var told = sandbox.sandbox().ledger().messages().size();
            counter.awaitSilence(STILL);
            for (var step : steps(number)) {
                counter.forget();
                var before = counter.counts();
                var xidBefore = xid();
                var from = System.nanoTime();
                step.run().call();
                if (step.last()) {
                    while (sandbox.sandbox().ledger().messages().size() == told) {
                        TimeUnit.MILLISECONDS.sleep(10);
                    }
                }
                counter.awaitSilence(STILL);
                var polled = idle.times((System.nanoTime() - from) / 1e9);
                steps.merge(step.name(), counter.counts().minus(before).minus(polled), SqlCounter.Counts::plus);
                lines.add("== " + step.name() + ", " + (xid() - xidBefore) + " writing transactions");
                lines.addAll(counter.inOrder());
            }
        }
        steps.forEach((name, sum) -> {
            var one = sum.times(1.0 / STEPPED);
            print(
                    "  %-26s %5.1f statements, %4.1f begins, %4.1f commits",
                    name, one.statements(), one.begins(), one.commits());
        });
        Files.write(Path.of("target", "benchmark-steps.txt"), lines);
        settleAfter(SETTLES);
    }

    private void settleAfter(Duration wait) {
        sandbox.sandbox().scenarioByDefault(new ScenarioChoice(Scenario.NORMAL, Integer.MAX_VALUE, wait));
    }

    /** @param last is done when the credit notice has been sent */
    private record Step(String name, Callable<?> run, boolean last) {
        Step(String name, Callable<?> run) {
            this(name, run, false);
        }
    }

    private static Void set(AtomicReference<String> value, String now) {
        value.set(now);
        return null;
    }

    private List<Step> steps(int number) {
        var task = new AtomicReference<String>();
        var no = new AtomicReference<String>();
        return List.of(
                new Step("quote", () -> quote(number)),
                new Step("apply", () -> set(no, apply(number))),
                new Step("task list", () -> set(task, taskOf(no.get(), reviewer(number)))),
                new Step("claim", () -> claim(task.get(), reviewer(number))),
                new Step("complete and submit", () -> complete(task.get(), reviewer(number))),
                new Step("callback and notice", () -> null, true));
    }

    @SuppressWarnings("SystemOut")
    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private void start(int databasePort) throws Exception {
        var port = freePort();
        base = "http://127.0.0.1:" + port;
        var credentials = sandbox.credentials();
        sandbox.sandbox().callbackBase(URI.create(base));
        var command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx512m", "-jar", jar().toString()));
        command.addAll(List.of(
                "--spring.profiles.active=production",
                "--server.port=" + port,
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + databasePort + "/postgres?sslmode=disable",
                "--spring.datasource.username=postgres",
                "--spring.datasource.password=benchmark-only",
                "--refund.wechat.pay.mch-id=" + credentials.merchantId(),
                "--refund.wechat.pay.merchant-serial-no=" + credentials.merchantSerialNo(),
                "--refund.wechat.pay.private-key-path="
                        + credentials.merchantPrivateKeyPath().toAbsolutePath(),
                "--refund.wechat.pay.api-v3-key=" + credentials.apiV3Key(),
                "--refund.wechat.pay.public-key-id=" + credentials.publicKeyId(),
                "--refund.wechat.pay.public-key-path="
                        + credentials.publicKeyPath().toAbsolutePath(),
                "--refund.wechat.pay.notify-url=" + base + "/api/wechat/refund-notifications",
                "--refund.wechat.pay.base-url=" + credentials.baseUrl(),
                "--refund.wechat.pay.rate-per-second=1000",
                "--refund.wechat.mini-program.app-id=" + credentials.appId(),
                "--refund.wechat.mini-program.secret=" + credentials.appSecret(),
                "--refund.wechat.mini-program.base-url=" + credentials.baseUrl(),
                "--refund.session.secret=0123456789012345678901234567890123456789",
                "--refund.internal.username=orders",
                "--refund.internal.password=" + PASSWORD,
                "--refund.admin.username=boss",
                "--refund.admin.password=" + PASSWORD,
                "--refund.metrics.username=metrics",
                "--refund.metrics.password=" + PASSWORD,
                // Eight people approve what hundreds do elsewhere.
                "--refund.review.person-limit-per-day=0",
                "--refund.limits.applications-per-user-day=1000000",
                "--refund.limits.requests-per-user-minute=1000000",
                "--management.metrics.distribution.percentiles.http.server.requests=0.5,0.99",
                "--management.metrics.distribution.expiry.http.server.requests=20s",
                "--logging.level.root=WARN"));
        credentials.templates().forEach((kind, template) -> {
            var prefix = "--refund.wechat.mini-program.templates." + kind;
            command.add(prefix + ".id=" + template.id());
            template.fields().forEach((key, field) -> command.add(prefix + ".fields." + key + "=" + field));
        });
        product = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "benchmark.log").toFile())
                .start();
        var began = System.nanoTime();
        while (!healthy()) {
            if (!product.isAlive() || System.nanoTime() - began > TimeUnit.MINUTES.toNanos(10)) {
                throw new IllegalStateException("the product did not start: see target/benchmark.log");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        print("started in                   %.1f s", (System.nanoTime() - began) / 1e9);
    }

    private static Path jar() throws IOException {
        try (var files = Files.list(Path.of("target"))) {
            return files.filter(
                            path -> path.getFileName().toString().matches("cinema-refund-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no jar in target: mvn -DskipTests package"));
        }
    }

    private boolean healthy() {
        try {
            return get("/actuator/health", null).statusCode() == 200;
        } catch (IOException | IllegalStateException notYet) {
            return false;
        }
    }

    private void stop() throws InterruptedException {
        if (product != null && product.isAlive()) {
            product.destroy();
            if (!product.waitFor(40, TimeUnit.SECONDS)) {
                product.destroyForcibly();
            }
        }
    }

    private void prepare() throws Exception {
        send("PUT", "/internal/cinemas/bench", basic("orders"), """
                {"name":"Bench","region":"SZ","phone":"0755-1","policyPlan":"shenzhen-tiers","reviewWorkingDays":2,
                 "onOverdue":"ESCALATE"}""");
        for (var reviewer = 0; reviewer < REVIEWERS; reviewer++) {
            send("POST", "/engine-rest/user/create", basic("boss"), """
                    {"profile":{"id":"%s","firstName":"R","lastName":"V","email":""},
                     "credentials":{"password":"%s"}}""".formatted(reviewer(reviewer), PASSWORD));
            send("PUT", "/engine-rest/group/reviewers-bench/members/" + reviewer(reviewer), basic("boss"), "");
        }
        for (var user = 0; user < USERS; user++) {
            tokens.add(login("user" + user));
        }
    }

    /** Tried again where a cold product on a busy machine says so. */
    private String login(String user) throws Exception {
        for (var attempt = 1; ; attempt++) {
            try {
                var code = "demo-" + user + "-" + user + "_" + attempt;
                var login = send("POST", "/api/session", null, "{\"code\":\"" + code + "\"}");
                return "Bearer " + login.get("token").asText();
            } catch (IllegalStateException busy) {
                if (attempt == 5) {
                    throw busy;
                }
                TimeUnit.SECONDS.sleep(attempt);
            }
        }
    }

    /** Whole refunds until each has its credit notice. */
    private void drive(int refunds, int window, int threads) throws Exception {
        drive(pushed(refunds), window, threads);
    }

    private List<Integer> pushed(int refunds) throws Exception {
        var numbers = new ArrayList<Integer>();
        for (var i = 0; i < refunds; i++) {
            var number = orders.incrementAndGet();
            pushOrder(number);
            numbers.add(number);
        }
        return numbers;
    }

    private Void drivenAll(List<Integer> numbers, int window, int threads) throws Exception {
        drive(numbers, window, threads);
        return null;
    }

    private void drive(List<Integer> numbers, int window, int threads) throws Exception {
        var refunds = numbers.size();
        var target = sandbox.sandbox().ledger().messages().size() + refunds;
        var open = new Semaphore(window);
        var pool = Executors.newFixedThreadPool(threads + 1);
        var failures = new AtomicInteger();
        pool.execute(() -> release(open, target, refunds));
        for (var number : numbers) {
            pool.execute(() -> {
                try {
                    open.acquire();
                    refund(number);
                } catch (Exception e) {
                    failures.incrementAndGet();
                    print("refund of order %d failed: %s", number, e);
                }
            });
        }
        pool.shutdown();
        if (!pool.awaitTermination(30, TimeUnit.MINUTES) || failures.get() > 0) {
            throw new IllegalStateException(failures + " refunds failed");
        }
    }

    private void release(Semaphore open, int target, int refunds) {
        var seen = target - refunds;
        try {
            while (seen < target) {
                var now = sandbox.sandbox().ledger().messages().size();
                open.release(now - seen);
                seen = now;
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pushOrder(int number) throws Exception {
        pushOrder(orderNo(number), number, "user" + number % USERS);
    }

    private void pushOrder(String orderNo, int payment, String user) throws Exception {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.ofHours(8));
        send("PUT", "/internal/orders/" + orderNo, basic("orders"), """
                {"transactionId":"4200%024d","openid":"%s","cinemaId":"bench","filmTitle":"Film","hall":"1",
                 "showTime":"%s","seats":["1-1"],"ticketKind":"STANDARD","salesChannel":"MINI_PROGRAM","paidAmount":5000,
                 "serviceFee":200,"couponAmount":0,"bankType":"OTHERS","paidAt":"%s","status":"PAID"}""".formatted(
                        payment, SandboxIds.openidOf(user), now.plusDays(3), now.minusHours(1)));
    }

    private static String reviewer(int number) {
        return "reviewer" + number % REVIEWERS;
    }

    private static String orderNo(int number) {
        return "O" + number;
    }

    private void refund(int number) throws Exception {
        var asked = System.nanoTime();
        quote(number);
        quoteNanos.add(System.nanoTime() - asked);
        var began = System.nanoTime();
        var applicationNo = apply(number);
        applyNanos.add(System.nanoTime() - began);
        var reviewer = reviewer(number);
        var task = taskOf(applicationNo, reviewer);
        claim(task, reviewer);
        complete(task, reviewer);
    }

    private JsonNode quote(int number) throws IOException {
        return send(
                "POST",
                "/api/orders/" + orderNo(number) + "/refund-quote",
                tokens.get(number % USERS),
                "{\"reason\":\"PERSONAL\"}");
    }

    private String apply(int number) throws IOException {
        return send("POST", "/api/refund-applications", tokens.get(number % USERS), """
                {"orderNo":"%s","reason":"PERSONAL","description":"benchmark","amount":5000,"noticeAccepted":true}""".formatted(orderNo(number)))
                .get("applicationNo")
                .asText();
    }

    /** Its address. */
    private String taskOf(String applicationNo, String reviewer) throws IOException {
        var tasks = JSON.readTree(get("/engine-rest/task?processInstanceBusinessKey=" + applicationNo, basic(reviewer))
                .body());
        return "/engine-rest/task/" + tasks.get(0).get("id").asText();
    }

    private JsonNode claim(String task, String reviewer) throws IOException {
        return send("POST", task + "/claim", basic(reviewer), "{\"userId\":\"" + reviewer + "\"}");
    }

    private JsonNode complete(String task, String reviewer) throws IOException {
        return send(
                "POST", task + "/complete", basic(reviewer), "{\"variables\":{\"decision\":{\"value\":\"APPROVE\"}}}");
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> get(String path, String authorization) throws IOException {
        return exchange(request(path, authorization).GET().build());
    }

    private JsonNode send(String method, String path, String authorization, String body) throws IOException {
        var response = exchange(request(path, authorization)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
    }

    private HttpRequest.Builder request(String path, String authorization) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private HttpResponse<String> exchange(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String metrics() throws IOException {
        return get("/actuator/prometheus", basic("metrics")).body();
    }

    private String callbackPercentiles() throws IOException {
        var found = Pattern.compile(
                        "http_server_requests_seconds\\{[^}]*uri=\"/api/wechat/refund-notifications\"[^}]*} ([0-9.E-]+)")
                .matcher(metrics());
        var percentiles = new ArrayList<String>();
        while (found.find()) {
            percentiles.add(String.format(Locale.ROOT, "%.1f", Double.parseDouble(found.group(1)) * 1000));
        }
        return String.join(" / ", percentiles);
    }

    private long xid() throws SQLException {
        return query("select txid_snapshot_xmax(txid_current_snapshot())");
    }

    private long query(String sql) throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Seconds of processor a process has used; NaN where there is no /proc. */
    private static double cpuOf(long pid) throws IOException {
        var stat = stat(pid);
        return (Long.parseLong(stat[11]) + Long.parseLong(stat[12])) / TICKS;
    }

    private static String[] stat(long pid) throws IOException {
        var line = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return line.substring(line.lastIndexOf(')') + 2).split(" ");
    }

    /** The postmaster, its living children and those that ended. */
    private double postgresCpu() throws SQLException, IOException {
        var postmaster = postmaster();
        var ticks = 0L;
        var own = stat(postmaster);
        for (var i = 11; i <= 14; i++) {
            ticks += Long.parseLong(own[i]);
        }
        for (var child : ProcessHandle.of(postmaster).orElseThrow().children().toList()) {
            try {
                var stat = stat(child.pid());
                ticks += Long.parseLong(stat[11]) + Long.parseLong(stat[12]);
            } catch (IOException ended) {
                // Counted with the postmaster's ended children next time.
            }
        }
        return ticks / TICKS;
    }

    /** The parent of any backend, asked for while that backend is alive. */
    private long postmaster() throws SQLException, IOException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select pg_backend_pid()")) {
            rows.next();
            return Long.parseLong(stat(rows.getLong(1))[1]);
        }
    }

    private long residentMiB() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + product.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        return 0;
    }

    private static double millis(List<Long> nanos, int percentile) {
        var sorted = nanos.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percentile / 100)) / 1e6;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
