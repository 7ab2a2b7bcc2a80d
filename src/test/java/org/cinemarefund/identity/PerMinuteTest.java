package org.cinemarefund.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.cinemarefund.shared.ClientNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PerMinuteTest {
    private final Clock clock = Clock.fixed(Instant.parse("2026-03-02T04:00:45Z"), ZoneOffset.UTC);

    @Test
    void the_limit_itself_is_allowed_and_one_more_is_not() {
        var calls = new PerMinute(clock, 2);

        assertThat(calls.count("a")).isTrue();
        assertThat(calls.isUsedUp("a")).isFalse();
        assertThat(calls.count("a")).isTrue();
        assertThat(calls.isUsedUp("a")).isTrue();
        assertThat(calls.count("a")).isFalse();
        assertThat(calls.count("b")).isTrue();
        assertThat(calls.secondsLeft()).isEqualTo(15);
    }

    @Test
    void no_number_of_names_fills_the_memory() {
        var calls = new PerMinute(clock, 1000);

        IntStream.range(0, 110_000).forEach(i -> calls.count("name" + i));

        assertThat(calls.names()).isBetween(100_000, 101_024);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2",
        "2001:db8:1:2:ffff:0:0:1, 2001:db8:1:2",
        "0:0:0:0:0:0:0:1, 0:0:0:0",
        "::1, ::1",
    })
    void an_ipv6_subscriber_is_one_address(String ip, String counted) {
        assertThat(ClientNetwork.of(ip)).isEqualTo(counted);
    }

    @Test
    void an_account_that_is_not_set_up_admits_nobody() {
        assertThat(new ServiceAccount(null, null).admits("", "")).isFalse();
        assertThat(new ServiceAccount("", "").admits("", "")).isFalse();
        assertThat(new ServiceAccount("name", "").admits("name", "")).isFalse();
        assertThat(new ServiceAccount("name", "right").admits("name", "right")).isTrue();
        assertThat(new ServiceAccount("name", "right").admits("name", "Right")).isFalse();
    }

    @Test
    void what_is_printed_of_a_person_or_an_account_is_nothing_private() {
        assertThat(new Moviegoer("oSecret").toString()).doesNotContain("oSecret");
        assertThat(new ServiceAccount("name", "right").toString()).doesNotContain("right");
    }
}
