package org.cinemarefund.policy;

/** Where the known plans are kept, the same for all nodes. */
@FunctionalInterface
public interface PlanBook {

    /** As far as anybody knows. */
    Plans plans();

    /** The same, looked up anew: something is missed. */
    default Plans latest() {
        return plans();
    }
}
