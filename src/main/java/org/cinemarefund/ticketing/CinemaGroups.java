package org.cinemarefund.ticketing;

/** The staff groups of a cinema, which exist from the moment the cinema does. */
public interface CinemaGroups {

    /** Makes sure that the cinema's groups exist; called in the transaction of the cinema's upsert. */
    void exist(String cinemaId, String cinemaName);
}
