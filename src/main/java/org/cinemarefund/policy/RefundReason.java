package org.cinemarefund.policy;

/** Why the moviegoer wants the money back, in their words; it never changes outcome or fee by itself. */
public enum RefundReason {
    PERSONAL(Evidence.NONE),
    SCREENING_CANCELLED(Evidence.WELCOME),
    FILM_QUALITY(Evidence.WELCOME),
    CONTENT_MISMATCH(Evidence.WELCOME),
    DUPLICATE_PURCHASE(Evidence.WELCOME),
    OTHER(Evidence.WELCOME);

    /** Whether pictures help whoever decides. */
    public enum Evidence {
        NONE,
        WELCOME
    }

    private final Evidence evidence;

    RefundReason(Evidence evidence) {
        this.evidence = evidence;
    }

    public Evidence evidence() {
        return evidence;
    }

    /** Claims something about the cinema that only the order system or a person can confirm. */
    public boolean blamesTheCinema() {
        return this == SCREENING_CANCELLED || this == FILM_QUALITY || this == CONTENT_MISMATCH;
    }
}
