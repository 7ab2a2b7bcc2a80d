package org.cinemarefund.process;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.cinemarefund.process.engine.NodeVersions;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** What the engine itself is stuck on: incidents and jobs that are due. */
@Component
class EngineGauges {
    private final RuntimeService runtime;
    private final ManagementService management;
    private final RepositoryService repository;
    private final NodeVersions versions;
    private final AtomicLong incidents = new AtomicLong();
    private final AtomicLong dueJobs = new AtomicLong();
    private final AtomicLong strange = new AtomicLong();

    EngineGauges(
            RuntimeService runtime,
            ManagementService management,
            RepositoryService repository,
            NodeVersions versions,
            MeterRegistry registry) {
        this.runtime = runtime;
        this.management = management;
        this.repository = repository;
        this.versions = versions;
        Gauge.builder("refund.incidents", incidents, AtomicLong::get)
                .description("Steps that failed for good and wait for an operator")
                .register(registry);
        Gauge.builder("refund.jobs.due", dueJobs, AtomicLong::get)
                .description("Steps that could run now")
                .register(registry);
        Gauge.builder("refund.processes.unknown", strange, AtomicLong::get)
                .description("Processes of a version that this node does not run")
                .register(registry);
    }

    @Scheduled(initialDelayString = "PT5S", fixedDelayString = "PT30S")
    void read() {
        incidents.set(runtime.createIncidentQuery().count());
        dueJobs.set(management.createJobQuery().executable().count());
        strange.set(repository.createProcessDefinitionQuery().list().stream()
                .map(ProcessDefinition::getId)
                .filter(text -> !versions.knows(text))
                .mapToLong(text -> runtime.createProcessInstanceQuery()
                        .processDefinitionId(text)
                        .count())
                .sum());
    }
}
