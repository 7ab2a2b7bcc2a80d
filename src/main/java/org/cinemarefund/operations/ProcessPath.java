package org.cinemarefund.operations;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which way a refund went through its diagram, out of the engine's history. */
public interface ProcessPath {

    /** Empty when the engine keeps nothing of it any more. */
    Optional<Path> of(String applicationNo);

    /**
     * @param running whether the process is not over
     * @param stops in the order in which they were reached
     */
    record Path(String processInstanceId, boolean running, List<Stop> stops) {
        public Path {
            stops = List.copyOf(stops);
        }
    }

    /**
     * A step, task or wait on the way.
     *
     * @param name as the diagram calls it
     * @param until missing while it lasts
     * @param canceled whether something else ended it
     */
    record Stop(
            String activity,
            @Nullable String name,
            Instant from,
            @Nullable Instant until,
            boolean canceled) {}
}
