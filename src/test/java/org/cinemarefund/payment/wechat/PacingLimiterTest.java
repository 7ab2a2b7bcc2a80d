package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.Test;

class PacingLimiterTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T02:00:00Z"));
    private final PacingLimiter twoPerSecond = new PacingLimiter(2, Duration.ofSeconds(1), clock);

    @Test
    void slots_are_evenly_spaced_and_nobody_waits_longer_than_allowed() {
        assertThat(twoPerSecond.reserve()).contains(Duration.ZERO);
        assertThat(twoPerSecond.reserve()).contains(Duration.ofMillis(500));
        assertThat(twoPerSecond.reserve()).contains(Duration.ofSeconds(1));
        assertThat(twoPerSecond.reserve()).isEmpty();
    }

    @Test
    void a_refused_caller_takes_no_slot() {
        for (int i = 0; i < 3; i++) {
            twoPerSecond.reserve();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(twoPerSecond.reserve()).isEmpty();
        }

        clock.move(Duration.ofMillis(500));

        assertThat(twoPerSecond.reserve()).contains(Duration.ofSeconds(1));
    }

    @Test
    void a_pause_saves_up_no_burst() {
        twoPerSecond.reserve();
        clock.move(Duration.ofHours(1));

        assertThat(twoPerSecond.reserve()).contains(Duration.ZERO);
        assertThat(twoPerSecond.reserve()).contains(Duration.ofMillis(500));
    }

    @Test
    void a_clock_set_back_does_not_stop_refunds_until_it_has_caught_up() {
        twoPerSecond.reserve();

        clock.move(Duration.ofHours(-1));

        assertThat(twoPerSecond.reserve()).contains(Duration.ZERO);
    }

    @Test
    void after_a_refusal_the_next_waits_and_the_burst_is_over() {
        var fifty = new PacingLimiter(50, Duration.ofSeconds(1), clock);
        fifty.reserve();

        fifty.refused();
        fifty.refused();

        assertThat(fifty.reserve()).contains(Duration.ofMillis(500));
        assertThat(fifty.reserve()).contains(Duration.ofMillis(520));
    }

    @Test
    void a_rate_of_nothing_is_a_wrong_setting() {
        assertThatThrownBy(() -> new PacingLimiter(0, Duration.ofSeconds(1), clock))
                .hasMessageContaining("refund.wechat.pay.rate-per-second");
    }
}
