package org.cinemarefund.process.engine;

import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.JobHandler;
import org.camunda.bpm.engine.impl.jobexecutor.TimerCatchIntermediateEventJobHandler;
import org.camunda.bpm.engine.impl.jobexecutor.TimerEventJobHandler.TimerJobConfiguration;
import org.camunda.bpm.engine.impl.jobexecutor.TimerExecuteNestedActivityJobHandler;
import org.camunda.bpm.engine.impl.jobexecutor.TimerStartEventSubprocessJobHandler;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A timer that fires before its time by our own rows does nothing, whoever moved its date or ran it by hand: the same timer
 * waits again until then, and the task or wait it belongs to never notices.
 */
final class TimerGuard {
    private static final Logger log = LoggerFactory.getLogger(TimerGuard.class);

    private final Supplier<OwnRows> rows;
    private final Supplier<Clock> clock;

    TimerGuard(Supplier<OwnRows> rows, Supplier<Clock> clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /** In place of the engine's own of the same types. */
    @SuppressWarnings("rawtypes")
    List<JobHandler> handlers() {
        return List.of(new OnTask(), new InWait(), new BesideTasks());
    }

    private boolean early(CommandContext context, ExecutionEntity execution) {
        var known = rows.get();
        if (known == null || !(context.getCurrentJob() instanceof TimerEntity timer)) {
            return false;
        }
        var due = known.dueAt(timer.getProcessDefinitionKey(), timer.getActivityId(), execution.getProcessBusinessKey())
                .map(Date::from);
        if (due.isEmpty() || !Date.from(clock.get().instant()).before(due.get())) {
            return false;
        }
        // Somebody moved its date, or the channel was asked in between: a refund may be tried out of turn after a
        // top-up.
        log.info(
                "timer {} of {} fired before {}: nothing was done",
                timer.getActivityId(),
                execution.getProcessBusinessKey(),
                due.get().toInstant());
        if (timer.getRepeat() == null) {
            timer.createNewTimerJob(due.get());
        } else {
            inItsOwnRhythm(timer, execution);
        }
        return true;
    }

    /** A repeating timer has its next job already; a rhythm that somebody shifted is not carried on. */
    private static void inItsOwnRhythm(TimerEntity timer, ExecutionEntity execution) {
        for (var job : execution.getJobs()) {
            if (timer.getRepeatOffset() != 0
                    && job instanceof TimerEntity next
                    && !next.getId().equals(timer.getId())
                    && timer.getJobDefinitionId().equals(next.getJobDefinitionId())) {
                next.setRepeatOffset(0);
                next.setDuedate(next.calculateNewDueDate());
            }
        }
    }

    private final class OnTask extends TimerExecuteNestedActivityJobHandler {
        @Override
        public void execute(
                TimerJobConfiguration configuration, ExecutionEntity execution, CommandContext context, String tenant) {
            if (!early(context, execution)) {
                super.execute(configuration, execution, context, tenant);
            }
        }
    }

    private final class BesideTasks extends TimerStartEventSubprocessJobHandler {
        @Override
        public void execute(
                TimerJobConfiguration configuration, ExecutionEntity execution, CommandContext context, String tenant) {
            if (!early(context, execution)) {
                super.execute(configuration, execution, context, tenant);
            }
        }
    }

    private final class InWait extends TimerCatchIntermediateEventJobHandler {
        @Override
        public void execute(
                TimerJobConfiguration configuration, ExecutionEntity execution, CommandContext context, String tenant) {
            if (!early(context, execution)) {
                super.execute(configuration, execution, context, tenant);
            }
        }
    }
}
