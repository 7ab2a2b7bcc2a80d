package org.cinemarefund.process.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * What the engine asks our own rows before it does what anybody with rights over it could have set off: time, and the end of a
 * process, belong to the desk.
 */
public interface OwnRows {

    /**
     * When a timer is due by our rows.
     *
     * @param process key of its diagram
     * @param timer its id there
     * @return empty where the rows say nothing about it, and the engine's own date holds
     */
    Optional<Instant> dueAt(String process, String timer, String businessKey);

    /** @throws org.cinemarefund.shared.Problem ACTION_NOT_ALLOWED while somebody still waits for this process */
    void requireMayEnd(String process, String businessKey);
}
