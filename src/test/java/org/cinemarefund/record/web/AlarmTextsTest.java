package org.cinemarefund.record.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.ResourceBundleMessageSource;

class AlarmTextsTest {
    private static final List<String> TOLD =
            List.of("SUCCESS", "CLOSED", "ABNORMAL", "PROCESSING", "RETURNED_TO_MERCHANT", "NOT_FOUND");

    private final AlarmTexts texts = texts();

    private static AlarmTexts texts() {
        var messages = new ResourceBundleMessageSource();
        messages.setBasename("i18n/messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return new AlarmTexts(messages);
    }

    /** Every kind that has a text, and every contradiction between what was told and what was known. */
    private static List<String> kinds() {
        var kinds = new ArrayList<String>();
        ResourceBundle.getBundle("i18n.messages", Locale.ROOT).keySet().stream()
                .filter(key -> key.startsWith("alarm.") && !key.equals("alarm.after"))
                .map(key -> key.substring("alarm.".length()))
                .forEach(kinds::add);
        assertThat(kinds)
                .contains("MERCHANT_CERTIFICATE", "DIFFERENCE", "REFUNDED_ELSEWHERE")
                .hasSizeGreaterThan(9);
        TOLD.forEach(told -> List.of("SUCCESS", "CLOSED", "SETTLED_OFFLINE", "REJECTED")
                .forEach(known -> kinds.add(told + "_AFTER_" + known)));
        return kinds;
    }

    @Test
    void every_contradiction_says_whether_the_money_is_safe_and_what_to_do() {
        for (var kind : kinds()) {
            for (var chinese : List.of(
                    texts.where(kind, Locale.SIMPLIFIED_CHINESE), texts.does(kind, Locale.SIMPLIFIED_CHINESE))) {
                assertThat(chinese).as(kind).matches(".*\\p{IsHan}.*").doesNotContain(kind);
            }
            for (var english : List.of(texts.where(kind, Locale.ENGLISH), texts.does(kind, Locale.ENGLISH))) {
                assertThat(english)
                        .as(kind)
                        .matches(".*[a-z]{2}.*")
                        .doesNotMatch(".*\\p{IsHan}.*")
                        .doesNotContain(kind);
            }
        }
    }

    @Test
    void a_kind_has_its_own_word_on_the_money() {
        var usual = texts.where("CLOSED_AFTER_SUCCESS", Locale.ENGLISH);
        assertThat(kinds().stream()
                        .filter(kind -> !kind.contains("_AFTER_"))
                        .map(kind -> texts.where(kind, Locale.ENGLISH)))
                .doesNotContain(usual)
                .doesNotHaveDuplicates();
        assertThat(texts.where("SUCCESS_AFTER_SETTLED_OFFLINE", Locale.ENGLISH)).contains("twice");
    }
}
