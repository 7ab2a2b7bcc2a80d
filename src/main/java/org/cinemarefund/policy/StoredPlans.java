package org.cinemarefund.policy;

import java.time.Instant;
import java.util.List;

/** Every version of every plan that was ever seen, kept for ever: a deal made under it must be readable and countable for ever. */
public interface StoredPlans {

    /** How many looks at the files found something new so far. */
    long looks();

    /** What was found after that many looks. */
    List<Version> after(long looks);

    /**
     * A version as it is kept.
     *
     * @param from since when it is in force
     * @param look the number of the look in which it was seen first
     */
    record Version(PlanSource source, Instant validFrom, Instant from, long look) {}

    /**
     * Keeps what is new of these, all of them as seen together. Of a plan that nobody knew, and of all where none was known, they
     * count from their {@code validFrom}; else not before now. What is known stays as it is.
     */
    void keep(List<Seen> seen, Instant now);

    /** @param source with its version */
    record Seen(PlanSource source, Instant validFrom) {}
}
