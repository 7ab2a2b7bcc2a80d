package org.cinemarefund.application.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.ResourceBundleMessageSource;

class PaidByTest {
    private final PaidBy paidBy = new PaidBy(texts());

    private static ResourceBundleMessageSource texts() {
        var texts = new ResourceBundleMessageSource();
        texts.setBasename("i18n/messages");
        texts.setDefaultEncoding("UTF-8");
        texts.setFallbackToSystemLocale(false);
        return texts;
    }

    @ParameterizedTest
    @CsvSource({
        "OTHERS, 微信支付（零钱等，非银行卡）, 'WeChat Pay (balance, no bank card)'",
        "cft, 微信零钱, WeChat balance",
        "LQT, 微信零钱通, WeChat Mini Fund",
        "CMB_DEBIT, 招商银行储蓄卡, China Merchants Bank debit card",
        "CMB_CREDIT, 招商银行信用卡, China Merchants Bank credit card",
        "HSBC_DEBIT, 储蓄卡, Debit card",
        "HSBC_CREDIT, 信用卡, Credit card",
        "HSBC, 银行卡, Bank card"
    })
    void in_words_that_people_use(String bankType, String chinese, String english) {
        assertThat(paidBy.words(bankType, Locale.SIMPLIFIED_CHINESE)).isEqualTo(chinese);
        assertThat(paidBy.words(bankType, Locale.ENGLISH)).isEqualTo(english);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<b>_DEBIT", "{0}", "\u4f60_CREDIT"})
    void a_code_that_nobody_knows_is_not_repeated(String bankType) {
        assertThat(paidBy.words(bankType, Locale.ENGLISH)).doesNotContain("<", "{", "\u4f60");
        assertThat(paidBy.words(null, Locale.ENGLISH)).isNull();
    }
}
