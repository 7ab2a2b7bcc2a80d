package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.Test;

class ErrorBreakerTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T02:00:00Z"));
    private final ErrorBreaker breaker = new ErrorBreaker(20, Duration.ofSeconds(30), clock);

    @Test
    void nineteen_failures_in_a_row_let_requests_through_and_the_twentieth_does_not() {
        fail(19);
        assertThat(breaker.permits()).isTrue();

        fail(1);
        assertThat(breaker.permits()).isFalse();
    }

    @Test
    void an_answer_in_between_starts_the_row_again() {
        fail(19);
        breaker.answered();
        fail(19);

        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void after_thirty_seconds_exactly_one_may_try() {
        fail(20);
        clock.move(Duration.ofMillis(29_999));
        assertThat(breaker.permits()).isFalse();

        clock.move(Duration.ofMillis(1));

        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.permits()).isFalse();
    }

    @Test
    void a_probe_that_is_answered_closes_it() {
        fail(20);
        clock.move(Duration.ofSeconds(30));
        breaker.permits();

        breaker.answered();

        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void a_probe_that_fails_opens_it_for_thirty_seconds_again() {
        fail(20);
        clock.move(Duration.ofSeconds(30));
        breaker.permits();

        fail(1);

        assertThat(breaker.permits()).isFalse();
        clock.move(Duration.ofSeconds(30));
        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void failing_queries_do_not_keep_it_open_longer() {
        fail(20);
        clock.move(Duration.ofSeconds(29));
        fail(20);

        clock.move(Duration.ofSeconds(1));

        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void a_probe_that_never_reports_does_not_lock_everybody_out() {
        fail(20);
        clock.move(Duration.ofSeconds(30));
        breaker.permits();

        clock.move(Duration.ofSeconds(30));

        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void a_clock_set_back_does_not_hold_it_open() {
        fail(20);

        clock.move(Duration.ofHours(-1));

        assertThat(breaker.permits()).isTrue();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed();
        }
    }
}
