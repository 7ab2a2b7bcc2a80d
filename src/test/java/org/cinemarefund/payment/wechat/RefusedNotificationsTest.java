package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.cinemarefund.payment.NotificationRejected;
import org.cinemarefund.payment.NotificationRejected.Why;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusedNotificationsTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-23T02:00:00Z"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RefusedNotifications refusals = new RefusedNotifications(clock, meters);
    private final Logger log = (Logger) LoggerFactory.getLogger(RefusedNotifications.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void stop_listening() {
        log.detachAppender(lines);
    }

    private List<String> lines(Level level) {
        return lines.list.stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private void refuse(int times, Verdict verdict) {
        for (var i = 0; i < times; i++) {
            refusals.refused(new NotificationRejected(Why.UNAUTHENTIC, verdict.name(), verdict.text()));
        }
    }

    @Test
    void of_each_kind_there_is_a_line_a_minute_and_every_one_is_counted() {
        refuse(10_000, Verdict.FORGED);
        refuse(3, Verdict.STALE);
        clock.move(Duration.ofSeconds(59));
        refuse(1, Verdict.FORGED);
        assertThat(lines(Level.WARN))
                .containsExactly(
                        "refund notification refused: FORGED, the signature does not fit",
                        "refund notification refused: STALE, signed more than five minutes away from our clock");

        clock.move(Duration.ofSeconds(1));
        refuse(2, Verdict.FORGED);

        assertThat(lines(Level.WARN))
                .hasSize(3)
                .last()
                .asString()
                .endsWith("(and 10000 more since the last such line)");
        assertThat(meters.counter(RefusedNotifications.COUNTER, "kind", "FORGED")
                        .count())
                .isEqualTo(10_003);
        assertThat(meters.counter(RefusedNotifications.COUNTER, "kind", "STALE").count())
                .isEqualTo(3);
        assertThat(meters.counter("refund.alarms").count()).isZero();
    }

    @Test
    void what_cannot_be_decrypted_is_an_alarm_a_minute() {
        for (var i = 0; i < 120; i++) {
            refusals.refused(new NotificationRejected(Why.UNDECRYPTABLE, "check the key"));
            clock.move(Duration.ofSeconds(1));
        }

        assertThat(lines(Level.ERROR)).hasSize(2).allMatch(text -> text.startsWith("ALARM"));
        assertThat(meters.counter("refund.alarms").count()).isEqualTo(2);
    }

    @Test
    void a_clock_that_was_put_back_silences_nothing_for_long() {
        refuse(1, Verdict.FORGED);
        clock.move(Duration.ofDays(-1));
        refuse(1, Verdict.FORGED);

        assertThat(lines(Level.WARN)).hasSize(2);
    }
}
