package org.cinemarefund.payment;

/** Knows a sub-package that knows it. */
@SuppressWarnings("unused")
public class OffenderOfACycle {
    private org.cinemarefund.payment.card.OffenderOfACycle back;
}
