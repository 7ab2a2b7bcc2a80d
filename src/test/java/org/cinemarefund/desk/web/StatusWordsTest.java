package org.cinemarefund.desk.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cinemarefund.record.RefundStatus;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.ResourceBundleMessageSource;

/** Who reads a case out to its moviegoer says the word that stands on the phone, whichever page it was found on. */
class StatusWordsTest {
    private static final Path DESK =
            Path.of("src/main/resources/META-INF/resources/webjars/camunda/app/tasklist/scripts/desk.js");
    private static final Path PHONE = Path.of("mini-program/app/packageRefund/messages");

    @Test
    void each_page_of_the_staff_calls_a_state_by_one_word() {
        assertThat(onPages(1)).isEqualTo(byServer(Locale.SIMPLIFIED_CHINESE));
        assertThat(onPages(2)).isEqualTo(byServer(Locale.ENGLISH));
    }

    @Test
    void the_moviegoer_reads_the_same() {
        var english = onPhone("en.js");
        assertThat(onPhone("zh.js")).isEqualTo(byServer(Locale.SIMPLIFIED_CHINESE));
        // Asked are they themselves, there.
        assertThat(english.put("EVIDENCE_REQUESTED", "Customer asked")).isEqualTo("Needs you");
        assertThat(english).isEqualTo(byServer(Locale.ENGLISH));
    }

    private static Map<String, String> byServer(Locale locale) {
        var texts = new ResourceBundleMessageSource();
        texts.setBasename("i18n/messages");
        texts.setDefaultEncoding("UTF-8");
        texts.setFallbackToSystemLocale(false);
        return Arrays.stream(RefundStatus.values())
                .collect(Collectors.toMap(
                        Enum::name, status -> texts.getMessage("case.status." + status, null, locale)));
    }

    private static Map<String, String> onPages(int language) {
        return words(DESK, "\\['([A-Z_]+)', say\\('([^']+)', '([^']+)'\\)]", 1 + language);
    }

    private static Map<String, String> onPhone(String file) {
        return words(PHONE.resolve(file), "(?<=\n    )([A-Z_]+): '([^']+)',(?=[^}]*},\n  words:)", 2);
    }

    private static Map<String, String> words(Path file, String pattern, int word) {
        var found = new LinkedHashMap<String, String>();
        try {
            Pattern.compile(pattern)
                    .matcher(Files.readString(file))
                    .results()
                    .forEach(each -> found.put(each.group(1), each.group(word)));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        return found;
    }
}
