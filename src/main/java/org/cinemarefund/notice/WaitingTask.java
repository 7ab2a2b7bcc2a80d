package org.cinemarefund.notice;

import java.util.Optional;

/** Which task of people waits about a refund, for a link that leads to it. */
@FunctionalInterface
public interface WaitingTask {

    /** Its id; empty when nobody has to do anything. */
    Optional<String> of(String applicationNo);
}
