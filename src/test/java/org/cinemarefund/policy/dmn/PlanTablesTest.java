package org.cinemarefund.policy.dmn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.engine.variable.Variables;
import org.cinemarefund.policy.PlanFacts;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.policy.Sample;
import org.cinemarefund.ticketing.TicketKind;
import org.cinemarefund.ticketing.TicketState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every {@code processes/policy-*.dmn} against the examples the business signed off, {@code policy/<plan>.csv}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlanTablesTest {
    private static final Path TABLES = Path.of("processes");
    private static final Path EXAMPLES = Path.of("src/test/resources/policy");

    private final PlanFiles files = new PlanFiles("file:" + TABLES.toAbsolutePath() + "/");
    private final List<DecisionTablePlan> plans = plans(files);
    private final RefundPolicy policy = files.policy();
    private final Map<String, Set<String>> rulesHit = new HashMap<>();

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("examples")
    void answers_as_signed(String plan, Map<String, String> example) {
        var sample = sample(plan, example);
        var at = Sample.SHOW.minus(Duration.parse(example.get("beforeShow")));

        var deal = policy.decide(sample.build(), sample.cinema(), RefundReason.PERSONAL, at);

        assertThat(deal.outcome()).hasToString(example.get("outcome"));
        assertThat(deal.ruleId()).isEqualTo(example.get("ruleId"));
        assertThat(deal.fee()).isEqualTo(number(example, "fee", -1));
        assertThat(deal.plan()).isEqualTo(plan);
        rulesHit.computeIfAbsent(plan, p -> new HashSet<>()).add(deal.ruleId());
    }

    /** The last row is for what no enum knows yet, so no order reaches it. */
    @Test
    void what_no_row_foresaw_is_refused() {
        for (var plan : plans) {
            var last = plan.ruleIds().get(plan.ruleIds().size() - 1);
            var row = row(plan, strange());
            assertThat(row).containsEntry("outcome", "REJECT").containsEntry("ruleId", last);
        }
    }

    private static Map<String, Object> strange() {
        var facts = new HashMap<>(
                facts(10_000, false, TicketKind.STANDARD, TicketState.ISSUED).asMap());
        facts.put("ticketKind", "SOMETHING_NEW");
        facts.put("salesChannel", "MINI_PROGRAM");
        return facts;
    }

    @Test
    void there_is_an_answer_to_everything() {
        for (var plan : plans) {
            for (var facts : grid()) {
                assertThatCode(() -> plan.termsFor(facts)).as("%s", facts).doesNotThrowAnyException();
            }
            assertThat(row(plan, Map.of())).containsEntry("outcome", "REJECT");
        }
    }

    @Test
    void answers_alike_however_many_ask_at_once() throws Exception {
        var fresh = plans(new PlanFiles("file:" + TABLES.toAbsolutePath() + "/"));
        var pool = Executors.newFixedThreadPool(8);
        try {
            for (var plan : plans) {
                var all = grid();
                var facts = IntStream.range(0, all.size() / 10)
                        .mapToObj(i -> all.get(10 * i))
                        .toList();
                var alone = facts.stream().map(plan::termsFor).toList();
                var untouched = fresh.get(plans.indexOf(plan));
                var together = pool.invokeAll(IntStream.range(0, 8)
                        .mapToObj(i -> (Callable<Object>)
                                () -> facts.stream().map(untouched::termsFor).toList())
                        .toList());
                for (var answers : together) {
                    assertThat(answers.get()).isEqualTo(alone);
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Answers are kept and shared between minutes; here the table itself is asked for each of them. */
    @Test
    void a_kept_answer_is_the_answer_of_the_table() {
        for (var plan : plans) {
            var table = engineAndTable(plan);
            for (var facts : aroundEveryEdge(plan)) {
                var row = table.apply(facts.asMap());
                var terms = plan.termsFor(facts);
                assertThat(terms.ruleId()).as("%s", facts).isEqualTo(row.get("ruleId"));
                assertThat(plan.termsFor(facts)).isSameAs(terms);
            }
        }
    }

    @Test
    void every_clause_can_be_read_in_both_languages() {
        for (var plan : plans) {
            var chinese = policy.text(plan.name(), Sample.SHOW, Locale.SIMPLIFIED_CHINESE);
            var english = policy.text(plan.name(), Sample.SHOW, Locale.ENGLISH);

            assertThat(chinese.clauses())
                    .hasSize(plan.ruleIds().size() + RefundPolicy.COMMON.size())
                    .hasSameSizeAs(english.clauses());
            assertThat(chinese.clauses()).allMatch(clause -> clause.text().matches("(?s).*\\p{IsHan}.*"));
            assertThat(english.clauses()).noneMatch(clause -> clause.text().matches("(?s).*\\p{IsHan}.*"));
        }
    }

    /** Two texts under one version would make a frozen deal mean something else than it says. */
    @Test
    void a_version_stands_for_one_wording() throws Exception {
        var known = Files.readAllLines(EXAMPLES.resolve("versions.csv"));
        for (var plan : plans) {
            var line = plan.name() + "," + plan.version() + "," + fingerprint(plan.name());
            assertThat(known)
                    .as(
                            "rules or clauses of %s were edited: give the table a new camunda:versionTag and append a line",
                            plan.name())
                    .contains(line);
        }
        assertThat(known.stream().map(line -> line.substring(0, line.lastIndexOf(','))))
                .doesNotHaveDuplicates();
    }

    @AfterAll
    void every_rule_has_an_example() {
        for (var plan : plans) {
            var rules = plan.ruleIds().subList(0, plan.ruleIds().size() - 1);
            assertThat(rulesHit.get(plan.name())).as(plan.name()).containsAll(rules);
        }
    }

    private Stream<Arguments> examples() throws IOException {
        var examples = new ArrayList<Arguments>();
        for (var plan : plans) {
            var lines = Files.readAllLines(EXAMPLES.resolve(plan.name() + ".csv")).stream()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split("\\s*,\\s*"))
                    .toList();
            var header = lines.get(0);
            for (var line : lines.subList(1, lines.size())) {
                var example = new HashMap<String, String>();
                for (int i = 0; i < header.length; i++) {
                    example.put(header[i], line[i]);
                }
                examples.add(Arguments.of(plan.name(), example));
            }
        }
        return examples.stream();
    }

    private static Sample sample(String plan, Map<String, String> example) {
        return Sample.order()
                .plan(plan)
                .of(TicketKind.valueOf(example.getOrDefault("ticketKind", "STANDARD")))
                .in(TicketState.valueOf(example.getOrDefault("ticketState", "ISSUED")))
                .soldBy(example.getOrDefault("salesChannel", "MINI_PROGRAM"))
                .seats((int) number(example, "seats", 2))
                .region(example.getOrDefault("region", "广东深圳"))
                .about(null, word(example, "filmType"), word(example, "memberLevel"))
                .paid(number(example, "paidAmount", 10_000), number(example, "serviceFee", 0))
                .coupon(number(example, "couponAmount", 0));
    }

    /** A dash where it is not told. */
    private static String word(Map<String, String> example, String column) {
        var word = example.getOrDefault(column, "-");
        return word.equals("-") ? null : word;
    }

    private static long number(Map<String, String> example, String column, long otherwise) {
        return example.containsKey(column) ? Long.parseLong(example.get(column)) : otherwise;
    }

    private static List<PlanFacts> grid() {
        var grid = new ArrayList<PlanFacts>();
        for (var minutes : new long[] {-100_000, -1, 0, 1, 29, 30, 59, 60, 119, 120, 1439, 1440, 100_000}) {
            for (var kind : TicketKind.values()) {
                for (var state : TicketState.values()) {
                    grid.add(facts(minutes, minutes <= 0, kind, state));
                }
            }
        }
        return grid;
    }

    private static List<PlanFacts> aroundEveryEdge(DecisionTablePlan plan) {
        var minutes = new TreeSet<>(List.of(-5_000L, -1L, 0L, 1L, 777L, 50_000L));
        plan.minuteEdges().forEach(edge -> minutes.addAll(List.of(edge - 2, edge - 1, edge, edge + 1, edge + 2)));
        return minutes.stream()
                .map(m -> facts(m, m < 0, TicketKind.MEMBER, TicketState.ISSUED))
                .toList();
    }

    private static PlanFacts facts(long minutesToShow, boolean started, TicketKind kind, TicketState state) {
        var collected = state != TicketState.ISSUED;
        return new PlanFacts(
                minutesToShow,
                started,
                Math.max(0, -minutesToShow - 1),
                kind,
                state,
                collected,
                "OTHER",
                "",
                "",
                "",
                "",
                1,
                0,
                0,
                collected ? 100 : 0,
                false,
                99);
    }

    private static List<DecisionTablePlan> plans(PlanFiles files) {
        return files.plans().stream().map(DecisionTablePlan.class::cast).toList();
    }

    private static Map<String, Object> row(DecisionTablePlan plan, Map<String, Object> facts) {
        return engineAndTable(plan).apply(facts);
    }

    private static Function<Map<String, Object>, Map<String, Object>> engineAndTable(DecisionTablePlan plan) {
        var engine =
                DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();
        try (var in = Files.newInputStream(TABLES.resolve("policy-" + plan.name() + ".dmn"))) {
            var decision = engine.parseDecision(plan.name(), in);
            return facts -> engine.evaluateDecisionTable(decision, Variables.fromMap(facts))
                    .getSingleResult()
                    .getEntryMap();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fingerprint(String plan) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        for (var ending : List.of(".dmn", ".zh.properties", ".en.properties")) {
            digest.update(Files.readString(TABLES.resolve("policy-" + plan + ending))
                    .replace("\r\n", "\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
