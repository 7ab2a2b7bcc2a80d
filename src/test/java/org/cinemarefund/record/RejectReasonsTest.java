package org.cinemarefund.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list that ships, and what is no list. */
class RejectReasonsTest {
    private static Map<String, String> other() {
        return new TreeMap<>(Map.of("OTHER.zh", "其他", "OTHER.en", "Other", "OTHER.comment", "required"));
    }

    @Test
    void what_ships_has_its_order_and_a_text_in_both_languages() {
        var reasons = new RejectReasons();

        assertThat(reasons.all())
                .extracting(RejectReasons.Reason::code)
                .containsExactly("TERMS_NOT_MET", "NO_PROOF", "WATCHED", "OTHER");
        assertThat(reasons.all())
                .filteredOn(RejectReasons.Reason::needsComment)
                .singleElement()
                .satisfies(only -> assertThat(only.code()).isEqualTo(RejectReasons.OTHER));
        assertThat(reasons.text("WATCHED", Locale.ENGLISH)).isEqualTo("The film was watched");
        assertThat(reasons.text("WATCHED", Locale.SIMPLIFIED_CHINESE)).isEqualTo("影片已观看");
    }

    @Test
    void a_code_that_is_on_the_list_no_more_is_still_shown() {
        assertThat(new RejectReasons().text("OF_LAST_YEAR", Locale.ENGLISH)).isEqualTo("OF_LAST_YEAR");
        assertThat(new RejectReasons().text(null, Locale.ENGLISH)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "LATE.zh, 太晚, both languages",
        "late.zh, 太晚, begins with no code",
        "OTHER.fr, autre, begins with no code",
        "OTHER.comment, maybe, may only be",
        "OTHER.en, '', both languages"
    })
    void a_list_that_is_none_stops_the_start_with_what_is_wrong(String key, String value, String complaint) {
        var entries = other();
        entries.put(key, value);

        assertThatThrownBy(() -> new RejectReasons(entries))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reject-reasons.properties")
                .hasMessageContaining(complaint);
    }

    @Test
    void without_other_there_is_none() {
        assertThat(new RejectReasons(other()).all()).hasSize(1);
        assertThatThrownBy(() -> new RejectReasons(Map.of("LATE.zh", "太晚", "LATE.en", "Late")))
                .hasMessageContaining("OTHER is missing");
        assertThatThrownBy(() -> new RejectReasons(Map.of("OTHER.zh", "其他", "OTHER.en", "Other")))
                .hasMessageContaining("needs no comment");
    }
}
