package org.cinemarefund.payment.card;

/** Knows the package that lies above it and knows it. */
@SuppressWarnings("unused")
public class OffenderOfACycle {
    private org.cinemarefund.payment.OffenderOfACycle forth;
}
