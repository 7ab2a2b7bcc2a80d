package org.cinemarefund.application;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.Decision;
import org.springframework.stereotype.Component;

/** Counts what happens, for operators. */
@Component
public class RefundFigures {
    private final MeterRegistry registry;
    private final AtomicLong all = new AtomicLong();
    private final AtomicLong withoutAPerson = new AtomicLong();

    RefundFigures(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("refund.applications.without.person", this::shareWithoutAPerson)
                .description("Of a hundred applications so many were decided by the rules alone, since this node began")
                .baseUnit("percent")
                .register(registry);
        // There from the beginning: whoever watches sees the first one as an increase.
        List.of("refund.alarms", "refund.escalations").forEach(registry::counter);
        List.of("FINE", "WRONG").forEach(verdict -> registry.counter("refund.samples", "verdict", verdict));
    }

    public void applied(Decision decision) {
        var outcome = decision.deal().outcome();
        registry.counter("refund.applications", "outcome", outcome.name()).increment();
        all.incrementAndGet();
        if (outcome != Deal.Outcome.REVIEW) {
            withoutAPerson.incrementAndGet();
        }
    }

    private Number shareWithoutAPerson() {
        return all.get() == 0 ? 0 : 100 * withoutAPerson.get() / all.get();
    }

    public void decided(String decision) {
        registry.counter("refund.decisions", "decision", decision).increment();
    }

    public void appealed() {
        registry.counter("refund.appeals").increment();
    }

    /** Somebody looked at one that went straight through. */
    public void inspected(String verdict) {
        registry.counter("refund.samples", "verdict", verdict).increment();
    }

    public void escalated() {
        registry.counter("refund.escalations").increment();
    }

    public void alarm() {
        registry.counter("refund.alarms").increment();
    }
}
