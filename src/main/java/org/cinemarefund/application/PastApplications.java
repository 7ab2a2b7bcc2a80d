package org.cinemarefund.application;

import java.util.function.Consumer;
import org.cinemarefund.policy.Replay;

/** All applications that were ever decided by the rules, with what the rules saw. */
public interface PastApplications {

    /**
     * One after the other, the newest first.
     *
     * @param atMost so many
     */
    void each(int atMost, Consumer<Replay.Past> use);
}
