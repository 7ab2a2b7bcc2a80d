package org.cinemarefund.application;

import java.util.Set;
import java.util.function.Predicate;
import org.cinemarefund.policy.Replay;

/** What the rules were asked so far. */
public interface PastApplications {

    /**
     * The newest first.
     *
     * @param cinemas whose; empty for all
     * @param more is given one after the other, until it says that it wants no more
     */
    void each(Set<String> cinemas, Predicate<Replay.Past> more);
}
