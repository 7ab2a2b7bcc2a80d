package org.cinemarefund.finance;

/**
 * What is owed beside a refund that was on its way when the cinema turned out to be at fault. At most one an application.
 *
 * @param amount fen
 */
public record Difference(String applicationNo, String orderNo, long amount, State state) {
    /** The kind of its task, text for people under {@code alarm.DIFFERENCE}. */
    public static final String KIND = "DIFFERENCE";

    /** Where it stands. */
    public enum State {
        /** A person of finance has to pay it, outside WeChat. */
        OPEN,
        /** They did; it counts like a refund. */
        PAID,
        /** Finance refused the refund itself, and with it this. */
        ENDED
    }
}
