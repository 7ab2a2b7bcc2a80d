package org.cinemarefund;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.cinemarefund.scenario.ProcessScenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands over past decisions as an operator gives them, beside a node that works. */
class DecisionCommandsTest extends ProcessScenario {
    private static final String SHIPPED = "policy-shenzhen-tiers";

    @TempDir
    private Path directory;

    @Test
    void a_stored_decision_that_does_not_come_out_again_is_named() {
        var refund = applied();
        assertThat(checkedDecisions().lines()).noneMatch(line -> line.startsWith(refund.applicationNo()));

        var stored = decisionOf(refund);
        store(refund, stored.replace("FREE_24_HOURS", "FEE_10_PERCENT"));
        var said = new Said();
        var code = CheckDecisions.run(said.out, CheckDecisions.ARGUMENT, url(), user());
        store(refund, stored);

        assertThat(code).isEqualTo(CheckDecisions.DIFFERENT);
        assertThat(said.lines()).anyMatch(line -> line.startsWith(refund.applicationNo() + ": "));
    }

    @Test
    void a_database_that_is_not_there_is_not_checked() {
        var said = new Said();

        assertThat(CheckDecisions.run(
                        said.out, CheckDecisions.ARGUMENT, "--spring.datasource.url=jdbc:h2:mem:nowhere", user()))
                .isEqualTo(CheckDecisions.NOT_CHECKED);
        assertThat(said.lines()).singleElement().asString().startsWith("not checked: ");
    }

    @Test
    void the_plan_as_it_is_decides_nobody_differently() {
        applied();
        var said = new Said();

        CheckPlan.run(said.out, CheckPlan.ARGUMENT, "processes/" + SHIPPED + ".dmn", url(), user());

        assertThat(said.last()).matches("[1-9]\\d* applications, 0 different, 0 fen more to pay");
    }

    @Test
    void a_draft_tells_who_would_have_been_decided_differently() throws IOException {
        var refund = applied();
        var said = new Said();
        var draft = draft(table -> table.replace("<text>0</text>", "<text>500</text>"));

        CheckPlan.run(said.out, CheckPlan.ARGUMENT + "=" + draft, url(), user());

        assertThat(said.lines()).anyMatch(line -> line.startsWith(refund.applicationNo() + ": REVIEW "));
        assertThat(said.last()).containsPattern("[1-9]\\d* different, -\\d+ fen more to pay");
    }

    @Test
    void all_that_is_wrong_with_a_draft_is_told_at_once() throws IOException {
        var said = new Said();
        var draft = draft(table -> table.replace("<text>started</text>", "<text>begun</text>"));
        Files.writeString(directory.resolve(SHIPPED + ".en.properties"), "rule.NOBODY=x\n");

        var code = CheckPlan.run(said.out, CheckPlan.ARGUMENT, draft.toString(), url(), user());

        assertThat(code).isEqualTo(CheckPlan.FINDINGS);
        assertThat(said.lines())
                .anyMatch(line -> line.contains("begun"))
                .anyMatch(line -> line.startsWith("ERROR CLAUSE "))
                .anyMatch(line -> line.startsWith("ERROR CLAUSE_WITHOUT_RULE "));
    }

    @Test
    void a_draft_that_is_not_there_is_not_checked() {
        var said = new Said();

        var code = CheckPlan.run(
                said.out, CheckPlan.ARGUMENT, directory.resolve("policy-x.dmn").toString(), url());

        assertThat(code).isEqualTo(CheckPlan.NOT_CHECKED);
        assertThat(said.last()).startsWith("not checked: ");
    }

    private Refund applied() {
        var refund = refund().showIn(Duration.ofDays(3));
        refund.apply().expect(201);
        return refund;
    }

    private interface Change {
        String of(String table);
    }

    /** The shipped plan with something changed, and its texts beside it. */
    private Path draft(Change change) throws IOException {
        var shipped = Path.of("processes");
        for (var language : new String[] {".zh.properties", ".en.properties"}) {
            Files.copy(shipped.resolve(SHIPPED + language), directory.resolve(SHIPPED + language));
        }
        var table = Files.readString(shipped.resolve(SHIPPED + ".dmn"));
        var draft = directory.resolve(SHIPPED + ".dmn");
        Files.writeString(draft, change.of(table.replace("versionTag=\"1\"", "versionTag=\"draft\"")));
        return draft;
    }

    private Said checkedDecisions() {
        var said = new Said();
        assertThat(CheckDecisions.run(said.out, CheckDecisions.ARGUMENT, url(), user()))
                .isNotEqualTo(CheckDecisions.NOT_CHECKED);
        assertThat(said.last()).matches("[1-9]\\d* decisions come out the same, \\d+ do not.*");
        return said;
    }

    private String decisionOf(Refund refund) {
        return jdbc.sql("select decision from refund_application where application_no = :no")
                .param("no", refund.applicationNo())
                .query(String.class)
                .single();
    }

    private void store(Refund refund, String decision) {
        jdbc.sql("update refund_application set decision = :decision where application_no = :no")
                .param("decision", decision)
                .param("no", refund.applicationNo())
                .update();
    }

    private static String url() {
        return "--spring.datasource.url=" + DATABASE;
    }

    private static String user() {
        return "--spring.datasource.username=sa";
    }

    private static final class Said {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

        private List<String> lines() {
            return bytes.toString(StandardCharsets.UTF_8).lines().toList();
        }

        private String last() {
            var lines = lines();
            return lines.get(lines.size() - 1);
        }
    }
}
