package org.cinemarefund;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a clone looks like on a machine whose git makes CRLF of every line end unless it is told otherwise. */
class LineEndsTest {
    @TempDir
    Path directory;

    @Test
    void a_clone_on_windows_has_the_same_files() throws Exception {
        assumeTrue(Files.exists(Path.of(".git")) && git("--version"), "no clone, or no git, to try it with");

        assertThat(git(
                        "-c",
                        "core.autocrlf=true",
                        "-c",
                        "core.eol=crlf",
                        "checkout-index",
                        "--all",
                        "--prefix=" + directory.toAbsolutePath() + "/"))
                .isTrue();

        assertThat(directory.resolve("docker/health")).exists();
        assertThat(filesWithCarriageReturns()).isEmpty();
    }

    /** Where there is no git to ask: nothing takes back what the first rule says. */
    @Test
    void the_rule_stands_for_every_file() throws IOException {
        var rules = Files.readAllLines(Path.of(".gitattributes")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();

        assertThat(rules).first().isEqualTo("* text=auto eol=lf");
        assertThat(rules).noneMatch(rule -> rule.contains("eol=crlf"));
    }

    private List<String> filesWithCarriageReturns() throws IOException {
        try (var files = Files.walk(directory)) {
            var found = new ArrayList<String>();
            for (var file : files.filter(Files::isRegularFile).toList()) {
                // Bytes as they are: a picture would not be text.
                var text = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (text.indexOf('\r') >= 0 && text.indexOf('\0') < 0) {
                    found.add(directory.relativize(file).toString());
                }
            }
            return found;
        }
    }

    private static boolean git(String... arguments) throws InterruptedException {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            var git = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return git.waitFor(60, TimeUnit.SECONDS) && git.exitValue() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
