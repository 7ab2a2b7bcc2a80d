package org.cinemarefund.record.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.cinemarefund.record.EventChain;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.Facts;
import org.cinemarefund.record.Particulars;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.RejectReasons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.support.ResourceBundleMessageSource;

class RecordTextsTest {
    private static final Locale ZH = Locale.SIMPLIFIED_CHINESE;
    private static final Locale EN = Locale.ENGLISH;
    private static final Instant AT = Instant.parse("2026-03-02T02:00:00Z");
    private static final Instant DUE = Instant.parse("2026-03-04T15:59:59Z");

    private final RecordTexts texts = texts();

    private static RecordTexts texts() {
        var messages = new ResourceBundleMessageSource();
        messages.setBasename("i18n/messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return new RecordTexts(messages, new AlarmTexts(messages), new RejectReasons());
    }

    private static RefundEvent line(Kind kind, String actor, String toState, Particulars said) {
        return EventChain.next(
                EventChain.BEGINNING, "R1", 1, AT, kind, actor, null, "REFUNDING", "N-1", null, toState, said);
    }

    private static RefundEvent line(Kind kind, Particulars said) {
        return line(kind, "fin-1", null, said);
    }

    /** As version 0.1.0 wrote it. */
    private static RefundEvent old(Kind kind, String actor, String detail) {
        return new RefundEvent(
                "R1", 1, AT, kind, actor, null, "REFUNDING", null, null, null, detail, Facts.NONE, "", "", List.of());
    }

    private static Particulars card() {
        return Particulars.none().words(Fact.BANK, "ICBC_DEBIT").words(Fact.LAST_DIGITS, "0128");
    }

    @Test
    void finances_choice_names_card_proof_sum_and_words() {
        var said = card().with(Fact.ACTION, "PAY_REST")
                .with(Fact.REST, 12345L)
                .words(Fact.PROOF, "ICBC-7")
                .words(Fact.COMMENT, "已核实");

        assertThat(texts.detail(line(Kind.RESOLUTION, said), ZH)).endsWith(" [中国工商银行 尾号0128] [ICBC-7] [¥123.45]: 已核实");
        assertThat(texts.detail(line(Kind.RESOLUTION, said), EN))
                .isEqualTo(
                        "Pay what is left (the rest was refunded elsewhere) [ICBC, ending 0128] [ICBC-7] [¥123.45]: 已核实");
    }

    @Test
    void why_a_choice_was_not_carried_out_is_a_reason_or_the_state_of_the_money() {
        assertThat(refused("CARD_CHANGED", null)).isEqualTo("Ask WeChat once more: the card changed; choose again");
        assertThat(refused("PROCESSING", null)).isEqualTo("Ask WeChat once more: WeChat is working on it");
        assertThat(refused("CLOSED_NO_MORE", "SUCCESS"))
                .isEqualTo("Ask WeChat once more: the notification said closed, but asked again WeChat says: Credited");
    }

    private String refused(String cause, String status) {
        var said = Particulars.none()
                .with(Fact.ACTION, "CHECK_AGAIN")
                .with(Fact.CAUSE, cause)
                .with(Fact.STATUS, status);
        return texts.detail(line(Kind.RESOLUTION_REFUSED, said), EN);
    }

    @Test
    void a_credit_says_where_the_money_went_and_how_much_of_it_is_cash() {
        var all = line(Kind.CREDITED, Particulars.none().with(Fact.CASH, 8730L).with(Fact.COUPON, 0L));
        var toCard = line(Kind.CREDITED, card().with(Fact.CASH, 8000L).with(Fact.COUPON, 730L));
        var toAnother = line(Kind.CREDITED, Particulars.none().words(Fact.ACCOUNT, "招商银行信用卡0403"));

        assertThat(texts.told(all, EN)).isEqualTo("The money has arrived");
        assertThat(texts.detail(all, EN)).isNull();
        assertThat(texts.told(toCard, EN))
                .isEqualTo(
                        "Refunded to ICBC, ending 0128: 80.00 yuan in cash, and 7.30 yuan came back as a WeChat Pay coupon");
        assertThat(texts.detail(toCard, EN)).isEqualTo(texts.told(toCard, EN));
        assertThat(texts.told(toAnother, EN)).isEqualTo("Refunded to 招商银行信用卡0403");
    }

    @Test
    void what_was_erased_is_said_to_be_erased() {
        var given = line(Kind.PAYEE_CARD_GIVEN, card().words(Fact.COMMENT, "电话核实"));
        var erased = new RefundEvent(
                "R1",
                1,
                AT,
                given.kind(),
                "moviegoer",
                null,
                "REFUNDING",
                null,
                null,
                null,
                null,
                given.facts(),
                "",
                "",
                List.of());

        assertThat(texts.detail(given, ZH)).isEqualTo("中国工商银行 尾号0128: 电话核实");
        assertThat(texts.detail(erased, ZH)).isEqualTo("（已删除）: （已删除）");
        assertThat(texts.told(erased, EN)).isEqualTo("We have your card for the refund: (erased)");
    }

    @Test
    void an_approval_that_nobody_made_says_which_deadline_and_which_rule() {
        var said = Particulars.none()
                .with(Fact.PLAN, "flat-fee")
                .with(Fact.RULE, "P2")
                .with(Fact.DUE_AT, DUE);
        var line = line(Kind.APPROVED, "system", null, said);

        assertThat(texts.detail(line, EN))
                .isEqualTo("Due 2026-03-04 23:59, nobody decided; the cinema approves then. Rule flat-fee P2");
        assertThat(texts.told(line, ZH)).isEqualTo("审核期限（2026-03-04）已过，按影院规定退款申请通过");
        assertThat(texts.told(line(Kind.APPROVED, Particulars.none().with(Fact.RULE, "P0")), EN))
                .isEqualTo("Refund approved");
    }

    @Test
    void sums_beside_the_refund_and_alarms_are_told() {
        var paid = line(
                Kind.SETTLED_OFFLINE,
                Particulars.none()
                        .with(Fact.AMOUNT, 970L)
                        .words(Fact.PROOF, "ICBC-1")
                        .words(Fact.COMMENT, "已转账"));
        var elsewhere = line(
                Kind.ALARM,
                Particulars.none()
                        .with(Fact.ALARM, "REFUNDED_ELSEWHERE")
                        .with(Fact.NUMBER, "77")
                        .with(Fact.AMOUNT, 500L));

        assertThat(texts.detail(paid, ZH)).isEqualTo("¥9.70 [ICBC-1]: 已转账");
        assertThat(texts.told(paid, EN)).contains("the difference of ¥9.70");
        assertThat(texts.detail(elsewhere, EN)).isEqualTo("¥5.00 refunded elsewhere, refund number 77");
        assertThat(texts.detail(line(Kind.ALARM, Particulars.none().with(Fact.ALARM, "CLOSED_AFTER_SUCCESS")), EN))
                .startsWith("WeChat says \"Closed, no money moved\"");
    }

    @Test
    void a_state_names_the_refusal_but_what_was_prepared_stands_elsewhere() {
        var refused =
                Particulars.none().with(Fact.REFUSAL, "USER_ACCOUNT_ABNORMAL").with(Fact.EXPLANATION, "403: ask");
        var prepared = Particulars.none().with(Fact.ORDER, "O1").with(Fact.REFUND, 8730L);

        assertThat(texts.detail(line(Kind.REFUND_STATE, "system", "REFUSED", refused), EN))
                .isEqualTo("Refused by WeChat · USER_ACCOUNT_ABNORMAL 403: ask");
        assertThat(texts.detail(line(Kind.REFUND_STATE, "system", "PREPARED", prepared), EN))
                .isEqualTo("Approved, not sent");
    }

    @Test
    void a_line_of_before_is_shown_as_it_was_written() {
        assertThat(texts.detail(old(Kind.APPLIED, "moviegoer", "OTHER"), EN)).isEqualTo("Other");
        assertThat(texts.detail(old(Kind.DEADLINE_MOVED, "system", "evidence: a -> b"), EN))
                .isEqualTo("evidence: a -> b");
        assertThat(texts.detail(old(Kind.REJECTED, "rev-1", "{\"reason\":\"OTHER\"}"), EN))
                .isEqualTo("{\"reason\":\"OTHER\"}");
        assertThat(texts.told(old(Kind.CREDITED, "wechat", "ICBC_DEBIT 0128 #00, 1 fen in cash, 2 fen as coupon"), EN))
                .isEqualTo("The money has arrived");
        assertThat(texts.told(old(Kind.SETTLED_OFFLINE, "fin-1", "970 fen [ICBC-1]: 已转账"), EN))
                .isEqualTo("Refunded by another way");
    }

    /** Whatever a line leaves out, it can be shown. */
    @ParameterizedTest
    @EnumSource
    void every_kind_has_words_for_a_line_with_all_it_can_say_and_with_nothing(Kind kind) {
        var said = Particulars.none();
        for (var fact : kind.facts()) {
            switch (fact.type()) {
                case CODE -> said.with(fact, "VOID");
                case FEN -> said.with(fact, 100L);
                case INSTANT -> said.with(fact, DUE);
                case WORDS -> said.words(fact, "话");
            }
        }
        for (var locale : List.of(ZH, EN)) {
            assertThat(texts.told(line(kind, said), locale)).isNotBlank();
            texts.detail(line(kind, said), locale);
            assertThat(texts.told(old(kind, "system", null), locale)).isNotBlank();
            texts.detail(old(kind, "system", "as it was"), locale);
        }
    }
}
