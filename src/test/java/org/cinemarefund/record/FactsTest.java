package org.cinemarefund.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.jdbc.StoredRecord;
import org.junit.jupiter.api.Test;

class FactsTest {
    private static final Instant AT = Instant.parse("2026-03-02T02:00:00Z");

    private static RefundEvent line(Kind kind, Particulars said) {
        return EventChain.next(
                EventChain.BEGINNING, "R1", 1, AT, kind, "somebody", null, "UNDER_REVIEW", null, null, null, said);
    }

    @Test
    void a_line_says_its_facts_in_one_order_and_typed() throws Exception {
        var said = Particulars.none()
                .with(Fact.REFUND, 8730L)
                .with(Fact.FEE, 1270L)
                .with(Fact.RULE, "P1 \"24\\h\"\n流浪地球")
                .with(Fact.PLAN, (String) null);

        var facts = line(Kind.POLICY_DECIDED, said).facts();

        assertThat(facts).hasToString("{\"rule\":\"P1 \\\"24\\\\h\\\"\\u000a流浪地球\",\"fee\":1270,\"refund\":8730}");
        var read = StoredRecord.facts(facts.text());
        assertThat(read).isEqualTo(facts);
        assertThat(read.code(Fact.RULE)).isEqualTo("P1 \"24\\h\"\n流浪地球");
        assertThat(read.fen(Fact.FEE)).isEqualTo(1270);
        assertThat(read.has(Fact.PLAN)).isFalse();
        assertThat(new ObjectMapper().readTree(facts.text()).path("refund").isIntegralNumber())
                .isTrue();
    }

    @Test
    void moments_are_moments() {
        var facts = line(Kind.EVIDENCE_AWAITED, Particulars.none().with(Fact.UNTIL, AT))
                .facts();

        assertThat(StoredRecord.facts(facts.text()).instant(Fact.UNTIL)).isEqualTo(AT);
    }

    @Test
    void a_line_says_nothing_that_its_kind_does_not_know() {
        var said = Particulars.none().with(Fact.REASON, "OTHER");

        assertThatThrownBy(() -> line(Kind.REMINDED, said)).hasMessage("a line of REMINDED says no REASON");
        assertThatThrownBy(() -> line(Kind.SUBMITTED, Particulars.none().words(Fact.COMMENT, "好")))
                .hasMessage("a line of SUBMITTED says no COMMENT");
        assertThatThrownBy(() -> Particulars.none().with(Fact.COMMENT, "好")).hasMessage("COMMENT is WORDS, not CODE");
    }

    @Test
    void words_lie_beside_the_line_and_only_their_salted_hash_is_in_it() {
        var one = line(Kind.REJECTED, Particulars.none().words(Fact.COMMENT, "票已取"));
        var other = line(Kind.REJECTED, Particulars.none().words(Fact.COMMENT, "票已取"));

        assertThat(one.words(Fact.COMMENT)).contains("票已取");
        assertThat(one.facts().text()).doesNotContain("票已取");
        assertThat(one.facts().code(Fact.COMMENT))
                .isEqualTo(one.words().get(0).hash())
                .isNotEqualTo(other.facts().code(Fact.COMMENT));
        assertThat(one.words()).hasToString("[Words[1 COMMENT]]");
    }

    @Test
    void what_a_newer_version_says_stays_as_it_was_written() {
        var text = "{\"plan\":\"flat-fee\",\"mood\":\"good\",\"fee\":\"not a number\"}";

        var facts = StoredRecord.facts(text);

        assertThat(facts.text()).isEqualTo(text);
        assertThat(facts.code(Fact.PLAN)).isEqualTo("flat-fee");
        assertThat(facts.fen(Fact.FEE)).isNull();
        assertThat(StoredRecord.facts("no json").text()).isEqualTo("no json");
        assertThat(StoredRecord.facts(null)).isSameAs(Facts.NONE);
    }

    @Test
    void a_line_without_facts_has_the_hash_that_it_always_had() {
        var line = line(Kind.REMINDED, Particulars.none());

        assertThat(line.facts()).isSameAs(Facts.NONE);
        assertThat(line.hash()).isEqualTo("386ff72d41d7af029853de65c3797ad29933f60736e232191b396d679670b346");
    }

    @Test
    void the_same_is_recognised_in_a_line_with_facts_and_in_one_of_before() {
        var said = Particulars.none().with(Fact.ALARM, "OTHER_AMOUNT").forOlderNodes("OTHER_AMOUNT");
        var now = line(Kind.ALARM, said);
        var before = line(Kind.ALARM, Particulars.none().forOlderNodes("OTHER_AMOUNT"));

        assertThat(said.isSaidBy(now)).isTrue();
        assertThat(said.isSaidBy(before)).isTrue();
        assertThat(Particulars.none().with(Fact.ALARM, "OTHER_ORDER").isSaidBy(now))
                .isFalse();
    }

    @Test
    void names_of_facts_are_all_different() {
        assertThat(Arrays.stream(Fact.values()).map(Fact::key).collect(Collectors.toSet()))
                .hasSameSizeAs(Fact.values());
    }
}
