package org.cinemarefund.payment;

/** Where the money of an ABNORMAL refund is to go instead. */
public enum RepairRoute {
    /** To a debit card of the payer. */
    CARD,
    /** Back to the merchant, who then pays the moviegoer another way: never "credited". */
    MERCHANT
}
