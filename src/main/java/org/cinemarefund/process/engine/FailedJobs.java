package org.cinemarefund.process.engine;

import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.incident.DefaultIncidentHandler;
import org.camunda.bpm.engine.impl.incident.IncidentContext;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.runtime.Incident;

/** Looks for the incident of a job that is done with only where the job ever failed. */
final class FailedJobs extends DefaultIncidentHandler {

    FailedJobs() {
        super(Incident.FAILED_JOB_HANDLER_TYPE);
    }

    @Override
    protected void removeIncident(IncidentContext context, boolean resolved) {
        if (!neverFailed(context.getConfiguration())) {
            super.removeIncident(context, resolved);
        }
    }

    private static boolean neverFailed(String jobId) {
        var job = jobId == null
                ? null
                : Context.getCommandContext().getDbEntityManager().getCachedEntity(JobEntity.class, jobId);
        return job != null
                && job.getExceptionMessage() == null
                && job.getRetries() >= Context.getProcessEngineConfiguration().getDefaultNumberOfRetries();
    }
}
