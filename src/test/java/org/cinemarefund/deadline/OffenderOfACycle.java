package org.cinemarefund.deadline;

/** Knows a capability that knows it. */
@SuppressWarnings("unused")
public class OffenderOfACycle {
    private org.cinemarefund.shared.OffenderOfACycle back;
}
