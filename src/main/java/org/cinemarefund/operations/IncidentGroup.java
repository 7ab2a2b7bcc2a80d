package org.cinemarefund.operations;

import java.time.Instant;
import java.util.List;
import org.cinemarefund.operations.IncidentGuide.Cause;
import org.cinemarefund.operations.IncidentGuide.Money;
import org.jspecify.annotations.Nullable;

/**
 * Steps of one kind that failed with the same error.
 *
 * @param id the same for the same error on every node, as long as it lasts
 * @param money missing for a step this release does not know
 * @param steps oldest first
 */
public record IncidentGroup(
        String id,
        String process,
        String activity,
        Cause cause,
        @Nullable Money money,
        List<FailedStep> steps) {
    public IncidentGroup {
        steps = List.copyOf(steps);
    }

    public Instant oldest() {
        return steps.get(0).at();
    }

    /** Of the one that failed first. */
    public @Nullable String message() {
        return steps.get(0).message();
    }
}
