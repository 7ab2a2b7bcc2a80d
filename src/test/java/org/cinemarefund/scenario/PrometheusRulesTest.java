package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.testing.Texts.text;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.record.RefundStatus;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * An alert that watches a name nobody exports is never heard: every expression of the rules is held against what this product says
 * of itself, as Prometheus would read it, and every alert has its section in the runbook.
 */
class PrometheusRulesTest extends ProcessScenario {
    private static final Path RULES = Path.of("docker/prometheus/rules.yml");

    /** Prometheus makes it itself, for each node it asks. */
    private static final String ITS_OWN = "up";

    private static final Set<String> FUNCTIONS = Set.of("sum", "max", "min", "rate", "increase");
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:([A-Za-z_:][\\w:]*)|(\"[^\"]*\")|(\\d+(?:\\.\\d+)?[smhd]?)"
                    + "|(==|!=|=~|!~|>=|<=|[><=+*/(){}\\[\\],-]))");
    private static final Pattern SERIES = Pattern.compile("(?m)^([a-z_]+)(?:\\{([^}]*)})? ");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** What a label may say, where a test does not bring about every value. */
    private static final Map<String, Set<String>> VALUES = Map.of(
            "step",
            Stream.concat(Arrays.stream(RefundState.values()), Arrays.stream(RefundStatus.values()))
                    .map(Enum::name)
                    .collect(Collectors.toSet()),
            "result",
            Set.of("accepted", "refused_for_now", "refused", "unknown", "not_sent"),
            "outcome",
            Set.of("SERVER_ERROR"),
            "job",
            Set.of("cinema-refund"));

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private ApplicationContext context;

    /** A matcher of labels. */
    private record Label(String name, boolean pattern, String value) {}

    private record Metric(String name, List<Label> labels) {}

    @Test
    void every_expression_watches_what_the_product_exports() {
        var exported = exported();

        assertThat(rules()).hasSizeGreaterThan(15).allSatisfy(rule -> {
            var metrics = metrics(String.valueOf(rule.get("expr")));
            assertThat(metrics).isNotEmpty();
            metrics.stream().filter(metric -> !metric.name().equals(ITS_OWN)).forEach(metric -> {
                assertThat(exported).containsKey(metric.name());
                var labels = exported.get(metric.name());
                metric.labels().forEach(label -> {
                    assertThat(labels).as(metric.name()).containsKey(label.name());
                    var values = VALUES.getOrDefault(label.name(), labels.get(label.name()));
                    assertThat(values)
                            .as("%s of %s", label.name(), metric.name())
                            .containsAll(
                                    label.pattern() ? List.of(label.value().split("\\|")) : List.of(label.value()));
                });
            });
        });
    }

    @Test
    void every_alert_says_what_it_is_and_leads_to_its_section_of_the_runbook() {
        var sections = Arrays.stream(text(Path.of("docs/operations.md")).split("\n"))
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4).toLowerCase(Locale.ROOT).replace(' ', '-'))
                .toList();

        assertThat(rules()).allSatisfy(rule -> {
            var notes = (Map<?, ?>) rule.get("annotations");
            assertThat(notes.keySet()).map(String::valueOf).contains("summary", "description", "runbook_url");
            assertThat(String.valueOf(((Map<?, ?>) rule.get("labels")).get("severity")))
                    .isIn("warning", "critical");
            assertThat(String.valueOf(rule.get("for"))).matches("\\d+[mh]");
            var anchor = String.valueOf(notes.get("runbook_url")).replace("docs/operations.md#", "");
            assertThat(anchor).isEqualTo(String.valueOf(rule.get("alert")).toLowerCase(Locale.ROOT));
            assertThat(sections).contains(anchor);
        });
        assertThat(rules()).extracting(rule -> rule.get("alert")).doesNotHaveDuplicates();
    }

    @Test
    void what_is_no_expression_is_told() {
        for (var broken :
                List.of("sum(up", "up{job=\"x\"", "up)", "sum(up]) > 0", "up{job=x}", "sun(up) > 0", "up ; up")) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> metrics(broken)))
                    .as(broken)
                    .isNotNull();
        }
        assertThat(metrics("sum(rate(a_total{b=\"c\",d=~\"e|f\"}[5m])) / max(g) > 0.2"))
                .containsExactly(
                        new Metric("a_total", List.of(new Label("b", false, "c"), new Label("d", true, "e|f"))),
                        new Metric("g", List.of()));
    }

    /** As Prometheus reads it: series by name, with the values of their labels. */
    private Map<String, Map<String, Set<String>>> exported() {
        var refund = refund().applies();
        refund.approves(Task.reviewRefund, refund.reviewer).performs(Step.submitRefund);
        ReflectionTestUtils.invokeMethod(context.getBean("refundGauges"), "read");
        var prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        meters.getMeters().forEach(meter -> mirror(meter, prometheus));
        var exported = new TreeMap<String, Map<String, Set<String>>>();
        SERIES.matcher(prometheus.scrape()).results().forEach(series -> {
            var labels = exported.computeIfAbsent(series.group(1), name -> new TreeMap<>());
            if (series.group(2) != null) {
                LABEL.matcher(series.group(2)).results().forEach(label -> labels.computeIfAbsent(
                                label.group(1), name -> new TreeSet<>())
                        .add(label.group(2)));
            }
        });
        prometheus.close();
        return exported;
    }

    /** The same name, unit and labels; the numbers do not matter. */
    private static void mirror(Meter meter, MeterRegistry to) {
        var id = meter.getId();
        if (meter instanceof Counter) {
            Counter.builder(id.getName())
                    .tags(id.getTags())
                    .baseUnit(id.getBaseUnit())
                    .register(to);
        } else if (meter instanceof Gauge) {
            Gauge.builder(id.getName(), () -> 0)
                    .tags(id.getTags())
                    .baseUnit(id.getBaseUnit())
                    .register(to);
        } else if (meter instanceof Timer) {
            Timer.builder(id.getName()).tags(id.getTags()).register(to);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rules() {
        var file = (Map<String, List<Map<String, Object>>>)
                new Yaml(new SafeConstructor(new LoaderOptions())).load(text(RULES));
        return file.get("groups").stream()
                .flatMap(group -> ((List<Map<String, Object>>) group.get("rules")).stream())
                .toList();
    }

    /** The series of an expression; throws where it is none: unknown signs or functions, brackets that do not fit. */
    private static List<Metric> metrics(String expression) {
        var tokens = tokens(expression);
        var found = new ArrayList<Metric>();
        var open = new ArrayDeque<String>();
        for (var i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            var next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
            if ("([".contains(token)) {
                open.push(token);
            } else if (")]".contains(token)) {
                assertThat(open).as(expression).isNotEmpty();
                assertThat(open.pop() + token).as(expression).isIn("()", "[]");
            } else if (Character.isLetter(token.charAt(0))) {
                if (next.equals("(")) {
                    assertThat(FUNCTIONS).contains(token);
                } else {
                    var labels = new ArrayList<Label>();
                    if (next.equals("{")) {
                        i = labels(tokens, i + 2, labels);
                    }
                    found.add(new Metric(token, labels));
                }
            } else {
                assertThat(token).as(expression).doesNotMatch("[{}\"].*");
            }
        }
        assertThat(open).as(expression).isEmpty();
        return found;
    }

    /** @return the place of the closing brace */
    private static int labels(List<String> tokens, int from, List<Label> labels) {
        for (var i = from; ; i += 4) {
            assertThat(tokens.size()).isGreaterThan(i + 3);
            assertThat(tokens.get(i + 1)).isIn("=", "=~");
            var value = tokens.get(i + 2);
            assertThat(value).startsWith("\"");
            labels.add(
                    new Label(tokens.get(i), tokens.get(i + 1).equals("=~"), value.substring(1, value.length() - 1)));
            if (tokens.get(i + 3).equals("}")) {
                return i + 3;
            }
            assertThat(tokens.get(i + 3)).isEqualTo(",");
        }
    }

    private static List<String> tokens(String expression) {
        var tokens = new ArrayList<String>();
        var matcher = TOKEN.matcher(expression);
        var at = 0;
        while (at < expression.length()) {
            assertThat(matcher.find(at) && matcher.start() == at)
                    .as("a sign at %s of %s", at, expression)
                    .isTrue();
            tokens.add(matcher.group().strip());
            at = matcher.end();
        }
        return tokens;
    }
}
