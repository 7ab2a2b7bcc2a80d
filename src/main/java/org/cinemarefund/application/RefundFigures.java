package org.cinemarefund.application;

import io.micrometer.core.instrument.MeterRegistry;
import org.cinemarefund.policy.Deal;
import org.springframework.stereotype.Component;

/** Counts what happens, for operators. */
@Component
public class RefundFigures {
    private final MeterRegistry registry;

    RefundFigures(MeterRegistry registry) {
        this.registry = registry;
    }

    public void applied(Deal.Outcome outcome) {
        registry.counter("refund.applications", "outcome", outcome.name()).increment();
    }

    public void decided(String decision) {
        registry.counter("refund.decisions", "decision", decision).increment();
    }

    public void escalated() {
        registry.counter("refund.escalations").increment();
    }

    public void alarm() {
        registry.counter("refund.alarms").increment();
    }
}
