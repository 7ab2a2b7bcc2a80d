package org.cinemarefund.policy;

/**
 * What a moviegoer had of us in a month in China.
 *
 * @param refundsThisMonth refunds that arrived; the cinema's own faults do not count
 * @param straightThrough applications that no person looked at because they were small, whatever became of them
 * @param straightThroughLimit from so many on a person looks again
 */
public record History(int refundsThisMonth, int straightThrough, int straightThroughLimit) {

    /** Somebody of whom nothing is known. */
    public static final History NONE = new History(0, 0, 1);

    boolean mayGoStraightThrough() {
        return straightThrough < straightThroughLimit;
    }
}
