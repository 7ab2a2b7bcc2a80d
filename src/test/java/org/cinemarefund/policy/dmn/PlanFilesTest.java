package org.cinemarefund.policy.dmn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.NextChange;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.policy.Sample;
import org.cinemarefund.ticketing.TicketState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFilesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void a_folder_with_one_small_plan() throws IOException {
        for (var language : new String[] {"zh", "en"}) {
            var common = "policy-common." + language + ".properties";
            Files.copy(Path.of("processes", common), folder.resolve(common));
        }
        write("policy-tiny.dmn", TINY);
        write("policy-tiny.zh.properties", "validFrom=2026-03-01\nrule.FLAT=每单收取5元，每张再收1元。\nrule.REST=不予退票。\n");
        write("policy-tiny.en.properties", "rule.FLAT=5 yuan an order and 1 yuan a ticket.\nrule.REST=No refund.\n");
    }

    @Test
    void a_plan_is_added_by_its_files_alone() {
        var policy = policy();
        var sample = Sample.order().plan("tiny");

        assertThat(policy.knows("tiny", Sample.SHOW)).isTrue();
        assertThat(policy.knows("shenzhen-tiers", Sample.SHOW)).isFalse();
        var at = Sample.SHOW.minus(Duration.ofHours(2));
        var deal = policy.decide(sample.build(), sample.cinema(), RefundReason.PERSONAL, at);
        assertThat(deal.fee()).isEqualTo(500 + 2 * 100);
        assertThat(deal.outcome()).isEqualTo(Deal.Outcome.AUTO_APPROVE);
        assertThat(deal.lines())
                .containsExactly(
                        new Deal.Line("TICKETS", 9_700),
                        new Deal.Line("SERVICE_FEE", 300),
                        new Deal.Line("REFUND_FEE", -700));
        assertThat(policy.nextChange(sample.build(), sample.cinema(), RefundReason.PERSONAL, at))
                .contains(new NextChange(Sample.SHOW.minus(Duration.ofMinutes(61)), 10_000));

        var collected = sample.in(TicketState.COLLECTED);
        assertThat(policy.decide(collected.build(), collected.cinema(), RefundReason.PERSONAL, at)
                        .ruleId())
                .isEqualTo("REST");

        var text = policy.text("tiny", Sample.SHOW, Locale.CHINA);
        assertThat(text.version()).isEqualTo("2026.1");
        assertThat(text.validFrom()).isEqualTo("2026-02-28T16:00:00Z");
        assertThat(text.clauses())
                .extracting(clause -> clause.ruleId())
                .containsExactly("P0", "FLAT", "REST", "CLAIM", "NOTHING_LEFT");
        assertThat(policy.clause("tiny", "2026.1", "FLAT", Locale.UK)).startsWith("5 yuan");
        assertThat(policy.clause("tiny", "2026.1", "FLAT", Locale.FRANCE)).startsWith("每单");
        assertThat(policy.clause("tiny", "2026.1", "P0", Locale.CHINA)).contains("全额退还");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <text>> 60</text>               | <text>=> 60</text>            | minutesToShow: '=> 60' does not compare with a long
            <text>> 60</text>               | <text>> minutesToShwo</text>  | minutesToShow: '> minutesToShwo' does not compare with a long
            <text>> 60</text>               | <text>> 60.5</text>           | minutesToShow: '> 60.5' does not compare with a long
            <text>"ISSUED"</text>           | <text>"ISUED"</text>          | ISUED is none of [COLLECTED, ISSUED, USED]
            <text>"ISSUED"</text>           | <text>ISSUED</text>           | ticketState: 'ISSUED' does not compare with a string
            <text>500</text>                | <text>fiveHundred</text>      | feePerOrder: 'fiveHundred' is not a long written out
            <text>500</text>                | <text></text>                 | feePerOrder: '' is not a long written out
            <text>500</text>                | <text>-500</text>             | feePerOrder: '-500' is not a long written out
            <text>500</text>                | <text>5.00</text>             | feePerOrder: '5.00' is not a long written out
            <text>true</text>               | <text>yes</text>              | returnServiceFee: 'yes' is not a boolean written out
            <text>"AUTO_APPROVE"</text>     | <text>"AUTOAPPROVE"</text>    | "AUTOAPPROVE" is none of [AUTO_APPROVE, REJECT, REVIEW]
            <text>"REJECT"</text>           | <text>"REVIEW"</text>         | row b, feePerOrder: '' is not a long written out
            <text>"FLAT"</text>             | <text>"REST"</text>           | two rows have the ruleId REST
            <text>"FLAT"</text>             | <text>"P0"</text>             | ruleId: 'P0' must be
            <text>"FLAT"</text>             | <text>"FLAT_FEE"</text>       | the rule FLAT_FEE needs a clause 'rule.FLAT_FEE'
            <text>minutesToShow</text>      | <text>minutes</text>          | there is no fact 'minutes' to look at
            <text>minutesToShow</text>      | <text>reason</text>           | there is no fact 'reason' to look at
            typeRef="long"><text>           | typeRef="integer"><text>      | the input 'minutesToShow' must have the typeRef long
            name="feePerOrder"              | name="fee"                    | there is no output 'fee'
            name="feePerOrder" typeRef="long" | name="feePerOrder" typeRef="money" | the output 'feePerOrder' must have the typeRef long
            hitPolicy="FIRST"               | hitPolicy="UNIQUE"            | the hit policy must be FIRST
            camunda:versionTag="2026.1"     | camunda:x="1"                 | needs a camunda:versionTag
            camunda:historyTimeToLive="P9D" | camunda:x="1"                 | needs a camunda:historyTimeToLive
            decision id="tiny"              | decision id="tinny"           | the decision's id is 'tinny', but the file's name says 'tiny'
            <inputEntry id="b1"><text>-<    | <inputEntry id="b1"><text>1<  | the last row must look at none of
            </definitions>                  | </definition>                 | this is no DMN file
            """)
    void a_table_that_cannot_be_trusted_is_refused(String right, String wrong, String complaint) throws IOException {
        assertThat(TINY).contains(right);
        write("policy-tiny.dmn", TINY.replace(right, wrong));

        assertThatThrownBy(this::policy)
                .isInstanceOf(InvalidPlan.class)
                .hasMessageContaining(complaint)
                .hasMessageStartingWith("policy-tiny.");
    }

    @Test
    void a_dear_percentage_is_refused() throws IOException {
        write("policy-tiny.dmn", TINY.replace("feePerOrder", "feeBasisPoints").replace(">500<", ">10001<"));

        assertThatThrownBy(this::policy).hasMessageContaining("10001 is more than all of it");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
            policy-tiny.en.properties   | rule.FLAT=5 yuan                              | the rule REST needs a clause
            policy-tiny.en.properties   | rule.FLAT=a;rule.REST=                        | the rule REST needs a clause
            policy-tiny.en.properties   | rule.FLAT=a;rule.REST=b;rule.RSET=c           | nothing in the plan answers to [rule.RSET]
            policy-tiny.en.properties   | rule.FLAT=a;rule.REST=b;rule.FLAT=c           | the key 'rule.FLAT' comes twice
            policy-tiny.zh.properties   | rule.FLAT=a;rule.REST=b                       | 'validFrom' must be a day
            policy-tiny.zh.properties   | validFrom=1.3.2026;rule.FLAT=a;rule.REST=b    | 'validFrom' must be a day
            policy-common.zh.properties | rule.P0=a;rule.CLAIM=c                        | the rule NOTHING_LEFT needs a clause
            """)
    void clauses_that_do_not_answer_to_the_rules_are_refused(String file, String lines, String complaint)
            throws IOException {
        write(file, lines.replace(';', '\n'));

        assertThatThrownBy(this::policy)
                .isInstanceOf(InvalidPlan.class)
                .hasMessageStartingWith(file)
                .hasMessageContaining(complaint);
    }

    @Test
    void a_plan_without_clauses_in_a_language_is_refused() throws IOException {
        Files.delete(folder.resolve("policy-tiny.en.properties"));

        assertThatThrownBy(this::policy).isInstanceOf(InvalidPlan.class).hasMessageContaining("this file is missing");
    }

    @Test
    void a_folder_without_plans_is_refused() throws IOException {
        Files.delete(folder.resolve("policy-tiny.dmn"));

        assertThatThrownBy(this::policy).isInstanceOf(InvalidPlan.class).hasMessageContaining("no refund plan");
    }

    @Test
    void the_shipped_plans_are_found_on_the_class_path() {
        assertThat(new PlanFiles(PolicyConfiguration.SHIPPED).policy().knows("shenzhen-tiers", Sample.SHOW))
                .isTrue();
    }

    private RefundPolicy policy() {
        return new PlanFiles("file:" + folder + "/").policy();
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    private static final String TINY = """
            <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
                xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="d" namespace="n">
              <decision id="tiny" name="Tiny" camunda:versionTag="2026.1" camunda:historyTimeToLive="P9D">
                <decisionTable id="t" hitPolicy="FIRST">
                  <input id="i1"><inputExpression id="e1" typeRef="long"><text>minutesToShow</text></inputExpression></input>
                  <input id="i2"><inputExpression id="e2" typeRef="string"><text>ticketState</text></inputExpression></input>
                  <output id="o1" name="outcome" typeRef="string"/>
                  <output id="o2" name="feePerOrder" typeRef="long"/>
                  <output id="o3" name="feePerTicket" typeRef="long"/>
                  <output id="o4" name="returnServiceFee" typeRef="boolean"/>
                  <output id="o5" name="ruleId" typeRef="string"/>
                  <rule id="a">
                    <inputEntry id="a1"><text>> 60</text></inputEntry>
                    <inputEntry id="a2"><text>"ISSUED"</text></inputEntry>
                    <outputEntry id="a3"><text>"AUTO_APPROVE"</text></outputEntry>
                    <outputEntry id="a4"><text>500</text></outputEntry>
                    <outputEntry id="a5"><text>100</text></outputEntry>
                    <outputEntry id="a6"><text>true</text></outputEntry>
                    <outputEntry id="a7"><text>"FLAT"</text></outputEntry>
                  </rule>
                  <rule id="b">
                    <inputEntry id="b1"><text>-</text></inputEntry>
                    <inputEntry id="b2"><text>-</text></inputEntry>
                    <outputEntry id="b3"><text>"REJECT"</text></outputEntry>
                    <outputEntry id="b4"><text></text></outputEntry>
                    <outputEntry id="b5"><text></text></outputEntry>
                    <outputEntry id="b6"><text></text></outputEntry>
                    <outputEntry id="b7"><text>"REST"</text></outputEntry>
                  </rule>
                </decisionTable>
              </decision>
            </definitions>
            """;
}
