package org.cinemarefund.payment;

import org.cinemarefund.payment.card.PayeeCard;

/** Where the money of an abnormal refund shall go instead: the way it came is closed. */
public sealed interface Repair {

    /** To a debit card of the moviegoer's. */
    record ToCard(PayeeCard card) implements Repair {}

    /** Back to the merchant's bank account, from where a person pays the moviegoer. */
    record ToMerchant() implements Repair {}
}
