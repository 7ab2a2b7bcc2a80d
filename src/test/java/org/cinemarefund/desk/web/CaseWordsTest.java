package org.cinemarefund.desk.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.cinemarefund.application.AgreedDeal;
import org.cinemarefund.application.Applied;
import org.cinemarefund.application.Arrival;
import org.cinemarefund.application.Closing;
import org.cinemarefund.application.Credit;
import org.cinemarefund.application.EvidenceRequest;
import org.cinemarefund.application.FinanceChoice;
import org.cinemarefund.application.PeoplesChoice;
import org.cinemarefund.application.RecordHead;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplication.Ending;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.application.ReviewAnswer;
import org.cinemarefund.application.ReviewTime;
import org.cinemarefund.application.Supervision;
import org.cinemarefund.application.web.PaidBy;
import org.cinemarefund.deadline.ReviewDeadline;
import org.cinemarefund.desk.Waiting;
import org.cinemarefund.desk.Waiting.Whom;
import org.cinemarefund.desk.web.CaseFile.Told;
import org.cinemarefund.finance.PayeeCardDesk.Wish;
import org.cinemarefund.finance.web.CardTexts;
import org.cinemarefund.payment.ApprovedRequest;
import org.cinemarefund.payment.Calls;
import org.cinemarefund.payment.RefundOrder;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.payment.Refusal;
import org.cinemarefund.payment.RepairRound;
import org.cinemarefund.payment.RepairRoute;
import org.cinemarefund.payment.ToldByChannel;
import org.cinemarefund.payment.card.CardMark;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.record.EventChain;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.Particulars;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.record.RejectReasons;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.Order;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.support.ResourceBundleMessageSource;

/** What somebody of the service desk reads out, for every state that a case can be in. */
class CaseWordsTest {
    /** Ten in the morning in China. */
    private static final Instant APPLIED = Instant.parse("2026-03-02T02:00:00Z");

    private static final Instant DUE = Instant.parse("2026-03-04T15:59:59Z");
    private static final Instant APPROVED = Instant.parse("2026-03-03T03:30:00Z");
    private static final Instant SENT = Instant.parse("2026-03-03T03:31:00Z");
    private static final Instant TAKEN = Instant.parse("2026-03-03T06:05:00Z");
    private static final Instant ENDED = Instant.parse("2026-03-03T07:00:00Z");
    private static final Instant EXPECTED = Instant.parse("2026-03-12T15:59:59Z");
    private static final Instant NOW = Instant.parse("2026-03-03T08:00:00Z");
    private static final CardMark CARD = new CardMark("CMB_DEBIT", "0128", "x");

    private final CaseWords words = words();

    private static CaseWords words() {
        var texts = new ResourceBundleMessageSource();
        texts.setBasename("i18n/messages");
        texts.setDefaultEncoding("UTF-8");
        texts.setFallbackToSystemLocale(false);
        return new CaseWords(texts, new PaidBy(texts), new CardTexts(texts), new RejectReasons());
    }

    /** A case in the middle of being made up. */
    private static final class Story {
        private RefundStatus status = RefundStatus.UNDER_REVIEW;
        private Order order = TestOrders.order("7");
        private @Nullable ReviewDeadline deadline = new ReviewDeadline(DUE, DUE, false, false);
        private @Nullable SupervisorReason supervisor;
        private EvidenceRequest evidence = new EvidenceRequest(0, null, null, null, null, null);
        private ReviewAnswer answer = new ReviewAnswer(null, null, null, null, null);
        private Credit credit = new Credit(null, null, null);
        private Closing closing = new Closing(null, null);
        private long refundAmount = 10800;
        private @Nullable String appealOf;
        private Whom whom = Whom.REVIEWER;
        private @Nullable RefundTransaction refund;
        private @Nullable Wish card;
        private @Nullable Instant appealableUntil;
        private Instant now = NOW;
        private final List<RefundEvent> events = new ArrayList<>();

        Story waitsFor(Whom who) {
            whom = who;
            return this;
        }

        Story now(Instant at) {
            now = at;
            return this;
        }

        Story supervised() {
            supervisor = SupervisorReason.LARGE_AMOUNT;
            answer = new ReviewAnswer("rev-1", null, null, "我看可以", null);
            return waitsFor(Whom.SUPERVISOR);
        }

        Story asked(String comment) {
            status = RefundStatus.EVIDENCE_REQUESTED;
            evidence = new EvidenceRequest(1, "reviewRefund", TAKEN, DUE, null, null);
            answer = new ReviewAnswer(null, null, null, comment, null);
            return waitsFor(Whom.MOVIEGOER);
        }

        Story money(RefundState state) {
            return money(state, new RepairRound(0, null, null, null, false));
        }

        Story money(RefundState state, RepairRound repair) {
            status = RefundStatus.REFUNDING;
            answer = new ReviewAnswer(null, "rev-1", APPROVED, null, null);
            whom = switch (state) {
                case WAITING_FOR_BALANCE -> Whom.BALANCE;
                case ABNORMAL, CLOSED, REFUSED, GIVEN_UP, RETURNED_TO_MERCHANT -> Whom.FINANCE;
                default -> Whom.WECHAT;
            };
            var sent = state == RefundState.PREPARED ? null : SENT;
            refund = new RefundTransaction(
                    new RefundOrder("42007-1", "42007", "7", refundAmount, 11800),
                    "R7",
                    1,
                    new ApprovedRequest(new byte[0], "rev-1", APPROVED),
                    state,
                    null,
                    repair,
                    new ToldByChannel(null, null, null, null, null, null),
                    new Refusal(null, false, null, null),
                    new Calls(sent, sent, sent == null ? 0 : 1, 0, null, null),
                    TAKEN);
            return this;
        }

        Story wallet() {
            order = TestOrders.ahead("7", "42007", "oOwner-1", TestOrders.CINEMA, APPLIED);
            return this;
        }

        Story ended(RefundStatus how, @Nullable Ending ending) {
            status = how;
            closing = new Closing(ending, ENDED);
            return waitsFor(Whom.NOBODY);
        }

        Story paid(@Nullable Arrival arrival, String account) {
            money(RefundState.SUCCESS).ended(RefundStatus.REFUNDED, null);
            credit = new Credit(ENDED, account, arrival);
            return this;
        }

        Story said(@Nullable String reason, @Nullable String comment) {
            answer = new ReviewAnswer(null, null, null, comment, reason);
            return this;
        }

        Story happened(Kind kind, Instant at, Particulars said) {
            events.add(EventChain.next(
                    EventChain.BEGINNING,
                    "R7",
                    events.size() + 1,
                    at,
                    kind,
                    "system",
                    null,
                    null,
                    null,
                    null,
                    null,
                    said));
            return this;
        }

        CaseWords.Facts facts() {
            var deal = new Deal(
                    Deal.Outcome.REVIEW,
                    11800,
                    11800 - refundAmount,
                    refundAmount,
                    List.of(new Deal.Line("TICKETS", 11800)),
                    "flat-fee",
                    "P2-1",
                    "1",
                    false,
                    false);
            var application = new RefundApplication(
                    new Applied(
                            "R7",
                            order,
                            TestOrders.cinema(),
                            RefundReason.PERSONAL,
                            null,
                            "zh",
                            APPLIED,
                            null,
                            appealOf),
                    status,
                    new AgreedDeal(deal, "开场前 30 分钟内不退。", "No refund within 30 minutes of the show.", null),
                    new ReviewTime(deadline, null),
                    new Supervision(supervisor, null, null),
                    evidence,
                    answer,
                    new PeoplesChoice(null, null, null),
                    new FinanceChoice(null, null, null, null, null, null, null),
                    credit,
                    closing,
                    new RecordHead(0, ""));
            return new CaseWords.Facts(
                    application,
                    events,
                    refund,
                    new Waiting(whom, whom == Whom.NOBODY ? null : APPLIED),
                    card,
                    appealableUntil,
                    EXPECTED,
                    TestOrders.cinema(),
                    now);
        }
    }

    private CaseWords.Said chinese(Story story) {
        return words.of(story.facts(), Locale.SIMPLIFIED_CHINESE);
    }

    private String last(Story story) {
        return last(chinese(story));
    }

    private static String last(CaseWords.Said said) {
        return said.story().get(said.story().size() - 1).text();
    }

    private static Story reviewed() {
        return new Story();
    }

    private static Story late() {
        return new Story().now(DUE.plusSeconds(1));
    }

    private static Story cardWanted() {
        var story = new Story().money(RefundState.ABNORMAL);
        story.card = new Wish(true, Optional.empty());
        return story;
    }

    private static Story cardGiven() {
        var story = new Story().money(RefundState.ABNORMAL);
        story.card = new Wish(true, Optional.of(CARD));
        return story;
    }

    private static Story refusedByRules() {
        var story = new Story().ended(RefundStatus.REJECTED, Ending.REJECTED_BY_POLICY);
        story.refundAmount = 0;
        story.appealableUntil = ENDED.plus(Duration.ofDays(7));
        return story;
    }

    static Stream<Story> everyState() {
        return Stream.of(
                reviewed(),
                late(),
                new Story().supervised(),
                new Story().supervised().now(DUE.plusSeconds(1)),
                new Story().asked("请拍一下票根"),
                new Story().asked(null),
                new Story().money(RefundState.PREPARED).waitsFor(Whom.TICKETING),
                new Story().money(RefundState.PREPARED),
                new Story().money(RefundState.SENDING),
                new Story().money(RefundState.UNKNOWN),
                new Story().money(RefundState.PROCESSING),
                new Story().money(RefundState.PROCESSING).now(EXPECTED.plusSeconds(1)),
                new Story().money(RefundState.PROCESSING).wallet(),
                new Story().money(RefundState.WAITING_FOR_BALANCE),
                cardWanted(),
                cardGiven(),
                new Story().money(RefundState.ABNORMAL, to(RepairRoute.CARD, true)),
                new Story().money(RefundState.ABNORMAL, to(RepairRoute.MERCHANT, true)),
                new Story().money(RefundState.PROCESSING, to(RepairRoute.CARD, false)),
                new Story().money(RefundState.PROCESSING, to(RepairRoute.MERCHANT, false)),
                new Story().money(RefundState.CLOSED),
                new Story().money(RefundState.REFUSED),
                new Story().money(RefundState.GIVEN_UP),
                new Story().money(RefundState.RETURNED_TO_MERCHANT),
                new Story().money(RefundState.SUCCESS),
                new Story().paid(null, "招商银行信用卡0403"),
                new Story().paid(new Arrival(10300, 500), null),
                new Story()
                        .money(RefundState.SETTLED_OFFLINE)
                        .ended(RefundStatus.SETTLED_OFFLINE, Ending.SETTLED_OFFLINE),
                refusedByRules(),
                new Story()
                        .ended(RefundStatus.REJECTED, Ending.REJECTED_BY_REVIEWER)
                        .said("OTHER", "票已使用"),
                new Story()
                        .ended(RefundStatus.REJECTED, Ending.REJECTED_BY_FINANCE)
                        .said(null, "重复支付已退"),
                new Story().ended(RefundStatus.WITHDRAWN, Ending.WITHDRAWN),
                new Story().ended(RefundStatus.WITHDRAWN, Ending.WITHDRAWN).waitsFor(Whom.TICKETING),
                new Story().money(RefundState.PREPARED).waitsFor(Whom.OPERATOR),
                new Story().paid(null, null).waitsFor(Whom.OPERATOR));
    }

    private static RepairRound to(RepairRoute route, boolean open) {
        return new RepairRound(1, route, route == RepairRoute.CARD ? CARD.toString() : null, TAKEN, open);
    }

    @ParameterizedTest
    @MethodSource("everyState")
    void in_both_languages_it_is_whole_sentences_and_no_codes(Story story) {
        var zh = chinese(story);
        var en = words.of(story.facts(), Locale.forLanguageTag("en-GB"));

        assertThat(texts(zh)).allSatisfy(text -> assertThat(text)
                .isNotBlank()
                .matches("(?s).*\\p{IsHan}.*")
                .doesNotContain("{", "null", "REVIEW", "ABNORMAL", "UNKNOWN", "。。", "  "));
        assertThat(texts(en)).allSatisfy(text -> assertThat(text)
                .isNotBlank()
                .doesNotContain("{", "null", "REVIEW", "ABNORMAL", "UNKNOWN", "。", "  "));
        assertThat(zh.story()).hasSameSizeAs(en.story()).hasSizeBetween(2, 5);
        assertThat(zh.story().stream().map(Told::at).filter(at -> at != null)).isSorted();
        // What was said for a second person's eyes is not read out.
        assertThat(texts(zh).toString()).doesNotContain("我看可以");
    }

    private static List<String> texts(CaseWords.Said said) {
        return Stream.concat(
                        said.story().stream().map(Told::text),
                        Stream.of(said.promise(), said.whom().text()))
                .toList();
    }

    @Test
    void a_review_is_promised_until_it_is_late() {
        assertThat(chinese(reviewed()).story().get(0).text())
                .isEqualTo("3月2日 10:00 申请退款，原因是个人原因；实付 ¥118.00，按规则可退 ¥108.00。");
        assertThat(last(reviewed())).isEqualTo("影院正在审核，最迟 3月4日周三 给出结果。");
        assertThat(chinese(reviewed()).promise()).isEqualTo("可以承诺：最迟 3月4日周三 有审核结果。如果通过，银行卡 1 至 7 个工作日到账。不要承诺一定通过。");
        assertThat(chinese(reviewed().wallet()).promise()).contains("一般几分钟到账");
        assertThat(chinese(reviewed()).whom()).isEqualTo(new CaseFile.WhomView("南山影城的审核员", "0755-12345678", null));
        assertThat(words.of(reviewed().facts(), Locale.ENGLISH).promise())
                .startsWith("You can promise an answer by Wednesday 4 March at the latest.");

        assertThat(last(late())).isEqualTo("审核期限是 3月4日周三，已经超过，还没有结果。");
        assertThat(chinese(late()).promise()).startsWith("不要承诺时间").doesNotContain("3月4日");
    }

    @Test
    void a_second_person_has_it_and_the_first_ones_opinion_stays_inside() {
        var story = new Story().supervised();

        assertThat(last(story)).isEqualTo("影院主管正在复核，最迟 3月4日周三 给出结果。");
        assertThat(chinese(story).whom().text()).isEqualTo("退款主管；顾客想了解情况可以打给南山影城");
        assertThat(last(story.now(DUE.plusSeconds(1)))).endsWith("已经超过，影院主管正在处理。");
    }

    @Test
    void what_is_asked_of_the_moviegoer_is_read_out_in_the_cinemas_words() {
        var said = chinese(new Story().asked("请拍一下\u202E票根"));

        assertThat(said.story().get(1).text()).isEqualTo("3月3日 14:05 影院请顾客补充说明：“请拍一下票根”");
        assertThat(said.promise()).contains("最迟 3月4日周三");
        assertThat(said.whom().phone()).isEqualTo("0755-12345678");
    }

    @Test
    void what_wechat_took_has_a_day_while_it_is_ahead() {
        var story = new Story().money(RefundState.PROCESSING).happened(Kind.SUBMITTED, TAKEN, Particulars.none());

        assertThat(last(story)).isEqualTo("微信于 3月3日 14:05 受理，退回中国工商银行储蓄卡，最迟 3月12日周四 到账。");
        assertThat(chinese(story).promise()).isEqualTo("可以承诺：最迟 3月12日周四 到账，顾客不用做任何事。");
        assertThat(chinese(story).whom().text()).isEqualTo("不用问谁，等微信到账");

        story.now(EXPECTED.plusSeconds(1));
        assertThat(last(story)).contains("已经超过");
        assertThat(chinese(story).promise()).startsWith("不要承诺时间").doesNotContain("3月12日");
        assertThat(chinese(story).whom().text()).startsWith("财务");
    }

    @Test
    void delays_of_the_money_promise_no_day() {
        for (var state : List.of(
                RefundState.UNKNOWN,
                RefundState.WAITING_FOR_BALANCE,
                RefundState.ABNORMAL,
                RefundState.CLOSED,
                RefundState.REFUSED,
                RefundState.RETURNED_TO_MERCHANT)) {
            assertThat(chinese(new Story().money(state)).promise())
                    .as("%s", state)
                    .doesNotContain("3月12日");
        }
        assertThat(last(new Story().money(RefundState.WAITING_FOR_BALANCE))).isEqualTo("退款略有延迟，款项稍后按原路退回，顾客不用做任何事。");
        assertThat(last(new Story().money(RefundState.PREPARED).waitsFor(Whom.TICKETING)))
                .startsWith("正在等票务系统确认影票作废");
    }

    @Test
    void an_abnormal_refund_asks_for_a_card_and_then_names_it() {
        assertThat(last(cardWanted())).endsWith("请顾客在小程序里填写一张本人储蓄卡收款。");
        assertThat(chinese(cardWanted()).promise()).contains("不要在电话里记卡号");
        assertThat(last(cardGiven())).isEqualTo("微信无法退回原支付账户。收款银行卡（招商银行 尾号0128）已登记，财务核对后退款。");
        assertThat(last(new Story().money(RefundState.PROCESSING, to(RepairRoute.CARD, false))))
                .isEqualTo("微信于 3月3日 14:05 受理，改退到招商银行 尾号0128。");
        assertThat(last(new Story().money(RefundState.PROCESSING, to(RepairRoute.MERCHANT, false))))
                .contains("退回影院账户");
    }

    @Test
    void what_arrived_is_told_as_it_arrived() {
        assertThat(last(new Story().paid(null, "招商银行信用卡0403"))).isEqualTo("3月3日 15:00 已到账 ¥108.00，退回招商银行信用卡0403。");
        assertThat(last(new Story().paid(new Arrival(10300, 500), null)))
                .isEqualTo("3月3日 15:00 已到账：现金 ¥103.00，退回原支付账户；另有 ¥5.00 退回微信支付代金券。");
        assertThat(chinese(new Story().paid(null, null)).whom().text()).endsWith("问财务");
        assertThat(last(new Story()
                        .money(RefundState.SETTLED_OFFLINE)
                        .ended(RefundStatus.SETTLED_OFFLINE, Ending.SETTLED_OFFLINE)))
                .isEqualTo("3月3日 15:00 已通过其他方式退款 ¥108.00。");
    }

    @Test
    void a_refusal_says_why_and_whether_it_can_be_appealed() {
        var rules = refusedByRules();
        assertThat(chinese(rules).story().get(0).text()).doesNotContain("可退");
        assertThat(last(rules)).isEqualTo("3月3日 15:00 按影院退票规则不予退款：开场前 30 分钟内不退。");
        assertThat(chinese(rules).promise()).isEqualTo("可以说：不认可的话，3月10日 15:00 前可以在小程序里申诉一次，由影院主管复核。");
        rules.appealableUntil = null;
        assertThat(chinese(rules).promise()).startsWith("结果已定");
        rules.happened(Kind.APPEALED, ENDED, Particulars.none().with(Fact.APPEAL, "R8"));
        assertThat(last(rules)).isEqualTo("顾客已经申诉，结果看退款单 R8。");
        assertThat(chinese(rules).promise()).isEqualTo("申诉的结果看申诉的退款单。");

        var reviewer = new Story()
                .ended(RefundStatus.REJECTED, Ending.REJECTED_BY_REVIEWER)
                .said("OTHER", "票已使用");
        assertThat(last(reviewer)).startsWith("3月3日 15:00 影院没有通过：").endsWith("（票已使用）");
        var finance = new Story()
                .ended(RefundStatus.REJECTED, Ending.REJECTED_BY_FINANCE)
                .said(null, "重复支付已退");
        assertThat(last(finance)).isEqualTo("3月3日 15:00 财务决定不予退款，影票还给顾客：重复支付已退");
    }

    @Test
    void an_appeal_names_what_it_is_about() {
        var story = new Story().supervised();
        story.appealOf = "R1";

        assertThat(chinese(story).story().get(0).text()).isEqualTo("3月2日 10:00 对退款单 R1 的结果提出申诉。");
    }

    @Test
    void a_difference_is_told_until_it_is_paid() {
        var due = Particulars.none().with(Fact.SCREENING, "CANCELLED").with(Fact.AMOUNT, 1000L);
        var story = new Story().paid(null, null).happened(Kind.DIFFERENCE_DUE, ENDED, due);

        assertThat(last(story)).contains("差额 ¥10.00 由财务另行补退，还没有付");
        story.happened(Kind.SETTLED_OFFLINE, NOW, Particulars.none().with(Fact.AMOUNT, 1000L));
        assertThat(last(story)).endsWith("差额 ¥10.00 已另行补退。");
    }

    @Test
    void a_fault_of_ours_is_called_one_and_promises_nothing() {
        var open = new Story().money(RefundState.PREPARED).waitsFor(Whom.OPERATOR);
        assertThat(last(open)).contains("技术人员正在处理");
        assertThat(texts(chinese(open)).toString()).doesNotContain("正在提交微信");
        assertThat(chinese(open).promise()).startsWith("不要承诺时间");
        assertThat(chinese(open).whom().text()).startsWith("运维");
        assertThat(chinese(open).whom().phone()).isNull();

        var over = new Story().paid(null, null).waitsFor(Whom.OPERATOR);
        assertThat(last(over)).contains("上面的结果不变");
        assertThat(chinese(over).promise()).startsWith("结果已经确定");
    }

    @Test
    void another_year_is_said() {
        assertThat(last(new Story().now(Instant.parse("2025-12-31T08:00:00Z")))).contains("2026年3月4日周三");
    }
}
