package org.cinemarefund.finance;

import java.time.Instant;
import java.util.Optional;

/** What is owed beside refunds. Callers hold the application's lock. */
public interface Differences {

    /** Whatever became of it. */
    Optional<Difference> find(String applicationNo);

    void add(Difference difference, Instant at);

    void end(String applicationNo, Difference.State how, Instant at);
}
