package org.cinemarefund.shared;

/** Knows a capability that knows it. */
@SuppressWarnings("unused")
public class OffenderOfACycle {
    private org.cinemarefund.deadline.OffenderOfACycle back;
}
