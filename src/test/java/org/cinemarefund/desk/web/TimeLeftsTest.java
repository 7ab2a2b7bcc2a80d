package org.cinemarefund.desk.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.support.ResourceBundleMessageSource;

class TimeLeftsTest {
    private final TimeLefts timeLefts = new TimeLefts(texts());

    @ParameterizedTest
    @CsvSource({
        "PT27H10M, 还剩 1 个工作日 3 小时, 1 working day 3 h left, false, false",
        "PT48H10M, 还剩 2 个工作日, 2 working days left, false, false",
        "PT4H20M, 还剩 4 小时 20 分钟, 4 h 20 min left, false, false",
        "PT3H59M, 还剩 3 小时 59 分钟, 3 h 59 min left, false, true",
        "PT20S, 还剩 1 分钟, 1 min left, false, true",
        "-PT20S, 已超时 1 分钟, 1 min overdue, true, false",
        "-PT2H30M, 已超时 2 小时 30 分钟, 2 h 30 min overdue, true, false",
        "-PT24H30M, 已超时 1 天, 1 day overdue, true, false",
        "-PT74H, 已超时 3 天 2 小时, 3 days 2 h overdue, true, false"
    })
    void time_is_told_as_people_say_it(Duration left, String chinese, String english, boolean overdue, boolean soon) {
        assertThat(timeLefts.of(left, Locale.SIMPLIFIED_CHINESE))
                .isEqualTo(new TimeLefts.TimeLeft(overdue, soon, chinese));
        assertThat(timeLefts.of(left, Locale.ENGLISH)).isEqualTo(new TimeLefts.TimeLeft(overdue, soon, english));
    }

    @Test
    void what_does_not_run_out_has_no_time_left() {
        assertThat(timeLefts.orNull(null, Locale.ENGLISH)).isNull();
    }

    static ResourceBundleMessageSource texts() {
        var texts = new ResourceBundleMessageSource();
        texts.setBasename("i18n/messages");
        texts.setDefaultEncoding("UTF-8");
        texts.setFallbackToSystemLocale(false);
        return texts;
    }
}
