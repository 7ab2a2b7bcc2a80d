package org.cinemarefund.policy.dmn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.cinemarefund.policy.Clauses;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.PlanSource;
import org.cinemarefund.policy.RefundPlan;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.policy.Sample;
import org.cinemarefund.policy.StoredPlans;
import org.cinemarefund.policy.jdbc.JdbcStoredPlans;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Plans of an operator's directory, in a database that several nodes share. */
class PlanCatalogueTest {
    private static final Instant NOW = Instant.parse("2026-05-10T04:00:00Z");

    @TempDir
    Path shipped;

    @TempDir
    Path own;

    private final DataSource database = Databases.H2.fresh();
    private final MovableClock clock = new MovableClock(NOW);

    @BeforeEach
    void one_plan_is_shipped() throws IOException {
        write(shipped, "policy-tiny", version("1", "2026-01-01", 100));
    }

    @Test
    void what_a_first_look_finds_is_in_force_since_it_says_so() throws IOException {
        write(own, "policy-mine", TinyPlan.source("mine", "1", "2026-04-01", row(300)));

        var node = node();

        assertThat(inForce(node, "tiny", at("2025-12-31T15:59:59Z"))).isEmpty();
        assertThat(inForce(node, "tiny", at("2025-12-31T16:00:00Z"))).contains("1");
        assertThat(inForce(node, "mine", at("2026-03-31T16:00:00Z"))).contains("1");
        assertThat(node.found()).isEmpty();
    }

    @Test
    void a_new_version_of_a_known_plan_is_in_force_from_its_time_and_not_before_it_was_seen() throws IOException {
        var node = node();
        clock.move(Duration.ofMinutes(1));
        write(own, "policy-tiny@2", version("2", "2026-01-01", 200));
        write(own, "policy-tiny@3", version("3", "2026-05-20T06:00:00+08:00", 300));

        node.look();

        assertThat(inForce(node, "tiny", NOW)).contains("1");
        assertThat(inForce(node, "tiny", NOW.plusSeconds(59))).contains("1");
        assertThat(inForce(node, "tiny", NOW.plusSeconds(60))).contains("2");
        assertThat(inForce(node, "tiny", at("2026-05-19T21:59:59Z"))).contains("2");
        assertThat(inForce(node, "tiny", at("2026-05-19T22:00:00Z"))).contains("3");
        assertThat(node.found()).isEmpty();
    }

    @Test
    void the_first_versions_of_a_plan_that_nobody_knew_count_from_their_time() throws IOException {
        var node = node();
        write(own, "policy-mine", TinyPlan.source("mine", "a", "2026-02-01", row(300)));

        node.look();

        assertThat(inForce(node, "mine", at("2026-02-01T00:00:00Z"))).contains("a");
    }

    /** Of two in force the later time counts, of equal ones which was seen later, of those seen together the last name. */
    @Test
    void which_of_two_counts_is_told_by_time_then_look_then_name() throws IOException {
        write(own, "policy-tiny@1.9", version("1.9", "2026-01-01", 190));
        write(own, "policy-tiny@1.10", version("1.10", "2026-01-01", 110));
        write(own, "policy-tiny@0", version("0", "2026-02-01", 10));
        var node = node();
        assertThat(inForce(node, "tiny", at("2026-01-15T00:00:00Z"))).contains("1.9");
        assertThat(inForce(node, "tiny", NOW)).contains("0");

        write(own, "policy-tiny@00", version("00", "2026-02-01", 20));
        node.look();

        assertThat(inForce(node, "tiny", NOW)).contains("00");
    }

    @Test
    void every_node_decides_by_what_one_of_them_saw_also_when_the_files_are_gone() throws IOException {
        var one = node();
        var file = write(own, "policy-tiny@2", version("2", "2026-01-01", 200));
        one.look();
        delete(file);
        one.look();

        var other = new PlanCatalogue(files(shipped), Optional.empty(), stored(), new PlanReader(), clock);

        assertThat(inForce(one, "tiny", NOW)).contains("2");
        assertThat(inForce(other, "tiny", NOW)).contains("2");
        assertThat(policy(other).clause("tiny", "1", "FEE", Locale.ENGLISH)).isEqualTo("FEE");
    }

    @Test
    void a_node_that_runs_learns_what_another_one_saw() throws IOException {
        var one = node();
        var other = node();
        write(own, "policy-tiny@2", version("2", "2026-01-01", 200));
        one.look();
        assertThat(inForce(other, "tiny", NOW)).contains("1");

        other.latest();

        assertThat(inForce(other, "tiny", NOW)).contains("2");
    }

    @Test
    void a_file_that_is_not_taken_is_named_with_why_and_what_is_known_goes_on() throws IOException {
        var node = node();
        write(own, "policy-tiny@1", version("1", "2026-01-01", 999));
        write(own, "policy-worse", TinyPlan.source("worse", "1", "2026-01-01", "=> 5 | - | REVIEW | 1 | FEE"));
        write(own, "policy-other@2", TinyPlan.source("other", "3", "2026-01-01", row(1)));
        Files.writeString(
                own.resolve("policy-half.dmn"),
                TinyPlan.source("half", "1", "2026-01-01", row(1)).table());
        Files.write(own.resolve("policy-odd.dmn"), new byte[] {(byte) 0xff, (byte) 0xfe});

        node.look();

        assertThat(node.found())
                .containsOnlyKeys("policy-tiny@1", "policy-worse", "policy-other@2", "policy-half", "policy-odd");
        assertThat(node.found().get("policy-tiny@1")).contains("known with other content");
        assertThat(node.found().get("policy-worse")).contains("does not compare");
        assertThat(node.found().get("policy-other@2")).contains("versionTag");
        assertThat(node.found().get("policy-half")).contains("this file is missing");
        assertThat(node.found().get("policy-odd")).contains("UTF-8");
        assertThat(inForce(node, "tiny", NOW)).contains("1");
        assertThat(decide(node, Sample.order().plan("tiny")).fee()).isEqualTo(200 + 300);

        delete(own.resolve("policy-tiny@1"));
        write(own, "policy-worse", TinyPlan.source("worse", "1", "2026-01-01", row(1)));
        node.look();

        assertThat(node.found()).doesNotContainKeys("policy-tiny@1", "policy-worse");
    }

    @Test
    void of_two_files_with_one_version_one_counts_and_the_other_is_named() throws IOException {
        write(own, "policy-mine", TinyPlan.source("mine", "1", "2026-04-01", row(300)));
        write(own, "policy-mine@1", TinyPlan.source("mine", "1", "2026-04-01", row(400)));
        write(own, "policy-tiny@1", version("1", "2026-01-01", 100));

        var node = node();

        assertThat(inForce(node, "mine", NOW)).contains("1");
        assertThat(node.found()).containsOnlyKeys("policy-mine@1");
        assertThat(node.tables()).containsOnlyKeys("mine", "tiny");
    }

    @Test
    void a_directory_that_is_not_there_is_said_and_what_is_shipped_counts() throws IOException {
        var nowhere = own.resolve("nowhere");
        var node = new PlanCatalogue(files(shipped), Optional.of(files(nowhere)), stored(), new PlanReader(), clock);

        assertThat(node.found()).containsOnlyKeys("refund.policy.directory");
        assertThat(inForce(node, "tiny", NOW)).contains("1");

        Files.createDirectory(nowhere);
        node.look();
        assertThat(node.found()).isEmpty();
    }

    @Test
    void what_the_engine_chokes_on_is_a_complaint_about_that_file_alone() throws IOException {
        var odd = TinyPlan.source("odd", "1", "2026-01-01", row(1));
        write(
                own,
                "policy-odd",
                new PlanSource(
                        "odd",
                        "1",
                        odd.table().replace("hitPolicy=\"FIRST\"", "hitPolicy=\"FIRST\" aggregation=\"SUM\""),
                        odd.chinese(),
                        odd.english()));
        write(own, "policy-long", TinyPlan.source("long", "1", "2026-01-01", longRow()));

        var node = node();

        assertThat(node.found()).containsOnlyKeys("policy-odd", "policy-long");
        assertThat(inForce(node, "tiny", NOW)).contains("1");
    }

    private static String longRow() {
        return ">= 30 | " + String.join(",", Collections.nCopies(20_000, "\"MEMBER\"")) + " | REVIEW | 1 | FEE";
    }

    @Test
    void a_version_that_comes_while_the_others_are_read_is_not_there_twice() throws IOException {
        var behind = new PlanArchive(new OneBehind(stored()), new PlanReader());
        node();
        behind.latest();
        write(own, "policy-tiny@2", version("2", "2026-01-01", 200));
        node();

        behind.latest();
        behind.latest();

        assertThat(behind.plans().known("tiny")).hasSize(2);
    }

    /** Tells how many looks there were before the newest was stored, and then has it among the rows. */
    private record OneBehind(JdbcStoredPlans stored) implements StoredPlans {
        @Override
        public long looks() {
            return stored.looks() - 1;
        }

        @Override
        public List<Version> after(long looks) {
            return stored.after(looks);
        }

        @Override
        public void keep(List<Seen> seen, Instant now) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void the_engine_is_shown_the_newest_table_of_each_plan() throws IOException {
        write(own, "policy-tiny@2", version("2", "2027-01-01", 200));

        assertThat(node().tables().get("tiny")).contains("versionTag=\"2\"");
    }

    /** Terms are read before paying, so they bind; a cheaper version of now counts at once. */
    @Test
    void the_better_of_the_versions_of_then_and_now_counts() throws IOException {
        var node = node();
        write(own, "policy-tiny@2", version("2", "2026-01-01", 200));
        node.look();
        var before = Sample.order().plan("tiny").paidAt(NOW.minusSeconds(1));
        var after = before.paidAt(NOW.plusSeconds(1));

        assertThat(decide(node, before).version()).isEqualTo("1");
        assertThat(decide(node, before).fee()).isEqualTo(200 + 300);
        assertThat(decide(node, after).version()).isEqualTo("2");

        write(own, "policy-tiny@3", version("3", "2026-01-02", 50));
        node.look();
        assertThat(decide(node, before).version()).isEqualTo("3");
        assertThat(decide(node, after).version()).isEqualTo("3");
        assertThat(decide(node, before.paidAt(at("2025-01-01T00:00:00Z"))).version())
                .isEqualTo("3");
    }

    @Test
    void a_version_to_come_is_told_of_in_time() throws IOException {
        var node = node();
        write(own, "policy-tiny@2", version("2", "2026-05-15T00:00:00+08:00", 900));
        node.look();
        var sample = Sample.order().plan("tiny").paidAt(at("2025-01-01T00:00:00Z")); // nothing was in force then

        var next = policy(node)
                .nextChange(sample.build(), sample.cinema(), RefundReason.PERSONAL, at("2026-05-12T00:00:00Z"));

        assertThat(next).hasValueSatisfying(change -> {
            assertThat(change.at()).isEqualTo(at("2026-05-14T16:00:00Z").minusMillis(1));
            assertThat(change.fee()).isEqualTo(1800 + 300);
        });
    }

    private static Deal decide(PlanCatalogue node, Sample sample) {
        return policy(node).decide(sample.build(), sample.cinema(), RefundReason.PERSONAL, at("2026-05-12T00:00:00Z"));
    }

    private static RefundPolicy policy(PlanCatalogue node) {
        return new RefundPolicy(node, new Clauses(Map.of(), Map.of()));
    }

    private static Optional<String> inForce(PlanCatalogue node, String plan, Instant at) {
        return node.plans().inForce(plan, at).map(RefundPlan::version);
    }

    private static PlanSource version(String version, String validFrom, int feePerTicket) {
        return TinyPlan.source("tiny", version, validFrom, row(feePerTicket));
    }

    private static String row(int feePerTicket) {
        return ">= 30 | - | REVIEW | " + feePerTicket + " | FEE";
    }

    private PlanCatalogue node() {
        return new PlanCatalogue(files(shipped), Optional.of(files(own)), stored(), new PlanReader(), clock);
    }

    private static PlanFiles files(Path folder) {
        return new PlanFiles("file:" + folder + "/");
    }

    private JdbcStoredPlans stored() {
        return new JdbcStoredPlans(JdbcClient.create(database), new JdbcTransactionManager(database));
    }

    private static Path write(Path folder, String baseName, PlanSource source) throws IOException {
        Files.writeString(folder.resolve(baseName + ".dmn"), source.table());
        Files.writeString(folder.resolve(baseName + ".zh.properties"), source.chinese());
        Files.writeString(folder.resolve(baseName + ".en.properties"), source.english());
        return folder.resolve(baseName);
    }

    private static void delete(Path baseName) throws IOException {
        for (var ending : new String[] {".dmn", ".zh.properties", ".en.properties"}) {
            Files.delete(Path.of(baseName + ending));
        }
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }
}
