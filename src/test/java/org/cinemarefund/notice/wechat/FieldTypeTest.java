package org.cinemarefund.notice.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FieldTypeTest {
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "thing1|流浪地球三|流浪地球三",
                "thing1|一二三四五六七八九十一二三四五六七八九十|一二三四五六七八九十一二三四五六七八九十",
                "thing1|一二三四五六七八九十一二三四五六七八九十一|一二三四五六七八九十一二三四五六七八九…",
                "thing1|Spider-Man: Across the Spider-Verse|Spider-Man: Across…",
                "thing1|0755-12345678转802，0755-87654321|0755-12345678转802，…",
                "thing1|0123456789012345678901234567890123456789|-",
                "thing1|退到您尾号为一二三四五六的银行卡 1039.90元|退到您尾号为一二三四五六的银行卡…",
                "character_string1|RA1021-X|RA1021-X",
                "character_string1|电影RA 1021|-",
                "character_string1|0755-12345601转802|-",
                "character_string1|0123456789012345678901234567890123456789|-",
                "number3|第12.5号|12.5",
                "number3|39.90元|39.90",
                "number3|12号3排|-",
                "number3|RA1021|-",
                "number3|0755-1234567|-",
                "letter1|Abc|Abc",
                "letter1|Abc1中|-",
                "letter1|a b|-",
                "symbol1|-*-|-*-",
                "symbol1|a-*-*-*-|-",
                "amount3|39.90元|39.90元",
                "amount3|¥39.90|¥39.90",
                "amount3|¥ 1,039.90 元|¥1039.90元",
                "amount3|1234567890.00|1234567890.00",
                "amount3|12345678901.00|-",
                "amount3|三十九元|-",
                "amount3|10 20|-",
                "amount3|10,20|-",
                "phone_number1|0755-12345678|0755-12345678",
                "phone_number1|0755-12345601转802|0755-12345601",
                "phone_number1|0755-12345601 转 802|0755-12345601",
                "phone_number1|0755-12345601 ext. 802|0755-12345601",
                "phone_number1|0755-12345601-802|0755-12345601-802",
                "phone_number1|0755-12345601-80212|0755-12345601",
                "phone_number1|0755 12345601 802|0755-12345601",
                "phone_number1|0755-12345601/87654321|0755-12345601",
                "phone_number1|0755-12345601 0755-87654321|0755-12345601",
                "phone_number1|0755-12345601、13800138000|0755-12345601",
                "phone_number1|0755-12345601😀87654321|0755-12345601",
                "phone_number1|12306 12345|12306",
                "phone_number1|电话 0755 1234 5678 9012 345|-",
                "phone_number1|075512345601075587654321|-",
                "phone_number1|客服：400-123-4567（9:00-21:00）|400-123-4567",
                "phone_number1|（０７５５）１２３４５６０１|(0755)12345601",
                "phone_number1|010 1234 5678|010-1234-5678",
                "phone_number1|+86 138 0013 8000|+86-138-0013-8000",
                "phone_number1|+86 (0755) 1234 5678|+86075512345678",
                "phone_number1|24小时：95105105|95105105",
                "phone_number1|service@example.com|-",
                "phone_number1|请到前台|-",
                "car_number1|粤B12345|粤B12345",
                "car_number1|粤B12345678|-",
                "name1|欧阳一二三四五六七八|欧阳一二三四五六七八",
                "name1|欧阳一二三四五六七八九|-",
                "name1|Bartholomew Featherstone|Bartholomew",
                "name1|Bartholomewfeatherstone|-",
                "name1|IMAX影城|-",
                "phrase1|退款成功|退款成功",
                "phrase1|退款已成功了吧|无",
                "phrase1|退款申请未通过|无",
                "phrase1|退款 成功|无",
                "phrase1|退款1次|无",
                "phrase1|OK|无",
                "time1|15:01|15:01",
                "time1|2026-11-23T10:01:05+08:00|2026年11月23日 10:01",
                "time1|下午三点|-",
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

    /** The kind, not the case: whatever is said, no digits come out together that did not stand together. */
    @Property(tries = 2000)
    void digits_are_never_joined_and_never_lose_their_end(@ForAll FieldType type, @ForAll("writings") String value) {
        var fitted = type.fit(value);

        // A date is written anew.
        if (type != FieldType.TIME && type != FieldType.DATE) {
            var written =
                    DIGITS.matcher(value).results().map(MatchResult::group).toList();
            assertThat(written)
                    .as("%s: %s -> %s", type, value, fitted)
                    .containsAll(DIGITS.matcher(fitted)
                            .results()
                            .map(MatchResult::group)
                            .toList());
        }
    }

    @Provide
    Arbitrary<String> writings() {
        var number = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(12);
        var between = Arbitraries.of("-", " ", "转", "、", "/", "😀", "号", "x", ".");
        return Combinators.combine(number, between, number, between, number).as((a, b, c, d, e) -> a + b + c + d + e);
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
