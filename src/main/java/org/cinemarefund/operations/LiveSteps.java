package org.cinemarefund.operations;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in the diagram the refunds stand that are not over, in the engine. */
public interface LiveSteps {

    /** Each step at which at least one stands. */
    List<StepFigure> steps();

    /** The refunds at a step, those that have stood there longest first. */
    List<Standing> at(String activity, int most);

    /**
     * @param fen their money
     * @param failed how many of them failed for good there
     * @param oldest since when the first of them has stood there; missing where the engine does not know
     */
    record StepFigure(
            String activity,
            long count,
            long fen,
            long failed,
            @Nullable Instant oldest) {}

    record Standing(String applicationNo, @Nullable Instant since) {}
}
