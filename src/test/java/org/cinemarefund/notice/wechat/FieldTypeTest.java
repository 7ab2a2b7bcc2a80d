package org.cinemarefund.notice.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FieldTypeTest {

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "thing1|流浪地球三|流浪地球三",
                "thing1|一二三四五六七八九十一二三四五六七八九十|一二三四五六七八九十一二三四五六七八九十",
                "thing1|一二三四五六七八九十一二三四五六七八九十一|一二三四五六七八九十一二三四五六七八九…",
                "character_string1|RA1021-X|RA1021-X",
                "character_string1|电影RA 1021|RA1021",
                "character_string1|0123456789012345678901234567890123456789|01234567890123456789012345678901",
                "number3|第12.5号|12.5",
                "letter1|Abc1中|Abc",
                "symbol1|a-*-*-*-|-*-*-",
                "amount3|39.90元|39.90元",
                "amount3|¥39.90|¥39.90",
                "amount3|1,039.90|1039.90",
                "amount3|1234567890.00|1234567890.00",
                "amount3|12345678901.00|-",
                "amount3|三十九元|-",
                "phone_number1|0755-12345678|0755-12345678",
                "phone_number1|电话 0755 1234 5678 9012 345|07551234567890123",
                "car_number1|粤B12345678|粤B123456",
                "name1|欧阳一二三四五六七八九|欧阳一二三四五六七八",
                "name1|Bartholomew Featherstone|Bartholomew Feathers",
                "phrase1|退款成功|退款成功",
                "phrase1|退款已成功了吧|退款已成功",
                "phrase1|OK|无",
                "time1|15:01|15:01",
                "time1|2026-11-23T10:01:05+08:00|2026年11月23日 10:01",
                "date1|2026-11-23T18:01:05Z|2026年11月24日 02:01",
                "unknown7|一二三四五六七八九十一二三四五六七八九十一|一二三四五六七八九十一二三四五六七八九…",
            })
    void a_value_is_made_to_fit_the_type_of_its_field(String key, String value, String fitted) {
        assertThat(FieldType.of(key).fit(value)).isEqualTo(fitted);
    }

    @ParameterizedTest
    @EnumSource(FieldType.class)
    void no_value_is_ever_empty_or_holds_what_wechat_refuses(FieldType type) {
        for (var value : new String[] {
            null, "", " ", "\n", "😀", "\ud83d", "\u200b\u200d", "a\u0000b\nc\td", "👨‍👩‍👧❤️", "退款😀成功", "\u3000"
        }) {
            var fitted = type.fit(value);
            assertThat(fitted).isNotBlank().hasSizeLessThanOrEqualTo(32);
            assertThat(fitted).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Co}\ufe0f]");
            assertThat(fitted.length()).as("only the basic plane").isEqualTo(fitted.codePointCount(0, fitted.length()));
        }
    }

    @Test
    void line_breaks_become_spaces() {
        assertThat(FieldType.THING.fit(" 深圳\r\n\t南山店 ")).isEqualTo("深圳 南山店");
    }

    @ParameterizedTest
    @CsvSource({
        "characterstring1, character_string1",
        "character_string12, character_string12",
        "CHARACTER_STRING1, character_string1",
        "phonenumber2, phone_number2",
        "thing3, thing3",
        "amount_4, amount4",
        "keyword1, keyword1",
        "weird, weird",
    })
    void keys_that_lost_their_underscore_in_the_settings_get_it_back(String bound, String wechatKey) {
        assertThat(FieldType.wechatKey(bound)).isEqualTo(wechatKey);
    }
}
