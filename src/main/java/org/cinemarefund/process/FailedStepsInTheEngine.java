package org.cinemarefund.process;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.runtime.Incident;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.operations.FailedStep;
import org.cinemarefund.operations.FailedSteps;
import org.cinemarefund.process.access.InTheNameOf;
import org.cinemarefund.process.names.RefundProcess;
import org.springframework.stereotype.Component;

/** The engine's incidents of failed jobs, and letting a job try again as the operator who pressed, with that person's rights. */
@Component
class FailedStepsInTheEngine implements FailedSteps {
    /** Once: whoever presses sees at once whether it helped. */
    private static final int TRIES = 1;

    private final RuntimeService runtime;
    private final ManagementService management;
    private final InTheNameOf inTheNameOf;

    FailedStepsInTheEngine(RuntimeService runtime, ManagementService management, InTheNameOf inTheNameOf) {
        this.runtime = runtime;
        this.management = management;
        this.inTheNameOf = inTheNameOf;
    }

    @Override
    public long count() {
        return runtime.createIncidentQuery()
                .incidentType(Incident.FAILED_JOB_HANDLER_TYPE)
                .count();
    }

    @Override
    public List<FailedStep> oldest(int most) {
        var incidents = runtime.createIncidentQuery()
                .incidentType(Incident.FAILED_JOB_HANDLER_TYPE)
                .orderByIncidentTimestamp()
                .asc()
                .orderByIncidentId()
                .asc()
                .listPage(0, most);
        var keys = businessKeys(incidents);
        return incidents.stream()
                // One whose process ended in this moment is no incident any more.
                .filter(incident -> incident.getConfiguration() != null)
                .map(incident -> step(incident, keys))
                .toList();
    }

    private Map<String, String> businessKeys(List<Incident> incidents) {
        var instances = new HashSet<String>();
        incidents.stream()
                .map(Incident::getProcessInstanceId)
                .filter(Objects::nonNull)
                .forEach(instances::add);
        var keys = new HashMap<String, String>();
        if (!instances.isEmpty()) {
            runtime.createProcessInstanceQuery().processInstanceIds(instances).listPage(0, instances.size()).stream()
                    .filter(instance -> instance.getBusinessKey() != null)
                    .forEach(instance -> keys.put(instance.getId(), instance.getBusinessKey()));
        }
        return keys;
    }

    private static FailedStep step(Incident incident, Map<String, String> keys) {
        // The engine's own jobs, its clean-up or a batch, belong to no diagram.
        var definition = incident.getProcessDefinitionId() == null ? ":" : incident.getProcessDefinitionId();
        var process = definition.substring(0, definition.indexOf(':'));
        return new FailedStep(
                incident.getConfiguration(),
                incident.getId(),
                process,
                incident.getActivityId() == null ? "" : incident.getActivityId(),
                incident.getProcessInstanceId(),
                process.equals(RefundProcess.KEY) ? keys.get(incident.getProcessInstanceId()) : null,
                incident.getIncidentTimestamp().toInstant(),
                incident.getIncidentMessage());
    }

    @Override
    public String trace(String jobId) {
        try {
            var trace = management.getJobExceptionStacktrace(jobId);
            return trace == null ? "" : trace;
        } catch (NullValueException gone) {
            return "";
        }
    }

    @Override
    public boolean retry(String jobId, StaffUser user) {
        return inTheNameOf.call(user, () -> oneMoreTry(jobId));
    }

    private boolean oneMoreTry(String jobId) {
        try {
            if (management.createJobQuery().jobId(jobId).noRetriesLeft().count() == 0) {
                return false;
            }
            management.setJobRetries(jobId, TRIES);
            return true;
        } catch (OptimisticLockingException | NullValueException elsewhere) {
            return false;
        }
    }
}
