package org.cinemarefund.application.web;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** How an order was paid, in words: WeChat has a code for it, a wallet's or a bank card's. */
@Component
public class PaidBy {
    /** {@code OTHERS} is everything that is no bank card. */
    private static final Set<String> WALLETS = Set.of("OTHERS", "CFT", "BALANCE", "LQT");

    private static final Pattern CARD = Pattern.compile("([A-Z0-9]+)_(DEBIT|CREDIT)");

    private final MessageSource messages;

    public PaidBy(MessageSource messages) {
        this.messages = messages;
    }

    /** Whether what goes back there arrives within minutes. */
    public static boolean isWallet(String bankType) {
        return bankType != null && WALLETS.contains(bankType.toUpperCase(Locale.ROOT));
    }

    /** Missing where nobody told how it was paid. */
    public @Nullable String words(String bankType, Locale locale) {
        if (bankType == null) {
            return null;
        }
        var code = bankType.toUpperCase(Locale.ROOT);
        if (isWallet(code)) {
            return text("paid-by." + code, locale);
        }
        var card = CARD.matcher(code);
        if (!card.matches()) {
            return text("paid-by.bank", locale);
        }
        var bank = messages.getMessage("payee-card." + card.group(1) + "_DEBIT", null, null, locale);
        return bank == null
                ? text("paid-by." + card.group(2), locale)
                : messages.getMessage("paid-by." + card.group(2) + ".of", new Object[] {bank}, locale);
    }

    private String text(String key, Locale locale) {
        return messages.getMessage(key, null, locale);
    }
}
