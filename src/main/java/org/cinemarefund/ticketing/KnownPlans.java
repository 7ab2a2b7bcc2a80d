package org.cinemarefund.ticketing;

/** Which refund plans there are tables for; a cinema cannot be given another. */
@FunctionalInterface
public interface KnownPlans {

    boolean knows(String plan);
}
