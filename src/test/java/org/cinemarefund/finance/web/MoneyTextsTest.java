package org.cinemarefund.finance.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cinemarefund.finance.FinanceDesk.Action;
import org.cinemarefund.finance.MoneyState;
import org.cinemarefund.payment.MemoryPayments;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.RefundTransaction.Answer;
import org.cinemarefund.testing.MemoryCards;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.ResourceBundleMessageSource;

/** Whatever state money is in, and whatever may be chosen there, is told in sentences of both languages. */
class MoneyTextsTest {
    private static final Locale ZH = Locale.SIMPLIFIED_CHINESE;
    private static final Locale EN = Locale.ENGLISH;

    private final MoneyTexts texts = new MoneyTexts(messages());
    private final MemoryPayments money = new MemoryPayments(new MemoryCards(), Clock.systemUTC());

    private static ResourceBundleMessageSource messages() {
        var messages = new ResourceBundleMessageSource();
        messages.setBasename("i18n/messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return messages;
    }

    private static void assertChinese(String... sentences) {
        assertThat(sentences)
                .allSatisfy(sentence ->
                        assertThat(sentence).matches("(?s).*\\p{IsHan}.*").doesNotMatch("(?s).*[A-Z]{2,}_[A-Z].*"));
    }

    private static void assertEnglish(String... sentences) {
        assertThat(sentences).allSatisfy(sentence -> assertThat(sentence)
                .matches("(?s).*[a-z]{2,}.*")
                .doesNotMatch("(?s).*(\\p{IsHan}|[A-Z]{2,}_[A-Z]).*"));
    }

    @ParameterizedTest
    @EnumSource
    void every_state_says_what_happened_and_where_the_money_is(RefundState state) {
        var refund = money.number("R1", "O1", state);

        assertChinese(texts.what(refund, ZH), texts.where(refund, ZH));
        assertEnglish(texts.what(refund, EN), texts.where(refund, EN));
    }

    @Test
    void some_states_tell_more_than_one_story() {
        money.number("R1", "O1", RefundState.REFUSED);
        var elsewhere = money.lessIsLeft("R1", 500);
        assertThat(texts.what(elsewhere, ZH)).contains("别处退过");
        assertThat(texts.where(elsewhere, EN)).contains("refunded elsewhere");

        money.number("R2", "O2", RefundState.ABNORMAL);
        assertThat(texts.where(money.newest("R2"), ZH)).contains("选好一条路");
        var asked = money.repairOpen("R2");
        assertThat(texts.what(asked, ZH)).contains("已请微信改走另一条路");
        assertEnglish(texts.what(asked, EN), texts.where(asked, EN));

        money.number("R3", "O3", RefundState.UNKNOWN);
        assertThat(texts.where(money.newest("R3"), ZH)).contains("不要另外付款");
        var notThere = money.answered("R3", Answer.NOT_FOUND_SIGNED);
        assertThat(texts.where(notThere, ZH)).isEqualTo("钱在商户账户，没有动。顾客还没有收到。");
        assertEnglish(texts.what(notThere, EN), texts.where(notThere, EN));
    }

    @Test
    void every_choice_says_in_every_state_what_it_does_and_what_cannot_be_taken_back() {
        for (var action : Action.values()) {
            for (var state : RefundState.values()) {
                var chinese = texts.effect(action, state, ZH);
                assertChinese(chinese.does(), chinese.sends(), chinese.people(), chinese.undo());
                var english = texts.effect(action, state, EN);
                assertEnglish(english.does(), english.sends(), english.people(), english.undo());
                assertThat(chinese.people().contains("另一位")).as(action.name()).isEqualTo(action.needsTwo());
            }
        }
        assertThat(texts.effect(Action.RESEND, RefundState.REFUSED, ZH).does())
                .isNotEqualTo(
                        texts.effect(Action.RESEND, RefundState.UNKNOWN, ZH).does());
    }

    @ParameterizedTest
    @EnumSource
    void money_under_way_has_a_name_and_somebody_who_acts(MoneyState state) {
        assertChinese(texts.state(state, ZH), texts.next(state, ZH));
        assertEnglish(texts.state(state, EN), texts.next(state, EN));
    }

    /** A state that is added has to be thought of: money under way, or over. */
    @Test
    void every_state_of_a_number_is_money_under_way_or_over() {
        var over = List.of(RefundState.REVOKED, RefundState.GIVEN_UP, RefundState.SETTLED_OFFLINE, RefundState.SUCCESS);
        assertThat(Arrays.stream(RefundState.values())
                        .filter(state -> MoneyState.of(state).isEmpty()))
                .containsExactlyInAnyOrderElementsOf(over);
        assertThat(MoneyState.DIFFERENCE.ofNumber()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PARAM_ERROR",
                "INVALID_REQUEST",
                "TRADE_OVERDUE",
                "REFUND_FEE_MISMATCH",
                "REFUND_FEE_INVALID",
                "USER_ACCOUNT_ABNORMAL",
                "RESOURCE_NOT_EXISTS",
                "RULE_LIMIT"
            })
    void a_refusal_is_told_in_words_with_wechats_own_and_the_code_beside(String code) {
        money.number("R1", "O1", RefundState.REFUSED);
        var refund = money.refused("R1", code, "用户账户\u202E异常");

        var chinese = texts.answer(refund, ZH);
        assertThat(chinese.code()).isEqualTo(code);
        assertThat(chinese.quote()).isEqualTo("用户账户异常");
        assertChinese(chinese.text());
        assertThat(chinese.text())
                .isNotEqualTo(texts.answer(money.refused("R1", "NOBODY_KNOWS", "？"), ZH)
                        .text());
        assertEnglish(texts.answer(refund, EN).text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            operator: 401 SIGN_ERROR: check signature, clock and merchant certificate | SIGN_ERROR     | 签名
            500 SYSTEM_ERROR: WeChat does not know either                             | SYSTEM_ERROR   | 系统出错
            502: not a documented answer                                              |                | 验不了
            no usable answer: SocketTimeoutException                                  |                | 没有收到微信的答复
            200, but it names another amount                                          |                | 没有采信
            not sent: the breaker is open                                             |                | 没有发给微信
            the repair was not taken: WeChat still says ABNORMAL                      |                | 重新选择
            """)
    void our_own_notes_are_never_shown_as_wechats_words(String cause, String code, String told) {
        money.number("R1", "O1", RefundState.UNKNOWN);
        var answer = texts.answer(money.caused("R1", cause), ZH);

        assertThat(answer.quote()).isNull();
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.text()).contains(told);
    }

    @Test
    void who_lacks_money_hears_so_and_who_was_told_nothing_is_shown_nothing() {
        money.number("R1", "O1", RefundState.WAITING_FOR_BALANCE);
        var short_ = texts.answer(money.caused("R1", "基本账户余额不足"), ZH);
        assertThat(short_.code()).isEqualTo("NOT_ENOUGH");
        assertThat(short_.quote()).isEqualTo("基本账户余额不足");
        assertThat(texts.answer(money.number("R2", "O2", RefundState.PROCESSING), ZH))
                .isNull();
    }
}
