package org.cinemarefund.policy.dmn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cinemarefund.policy.Finding;
import org.cinemarefund.policy.PlanSource;
import org.junit.jupiter.api.Test;

class TableStudyTest {
    private static final String[] KINDS = {"minutesToShow:long", "ticketKind:string"};
    private static final String[] CHANNELS = {"minutesToShow:long", "salesChannel:string"};

    private final PlanReader reader = new PlanReader();

    @Test
    void a_table_that_is_well_says_nothing() {
        assertThat(found(
                        KINDS,
                        ">= 1440 | - | REVIEW | 0 | FREE",
                        ">= 30 | - | REVIEW | 100 | FEE",
                        "- | - | REJECT | | LATE"))
                .isEmpty();
    }

    @Test
    void a_row_behind_a_wider_one_is_never_reached() {
        assertThat(found(
                        KINDS,
                        ">= 30 | - | REVIEW | 0 | WIDE",
                        "> 60 | \"MEMBER\" | REVIEW | 0 | NARROW",
                        "- | - | REJECT | | LATE"))
                .containsExactly("ERROR UNREACHABLE");
    }

    /** No row alone is in front of it, all of them together are. */
    @Test
    void a_row_behind_several_that_fill_it_is_never_reached() {
        assertThat(found(
                        KINDS,
                        ">= 60 | - | REVIEW | 0 | FAR",
                        "< 60 | - | REVIEW | 100 | NEAR",
                        "[30..90] | \"MEMBER\" | REJECT | | BETWEEN"))
                .contains("ERROR UNREACHABLE");
    }

    @Test
    void what_only_the_last_row_answers_should_be_meant() {
        assertThat(found(CHANNELS, ">= 30 | \"MINI_PROGRAM\" | REVIEW | 0 | OURS", "< 30 | - | REJECT | | LATE"))
                .containsExactly("WARNING LAST_ROW_ONLY");
    }

    @Test
    void rows_that_overlap_in_part_should_be_meant_where_they_answer_differently() {
        assertThat(found(
                        CHANNELS,
                        ">= 30 | \"A\" | REVIEW | 100 | A",
                        ">= 120 | - | REVIEW | 0 | LONG_BEFORE",
                        "- | - | REJECT | | ALL_ELSE"))
                .contains("WARNING OVERLAP");
        assertThat(found(
                        CHANNELS,
                        ">= 30 | \"A\" | REVIEW | 0 | A",
                        ">= 120 | - | REVIEW | 0 | LONG_BEFORE",
                        "- | - | REJECT | | ALL_ELSE"))
                .isEmpty();
    }

    @Test
    void a_fee_that_falls_when_the_show_comes_nearer_should_be_meant() {
        assertThat(found(
                        KINDS,
                        "[30..59] | - | REVIEW | 100 | NEAR",
                        ">= 60 | - | REVIEW | 800 | FAR",
                        "- | - | REJECT | | LATE"))
                .contains("WARNING FEE_FALLS");
        assertThat(found(
                        KINDS,
                        ">= 60 | - | REVIEW | 100 | FAR",
                        "[30..59] | - | REVIEW | 800 | NEAR",
                        "- | - | REJECT | | LATE"))
                .doesNotContain("WARNING FEE_FALLS");
    }

    /** In parts of the price and in fen: which is more depends on the price. */
    @Test
    void a_fee_may_fall_for_dear_tickets_only() {
        var source = TinyPlan.source(
                "tiny",
                "1",
                "2026-01-01",
                KINDS,
                ">= 120 | - | REVIEW | 0 | FAR",
                "[30..119] | - | REVIEW | 500 | NEAR");
        var table = source.table()
                .replace(
                        "<output id=\"o1\"",
                        "<output id=\"o0\" name=\"feeBasisPoints\" typeRef=\"long\"/><output id=\"o1\"")
                .replaceAll(
                        "<outputEntry id=\"(\\w+)_o0\">",
                        "<outputEntry id=\"$1_b\"><text>PART_$1</text></outputEntry><outputEntry id=\"$1_o0\">")
                .replace("PART_FAR", "1000")
                .replace("PART_NEAR", "0")
                .replace("PART_REST", "");

        assertThat(reader.read(
                                new PlanReader.Names("t", "z", "e"),
                                new PlanSource("tiny", "1", table, source.chinese(), source.english()))
                        .findings())
                .extracting(Finding::code)
                .contains("FEE_FALLS");
    }

    @Test
    void a_table_too_large_to_be_looked_at_is_not_taken() {
        var rows = IntStream.range(0, 501)
                .mapToObj(n -> ">= " + (5000 - n) + " | - | REVIEW | 0 | R" + n)
                .toArray(String[]::new);

        assertThat(found(KINDS, rows)).containsExactly("ERROR TOO_LARGE");
        assertThat(found(KINDS, Arrays.copyOf(rows, 300))).doesNotContain("ERROR TOO_LARGE");
    }

    @Test
    void who_refuses_everything_should_mean_it() {
        assertThat(found(KINDS, "- | - | REJECT | | NEVER")).containsExactly("WARNING TOTAL_BAN");
    }

    /** Of two tickets of forty yuan the standard allows 8 yuan, that is 400 fen a ticket. */
    @Test
    void who_keeps_more_than_the_standard_allows_should_mean_it() {
        assertThat(found(KINDS, ">= 120 | - | REVIEW | 400 | FEE", "- | - | REJECT | | LATE"))
                .containsExactly("WARNING ABOVE_CAP"); // a day before nothing is allowed
        assertThat(found(KINDS, "[120..1439] | - | REVIEW | 400 | FEE", "- | - | REJECT | | LATE"))
                .doesNotContain("WARNING ABOVE_CAP");
        assertThat(found(KINDS, "[120..1439] | - | REVIEW | 401 | FEE", "- | - | REJECT | | LATE"))
                .contains("WARNING ABOVE_CAP");
        assertThat(found(KINDS, "< 30 | - | REVIEW | 3000 | FEE", "- | - | REJECT | | EARLY"))
                .doesNotContain("WARNING ABOVE_CAP"); // of the last half hour it says nothing
    }

    @Test
    void everything_there_is_to_complain_about_is_said_at_once() {
        var source = TinyPlan.source(
                "tiny",
                "1",
                "someday",
                new String[] {"minutesToShwo:long", "ticketKind:string"},
                "> 60 | \"STANDRAD\" | REVEIW | -1 | P0");

        var reading = reader.read(new PlanReader.Names("t", "z", "e"), source);

        assertThat(reading.plan()).isEmpty();
        assertThat(reading.findings().stream().map(Finding::code))
                .contains("UNKNOWN_FACT", "CELL", "RULE_ID", "VALID_FROM")
                .hasSizeGreaterThanOrEqualTo(6);
        assertThat(reading.findings()).allMatch(Finding::isError);
    }

    /** What ships has no error, and each warning is named here with why it is meant. */
    @Test
    void what_ships_is_meant() throws Exception {
        var meant = Files.readAllLines(Path.of("src/test/resources/policy/warnings.csv")).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split(" *, *", 4))
                .map(line -> String.join(" ", line[0], line[1], line[2]))
                .toList();
        var found = new PlanFiles("file:" + Path.of("processes").toAbsolutePath() + "/", reader)
                .found().stream()
                        .flatMap(file -> reader.read(file).findings().stream())
                        .map(TableStudyTest::named)
                        .toList();

        assertThat(found).containsExactlyInAnyOrderElementsOf(meant);
    }

    /** Plan, what it is, and the rules it is about. */
    private static String named(Finding finding) {
        var plan = finding.where().substring("policy-".length(), finding.where().length() - ".dmn".length());
        var rules = finding.details().stream()
                .filter(detail -> detail.startsWith("row "))
                .map(detail -> detail.substring(detail.indexOf('(') + 1, detail.indexOf(')')))
                .toList();
        return String.join(" ", plan, finding.code(), String.join("/", rules));
    }

    private List<String> found(String[] inputs, String... rows) {
        var reading = reader.read(
                new PlanReader.Names("t", "z", "e"), TinyPlan.source("tiny", "1", "2026-01-01", inputs, rows));
        assertThat(reading.plan().isPresent())
                .isEqualTo(reading.findings().stream().noneMatch(Finding::isError));
        return Stream.of(reading.findings())
                .flatMap(List::stream)
                .map(finding -> finding.severity() + " " + finding.code())
                .distinct()
                .toList();
    }
}
