package org.cinemarefund.ticketing;

/** Sees to it that a cinema's people have somewhere to belong; called in the transaction that stores the cinema. */
public interface CinemaGroups {

    /** From now on the cinema's reviewers and managers can be named. Calling it again changes at most the shown name. */
    void exists(String cinemaId, String name);
}
