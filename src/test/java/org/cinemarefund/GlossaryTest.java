package org.cinemarefund;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cinemarefund.testing.Texts;
import org.junit.jupiter.api.Test;

/** Every name the glossary gives a word exists in the code, the diagrams or the forms. */
class GlossaryTest {
    private static final Path GLOSSARY = Path.of("docs/glossary.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| [^|]+ \\| [^|]+ \\| ([^|]+) \\| [^|]* \\|$");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void every_name_in_the_glossary_exists() throws Exception {
        var names = ROW.matcher(Files.readString(GLOSSARY))
                .results()
                .flatMap(row -> NAME.matcher(row.group(1)).results())
                .map(match -> match.group(1))
                .toList();

        assertThat(names).hasSizeGreaterThan(50);
        assertThat(missing(names)).isEmpty();
    }

    @Test
    void a_name_nobody_uses_is_noticed() {
        assertThat(missing(List.of("Order", "RefundVoucher"))).containsExactly("RefundVoucher");
    }

    private static List<String> missing(List<String> names) {
        var code = Stream.of("src/main/java", "processes")
                .map(GlossaryTest::textOf)
                .collect(Collectors.joining());
        return names.stream()
                .filter(text -> !Pattern.compile("\\b" + Pattern.quote(text) + "\\b")
                        .matcher(code)
                        .find())
                .toList();
    }

    private static String textOf(String folder) {
        try (var files = Files.walk(Path.of(folder))) {
            return files.filter(Files::isRegularFile).map(Texts::text).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
