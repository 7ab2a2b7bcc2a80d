package org.cinemarefund.ticketing;

import java.util.Optional;

/** The cinemas whose tickets we take back. */
public interface Cinemas {

    Optional<Cinema> find(String cinemaId);

    /** Stores the cinema as it is told; true when it was not known. */
    boolean upsert(Cinema cinema);
}
