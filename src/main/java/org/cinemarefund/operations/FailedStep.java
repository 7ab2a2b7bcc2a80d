package org.cinemarefund.operations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step that failed for good and waits for an operator.
 *
 * @param incidentId what Cockpit knows it by
 * @param process the key of its diagram; empty for the engine's own jobs
 * @param activity the element of the diagram; empty likewise
 * @param processInstanceId missing likewise
 * @param applicationNo missing where the process is not one refund's
 * @param at since when it has waited
 * @param message what the last try threw, in its own words
 */
public record FailedStep(
        String jobId,
        String incidentId,
        String process,
        String activity,
        @Nullable String processInstanceId,
        @Nullable String applicationNo,
        Instant at,
        @Nullable String message) {}
