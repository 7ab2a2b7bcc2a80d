package org.cinemarefund.record.web;

import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** What an alarm is about, as people read it: in its task, and in the record. */
@Component
public class AlarmTexts {
    private static final String AFTER = "_AFTER_";

    private final MessageSource texts;

    AlarmTexts(MessageSource texts) {
        this.texts = texts;
    }

    /** @param what a code; without a text of its own it is shown as it is */
    public String of(String what, Locale locale) {
        var after = what.indexOf(AFTER);
        if (after > 0) {
            var said = state(what.substring(0, after), locale);
            var before = state(what.substring(after + AFTER.length()), locale);
            return text("alarm.after", locale, what, said, before);
        }
        return text("alarm." + what, locale, what);
    }

    /** Whether the money it is about is safe. */
    public String where(String what, Locale locale) {
        var usual = text("alarm-where.after", locale, what);
        return what.startsWith("SUCCESS" + AFTER)
                ? text("alarm-where.after.SUCCESS", locale, usual)
                : text("alarm-where." + what, locale, usual);
    }

    /** What a person has to do, and what it does when they say that they did. */
    public String does(String what, Locale locale) {
        return text("alarm-do." + what, locale, text("alarm-do", locale, what));
    }

    private String state(String code, Locale locale) {
        return text("state." + code, locale, code);
    }

    private String text(String key, Locale locale, String otherwise, Object... values) {
        return texts.getMessage(key, values, otherwise, locale);
    }
}
