package org.cinemarefund.finance.web;

import java.util.Locale;
import java.util.regex.Pattern;
import org.cinemarefund.shared.Yuan;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** What an alarm is about, as people read it: in its task, and in the record. */
@Component
public class AlarmTexts {
    private static final Pattern AFTER = Pattern.compile("([A-Z_]+)_AFTER_([A-Z_]+)");
    private static final Pattern ELSEWHERE = Pattern.compile("REFUNDED_ELSEWHERE (\\S+): (\\d+) fen");

    private final MessageSource texts;

    AlarmTexts(MessageSource texts) {
        this.texts = texts;
    }

    /** @param what a code, of the record with number and sum behind it; without a text of its own it is shown as it is */
    public String of(String what, Locale locale) {
        var after = AFTER.matcher(what);
        if (after.matches()) {
            return text("alarm.after", locale, what, state(after.group(1), locale), state(after.group(2), locale));
        }
        var elsewhere = ELSEWHERE.matcher(what);
        if (elsewhere.matches()) {
            var sum = Yuan.withSign(Long.parseLong(elsewhere.group(2)));
            return text("history.elsewhere", locale, what, sum, elsewhere.group(1));
        }
        return text("alarm." + what, locale, what);
    }

    private String state(String code, Locale locale) {
        return text("state." + code, locale, code);
    }

    private String text(String key, Locale locale, String otherwise, Object... values) {
        return texts.getMessage(key, values, otherwise, locale);
    }
}
