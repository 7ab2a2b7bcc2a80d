package org.cinemarefund.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.Test;

/** Guessing as it is done, from one address and from many, and the person whose account it is. */
class PasswordPausesTest {
    private static final int TWO_MINUTES = 120;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-02T04:00:00Z"));
    private final PasswordPauses pauses = new PasswordPauses(clock);

    @Test
    void three_slips_cost_little_and_each_further_one_costs_more_up_to_less_than_two_minutes() {
        var waited = new ArrayList<Integer>();
        for (int guess = 0; guess < 12; guess++) {
            assertThat(pauses.secondsToWait("zhou", "192.0.2.7")).isZero();
            pauses.wrong("zhou", "192.0.2.7");
            var seconds = pauses.secondsToWait("zhou", "192.0.2.7");
            waited.add(seconds);
            clock.move(Duration.ofSeconds(seconds));
        }

        assertThat(waited).containsExactly(0, 0, 5, 10, 20, 40, 80, 110, 110, 110, 110, 110);
        pauses.secondsToWait("zhou", "192.0.2.7");
        pauses.right("zhou", "192.0.2.7");
        assertThat(pauses.secondsToWait("zhou", "192.0.2.7")).isZero();
    }

    @Test
    void what_comes_during_a_pause_lengthens_nothing() {
        guess("zhou", "192.0.2.7", 6);
        var wait = pauses.secondsToWait("zhou", "192.0.2.7");

        for (int second = 1; second < wait; second++) {
            clock.move(Duration.ofSeconds(1));
            assertThat(pauses.secondsToWait("zhou", "192.0.2.7")).isEqualTo(wait - second);
        }
        clock.move(Duration.ofSeconds(1));
        assertThat(pauses.secondsToWait("zhou", "192.0.2.7")).isZero();
    }

    @Test
    void from_elsewhere_and_for_others_nobody_waits() {
        guess("zhou", "192.0.2.7", 20);

        assertThat(pauses.secondsToWait("zhou", "192.0.2.8")).isZero();
        assertThat(pauses.secondsToWait("li", "192.0.2.7")).isZero();
        assertThat(pauses.secondsToWait("zhou", "2001:db8:0:0:0:0:0:1")).isZero();
    }

    @Test
    void a_hundred_guesses_at_one_moment_are_not_a_hundred_tries() {
        guess("zhou", "192.0.2.7", 5);
        clock.move(Duration.ofSeconds(TWO_MINUTES));

        var tried = IntStream.range(0, 100)
                .filter(i -> pauses.secondsToWait("zhou", "192.0.2.7") == 0)
                .count();

        assertThat(tried).isEqualTo(1);
    }

    @Test
    void guessing_from_two_hundred_addresses_keeps_nobody_out_for_two_minutes() {
        pauses.right("zhou", "198.51.100.1");
        var looked = 0;
        for (int second = 0; second < 1200; second += 5) {
            clock.move(Duration.ofSeconds(5));
            for (int address = 0; address < 200; address++) {
                var ip = "10.0.0." + address;
                if (pauses.secondsToWait("zhou", ip) == 0) {
                    looked++;
                    pauses.wrong("zhou", ip);
                }
            }
        }

        // Each by itself could have tried 16 times.
        assertThat(looked).isLessThan(200 * 16);
        assertThat(pauses.secondsToWait("zhou", "198.51.100.1"))
                .as("where they always are")
                .isZero();
        var wait = pauses.secondsToWait("zhou", "203.0.113.9");
        assertThat(wait).as("where they never were").isBetween(1, TWO_MINUTES);
        clock.move(Duration.ofSeconds(wait));
        for (int address = 0; address < 200; address++) {
            pauses.secondsToWait("zhou", "10.0.0." + address);
        }
        assertThat(pauses.secondsToWait("zhou", "203.0.113.9")).isZero();
        assertThat(pauses.secondsToWait("li", "203.0.113.9")).isZero();
    }

    @Test
    void strangers_get_so_many_turns_and_no_more() {
        IntStream.range(0, PasswordPauses.GUESSED_AT).forEach(i -> guess("zhou", "192.0.2." + i, 1));
        var strangers = IntStream.range(0, 5000)
                .mapToObj(i -> "10." + i / 250 + ".0." + i % 250)
                .toList();
        strangers.forEach(ip -> assertThat(pauses.secondsToWait("zhou", ip)).isPositive());
        clock.move(PasswordPauses.TURN.plusSeconds(1));

        assertThat(strangers.stream()
                        .filter(ip -> pauses.secondsToWait("zhou", ip) == 0)
                        .count())
                .isEqualTo(PasswordPauses.TURNS);
    }

    @Test
    void a_name_nobody_has_waits_like_any_other() {
        for (String name : List.of("nobody", "x".repeat(10_000))) {
            guess(name, "192.0.2.7", 4);
            assertThat(pauses.secondsToWait(name, "192.0.2.7")).isEqualTo(10);
        }
    }

    @Test
    void unlocked_is_unlocked_and_no_number_of_names_fills_the_memory() {
        guess("zhou", "192.0.2.7", 9);
        pauses.forget("zhou");
        assertThat(pauses.secondsToWait("zhou", "192.0.2.7")).isZero();

        for (int i = 0; i < 110_000; i++) {
            pauses.wrong("name" + i, "192.0.2.7");
            pauses.right("name" + i, "192.0.2.8");
        }
        assertThat(pauses.remembered()).isLessThanOrEqualTo(120_000);
    }

    @Test
    void after_an_hour_a_slip_is_a_first_slip() {
        guess("zhou", "192.0.2.7", 9);
        clock.move(Duration.ofMinutes(62));
        guess("zhou", "192.0.2.7", 1);

        assertThat(pauses.secondsToWait("zhou", "192.0.2.7")).isZero();
    }

    private void guess(String account, String ip, int times) {
        for (int i = 0; i < times; i++) {
            pauses.wrong(account, ip);
        }
    }
}
