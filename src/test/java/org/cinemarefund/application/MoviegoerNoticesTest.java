package org.cinemarefund.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cinemarefund.notice.NoticeKind.CREDITED;
import static org.cinemarefund.notice.NoticeKind.EVIDENCE_REQUESTED;
import static org.cinemarefund.notice.NoticeKind.SETTLED_OFFLINE;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cinemarefund.notice.MessageChannel;
import org.cinemarefund.notice.MessageChannel.Delivery;
import org.cinemarefund.notice.MessageChannel.Delivery.Outcome;
import org.cinemarefund.notice.NoticeDesk;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.notice.Notices.Notice;
import org.cinemarefund.notice.Notices.State;
import org.cinemarefund.notice.jdbc.NoticeStorage;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.record.Fact;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.TestOrders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.ResourceBundleMessageSource;

/** What a moviegoer is told, and how the step that tells it ends. */
class MoviegoerNoticesTest {
    private static final Instant NOW = Instant.parse("2026-03-02T02:00:00Z");
    private static final int ROUND = 1;

    private final NoticeStorage storage = new NoticeStorage(Databases.H2);
    private final Channel channel = new Channel();
    private final NoticeDesk desk = new NoticeDesk(storage.notices, channel, storage.transactions);
    private final RefundApplications applications = mock(RefundApplications.class);
    private final MoviegoerNotices notices =
            new MoviegoerNotices(applications, desk, texts(), Clock.fixed(NOW, ZoneOffset.UTC));
    private RefundApplication application;

    @BeforeEach
    void asked() {
        isOf("zh-CN");
        desk.grant("R1", List.of(EVIDENCE_REQUESTED));
        desk.intend("R1", EVIDENCE_REQUESTED, ROUND);
    }

    @Test
    void one_hiccup_before_anything_was_sent_loses_no_notice() {
        channel.answer = new Delivery(Outcome.NOT_YET, "-1");
        assertThatThrownBy(() -> send(false)).isInstanceOf(NoticeDelayed.class).hasMessageContaining("-1");
        assertThat(notes()).isEmpty();

        channel.answer = new Delivery(Outcome.SENT, null);
        send(false);

        assertThat(notes()).containsExactly("NOTICE_SENT EVIDENCE_REQUESTED");
        assertThat(stored()).isEqualTo(new Notice(State.SENT, null));
        assertThat(channel.said).hasSize(2);
    }

    @Test
    void after_the_last_try_it_is_not_sent_and_the_step_ends() {
        channel.answer = new Delivery(Outcome.NOT_YET, "45009");

        send(true);

        assertThat(notes()).containsExactly("NOTICE_NOT_SENT EVIDENCE_REQUESTED NOT_SENT 45009");
        assertThat(stored()).isEqualTo(new Notice(State.NOT_SENT, "45009"));
    }

    @Test
    void an_unknown_outcome_of_the_sending_itself_is_never_tried_again() {
        channel.answer = new Delivery(Outcome.UNKNOWN, "TIMEOUT");

        send(false);
        send(false);

        assertThat(notes()).first().isEqualTo("NOTICE_NOT_SENT EVIDENCE_REQUESTED UNKNOWN TIMEOUT");
        assertThat(channel.said).hasSize(1);
    }

    /** As WeChat's field for phrases takes them: at most five Chinese characters, a whole statement, whoever reads it. */
    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "en"})
    void the_short_status_is_chinese_in_every_language(String locale) {
        isOf(locale);

        send(false);

        assertThat(channel.said.get(0))
                .containsEntry("shortStatus", "请补充说明")
                .containsEntry("status", locale.equals("en") ? "Information needed" : "请补充说明");
    }

    @ParameterizedTest
    @CsvSource({"zh-CN, true, 已另行退款", "en, true, Refunded another way", "en, false, 已另行退款"})
    void what_was_paid_another_way_is_told_under_template_and_consent_of_a_credit(
            String locale, boolean english, String status) {
        settledOffline(locale);
        channel.room = text -> english || text.matches("\\p{IsHan}+");

        sendOffline();

        assertThat(notes()).containsExactly("NOTICE_SENT SETTLED_OFFLINE");
        assertThat(channel.said).singleElement().satisfies(values -> assertThat(values)
                .containsEntry("status", status)
                .containsEntry("shortStatus", "已另行退款")
                .containsEntry("refundAmount", "100.00元"));
        assertThat(storage.notices.grants("R1", CREDITED)).isZero();
    }

    @Test
    void what_was_paid_another_way_is_not_told_where_the_template_cannot_say_so() {
        settledOffline("zh-CN");
        channel.room = text -> false;

        sendOffline();

        assertThat(notes()).containsExactly("NOTICE_NOT_SENT SETTLED_OFFLINE NOT_SENT NO_ROOM");
        assertThat(channel.said).isEmpty();
        assertThat(storage.notices.grants("R1", CREDITED)).isEqualTo(1);
    }

    @Test
    void without_consent_to_a_credit_nothing_is_told_of_what_was_paid_another_way() {
        settledOffline("zh-CN");
        assertThat(storage.notices.spendGrant("R1", CREDITED)).isTrue();

        sendOffline();

        assertThat(notes()).containsExactly("NOTICE_NOT_SENT SETTLED_OFFLINE NOT_SENT NO_GRANT");
        assertThat(channel.said).isEmpty();
    }

    private void settledOffline(String locale) {
        isOf(locale);
        application.settledOffline(NOW);
        application.takeNewEvents();
        desk.grant("R1", List.of(CREDITED));
        desk.intend("R1", SETTLED_OFFLINE, ROUND);
    }

    private void sendOffline() {
        storage.transaction.executeWithoutResult(status -> notices.send("R1", SETTLED_OFFLINE, true));
    }

    @ParameterizedTest
    @CsvSource({"20, '退款已到账，另退券27.00元'", "10, 退款已到账"})
    void of_a_credit_the_cash_is_told_and_the_coupon_where_there_is_room(int room, String status) {
        isOf("zh-CN");
        application.credited(NOW, "支付用户零钱", null, new Arrival(7300, 2700), NOW);
        application.takeNewEvents();
        desk.grant("R1", List.of(CREDITED));
        desk.intend("R1", CREDITED, ROUND);
        channel.room = text -> text.length() <= room;

        storage.transaction.executeWithoutResult(transactionStatus -> notices.send("R1", CREDITED, true));

        assertThat(channel.said).singleElement().satisfies(values -> assertThat(values)
                .containsEntry("refundAmount", "73.00元")
                .containsEntry("status", status));
    }

    @ParameterizedTest
    @EnumSource
    void every_kind_of_notice_has_a_status_that_a_phrase_carries(NoticeKind kind) {
        var chinese = Locale.SIMPLIFIED_CHINESE;
        var whole = texts().getMessage("notice." + kind, null, chinese);

        assertThat(texts().getMessage("notice." + kind + ".short", null, whole, chinese))
                .matches("\\p{IsHan}{1,5}");
    }

    private void isOf(String locale) {
        application = RefundApplication.register(TestOrders.applied("R1", TestOrders.order("1"), locale, NOW));
        DeskParts.agreed(
                application,
                new Deal(Deal.Outcome.REVIEW, 11800, 1800, 10000, List.of(), "flat-fee", "any", "1", false),
                NOW);
        application.askForEvidence("lin", "reviewRefund", "请说明", NOW);
        application.takeNewEvents();
        when(applications.find("R1")).thenReturn(Optional.of(application));
        when(applications.lock("R1")).thenReturn(Optional.of(application));
    }

    private void send(boolean last) {
        storage.transaction.executeWithoutResult(status -> notices.send("R1", EVIDENCE_REQUESTED, last));
    }

    private List<String> notes() {
        return application.takeNewEvents().stream()
                .map(event -> Stream.of(Fact.NOTICE, Fact.OUTCOME, Fact.CAUSE)
                        .map(event.facts()::code)
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(" ", event.kind() + " ", "")))
                .toList();
    }

    private Notice stored() {
        return storage.notices.find("R1", EVIDENCE_REQUESTED, ROUND).orElseThrow();
    }

    private static ResourceBundleMessageSource texts() {
        var texts = new ResourceBundleMessageSource();
        texts.setBasename("i18n/messages");
        texts.setDefaultEncoding("UTF-8");
        texts.setFallbackToSystemLocale(false);
        return texts;
    }

    private static final class Channel implements MessageChannel {
        final List<Map<String, String>> said = new ArrayList<>();
        Delivery answer = new Delivery(Outcome.SENT, null);
        Predicate<String> room = text -> true;

        @Override
        public boolean hasTemplate(NoticeKind kind) {
            return true;
        }

        @Override
        public String templateId(NoticeKind kind) {
            return "template";
        }

        @Override
        public boolean carries(NoticeKind kind, String field, String value) {
            return room.test(value);
        }

        @Override
        public Delivery send(NoticeKind kind, String openid, Map<String, String> values) {
            said.add(values);
            return answer;
        }
    }
}
