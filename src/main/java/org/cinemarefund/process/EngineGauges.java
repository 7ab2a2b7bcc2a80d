package org.cinemarefund.process;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** What the engine itself is stuck on: incidents and jobs that are due. */
@Component
class EngineGauges {
    private final RuntimeService runtime;
    private final ManagementService management;
    private final AtomicLong incidents = new AtomicLong();
    private final AtomicLong dueJobs = new AtomicLong();

    EngineGauges(RuntimeService runtime, ManagementService management, MeterRegistry registry) {
        this.runtime = runtime;
        this.management = management;
        Gauge.builder("refund.incidents", incidents, AtomicLong::get)
                .description("Steps that failed for good and wait for an operator")
                .register(registry);
        Gauge.builder("refund.jobs.due", dueJobs, AtomicLong::get)
                .description("Steps that could run now")
                .register(registry);
    }

    @Scheduled(initialDelayString = "PT5S", fixedDelayString = "PT30S")
    void read() {
        incidents.set(runtime.createIncidentQuery().count());
        dueJobs.set(management.createJobQuery().executable().count());
    }
}
