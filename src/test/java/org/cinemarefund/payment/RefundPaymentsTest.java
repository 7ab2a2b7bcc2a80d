package org.cinemarefund.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.cinemarefund.payment.RefundPayments.Approved;
import org.cinemarefund.payment.RefundPayments.Next;
import org.cinemarefund.payment.RefundPayments.Settled;
import org.cinemarefund.payment.RefundTransaction.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class RefundPaymentsTest {
    private static final String NO = "A1";
    private static final String MERCHANT = "1900000001";
    /** As WeChat knows it, which need not be the order system's. */
    private static final String ORDER = "T1";

    private static final Duration RESEND_AFTER = Duration.ofMinutes(1);
    private static final Duration GIVE_UP_AFTER = Duration.ofDays(5);
    private static final SettlementProperties SETTINGS = TestPayments.settings(
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30)), RESEND_AFTER, GIVE_UP_AFTER);

    private final MemoryTransactions rows = new MemoryTransactions();
    private final ScriptedGateway wechat = new ScriptedGateway();
    private final Settling book = new Settling();
    private Instant now = Instant.parse("2026-03-02T02:00:00Z");
    private RefundPayments payments;

    @BeforeEach
    void begin() {
        payments = at(now);
    }

    private RefundPayments at(Instant instant) {
        return TestPayments.of(rows, wechat, book, SETTINGS, Clock.fixed(instant, ZoneOffset.UTC));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        payments = at(now);
    }

    private static Approved approved(String applicationNo, long refundAmount) {
        return new Approved(applicationNo, "O1", "4200001", refundAmount, 10000, "rev-1");
    }

    private RefundTransaction row() {
        return rows.newestOf(NO).orElseThrow();
    }

    private RefundState state() {
        return row().state();
    }

    /** Approved, released, and in that state. */
    private RefundTransaction sent(RefundState state) {
        payments.prepare(approved(NO, 9000));
        payments.release(NO);
        put(row().change().sent(now).state(state));
        return row();
    }

    private void put(RefundTransaction.Change change) {
        rows.update(change.at(now));
    }

    private static ChannelRefund refund(ChannelRefund.Status status) {
        return refund(status, "支付用户零钱");
    }

    private static ChannelRefund refund(ChannelRefund.Status status, String account) {
        return refund(status, account, ORDER);
    }

    private static ChannelRefund refund(ChannelRefund.Status status, String account, String outTradeNo) {
        var at = status == ChannelRefund.Status.SUCCESS ? Instant.parse("2026-03-02T02:00:05Z") : null;
        return new ChannelRefund("4200001-1", outTradeNo, "5030001", status, "ORIGINAL", account, at, null);
    }

    private static RefundNotification notification(String id, ChannelRefund.Status status) {
        return notification(id, MERCHANT, "4200001-1", "4200001", ORDER, "5030001", status, 9000, 10000);
    }

    private static RefundNotification notification(
            String id,
            String mchId,
            String outRefundNo,
            String transactionId,
            String outTradeNo,
            String refundId,
            ChannelRefund.Status status,
            long refund,
            long total) {
        return new RefundNotification(
                id,
                "REFUND." + status,
                mchId,
                outRefundNo,
                outTradeNo,
                transactionId,
                refundId,
                status,
                refund,
                total,
                "支付用户零钱",
                Instant.parse("2026-03-02T02:00:05Z"),
                null);
    }

    // --- prepare, revoke, release

    @Test
    void the_number_and_its_bytes_are_stored_before_anything_is_sent() {
        payments.prepare(approved(NO, 9000));

        assertThat(row().outRefundNo()).isEqualTo("4200001-1");
        assertThat(state()).isEqualTo(RefundState.PREPARED);
        assertThat(row().approved().request()).asString().isEqualTo("4200001-1 9000/10000 #1");
        assertThat(row().approved().by()).isEqualTo("rev-1");
        assertThat(wechat.sent).isEmpty();
        assertThat(book.changes).containsExactly("->PREPARED rev-1");
    }

    @Test
    void the_number_is_the_payments_so_that_a_forgotten_refund_is_asked_for_under_the_number_it_had() {
        payments.prepare(approved("A1", 9000));
        var known = row().outRefundNo();
        assertThat(known).isEqualTo("4200001-1");

        var afterRestore = new MemoryTransactions();
        TestPayments.of(afterRestore, wechat, book, SETTINGS, Clock.fixed(now.plus(Duration.ofDays(2)), ZoneOffset.UTC))
                .prepare(approved("A7", 9000));

        assertThat(afterRestore.newestOf("A7").orElseThrow().outRefundNo()).isEqualTo(known);
    }

    @Test
    void another_application_on_the_order_goes_on_counting() {
        payments.prepare(approved("A1", 9000));
        payments.release("A1");
        put(row().change().state(RefundState.CLOSED));

        payments.prepare(approved("A2", 9000));

        assertThat(rows.newestOf("A2").orElseThrow().outRefundNo()).isEqualTo("4200001-2");
    }

    @Test
    void a_new_approval_after_a_revocation_takes_the_same_row_number_and_bytes() {
        payments.prepare(approved(NO, 9000));
        var bytes = row().approved().request();
        payments.revoke(NO);
        assertThat(payments.spentOn("O1")).isZero();
        pass(Duration.ofHours(1));

        payments.prepare(new Approved(NO, "O1", "4200001", 9000, 10000, "sup-1"));

        assertThat(rows.all()).hasSize(1);
        assertThat(state()).isEqualTo(RefundState.PREPARED);
        assertThat(row().approved().request()).isSameAs(bytes);
        assertThat(wechat.composed).isEqualTo(1);
        assertThat(row().approved().by()).isEqualTo("sup-1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void another_amount_is_new_bytes_under_the_same_number_as_long_as_nothing_was_sent(boolean takenBack) {
        payments.prepare(approved(NO, 9000));
        if (takenBack) {
            payments.revoke(NO);
        }

        payments.prepare(approved(NO, 10000));

        assertThat(rows.all()).hasSize(1);
        assertThat(state()).isEqualTo(RefundState.PREPARED);
        assertThat(row().refundAmount()).isEqualTo(10000);
        assertThat(row().approved().request()).asString(StandardCharsets.UTF_8).startsWith("4200001-1 10000/10000");
        assertThatIllegalStateException().isThrownBy(() -> payments.prepare(approved(NO, 10001)));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"REVOKED", "PREPARED"},
            mode = Mode.EXCLUDE)
    void what_may_have_been_sent_never_gets_another_amount(RefundState state) {
        sent(state);

        assertThatIllegalStateException().isThrownBy(() -> payments.prepare(approved(NO, 10000)));
        assertThat(row().refundAmount()).isEqualTo(9000);
    }

    @Test
    void what_finance_paid_beside_the_numbers_counts_as_spent() {
        rows.paidBeside = 970;

        assertThat(payments.spentOn("O1")).isEqualTo(970);
        assertThatIllegalStateException().isThrownBy(() -> payments.prepare(approved(NO, 9031)));
        payments.prepare(approved(NO, 9030));
        assertThat(payments.spentOn("O1")).isEqualTo(10000);
    }

    @Test
    void a_corrected_payment_gets_a_row_of_its_own() {
        payments.prepare(approved(NO, 9000));
        payments.revoke(NO);

        payments.prepare(new Approved(NO, "O1", "4200002", 9000, 10000, "sup-1"));

        assertThat(rows.all())
                .extracting(RefundTransaction::outRefundNo, RefundTransaction::state)
                .containsExactly(tuple("4200001-1", RefundState.REVOKED), tuple("4200002-2", RefundState.PREPARED));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"REVOKED", "PREPARED", "CLOSED", "GIVEN_UP"},
            mode = Mode.EXCLUDE)
    void what_may_have_moved_counts_as_spent(RefundState state) {
        sent(state);

        assertThatIllegalStateException()
                .isThrownBy(() -> payments.prepare(approved("A2", 1001)))
                .withMessageContaining("9000 + 1001");
        assertThat(rows.newestOf("A2")).isEmpty();
        assertThatCode(() -> payments.prepare(approved("A3", 1000))).doesNotThrowAnyException();
    }

    @Test
    void nothing_and_more_than_was_paid_are_never_prepared() {
        assertThatIllegalStateException().isThrownBy(() -> payments.prepare(approved(NO, 0)));
        assertThatIllegalStateException().isThrownBy(() -> payments.prepare(approved(NO, 10001)));
        assertThat(rows.all()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "PREPARED", mode = Mode.EXCLUDE)
    void once_released_a_number_can_never_be_revoked(RefundState state) {
        sent(state);

        assertThatIllegalStateException().isThrownBy(() -> payments.revoke(NO));
        assertThat(state()).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(names = "PREPARED", mode = Mode.EXCLUDE)
    void only_a_prepared_number_is_released(RefundState state) {
        sent(state);

        payments.release(NO);

        assertThat(state()).isEqualTo(state);
    }

    // --- what arrives

    @Test
    void how_much_is_cash_is_kept_from_every_answer_and_not_forgotten_by_one_that_does_not_say_it() {
        payments.prepare(approved(NO, 9000));
        payments.release(NO);
        wechat.submits(new SubmitReply.Accepted(withCash(ChannelRefund.Status.PROCESSING, 6300L)));
        payments.submit(NO);
        assertThat(row().told().payerRefund()).isEqualTo(6300);

        wechat.queries(new QueryReply.Found(withCash(ChannelRefund.Status.SUCCESS, null)));
        payments.query(NO);

        assertThat(state()).isEqualTo(RefundState.SUCCESS);
        assertThat(row().told().payerRefund()).isEqualTo(6300);
    }

    @Test
    void a_query_and_a_notification_say_it_too() {
        sent(RefundState.PROCESSING);
        wechat.queries(new QueryReply.Found(withCash(ChannelRefund.Status.ABNORMAL, 6400L)));
        payments.query(NO);
        assertThat(row().told().payerRefund()).isEqualTo(6400);

        var told = notification("n-1", ChannelRefund.Status.SUCCESS);
        payments.accept(
                new RefundNotification(
                        told.id(),
                        told.eventType(),
                        told.mchId(),
                        told.outRefundNo(),
                        told.outTradeNo(),
                        told.transactionId(),
                        told.refundId(),
                        told.status(),
                        told.refundAmount(),
                        told.totalAmount(),
                        told.userReceivedAccount(),
                        told.successTime(),
                        6300L),
                MERCHANT);

        assertThat(state()).isEqualTo(RefundState.SUCCESS);
        assertThat(row().told().payerRefund()).isEqualTo(6300);
    }

    private static ChannelRefund withCash(ChannelRefund.Status status, Long cash) {
        var channelRefund = refund(status);
        return new ChannelRefund(
                channelRefund.outRefundNo(),
                channelRefund.outTradeNo(),
                channelRefund.refundId(),
                channelRefund.status(),
                channelRefund.channel(),
                channelRefund.userReceivedAccount(),
                channelRefund.successTime(),
                cash);
    }

    // --- submit

    @Test
    void without_a_stored_approval_nothing_is_sent() {
        assertThatIllegalStateException().isThrownBy(() -> payments.submit(NO));
        payments.prepare(approved(NO, 9000));
        assertThatIllegalStateException().isThrownBy(() -> payments.submit(NO));
        payments.revoke(NO);
        assertThatIllegalStateException().isThrownBy(() -> payments.submit(NO));

        assertThat(wechat.sent).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "PROCESSING",
                "ABNORMAL",
                "CLOSED",
                "RETURNED_TO_MERCHANT",
                "SETTLED_OFFLINE",
                "GIVEN_UP",
                "SUCCESS"
            })
    void what_the_channel_has_or_a_person_settled_is_not_sent_again(RefundState state) {
        sent(state);

        payments.submit(NO);

        assertThat(wechat.sent).isEmpty();
        assertThat(row().calls().sends()).isEqualTo(1);
    }

    @Test
    void processing_that_the_channel_signed_not_to_know_is_sent_again_with_the_same_bytes() {
        sent(RefundState.PROCESSING);
        put(row().change().polled(now, Answer.NOT_FOUND_SIGNED));
        pass(RESEND_AFTER);
        wechat.submits(new SubmitReply.Accepted(refund(ChannelRefund.Status.PROCESSING)));

        payments.submit(NO);

        assertThat(wechat.sent).containsExactly("4200001-1 9000/10000 #1");
    }

    @ParameterizedTest
    @CsvSource({
        "PROCESSING, PROCESSING",
        "SUCCESS,    SUCCESS",
        "CLOSED,     CLOSED",
        "ABNORMAL,   ABNORMAL",
    })
    void an_accepted_refund_is_what_the_channel_says(ChannelRefund.Status told, RefundState expected) {
        sent(RefundState.SENDING);
        pass(RESEND_AFTER);
        wechat.submits(new SubmitReply.Accepted(refund(told)));

        payments.submit(NO);

        assertThat(state()).isEqualTo(expected);
        assertThat(row().told().refundId()).isEqualTo("5030001");
        assertThat(row().calls().sends()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"商户基本账户", "商户结算银行账户"})
    void money_on_an_account_of_the_merchant_is_not_the_payers(String account) {
        sent(RefundState.PROCESSING);
        wechat.queries(new QueryReply.Found(refund(ChannelRefund.Status.SUCCESS, account)));

        payments.query(NO);

        assertThat(state()).isEqualTo(RefundState.RETURNED_TO_MERCHANT);
    }

    @Test
    void after_a_repair_to_the_merchant_no_success_is_the_payers_whatever_account_it_names() {
        sent(RefundState.PROCESSING);
        put(row().change().repairAsked(RepairRoute.MERCHANT, null, now).repairBegan(now));
        wechat.queries(new QueryReply.Found(refund(ChannelRefund.Status.SUCCESS, "支付用户零钱")));

        payments.query(NO);

        assertThat(state()).isEqualTo(RefundState.RETURNED_TO_MERCHANT);
    }

    @Test
    void refused_for_now_waits_for_the_balance() {
        sent(RefundState.SENDING);
        pass(RESEND_AFTER);
        wechat.submits(new SubmitReply.RefusedForNow("NOT_ENOUGH", "余额不足"));

        payments.submit(NO);

        assertThat(state()).isEqualTo(RefundState.WAITING_FOR_BALANCE);
        assertThat(payments.next(NO)).isEqualTo(Next.WAIT_FOR_BALANCE);
    }

    @Test
    void refused_for_good_is_unknown_until_a_query_confirms_it_at_once() {
        sent(RefundState.SENDING);
        pass(RESEND_AFTER);
        wechat.submits(new SubmitReply.Refused("USER_ACCOUNT_ABNORMAL", "用户账户异常"));
        payments.submit(NO);
        assertThat(state()).isEqualTo(RefundState.UNKNOWN);
        assertThat(payments.next(NO)).isEqualTo(Next.ASK);
        wechat.queries(new QueryReply.NotFound(true));

        payments.query(NO);

        assertThat(state()).isEqualTo(RefundState.REFUSED);
        assertThat(row().refusal().code()).isEqualTo("USER_ACCOUNT_ABNORMAL");
        assertThat(payments.next(NO)).isEqualTo(Next.SETTLED);
    }

    @Test
    void a_refusal_that_the_query_contradicts_is_none() {
        sent(RefundState.SENDING);
        pass(RESEND_AFTER);
        wechat.submits(new SubmitReply.Refused("INVALID_REQUEST", "…"))
                .queries(new QueryReply.Found(refund(ChannelRefund.Status.PROCESSING)));
        payments.submit(NO);

        payments.query(NO);

        assertThat(state()).isEqualTo(RefundState.PROCESSING);
        assertThat(row().refusal().code()).isNull();
    }

    @Test
    void a_refusal_nobody_confirms_yet_is_waited_for_and_not_asked_in_a_circle() {
        sent(RefundState.SENDING);
        pass(RESEND_AFTER);
        wechat.submits(new SubmitReply.Refused("INVALID_REQUEST", "…")).queries(new QueryReply.Unknown("500"));
        payments.submit(NO);

        payments.query(NO);

        assertThat(state()).isEqualTo(RefundState.UNKNOWN);
        assertThat(payments.next(NO)).isEqualTo(Next.WAIT);
    }

    // --- refused with a code that nobody listed

    /** Sent, answered so, and asked about. */
    private void unlisted(String code, boolean signed) {
        wechat.submits(new SubmitReply.RefusedUnlisted(code, "业务规则限制")).queries(new QueryReply.NotFound(signed));
        payments.submit(NO);
        assertThat(state()).isEqualTo(RefundState.UNKNOWN);
        payments.query(NO);
    }

    private void unlistedForHalfAnHour(String code) {
        for (var minute = 0; minute < 30; minute++) {
            unlisted(code, true);
            assertThat(state()).as("minute %s", minute).isEqualTo(RefundState.UNKNOWN);
            pass(RESEND_AFTER);
            assertThat(payments.next(NO)).isEqualTo(Next.SEND);
        }
    }

    @Test
    void a_refusal_nobody_listed_is_one_for_good_when_it_is_the_same_after_half_an_hour() {
        sent(RefundState.SENDING);
        pass(RESEND_AFTER);
        unlistedForHalfAnHour("RULE_LIMIT");
        assertThat(row().cause()).isEqualTo("RULE_LIMIT: 业务规则限制");

        wechat.submits(new SubmitReply.RefusedUnlisted("RULE_LIMIT", "业务规则限制"));
        payments.submit(NO);
        assertThat(payments.next(NO)).as("asked at once").isEqualTo(Next.ASK);
        wechat.queries(new QueryReply.NotFound(true));
        payments.query(NO);

        assertThat(state()).isEqualTo(RefundState.REFUSED);
        assertThat(row().refusal().code()).isEqualTo("RULE_LIMIT");
        assertThat(row().cause()).isEqualTo("业务规则限制");
        assertThat(payments.next(NO)).isEqualTo(Next.SETTLED);
        assertThat(wechat.sent).hasSize(31).containsOnly("4200001-1 9000/10000 #1");
    }

    @Test
    void an_unsigned_no_ends_no_refusal_that_nobody_listed() {
        sent(RefundState.SENDING);
        pass(RESEND_AFTER);
        unlistedForHalfAnHour("RULE_LIMIT");

        unlisted("RULE_LIMIT", false);
        assertThat(state()).isEqualTo(RefundState.UNKNOWN);
        pass(RESEND_AFTER);
        assertThat(payments.next(NO)).isEqualTo(Next.SEND);

        unlisted("RULE_LIMIT", true);
        assertThat(state()).isEqualTo(RefundState.REFUSED);
    }

    @Test
    void another_code_begins_its_own_half_an_hour() {
        sent(RefundState.SENDING);
        pass(RESEND_AFTER);
        unlistedForHalfAnHour("RULE_LIMIT");

        unlistedForHalfAnHour("SOMETHING_ELSE");
        unlisted("SOMETHING_ELSE", true);

        assertThat(row().refusal().code()).isEqualTo("SOMETHING_ELSE");
        assertThat(state()).isEqualTo(RefundState.REFUSED);
    }

    @Test
    void an_answer_that_tells_nothing_does_not_begin_the_half_an_hour_anew() {
        sent(RefundState.SENDING);
        pass(RESEND_AFTER);
        unlisted("RULE_LIMIT", true);
        pass(Duration.ofMinutes(29));
        wechat.submits(new SubmitReply.Unknown("429", true)).queries(new QueryReply.NotFound(true));
        payments.submit(NO);
        payments.query(NO);
        pass(RESEND_AFTER);
        assertThat(state()).as("the newest answer decides").isEqualTo(RefundState.UNKNOWN);

        unlisted("RULE_LIMIT", true);

        assertThat(state()).isEqualTo(RefundState.REFUSED);
    }

    @Test
    void a_lack_of_balance_in_between_ends_a_refusal_that_nobody_listed() {
        sent(RefundState.SENDING);
        pass(RESEND_AFTER);
        unlisted("RULE_LIMIT", true);
        pass(Duration.ofMinutes(29));
        wechat.submits(new SubmitReply.RefusedForNow("NOT_ENOUGH", "余额不足"));
        payments.submit(NO);
        pass(RESEND_AFTER);

        unlisted("RULE_LIMIT", true);

        assertThat(state()).isEqualTo(RefundState.UNKNOWN);
    }

    @Test
    void a_refusal_nobody_listed_is_none_once_the_channel_has_the_refund() {
        sent(RefundState.SENDING);
        pass(RESEND_AFTER);
        unlistedForHalfAnHour("RULE_LIMIT");
        wechat.submits(new SubmitReply.RefusedUnlisted("RULE_LIMIT", "…"))
                .queries(new QueryReply.Found(refund(ChannelRefund.Status.PROCESSING)));

        payments.submit(NO);
        payments.query(NO);

        assertThat(state()).isEqualTo(RefundState.PROCESSING);
        assertThat(row().refusal().unlisted()).isNull();
    }

    @Test
    void a_refusal_nobody_listed_is_looked_at_when_its_half_an_hour_is_over_and_not_later() {
        sent(RefundState.SENDING);
        pass(RESEND_AFTER);
        unlisted("RULE_LIMIT", true);
        assertThat(pause()).isEqualTo(Duration.ofMinutes(30));
        pass(Duration.ofMinutes(2));

        assertThat(pause()).isEqualTo(Duration.ofMinutes(28));
        assertThat(payments.pollDueAt(NO)).contains(now.plus(Duration.ofMinutes(28)));
        pass(Duration.ofMinutes(28));
        assertThat(pause()).as("the ordinary rhythm").isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void an_unknown_outcome_keeps_its_number_and_is_asked_about_first() {
        sent(RefundState.SENDING);
        pass(RESEND_AFTER);
        wechat.submits(new SubmitReply.Unknown("timeout", true));

        payments.submit(NO);

        assertThat(state()).isEqualTo(RefundState.UNKNOWN);
        assertThat(row().cause()).isEqualTo("timeout");
        assertThat(payments.next(NO)).isEqualTo(Next.WAIT);
    }

    @Test
    void what_did_not_leave_this_machine_is_asked_about_before_it_is_tried_again() {
        sent(RefundState.UNKNOWN);
        put(row().change().polled(now, Answer.NOT_FOUND_SIGNED));
        pass(RESEND_AFTER);
        assertThat(payments.next(NO)).isEqualTo(Next.SEND);
        wechat.submits(new SubmitReply.Unknown("not sent: the breaker is open", false));

        payments.submit(NO);

        assertThat(row().calls().sends()).isEqualTo(1);
        assertThat(payments.next(NO))
                .as("no job after job while the breaker is open")
                .isEqualTo(Next.WAIT);
    }

    @Test
    void our_own_word_never_overwrites_the_channels_that_came_during_the_call() {
        for (var reply : List.of(
                new SubmitReply.Unknown("timeout", true),
                new SubmitReply.Unknown("not sent", false),
                new SubmitReply.Refused("INVALID_REQUEST", "…"),
                new SubmitReply.RefusedUnlisted("RULE_LIMIT", "…"),
                new SubmitReply.RefusedForNow("NOT_ENOUGH", "…"),
                new SubmitReply.Accepted(refund(ChannelRefund.Status.PROCESSING)))) {
            var fresh = new RefundPaymentsTest();
            fresh.begin();
            fresh.sent(RefundState.SENDING);
            fresh.pass(RESEND_AFTER);
            fresh.wechat.submits(reply);
            fresh.wechat.whileCalling =
                    () -> fresh.payments.accept(notification("early", ChannelRefund.Status.SUCCESS), MERCHANT);

            fresh.payments.submit(NO);

            assertThat(fresh.state()).as("%s", reply).isEqualTo(RefundState.SUCCESS);
            assertThat(fresh.row().refusal().code()).isNull();
            assertThat(fresh.row().refusal().unlisted()).isNull();
            assertThat(fresh.payments.next(NO)).isEqualTo(Next.SETTLED);
        }
    }

    @Test
    void the_same_bytes_go_out_every_time() {
        sent(RefundState.SENDING);
        for (var i = 0; i < 3; i++) {
            pass(RESEND_AFTER);
            wechat.submits(new SubmitReply.Unknown("500", true)).queries(new QueryReply.NotFound(false));
            payments.submit(NO);
            payments.query(NO);
        }

        assertThat(wechat.sent).hasSize(3).containsOnly("4200001-1 9000/10000 #1");
    }

    @Test
    void a_number_is_sent_at_most_once_a_minute_whoever_asks_for_it() {
        payments.prepare(approved(NO, 9000));
        payments.release(NO);
        wechat.submits(new SubmitReply.Unknown("timeout", true));
        payments.submit(NO);

        pass(RESEND_AFTER.minusSeconds(1));
        payments.submit(NO);

        assertThat(wechat.sent).hasSize(1);
        assertThat(row().calls().sends()).isEqualTo(1);

        pass(Duration.ofSeconds(1));
        wechat.submits(new SubmitReply.Unknown("timeout", true));
        payments.submit(NO);

        assertThat(wechat.sent).hasSize(2);
    }

    @Test
    void that_it_is_being_sent_is_stored_before_the_call() {
        payments.prepare(approved(NO, 9000));
        payments.release(NO);
        wechat.submits(new SubmitReply.Unknown("timeout", true));
        wechat.whileCalling = () -> assertThat(row())
                .satisfies(
                        refund -> assertThat(refund.calls().lastSentAt()).isEqualTo(now),
                        refund -> assertThat(refund.calls().sends()).isEqualTo(1));

        payments.submit(NO);

        assertThat(wechat.sent).hasSize(1);
    }

    @Test
    void nothing_is_sent_for_an_application_that_is_over() {
        sent(RefundState.REFUSED);
        pass(RESEND_AFTER);
        book.over = true;

        assertThatIllegalStateException().isThrownBy(() -> payments.submit(NO));

        assertThat(wechat.sent).isEmpty();
    }

    @Test
    void what_waits_for_money_and_did_not_leave_goes_on_waiting_for_money() {
        sent(RefundState.WAITING_FOR_BALANCE);
        pass(RESEND_AFTER);
        wechat.submits(new SubmitReply.Unknown("not sent: the breaker is open", false));

        payments.submit(NO);

        assertThat(row().calls().sends()).isEqualTo(1);
        assertThat(payments.next(NO)).isEqualTo(Next.WAIT_FOR_BALANCE);
    }

    // --- query

    @Test
    void a_number_that_was_never_released_is_not_asked_about() {
        payments.prepare(approved(NO, 9000));

        payments.query(NO);

        assertThat(wechat.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SENDING,             true,  UNKNOWN,             NOT_FOUND_SIGNED",
        "SENDING,             false, UNKNOWN,             NOT_FOUND",
        "UNKNOWN,             true,  UNKNOWN,             NOT_FOUND_SIGNED",
        "WAITING_FOR_BALANCE, true,  WAITING_FOR_BALANCE, NOT_FOUND_SIGNED",
        "REFUSED,             true,  REFUSED,             NOT_FOUND_SIGNED",
        "GIVEN_UP,            true,  GIVEN_UP,            NOT_FOUND_SIGNED",
    })
    void not_found_never_means_not_refunded(RefundState before, boolean signed, RefundState after, Answer answer) {
        sent(before);
        wechat.queries(new QueryReply.NotFound(signed));

        payments.query(NO);

        assertThat(state()).isEqualTo(after);
        assertThat(row().calls().lastAnswer()).isEqualTo(answer);
        assertThat(book.alarms).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"PROCESSING", "ABNORMAL", "CLOSED", "RETURNED_TO_MERCHANT", "SUCCESS"})
    void not_found_after_it_was_known_moves_nothing_and_alarms(RefundState state) {
        sent(state);
        wechat.queries(new QueryReply.NotFound(true));

        payments.query(NO);

        assertThat(state()).isEqualTo(state);
        assertThat(book.alarms).containsExactly("NOT_FOUND_AFTER_" + state);
    }

    @Test
    void processing_that_is_not_found_waits_instead_of_sending_in_a_circle() {
        sent(RefundState.PROCESSING);
        wechat.queries(new QueryReply.NotFound(true));
        payments.query(NO);
        pass(Duration.ofHours(1));

        assertThat(payments.next(NO)).isEqualTo(Next.WAIT);
    }

    @Test
    void a_query_without_an_answer_changes_only_what_people_read() {
        sent(RefundState.UNKNOWN);
        wechat.queries(new QueryReply.Unknown("429"));

        payments.query(NO);

        assertThat(state()).isEqualTo(RefundState.UNKNOWN);
        assertThat(row().calls().lastAnswer()).isEqualTo(Answer.UNKNOWN);
        assertThat(row().cause()).isEqualTo("429");
    }

    @Test
    void another_refund_id_under_our_number_is_an_alarm_and_nothing_else() {
        sent(RefundState.PROCESSING);
        put(row().change().told(refund(ChannelRefund.Status.PROCESSING)));
        wechat.queries(new QueryReply.Found(
                new ChannelRefund("4200001-1", ORDER, "5039999", ChannelRefund.Status.SUCCESS, null, null, now, null)));

        payments.query(NO);

        assertThat(state()).isEqualTo(RefundState.PROCESSING);
        assertThat(book.alarms).containsExactly("OTHER_REFUND_ID");
    }

    @Test
    void an_answer_that_names_another_order_than_before_is_an_alarm_and_no_answer() {
        sent(RefundState.CLOSED);
        put(row().change().told(refund(ChannelRefund.Status.CLOSED)));
        wechat.queries(new QueryReply.Found(refund(ChannelRefund.Status.CLOSED, null, "T2")))
                .queries(new QueryReply.Found(refund(ChannelRefund.Status.CLOSED, null, ORDER)));

        assertThat(payments.query(NO)).as("nobody decides by it").isEmpty();
        assertThat(row().calls().lastAnswer()).isEqualTo(Answer.UNKNOWN);
        assertThat(row().told().outTradeNo()).isEqualTo(ORDER);
        assertThat(book.alarms).containsExactly("OTHER_ORDER");

        assertThat(payments.query(NO)).contains(ChannelRefund.Status.CLOSED);
        assertThat(row().calls().lastAnswer()).isEqualTo(Answer.FOUND);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROCESSING", "SUCCESS", "ABNORMAL"})
    void a_restored_backup_hears_nothing_of_another_order_either(ChannelRefund.Status told) {
        sent(RefundState.PROCESSING);
        put(row().change().told(refund(ChannelRefund.Status.PROCESSING)));

        assertThat(payments.applyQueryReply("4200001-1", new QueryReply.Found(refund(told, null, "T2")), now))
                .isEmpty();

        assertThat(state()).isEqualTo(RefundState.PROCESSING);
        assertThat(book.alarms).containsExactly("OTHER_ORDER");
    }

    @Test
    void a_repair_that_is_answered_with_another_order_is_still_open() {
        sent(RefundState.ABNORMAL);
        put(row().change().told(refund(ChannelRefund.Status.ABNORMAL)));
        wechat.repairs(new RepairReply.Accepted(refund(ChannelRefund.Status.PROCESSING, null, "T2")));

        TestPayments.repairsWithoutCard(rows, wechat, book, Clock.fixed(now, ZoneOffset.UTC))
                .toMerchant(NO);

        assertThat(state()).isEqualTo(RefundState.ABNORMAL);
        assertThat(row().repair().open()).isTrue();
        assertThat(book.alarms).containsExactly("OTHER_ORDER");
    }

    /** Whichever verified word of the channel is the first to name the order. */
    enum FirstWord {
        SUBMIT,
        QUERY,
        QUERY_THAT_TELLS_NOTHING_ELSE,
        NOTIFICATION
    }

    @ParameterizedTest
    @EnumSource
    void the_order_is_the_one_the_channel_named_first(FirstWord first) {
        var abnormal = refund(ChannelRefund.Status.ABNORMAL);
        sent(first == FirstWord.SUBMIT ? RefundState.SENDING : RefundState.PROCESSING);
        pass(RESEND_AFTER);
        switch (first) {
            case SUBMIT -> {
                wechat.submits(new SubmitReply.Accepted(abnormal));
                payments.submit(NO);
            }
            case QUERY -> {
                wechat.queries(new QueryReply.Found(abnormal));
                payments.query(NO);
            }
            case QUERY_THAT_TELLS_NOTHING_ELSE -> {
                put(row().change().state(RefundState.ABNORMAL).told(refund(ChannelRefund.Status.ABNORMAL, null, null)));
                wechat.queries(new QueryReply.Found(abnormal));
                payments.query(NO);
            }
            case NOTIFICATION -> payments.accept(notification("n1", ChannelRefund.Status.ABNORMAL), MERCHANT);
        }
        assertThat(row().told().outTradeNo()).isEqualTo(ORDER);
        assertThat(book.alarms).isEmpty();

        var foreign = notification(
                "n2", MERCHANT, "4200001-1", "4200001", "T2", "5030001", ChannelRefund.Status.SUCCESS, 9000, 10000);
        assertThat(payments.accept(foreign, MERCHANT)).isEmpty();
        assertThat(state()).isEqualTo(RefundState.ABNORMAL);
        assertThat(row().told().outTradeNo()).isEqualTo(ORDER);
        assertThat(book.alarms).containsExactly("OTHER_ORDER");

        payments.accept(notification("n3", ChannelRefund.Status.SUCCESS), MERCHANT);
        assertThat(state()).isEqualTo(RefundState.SUCCESS);
    }

    @Test
    void a_word_that_is_not_believed_names_no_order() {
        sent(RefundState.SUCCESS);
        put(row().change().told(refund(ChannelRefund.Status.SUCCESS, null, null)));
        var closed = notification(
                "n1", MERCHANT, "4200001-1", "4200001", "T2", "5030001", ChannelRefund.Status.CLOSED, 9000, 10000);

        payments.accept(closed, MERCHANT);

        assertThat(row().told().outTradeNo()).isNull();
        assertThat(book.alarms).containsExactly("CLOSED_AFTER_SUCCESS");
    }

    // --- notifications

    @Test
    void a_notification_about_our_refund_settles_it_and_says_whom_to_wake() {
        sent(RefundState.PROCESSING);

        var settled = payments.accept(notification("n1", ChannelRefund.Status.SUCCESS), MERCHANT);

        assertThat(settled).contains(new Settled(NO, RefundState.SUCCESS));
        assertThat(row().told().successTime()).isEqualTo(Instant.parse("2026-03-02T02:00:05Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "OTHER_MERCHANT,  1900000009, 4200001-1, 4200001, T1, 5030001, 9000, 10000",
        "OTHER_AMOUNT,    1900000001, 4200001-1, 4200001, T1, 5030001, 9001, 10000",
        "OTHER_AMOUNT,    1900000001, 4200001-1, 4200001, T1, 5030001, 9000, 10001",
        "OTHER_PAYMENT,   1900000001, 4200001-1, 4200002, T1, 5030001, 9000, 10000",
        "OTHER_ORDER,     1900000001, 4200001-1, 4200001, T2, 5030001, 9000, 10000",
        "OTHER_ORDER,     1900000001, 4200001-1, 4200001, O1, 5030001, 9000, 10000",
        "OTHER_REFUND_ID, 1900000001, 4200001-1, 4200001, T1, 5030002, 9000, 10000",
        "UNKNOWN_NUMBER,  1900000001, A9-1, 4200001, T1, 5030001, 9000, 10000",
    })
    void a_notification_about_anything_else_is_stored_alarms_and_moves_nothing(
            String verdict,
            String mchId,
            String number,
            String payment,
            String order,
            String refundId,
            long refund,
            long total) {
        sent(RefundState.PROCESSING);
        put(row().change().told(refund(ChannelRefund.Status.PROCESSING)));
        var refundNotification = notification(
                "n1", mchId, number, payment, order, refundId, ChannelRefund.Status.SUCCESS, refund, total);

        assertThat(payments.accept(refundNotification, MERCHANT)).isEmpty();
        assertThat(payments.accept(refundNotification, MERCHANT)).isEmpty();

        assertThat(state()).isEqualTo(RefundState.PROCESSING);
        assertThat(rows.notifications()).isEqualTo(1);
        assertThat(book.alarms).containsExactly(verdict);
    }

    @Test
    void a_notification_that_comes_twice_changes_nothing_the_second_time() {
        sent(RefundState.PROCESSING);
        payments.accept(notification("n1", ChannelRefund.Status.SUCCESS), MERCHANT);
        var before = List.copyOf(book.changes);

        assertThat(payments.accept(notification("n1", ChannelRefund.Status.SUCCESS), MERCHANT))
                .isEmpty();
        assertThat(payments.accept(notification("n2", ChannelRefund.Status.SUCCESS), MERCHANT))
                .isEmpty();

        assertThat(book.changes).isEqualTo(before);
        assertThat(book.alarms).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCESS,  CLOSED",
        "SUCCESS,  ABNORMAL",
        "ABNORMAL, CLOSED",
        "CLOSED,   ABNORMAL",
    })
    void a_contradiction_changes_nothing_and_alarms_once_a_notification(RefundState known, ChannelRefund.Status told) {
        sent(known);

        assertThat(payments.accept(notification("n1", told), MERCHANT)).isEmpty();
        assertThat(payments.accept(notification("n1", told), MERCHANT)).isEmpty();

        assertThat(state()).isEqualTo(known);
        assertThat(book.alarms).containsExactly(told + "_AFTER_" + known);
    }

    @Test
    void success_counts_always_also_after_closed_but_not_silently() {
        sent(RefundState.CLOSED);

        assertThat(payments.accept(notification("n1", ChannelRefund.Status.SUCCESS), MERCHANT))
                .contains(new Settled(NO, RefundState.SUCCESS));

        assertThat(book.alarms).containsExactly("SUCCESS_AFTER_CLOSED");
    }

    // --- what next

    @ParameterizedTest
    @EnumSource(names = {"PREPARED", "REVOKED"})
    void a_token_moved_before_the_wait_without_a_release_is_refused(RefundState state) {
        sent(state);

        assertThatIllegalStateException().isThrownBy(() -> payments.next(NO));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"REFUSED", "GIVEN_UP", "ABNORMAL", "CLOSED", "RETURNED_TO_MERCHANT", "SETTLED_OFFLINE", "SUCCESS"})
    void what_is_settled_is_not_waited_for(RefundState state) {
        sent(state);
        pass(GIVE_UP_AFTER);

        assertThat(payments.next(NO)).isEqualTo(Next.SETTLED);
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN,             NOT_FOUND_SIGNED, 59, WAIT",
        "UNKNOWN,             NOT_FOUND_SIGNED, 60, SEND",
        "UNKNOWN,             NOT_FOUND,        60, SEND",
        "UNKNOWN,             UNKNOWN,          60, WAIT",
        "UNKNOWN,             FOUND,            60, WAIT",
        "UNKNOWN,             ,                 60, WAIT",
        "WAITING_FOR_BALANCE, NOT_FOUND_SIGNED, 60, WAIT_FOR_BALANCE",
        "WAITING_FOR_BALANCE, ,                 60, WAIT_FOR_BALANCE",
        "PROCESSING,          FOUND,            60, WAIT",
        "SENDING,             ,                 60, WAIT",
    })
    void the_same_number_is_sent_again_only_spaced_and_only_when_the_channel_does_not_know_it(
            RefundState state, Answer answer, int seconds, Next expected) {
        sent(state);
        if (answer != null) {
            put(row().change().polled(now, answer));
        }
        pass(Duration.ofSeconds(seconds));

        assertThat(payments.next(NO)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN", "PROCESSING", "WAITING_FOR_BALANCE"})
    void what_stays_open_too_long_goes_to_a_person(RefundState state) {
        sent(state);
        put(row().change().polled(now, Answer.FOUND));
        pass(GIVE_UP_AFTER.minusSeconds(1));
        assertThat(payments.next(NO)).isIn(Next.WAIT, Next.WAIT_FOR_BALANCE);

        pass(Duration.ofSeconds(1));

        assertThat(payments.next(NO)).isEqualTo(Next.GIVE_UP);
    }

    @Test
    void what_a_person_sent_again_after_that_is_asked_about_once_before_they_see_it_again() {
        sent(RefundState.UNKNOWN);
        pass(GIVE_UP_AFTER);
        put(row().change().sent(now));
        assertThat(payments.next(NO)).isEqualTo(Next.WAIT);

        put(row().change().polled(now, Answer.UNKNOWN));

        assertThat(payments.next(NO)).isEqualTo(Next.GIVE_UP);
    }

    @Test
    void the_rhythm_slows_down_and_sending_again_does_not_begin_it_anew() {
        sent(RefundState.WAITING_FOR_BALANCE);
        assertThat(pause()).isEqualTo(Duration.ofMinutes(1));
        put(row().change().polled(now, Answer.NOT_FOUND));
        assertThat(pause()).isEqualTo(Duration.ofMinutes(5));
        put(row().change().sent(now));
        assertThat(pause()).isEqualTo(Duration.ofMinutes(5));
        put(row().change().sent(now).sent(now).sent(now));
        assertThat(pause()).isEqualTo(Duration.ofMinutes(30));
    }

    private Duration pause() {
        return Duration.between(now, payments.nextPollAt(NO));
    }

    // --- given up by finance

    private void givenUp() {
        sent(RefundState.REFUSED);
        put(row().change().polled(now, Answer.NOT_FOUND_SIGNED));
        payments.giveUp(NO, "fin-1");
    }

    @Test
    void what_was_refused_and_given_up_leaves_the_order_to_another_application() {
        givenUp();

        assertThat(state()).isEqualTo(RefundState.GIVEN_UP);
        assertThat(book.changes).containsOnlyOnce("REFUSED>GIVEN_UP fin-1");
        assertThat(payments.spentOn("O1")).isZero();
        payments.prepare(approved("A2", 9000));
        assertThat(rows.newestOf("A2").orElseThrow().outRefundNo()).isEqualTo("4200001-2");
    }

    @Test
    void a_closed_number_is_given_up_by_the_channel_itself() {
        sent(RefundState.CLOSED);

        payments.giveUp(NO, "fin-1");

        assertThat(state()).isEqualTo(RefundState.CLOSED);
        assertThat(payments.spentOn("O1")).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"REFUSED", "CLOSED"},
            mode = Mode.EXCLUDE)
    void what_may_move_money_is_never_given_up(RefundState state) {
        sent(state);
        put(row().change().polled(now, Answer.NOT_FOUND_SIGNED));

        assertThatIllegalStateException().isThrownBy(() -> payments.giveUp(NO, "fin-1"));
        assertThat(state()).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(
            value = Answer.class,
            names = {"NOT_FOUND", "UNKNOWN"})
    void a_refusal_is_given_up_only_on_the_channels_signed_word(Answer answer) {
        sent(RefundState.REFUSED);
        put(row().change().polled(now, answer));

        assertThatIllegalStateException().isThrownBy(() -> payments.giveUp(NO, "fin-1"));
        assertThat(payments.spentOn("O1")).isEqualTo(9000);
    }

    @ParameterizedTest
    @EnumSource(ChannelRefund.Status.class)
    void a_number_given_up_that_the_channel_has_after_all_counts_again_and_stops_the_other(
            ChannelRefund.Status status) {
        givenUp();
        payments.prepare(approved("A2", 9000));
        payments.release("A2");

        payments.accept(notification("late", status), MERCHANT);

        if (status == ChannelRefund.Status.CLOSED) {
            assertThat(book.alarms).isEmpty();
            assertThat(payments.spentOn("O1")).isEqualTo(9000);
            return;
        }
        assertThat(book.alarms).containsExactly(status + "_AFTER_GIVEN_UP");
        assertThat(payments.spentOn("O1")).isEqualTo(18000);
        assertThatIllegalStateException().isThrownBy(() -> payments.submit("A2"));
        assertThat(wechat.sent).isEmpty();
    }

    // --- after CLOSED, and offline

    @Test
    void a_new_number_exists_only_after_closed_and_is_released_with_bytes_of_its_own() {
        sent(RefundState.CLOSED);

        payments.renew(NO, "fin-1");

        assertThat(row().outRefundNo()).isEqualTo("4200001-2");
        assertThat(state()).isEqualTo(RefundState.SENDING);
        assertThat(row().approved().request()).asString().isEqualTo("4200001-2 9000/10000 #2");
        assertThat(row().approved().by()).isEqualTo("fin-1");
    }

    @ParameterizedTest
    @EnumSource(names = "CLOSED", mode = Mode.EXCLUDE)
    void in_every_other_state_there_is_no_new_number(RefundState state) {
        sent(state);

        assertThatIllegalStateException().isThrownBy(() -> payments.renew(NO, "fin-1"));
        assertThat(rows.all()).hasSize(1);
    }

    @Test
    void when_the_closed_number_pays_after_all_the_new_one_is_not_sent() {
        sent(RefundState.CLOSED);
        payments.renew(NO, "fin-1");

        var woken = payments.accept(notification("late", ChannelRefund.Status.SUCCESS), MERCHANT);

        assertThat(woken).as("nobody waits for the old number").isEqualTo(Optional.empty());
        assertThat(book.alarms).containsExactly("SUCCESS_AFTER_CLOSED");
        assertThatIllegalStateException().isThrownBy(() -> payments.submit(NO));
        assertThat(wechat.sent).isEmpty();
    }

    @Test
    void what_was_settled_offline_can_not_be_refunded_a_second_time() {
        sent(RefundState.CLOSED);
        assertThat(payments.spentOn("O1")).isZero();

        payments.settledOffline(NO, "fin-1");
        payments.settledOffline(NO, "fin-1");

        assertThat(payments.spentOn("O1")).isEqualTo(9000);
        assertThat(book.changes).containsOnlyOnce("CLOSED>SETTLED_OFFLINE fin-1");
    }
}
