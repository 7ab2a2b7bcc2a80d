package org.cinemarefund.application;

import io.micrometer.core.instrument.MeterRegistry;
import org.cinemarefund.policy.Deal;
import org.springframework.stereotype.Component;

/** Counts what happens, for operators. */
@Component
class RefundFigures {
    private final MeterRegistry registry;

    RefundFigures(MeterRegistry registry) {
        this.registry = registry;
    }

    void applied(Deal.Outcome outcome) {
        registry.counter("refund.applications", "outcome", outcome.name()).increment();
    }

    void decided(String decision) {
        registry.counter("refund.decisions", "decision", decision).increment();
    }

    void escalated() {
        registry.counter("refund.escalations").increment();
    }

    void alarm() {
        registry.counter("refund.alarms").increment();
    }
}
