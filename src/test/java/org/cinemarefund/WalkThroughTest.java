package org.cinemarefund;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cinemarefund.sandbox.http.SandboxServer;
import org.cinemarefund.testing.SampleProduct;
import org.cinemarefund.testing.TestClock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The walk-throughs of README.md and docs/, word for word, against a running product; what stands under each must come out. */
@SampleProduct
class WalkThroughTest {
    @BeforeAll
    static void onTheRealClock() {
        TestClock.letTimeRun();
    }

    private static final Pattern STEP = Pattern.compile(
            "(?s)<!-- walk-through -->\n```bash\n(.*?)```\n```(?:json|text)\n(.*?)```|<!-- walk-through -->\n```bash\n(.*?)```");

    private static final String END = "@@ end of step";
    private static final int MOST_SECONDS = 180;

    /** A second of those who read is a tenth of one here. */
    private static final String WITHOUT_PATIENCE = "set -u\nsleep() { command sleep 0.1; }\n";

    @LocalServerPort
    private int port;

    @TempDir
    private Path folder;

    private final SandboxServer sandbox;

    WalkThroughTest(@Autowired SandboxServer sandbox) {
        this.sandbox = sandbox;
    }

    private record Step(String commands, String promised) {}

    @Test
    void the_walk_throughs_do_what_they_promise() throws Exception {
        List.of("bash", "curl", "sed", "grep")
                .forEach(tool ->
                        assumeTrue(isInstalled(tool), tool + " is not installed, so the walk-throughs are not tried"));
        var steps = STEP.matcher(
                        Files.readString(Path.of("README.md")) + Files.readString(Path.of("docs/walk-throughs.md")))
                .results()
                .map(match -> match.group(1) == null
                        ? new Step(match.group(3), "")
                        : new Step(match.group(1), match.group(2)))
                .toList();
        assertThat(steps).hasSizeGreaterThan(4);

        var answers = run(steps);

        assertThat(answers).hasSameSizeAs(steps);
        for (int i = 0; i < steps.size(); i++) {
            assertThat(answers.get(i))
                    .as("answer to:%n%s", steps.get(i).commands())
                    .matches(pattern(steps.get(i)));
        }
    }

    /** In this class for the sake of its running product. */
    @Test
    void every_call_of_the_described_contract_says_what_it_is_for() throws Exception {
        var calls = new TestRestTemplate().getForObject("http://localhost:" + port + "/v3/api-docs", JsonNode.class);
        var silent = new ArrayList<String>();
        calls.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(call -> {
                    if (!call.getValue().hasNonNull("summary")) {
                        silent.add(call.getKey() + " " + path.getKey());
                    }
                }));

        assertThat(calls.path("paths").size()).isGreaterThan(10);
        assertThat(silent).isEmpty();
    }

    private List<String> run(List<Step> steps) throws IOException, InterruptedException {
        var script = steps.stream()
                .map(step -> step.commands() + "\necho '" + END + "'\n")
                .collect(Collectors.joining("", WITHOUT_PATIENCE, ""))
                .replace("http://localhost:8080", "http://localhost:" + port)
                .replace("http://localhost:8089", sandbox.baseUrl().toString());
        var output = folder.resolve("output").toFile();
        var bash = new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertThat(bash.waitFor(MOST_SECONDS, TimeUnit.SECONDS))
                    .as("done in time; so far: %s", Files.readString(output.toPath()))
                    .isTrue();
        } finally {
            bash.descendants().forEach(ProcessHandle::destroyForcibly);
            bash.destroyForcibly();
        }
        var answers =
                new ArrayList<>(Arrays.asList(Files.readString(output.toPath()).split(END + "\n")));
        return answers.stream().map(String::strip).toList();
    }

    /** Between the dots of what is promised everything counts. */
    private static Pattern pattern(Step step) {
        return Pattern.compile(Arrays.stream(step.promised().strip().split("…", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }

    private static boolean isInstalled(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(text -> Files.isExecutable(Path.of(text, tool)));
    }
}
