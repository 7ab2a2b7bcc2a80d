package org.cinemarefund.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.testing.Texts.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The forms look and behave alike because they share one style sheet, one script and its parts. */
class FormsTest {
    private static final Path TASKLIST = Path.of("src/main/resources/META-INF/resources/webjars/camunda/app/tasklist");
    private static final Pattern PART = Pattern.compile("'(refund-desk/[a-z-]+)'");

    private static List<Path> forms() {
        try (var files = Files.list(Path.of("forms"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tasklist_loads_what_they_share() {
        assertThat(text(TASKLIST.resolve("scripts/config.js"))).contains("'scripts/refund-desk'");
        assertThat(text(TASKLIST.resolve("scripts/refund-desk.js"))).contains("window.refundDesk = { open, ", "say");
        assertThat(text(TASKLIST.resolve("styles/forms.css"))).contains(".refund-desk .card");
    }

    @Test
    void no_form_has_a_copy_of_its_own() {
        assertThat(forms()).hasSizeGreaterThan(4).allSatisfy(form -> assertThat(text(form))
                .contains("refundDesk.open(camForm,")
                .doesNotContain("<style", "camForm.on(", "variableManager", "padStart(", "kase.history"));
    }

    @Test
    void every_part_that_a_form_includes_is_there() {
        var parts = PART.matcher(text(TASKLIST.resolve("scripts/refund-desk.js")))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(parts).hasSizeGreaterThan(3);
        assertThat(forms()).allSatisfy(form -> assertThat(
                        PART.matcher(text(form)).results().map(MatchResult::group))
                .allSatisfy(part -> assertThat(parts).contains(part)));
    }
}
