package org.cinemarefund.application;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the processes of cases are at, whoever asks. */
public interface CaseSteps {

    /** By the applications' numbers; one at rest is not there. As many questions to the engine for many as for one. */
    Map<String, AtWork> of(Collection<String> applicationNos);

    /** The id of its process, running or over; empty when the engine keeps it no more. */
    Optional<String> processInstance(String applicationNo);

    /**
     * @param task that waits for a person; missing when none does
     * @param trouble of a step of ours that is not tried again by itself; missing when there is none
     * @param ticketing whether the ticketing system has to confirm something
     */
    record AtWork(@Nullable OpenTask task, @Nullable Trouble trouble, boolean ticketing) {}

    /** Whose list it is in. */
    enum Desk {
        REVIEWER,
        SUPERVISOR,
        FINANCE
    }

    record OpenTask(Desk desk, Instant since) {}

    record Trouble(String step, Instant since) {}
}
