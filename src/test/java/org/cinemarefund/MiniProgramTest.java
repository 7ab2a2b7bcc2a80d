package org.cinemarefund;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The folder that a cinema copies is closed in itself and says what WeChat takes; how it behaves is judged by Node, where it is. */
class MiniProgramTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = Path.of("mini-program/app");
    private static final Path PACKAGE = ROOT.resolve("packageRefund");
    private static final long LARGEST = 2L * 1024 * 1024;

    private static final Pattern REFERENCE = Pattern.compile(
            "\\brequire\\(\\s*['\"]([^'\"]+)['\"]|@import\\s+['\"]([^'\"]+)['\"]|<(?:import|include|wxs)\\b[^>]*\\bsrc=\"([^\"]+)\"");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s*//[^\n]*|<!--.*?-->");

    @Test
    void nothing_in_it_refers_to_anything_outside() {
        assertThat(files()).hasSizeGreaterThan(40).allSatisfy(file -> {
            for (var reference : references(file)) {
                var target = file.resolveSibling(reference).normalize();
                assertThat(reference).as("in %s", file).startsWith(".");
                assertThat(target.startsWith(PACKAGE))
                        .as("%s in %s leads outside", reference, file)
                        .isTrue();
                assertThat(target).exists();
            }
            if (kind(file).equals("json")) {
                json(file).path("usingComponents").forEach(component -> {
                    var target = file.resolveSibling(component.textValue()).normalize();
                    assertThat(target.startsWith(PACKAGE)).isTrue();
                    assertThat(Path.of(target + ".wxml")).exists();
                });
            }
        });
    }

    @Test
    void it_uses_nothing_of_its_surroundings_and_nothing_that_old_phones_lack() {
        assertThat(files("js", "wxs")).isNotEmpty().allSatisfy(file -> assertThat(code(file))
                .as(file.toString())
                .doesNotContainPattern(
                        "\\b(?:getApp|async|await|import|export|document|window|fetch|localStorage|eval)\\b")
                .doesNotContain("?.", "??"));
        assertThat(files("wxs")).isNotEmpty().allSatisfy(file -> assertThat(code(file))
                .as(file.toString())
                .doesNotContainPattern("\\b(?:const|let|new|class)\\b|=>|`"));
    }

    @Test
    void only_one_file_knows_the_service() {
        assertThat(files("js").filter(path -> code(path).contains("/api/")))
                .containsExactly(PACKAGE.resolve("services/api.js"));
        assertThat(files("js").filter(path -> code(path)
                        .matches("(?s).*\\bwx\\.(?:request|uploadFile|downloadFile|login)\\b.*")))
                .containsExactly(PACKAGE.resolve("services/api.js"));
    }

    @Test
    void every_page_is_whole_and_keeps_the_cinemas_own_looks_out() {
        var pages = pages(json(ROOT.resolve("app.json")));

        assertThat(pages).hasSizeGreaterThan(5).allSatisfy(page -> {
            for (var kind : List.of("js", "json", "wxml", "wxss")) {
                assertThat(PACKAGE.resolve(page + "." + kind)).exists();
            }
            assertThat(json(PACKAGE.resolve(page + ".json"))
                            .path("styleIsolation")
                            .textValue())
                    .isEqualTo("page-isolated");
        });
        assertThat(files("js")
                        .filter(path -> path.startsWith(PACKAGE.resolve("pages")))
                        .count())
                .isEqualTo(pages.size());
    }

    @Test
    void what_the_readme_says_to_copy_is_what_is_there() throws IOException {
        var readme = Files.readString(Path.of("mini-program/README.md"));
        var snippet =
                readme.substring(readme.indexOf("```json") + 7, readme.indexOf("```", readme.indexOf("```json") + 7));

        assertThat(pages(JSON.readTree(snippet))).isEqualTo(pages(json(ROOT.resolve("app.json"))));
        assertThat(code(PACKAGE.resolve("config.js"))
                        .lines()
                        .map(text -> text.strip().replaceFirst(":.*", ""))
                        .filter(text -> text.matches("\\w+")))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(readme).contains("| `" + name + "` |"));
    }

    @Test
    void it_is_small() {
        var bytes = files().mapToLong(file -> {
            try {
                return Files.size(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThat(bytes.sum()).isLessThan(LARGEST / 10);
    }

    @Test
    void the_pages_and_their_language_are_judged_by_node() throws IOException, InterruptedException {
        judgedBy("wxml", "pages");
    }

    @Test
    void types_and_templates_are_judged_by_what_wechat_publishes() throws IOException, InterruptedException {
        needs(Files.isDirectory(Path.of("mini-program/test/node_modules")), "npm ci --prefix mini-program/test");
        judgedBy("types", "compiler");
    }

    private static void judgedBy(String... tests) throws IOException, InterruptedException {
        needs(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node"))),
                "node, 20 or newer");
        var command = Stream.concat(
                Stream.of("node", "--test"), Stream.of(tests).map("mini-program/test/%s.test.mjs"::formatted));
        var output = Files.createTempFile("node-test", ".txt");
        try {
            var node = new ProcessBuilder(command.toList())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(node.waitFor(2, TimeUnit.MINUTES)).isTrue();
            var said = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(node.exitValue()).as(said).isZero();
            assertThat(said).containsPattern("pass [1-9]").containsPattern("skipped 0");
        } finally {
            Files.delete(output);
        }
    }

    /** Skipped, and said so, where it is not; with {@code REFUND_REQUIRE_NODE=true} that is a failure. */
    private static void needs(boolean there, String what) {
        if (!there && "true".equals(System.getenv("REFUND_REQUIRE_NODE"))) {
            throw new IllegalStateException("not installed, but required: " + what);
        }
        assumeTrue(there, "the mini-program's pages are not judged by all: not installed: " + what);
    }

    private static Stream<Path> files(String... kinds) {
        try (var all = Files.walk(PACKAGE)) {
            return all
                    .filter(Files::isRegularFile)
                    .filter(path -> kinds.length == 0 || List.of(kinds).contains(kind(path)))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String kind(Path file) {
        var name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static List<String> references(Path file) {
        return REFERENCE
                .matcher(text(file))
                .results()
                .map(match -> match.group(1) != null
                        ? match.group(1)
                        : match.group(2) != null ? match.group(2) : match.group(3))
                .toList();
    }

    private static List<String> pages(JsonNode app) {
        return StreamSupport.stream(
                        app.path("subPackages").path(0).path("pages").spliterator(), false)
                .map(JsonNode::textValue)
                .collect(Collectors.toList());
    }

    private static String code(Path file) {
        return COMMENT.matcher(text(file)).replaceAll("");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
