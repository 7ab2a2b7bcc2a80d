package org.cinemarefund.record;

/** Where an application stands, in the words the moviegoer sees. The channel's words for the money are another thing. */
public enum RefundStatus {
    UNDER_REVIEW,
    EVIDENCE_REQUESTED,
    REJECTED,
    WITHDRAWN,
    REFUNDING,
    REFUNDED,
    SETTLED_OFFLINE;

    /** Somebody still has to decide whether the money may go. */
    public boolean undecided() {
        return this == UNDER_REVIEW || this == EVIDENCE_REQUESTED;
    }

    /** Nothing changes any more. */
    public boolean over() {
        return this == REJECTED || this == WITHDRAWN || this == REFUNDED || this == SETTLED_OFFLINE;
    }
}
