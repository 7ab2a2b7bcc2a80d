package org.cinemarefund.payment.card;

/** Makes card data unreadable to everybody but the channel, ourselves included. */
public interface CardSeal {

    /**
     * @param bankType the channel's code of the bank
     * @param account the card number, digits only, at least four
     * @param name the holder's name, at most 60 UTF-16 units: more may not fit the channel's key
     */
    PayeeCard seal(String bankType, String account, String name);
}
