package org.cinemarefund.application;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import org.cinemarefund.application.RefundApplications.Waiting;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * What is on its way right now, for operators: how many refunds stand where, how much money that is and how old the oldest
 * is. Read from the live applications only, so it costs the same after a million finished ones.
 */
@Component
class RefundGauges {
    private final RefundApplications applications;
    private final MultiGauge count;
    private final MultiGauge fen;
    private final MultiGauge oldest;
    private final Clock clock;

    RefundGauges(RefundApplications applications, MeterRegistry registry, Clock clock) {
        this.applications = applications;
        this.count = MultiGauge.builder("refund.waiting")
                .description("Live refunds by where they stand")
                .register(registry);
        this.fen = MultiGauge.builder("refund.waiting.amount")
                .description("Their money")
                .baseUnit("fen")
                .register(registry);
        this.oldest = MultiGauge.builder("refund.waiting.oldest")
                .description("Age of the oldest of them")
                .baseUnit("seconds")
                .register(registry);
        this.clock = clock;
    }

    @Scheduled(initialDelayString = "PT5S", fixedDelayString = "PT30S")
    void read() {
        var waiting = applications.waiting();
        var now = clock.instant();
        count.register(
                waiting.stream()
                        .map(refundApplicationsWaiting ->
                                Row.of(at(refundApplicationsWaiting), refundApplicationsWaiting.count()))
                        .toList(),
                true);
        fen.register(
                waiting.stream()
                        .map(refundApplicationsWaiting ->
                                Row.of(at(refundApplicationsWaiting), refundApplicationsWaiting.amount()))
                        .toList(),
                true);
        oldest.register(
                waiting.stream()
                        .map(refundApplicationsWaiting -> Row.of(
                                at(refundApplicationsWaiting),
                                Duration.between(refundApplicationsWaiting.since(), now)
                                        .toSeconds()))
                        .toList(),
                true);
    }

    private static Tags at(Waiting waiting) {
        return Tags.of("step", waiting.step());
    }
}
