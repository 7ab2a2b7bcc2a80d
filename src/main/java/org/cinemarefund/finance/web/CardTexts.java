package org.cinemarefund.finance.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import org.cinemarefund.payment.CardMark;
import org.cinemarefund.payment.DebitCardBank;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Cards in words: the bank and the last four digits. */
@Component
public class CardTexts {
    private final MessageSource messages;

    CardTexts(MessageSource messages) {
        this.messages = messages;
    }

    public record BankView(String code, String text) {}

    /** Every bank whose debit cards the channel pays to. */
    public List<BankView> banks(Locale locale) {
        return Arrays.stream(DebitCardBank.values())
                .map(it -> new BankView(it.code(), bank(it.code(), locale)))
                .toList();
    }

    public String bank(String bankType, Locale locale) {
        return messages.getMessage("payee-card." + bankType, null, bankType, locale);
    }

    public String card(CardMark card, Locale locale) {
        return card(card.bankType(), card.lastDigits(), locale);
    }

    private String card(String bankType, String lastDigits, Locale locale) {
        return messages.getMessage("payee-card.told", new Object[] {bank(bankType, locale), lastDigits}, locale);
    }

    /** The first card in a text of the record; empty words when there is none. */
    public String first(String text, Locale locale) {
        var marks = CardMark.WRITTEN.matcher(text == null ? "" : text);
        return marks.find() ? card(marks.group(1), marks.group(2), locale) : "";
    }

    /** A text of the record with the cards in it told in words; anything else in it stays. */
    public String told(String text, Locale locale) {
        return text == null
                ? null
                : CardMark.WRITTEN
                        .matcher(text)
                        .replaceAll(it -> Matcher.quoteReplacement(card(it.group(1), it.group(2), locale)));
    }
}
