package org.cinemarefund.process;

import org.camunda.bpm.engine.impl.context.Context;

/** How often the engine still runs the step that is running now. */
final class Tries {
    private Tries() {}

    /** True when a failure now would be an incident; also when somebody runs the step by hand. */
    static boolean isLast() {
        var executor = Context.getJobExecutorContext();
        var job = executor == null ? null : executor.getCurrentJob();
        return job == null || job.getRetries() <= 1;
    }
}
