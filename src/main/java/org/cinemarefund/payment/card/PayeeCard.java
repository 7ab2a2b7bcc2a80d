package org.cinemarefund.payment.card;

import java.util.HexFormat;
import org.cinemarefund.shared.Sha256;

/**
 * A debit card to which an abnormal refund shall go, readable by the channel alone: number and name were encrypted under the
 * channel's key the moment they came in.
 *
 * @param bankType the channel's code of the bank, such as {@code ICBC_DEBIT}
 * @param lastDigits the last four of the card number, which is all that can be told of it
 * @param sealedAccount card number, encrypted, Base64
 * @param sealedName the holder's name, encrypted, Base64
 * @param keySerial which key of the channel's it was encrypted under; named when it is sent
 */
public record PayeeCard(String bankType, String lastDigits, String sealedAccount, String sealedName, String keySerial) {
    /** Half a SHA-256. */
    private static final int FINGERPRINT_BYTES = 16;

    /** Which card it is. What was sealed twice differs, so another mark means that the card was given again. */
    public CardMark mark() {
        var sealed = String.join("\n", bankType, lastDigits, sealedAccount, sealedName, keySerial);
        return new CardMark(bankType, lastDigits, HexFormat.of().formatHex(Sha256.of(sealed), 0, FINGERPRINT_BYTES));
    }

    /** Not even ciphertext belongs in a log. */
    @Override
    public String toString() {
        return "PayeeCard[" + bankType + "]";
    }
}
