package org.cinemarefund.ticketing;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The cinemas whose tickets we take back. */
public interface Cinemas {

    Optional<Cinema> find(String cinemaId);

    /** Those of them that are known, by their ids. */
    Map<String, Cinema> find(Collection<String> cinemaIds);

    /** Stores the cinema as it is told; true when it was not known. */
    boolean upsert(Cinema cinema);
}
