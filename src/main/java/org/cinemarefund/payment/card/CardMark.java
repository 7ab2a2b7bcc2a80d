package org.cinemarefund.payment.card;

import java.util.Optional;

/**
 * Which card it is, as far as it may be told and kept: never the number or the name. In a column it is one word after the
 * other, such as {@code CMB_DEBIT 1234 #0a1b…}.
 *
 * @param bankType the channel's code of the bank
 * @param lastDigits the last four of the number
 * @param fingerprint tells one giving of a card from every other, the same card given again included; hexadecimal
 */
public record CardMark(String bankType, String lastDigits, String fingerprint) {
    private static final String BANK = "_DEBIT";

    /** Empty when the text is anything else than a mark as {@link #toString} writes it. */
    public static Optional<CardMark> of(String text) {
        var parts = text == null ? new String[0] : text.split(" ", -1);
        return parts.length == 3 && parts[0].endsWith(BANK) && parts[1].length() == 4 && parts[2].startsWith("#")
                ? Optional.of(new CardMark(parts[0], parts[1], parts[2].substring(1)))
                : Optional.empty();
    }

    /** Whether the channel names an account by its last digits, as it does cards ({@code 招商银行信用卡0403}). */
    public static boolean isCard(String account) {
        return account != null && account.matches(".*[0-9]{4}.*");
    }

    /** Whether what the channel says of an account can mean this card; a wallet ({@code 支付用户零钱}) or other digits cannot. */
    public boolean mayBe(String account) {
        return account == null || (isCard(account) ? account.contains(lastDigits) : account.contains("银行"));
    }

    @Override
    public String toString() {
        return bankType + " " + lastDigits + " #" + fingerprint;
    }
}
