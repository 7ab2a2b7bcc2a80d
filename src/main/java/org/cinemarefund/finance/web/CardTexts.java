package org.cinemarefund.finance.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cinemarefund.payment.card.CardMark;
import org.cinemarefund.payment.card.DebitCardBank;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Cards in words: the bank and the last four digits. */
@Component
public class CardTexts {
    private final MessageSource messages;

    public CardTexts(MessageSource messages) {
        this.messages = messages;
    }

    public record BankView(String code, String text) {}

    /** Every bank whose debit cards the channel pays to. */
    public List<BankView> banks(Locale locale) {
        return Arrays.stream(DebitCardBank.values())
                .map(debitCardBank -> new BankView(debitCardBank.code(), bank(debitCardBank.code(), locale)))
                .toList();
    }

    public String bank(String bankType, Locale locale) {
        return messages.getMessage("payee-card." + bankType, null, bankType, locale);
    }

    public String card(CardMark card, Locale locale) {
        return messages.getMessage(
                "payee-card.told", new Object[] {bank(card.bankType(), locale), card.lastDigits()}, locale);
    }

    /** A card where the text is the mark of one; anything else as it is. */
    public String told(String text, Locale locale) {
        return CardMark.of(text).map(mark -> card(mark, locale)).orElse(text);
    }
}
