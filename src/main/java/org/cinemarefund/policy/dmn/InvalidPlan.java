package org.cinemarefund.policy.dmn;

/** A plan's files cannot be trusted with money; the message says which file and what to mend. */
public final class InvalidPlan extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidPlan(String file, String complaint) {
        super(file + ": " + complaint);
    }
}
