package org.cinemarefund.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.testing.Problems.refusal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @Test
    void a_cursor_comes_back_as_it_went_out() {
        Cursor cursor = new Cursor(Instant.parse("2026-03-02T10:00:00.000123456Z"), "O-1_a");

        assertThat(Cursor.decode(cursor.encoded())).contains(cursor);
    }

    @Test
    void no_cursor_is_the_beginning() {
        assertThat(Cursor.decode(null)).isEmpty();
        assertThat(Cursor.decode("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2",
                "1.2.a b",
                "x.0.A",
                "1.0.' or 1=1",
                "999999999999.0.A",
                "-5.0.A",
                "1.0.A.",
                "",
                "1.1234567890.A"
            })
    void a_cursor_somebody_made_up_is_refused(String plain) {
        String encoded =
                "A" + Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));

        assertThat(refusal(() -> Cursor.decode(encoded))).isEqualTo("INVALID_REQUEST: cursor");
        assertThat(refusal(() -> Cursor.decode(encoded.substring(1) + "%"))).isEqualTo("INVALID_REQUEST: cursor");
        if (!plain.isEmpty()) {
            assertThat(refusal(() -> Cursor.decode(encoded.substring(1)))).isEqualTo("INVALID_REQUEST: cursor");
        }
    }

    @Test
    void a_page_knows_its_end_by_one_row_more() {
        Cursor b = new Cursor(Instant.EPOCH, "b");

        assertThat(Page.of(List.of("a", "b"), 2, id -> b).nextCursor()).isNull();
        assertThat(Page.of(List.of("a", "b", "c"), 2, id -> new Cursor(Instant.EPOCH, id)))
                .isEqualTo(new Page<>(List.of("a", "b"), b.encoded()));
    }

    @Test
    void a_page_has_1_to_100_items_and_20_for_those_who_do_not_say() {
        assertThat(Page.limit(null)).isEqualTo(20);
        assertThat(Page.limit(1)).isEqualTo(1);
        assertThat(Page.limit(100)).isEqualTo(100);
        assertThat(refusal(() -> Page.limit(0))).isEqualTo("INVALID_REQUEST: limit");
        assertThat(refusal(() -> Page.limit(101))).isEqualTo("INVALID_REQUEST: limit");
    }
}
