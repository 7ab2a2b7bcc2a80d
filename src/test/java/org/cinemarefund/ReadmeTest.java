package org.cinemarefund;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.testing.Texts.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cinemarefund.testing.Texts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** What the documents name exists, and what can be set is documented: both ways. */
class ReadmeTest {
    private static final Path CHINESE = Path.of("docs/README.zh.md");
    private static final Path OPERATIONS = Path.of("docs/operations.md");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z][^`]+)` \\|[^|]*\\|([^|]*)\\|$");
    /** A setting or a meter, wherever a source names it: at least two words after {@code refund}. */
    private static final Pattern NAME = Pattern.compile("\\brefund(?:\\.[a-z0-9]+(?:-[a-z0-9]+)*){2,}");

    private static final Pattern METER = Pattern.compile("\"(refund\\.[a-z.]*[a-z])\"");
    private static final Pattern TREE = Pattern.compile("(?m)^( *)([\\w./-]+/|[\\w./-]+\\.java) +\\S");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "CHANGELOG.md", "docs"})
    void every_link_leads_somewhere(String where) {
        assertThat(documents(Path.of(where))).isNotEmpty().allSatisfy(document -> {
            var folder = document.toAbsolutePath().getParent();
            var missing = all(LINK, text(document))
                    .map(match -> match.group(1))
                    .filter(text -> !text.startsWith("http"))
                    .filter(text -> !Files.exists(folder.resolve(text)));
            assertThat(missing).as("dead links of %s", document).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/README.zh.md",
                "docs/operations.md",
                "docs/walk-throughs.md",
                "docs/people-and-money.md",
                "docs/production.md",
                "docs/adr"
            })
    void every_file_and_class_it_names_exists(String where) {
        var classes = sources(Path.of("src"))
                .map(path -> path.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        assertThat(documents(Path.of(where))).allSatisfy(document -> {
            var names = all(CODE, text(document)).map(match -> match.group(1)).toList();
            assertThat(names.stream()
                            .filter(text -> text.matches("(?:src|docs|processes|forms)/[\\w./-]+"))
                            .filter(text -> !Files.exists(Path.of(text))))
                    .as("files named by %s", document)
                    .isEmpty();
            assertThat(names.stream()
                            .filter(text -> text.matches("(?:[A-Z][a-z0-9]+){2,}"))
                            .filter(text -> !classes.contains(text) && !ENGINES_WORDS.contains(text)))
                    .as("classes named by %s", document)
                    .isEmpty();
        });
    }

    /** Names of messages and of other people's classes. */
    private static final Set<String> ENGINES_WORDS = Set.of(
            "RefundSettled", "ApplicationWithdrawn", "EvidenceSupplied", "JavaDelegate", "DataSource", "JdbcClient");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/README.zh.md"})
    void the_tree_shows_what_is_there(String document) {
        var text = text(Path.of(document));
        var tree = text.substring(text.indexOf("processes/    "));
        var shown = all(TREE, tree.substring(0, tree.indexOf("```")))
                .map(match -> (match.group(1).isEmpty() ? "" : "src/main/java/org/cinemarefund/") + match.group(2))
                .toList();

        assertThat(shown).hasSizeGreaterThan(10).allSatisfy(value -> assertThat(Path.of(value))
                .exists());
        var packages = shown.stream()
                .filter(value -> value.matches("src/main/java/org/cinemarefund/\\w+/"))
                .map(value -> value.replaceAll(".*/(\\w+)/$", "$1"))
                .collect(Collectors.toSet());
        assertThat(packages).isEqualTo(directories(Path.of("src/main/java/org/cinemarefund")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/README.zh.md"})
    void every_setting_is_in_the_table_with_its_default(String document) {
        var table = table(document);

        bound().forEach((name, byDefault) -> {
            assertThat(table).containsKey(name);
            assertThat(table.get(name)).as(name).contains(byDefault);
        });
        var meters = meters();
        var unknown = namesInTheSources().stream()
                .filter(text -> !meters.contains(text))
                .filter(text ->
                        table.keySet().stream().noneMatch(row -> row.equals(text) || row.startsWith(text + ".")));
        assertThat(unknown)
                .as("settings the code names and %s does not", document)
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/README.zh.md"})
    void the_table_holds_no_setting_that_nobody_reads(String document) {
        var bound = bound().keySet();
        var read = namesInTheSources();
        var accounts = Set.of("refund.internal", "refund.metrics");

        assertThat(table(document).keySet().stream()
                        .filter(text -> text.startsWith("refund."))
                        .filter(text -> !bound.contains(text) && !read.contains(text))
                        .filter(text -> !accounts.contains(text.replaceFirst("\\.(username|password)$", ""))))
                .isEmpty();
    }

    @Test
    void what_production_requires_is_marked_so() throws Exception {
        var guard = text(Path.of("src/main/java/org/cinemarefund/platform/ProductionGuard.java"));
        var list = guard.substring(guard.indexOf("REQUIRED = List.of("));
        var required = all(Pattern.compile("\"([a-z0-9.-]+)\""), list.substring(0, list.indexOf(";")))
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        var marked = new TreeSet<String>();
        table("README.md").forEach((name, byDefault) -> {
            if (byDefault.contains("required")) {
                marked.add(name);
            }
        });

        assertThat(marked).isEqualTo(required);
    }

    @Test
    void every_meter_is_in_the_operators_table() {
        var documented =
                all(CODE, text(OPERATIONS)).map(match -> match.group(1)).collect(Collectors.toSet());

        assertThat(meters()).isNotEmpty().allSatisfy(text -> assertThat(documented)
                .contains(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README", "docs/walk-throughs", "docs/people-and-money", "docs/production"})
    void the_chinese_edition_has_the_same_shape_commands_and_settings(String document) {
        var english = Path.of(document + ".md");
        var chinese = document.equals("README") ? CHINESE : Path.of(document + ".zh.md");

        assertThat(blocks(chinese)).isEqualTo(blocks(english));
        assertThat(table(chinese.toString()).keySet())
                .isEqualTo(table(english.toString()).keySet());
        assertThat(headings(chinese)).hasSameSizeAs(headings(english));
    }

    /** What it is, a picture, run, test, one walk-through: about what fits the screen, twice. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/README.zh.md"})
    void two_screens_are_enough_to_begin_with(String document) {
        var text = text(Path.of(document));

        assertThat(text.substring(0, text.indexOf("| `spring.profiles.active`")).lines())
                .hasSizeLessThan(120);
    }

    private static List<String> headings(Path document) {
        return all(Pattern.compile("(?m)^#+ "), text(document))
                .map(MatchResult::group)
                .toList();
    }

    private static List<String> blocks(Path document) {
        return all(Pattern.compile("(?s)```bash\n(.*?)```"), text(document))
                .map(match -> match.group(1).replaceAll("#.*", "").replaceAll(" +\n", "\n"))
                .toList();
    }

    private static Map<String, String> table(String document) {
        var rows = new TreeMap<String, String>();
        all(ROW, text(Path.of(document))).forEach(match -> rows.put(match.group(1), match.group(2)));
        return rows;
    }

    /** Every key a settings record binds, with its default as it is written there; empty where it has none. */
    private static Map<String, String> bound() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        var keys = new TreeMap<String, String>();
        for (var candidate : scanner.findCandidateComponents("org.cinemarefund")) {
            var type = load(candidate.getBeanClassName());
            var prefix = type.getAnnotation(ConfigurationProperties.class).value();
            for (var component : type.getRecordComponents()) {
                var key = prefix + "."
                        + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
                if (Map.class.isAssignableFrom(component.getType())) {
                    keys.put(key + ".<kind>.id", "");
                    keys.put(key + ".<kind>.fields.<wechatKey>", "");
                } else {
                    keys.put(key, byDefault(type, component.getName()));
                }
            }
        }
        return keys;
    }

    private static String byDefault(Class<?> type, String component) {
        return Arrays.stream(type.getDeclaredConstructors())
                .flatMap(constructor -> Arrays.stream(constructor.getParameters()))
                .filter(parameter -> parameter.getName().equals(component))
                .map(parameter -> parameter.getAnnotation(DefaultValue.class))
                .filter(value -> value != null)
                .map(value -> String.join(",", value.value()))
                .findFirst()
                .orElse("");
    }

    private static Set<String> namesInTheSources() {
        return Stream.concat(
                        sources(Path.of("src/main/java")),
                        documents(Path.of("src/main/resources/application.yaml")).stream())
                .flatMap(path -> all(NAME, text(path).replaceAll("org\\.cinemarefund[\\w.]*", "")))
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the sources register with Micrometer. */
    private static Set<String> meters() {
        return sources(Path.of("src/main/java"))
                .map(Texts::text)
                .filter(text -> text.contains("io.micrometer"))
                .flatMap(text -> all(METER, text))
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private static List<Path> documents(Path where) {
        return Files.isDirectory(where) ? files(where, ".md").toList() : List.of(where);
    }

    private static Stream<Path> sources(Path where) {
        return files(where, ".java");
    }

    private static Set<String> directories(Path where) {
        try (var children = Files.list(where)) {
            return children.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> files(Path where, String suffix) {
        try (var found = Files.walk(where)) {
            return found.filter(path -> path.toString().endsWith(suffix)).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
