package org.cinemarefund.payment;

/**
 * A debit card to which an abnormal refund shall go, readable by the channel alone: number and name were encrypted under the
 * channel's key the moment they came in.
 *
 * @param bankType the channel's code of the bank, such as {@code ICBC_DEBIT}
 * @param sealedAccount card number, encrypted, Base64
 * @param sealedName the holder's name, encrypted, Base64
 * @param keySerial which key of the channel's it was encrypted under; named when it is sent
 */
public record PayeeCard(String bankType, String sealedAccount, String sealedName, String keySerial) {

    /** Not even ciphertext belongs in a log. */
    @Override
    public String toString() {
        return "PayeeCard[" + bankType + "]";
    }
}
