package org.cinemarefund.operations;

import java.util.List;
import org.cinemarefund.identity.StaffUser;

/** The steps that failed for good, in the engine. */
public interface FailedSteps {

    long count();

    /** The first of them by the time they failed. */
    List<FailedStep> oldest(int most);

    /** What the last try of a step threw, whole; empty when the step is no more. */
    String trace(String jobId);

    /**
     * Lets a step that failed for good try once more, in the name of this person.
     *
     * @return false when there is nothing to do any more: it went on, or somebody was faster
     */
    boolean retry(String jobId, StaffUser user);
}
