package org.cinemarefund.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.jobexecutor.TimerDeclarationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.camunda.bpm.engine.runtime.Job;
import org.cinemarefund.process.engine.OwnRows;
import org.cinemarefund.process.names.RefundProcess;
import org.springframework.stereotype.Component;

/** The timers of one refund held against our rows: one that should have fired and cannot is set to fire now. */
@Component
class LateTimers {
    /** The longest pause before a step that failed is tried again, and a little more. */
    private static final Duration TRIED_AGAIN = Duration.ofMinutes(15);

    private final RuntimeService runtime;
    private final ManagementService management;
    private final ProcessEngineConfigurationImpl engine;
    private final OwnRows rows;

    LateTimers(RuntimeService runtime, ManagementService management, ProcessEngine engine, OwnRows rows) {
        this.runtime = runtime;
        this.management = management;
        this.engine = (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
        this.rows = rows;
    }

    /** What was found, and what became of it. */
    enum Found {
        /** Its date was moved away, or the timer was gone: it fires now. */
        MENDED,
        /** An administrator suspended it. Only they know why: said, not undone. */
        SUSPENDED,
        /** It has no tries left: an incident, for an operator to retry. */
        FAILED,
        /** There is no wait it could belong to. */
        NO_WAIT
    }

    /** Empty when all is well after all. */
    Optional<Found> mend(String applicationNo, Instant now) {
        var instance = runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(applicationNo, RefundProcess.KEY)
                .list();
        if (instance.size() != 1) {
            return Optional.of(Found.NO_WAIT);
        }
        var id = instance.get(0).getId();
        var made = execute(context -> {
            var missing = false;
            for (var execution : context.getExecutionManager().findExecutionsByProcessInstanceId(id)) {
                missing |= execution.isScope() && makeMissing(execution, applicationNo, now);
            }
            return missing;
        });
        var late = timers(id).stream()
                .filter(job -> isLate(timerOf(job), applicationNo, now))
                .toList();
        if (late.isEmpty()) {
            return Optional.of(made ? Found.MENDED : anySuspended(id) ? Found.SUSPENDED : Found.NO_WAIT);
        }
        var became = late.stream()
                .flatMap(job -> mend(job, dueAt(timerOf(job), applicationNo).orElseThrow(), now).stream())
                .toList();
        return became.stream().findFirst().or(() -> made ? Optional.of(Found.MENDED) : Optional.empty());
    }

    private boolean makeMissing(ExecutionEntity execution, String applicationNo, Instant now) {
        var activity = execution.getActivity();
        if (activity == null) {
            return false;
        }
        // With one plain step in it a sub-process stands on that step itself.
        var scope = activity.isScope() ? activity : activity.getFlowScope();
        var missing = false;
        for (var declaration :
                TimerDeclarationImpl.getDeclarationsForScope(scope).values()) {
            var there = execution.getJobs().stream()
                    .anyMatch(job -> declaration.getJobDefinitionId().equals(job.getJobDefinitionId()));
            if (!there && isLate(declaration.getActivityId(), applicationNo, now)) {
                declaration.createTimer(execution);
                missing = true;
            }
        }
        return missing;
    }

    private List<Job> timers(String instance) {
        return management.createJobQuery().processInstanceId(instance).timers().list();
    }

    private boolean anySuspended(String instance) {
        return management
                        .createJobQuery()
                        .processInstanceId(instance)
                        .suspended()
                        .count()
                > 0;
    }

    private String timerOf(Job job) {
        return management
                .createJobDefinitionQuery()
                .jobDefinitionId(job.getJobDefinitionId())
                .singleResult()
                .getActivityId();
    }

    private boolean isLate(String timer, String applicationNo, Instant now) {
        return dueAt(timer, applicationNo).filter(due -> !due.isAfter(now)).isPresent();
    }

    private Optional<Instant> dueAt(String timer, String applicationNo) {
        return rows.dueAt(RefundProcess.KEY, timer, applicationNo);
    }

    private Optional<Found> mend(Job job, Instant due, Instant now) {
        if (job.isSuspended()) {
            return Optional.of(Found.SUSPENDED);
        }
        if (job.getRetries() == 0) {
            return Optional.of(Found.FAILED);
        }
        var fires = job.getDuedate() == null ? now : job.getDuedate().toInstant();
        var patience = job.getExceptionMessage() == null ? Duration.ZERO : TRIED_AGAIN;
        if (!fires.isAfter(now.plus(patience))) {
            return Optional.empty();
        }
        execute(context -> {
            var timer = (TimerEntity) context.getJobManager().findJobById(job.getId());
            timer.setDuedate(Date.from(due));
            // A shifted rhythm would carry it away again the next time.
            timer.setRepeatOffset(0);
            return null;
        });
        return Optional.of(Found.MENDED);
    }

    private <T> T execute(Command<T> command) {
        return engine.getCommandExecutorTxRequired().execute(command);
    }
}
