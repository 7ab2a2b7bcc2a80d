package org.cinemarefund.policy;

/** Why the moviegoer wants the money back, in their words; it never changes outcome or fee by itself. */
public enum RefundReason {
    PERSONAL,
    SCREENING_CANCELLED,
    FILM_QUALITY,
    CONTENT_MISMATCH,
    DUPLICATE_PURCHASE,
    OTHER;

    /** Claims something about the cinema that only the order system or a person can confirm. */
    public boolean blamesTheCinema() {
        return this == SCREENING_CANCELLED || this == FILM_QUALITY || this == CONTENT_MISMATCH;
    }
}
