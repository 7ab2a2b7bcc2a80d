package org.cinemarefund.payment.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.cinemarefund.payment.card.PayeeCard;
import org.cinemarefund.payment.card.PayeeCards.Given;
import org.cinemarefund.testing.Databases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcPayeeCardsTest {
    private static final Instant AT = Instant.parse("2026-11-23T02:00:00.123456Z");

    @ParameterizedTest
    @EnumSource
    void a_card_is_kept_whole_replaced_whole_and_leaves_nothing(Databases database) {
        var jdbc = JdbcClient.create(database.freshWithoutParents());
        var cards = new JdbcPayeeCards(jdbc);
        var first = new PayeeCard("CITIC_DEBIT", "0128", "A".repeat(1024), "N".repeat(1024), "P".repeat(64));
        var second = new PayeeCard("CMB_DEBIT", "0403", "b", "m", "s");
        var others = new PayeeCard("ABC_DEBIT", "0001", "c", "n", "s");

        assertThat(cards.of("R1")).isEmpty();
        assertThat(cards.given("R1")).isEmpty();
        cards.delete("R1");

        cards.keep("R1", first, "f".repeat(64), "w".repeat(1000), AT);
        cards.keep("R2", others, "moviegoer", null, AT);
        assertThat(cards.of("R1")).contains(first);
        assertThat(cards.given("R1")).contains(new Given(first.mark(), "f".repeat(64), "w".repeat(1000), AT));

        cards.keep("R1", second, "qian", "by phone", AT.plusSeconds(1));
        assertThat(cards.of("R1")).contains(second);
        assertThat(cards.given("R1")).contains(new Given(second.mark(), "qian", "by phone", AT.plusSeconds(1)));

        cards.delete("R1");
        assertThat(cards.of("R1")).isEmpty();
        assertThat(cards.of("R2")).contains(others);
        assertThat(jdbc.sql("select count(*) from payee_card").query(Long.class).single())
                .isEqualTo(1);
    }
}
