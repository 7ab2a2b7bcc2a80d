package org.cinemarefund.application;

/** What a person can approve besides the deal of the rules. */
public enum ApprovedAs {
    /** The cinema's fault, confirmed by people: all of it back. */
    FAULT,
    /** A sum above that of the rules. */
    PROPOSAL
}
