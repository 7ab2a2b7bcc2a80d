package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From the approval to the money, with a WeChat that answers, loses, repeats and lies. */
class SettlementPathsTest extends MoneyScenario {

    // --- notifications

    @Test
    void the_callback_credits_and_the_moviegoer_is_told_once() {
        var refund = processing();
        assertThat(refund.status()).isEqualTo("REFUNDING");

        settles(refund, Status.SUCCESS);

        assertThat(refund.status()).isEqualTo("REFUNDED");
        endsCredited(refund);
        assertThat(refund.timeline()).containsExactly("APPLIED", "APPROVED", "SUBMITTED", "CREDITED", "NOTICE_SENT");
        assertThat(refund.seen().text("creditedAt")).isNotNull();
        assertThat(refund.seen().text("receivedAccount")).isEqualTo("支付用户零钱");
    }

    @Test
    void when_the_callback_is_lost_our_own_query_finds_the_money() {
        var refund = processing();
        sandbox.sandbox().force(refund.outRefundNo(), Status.SUCCESS);

        polls(refund);

        endsCredited(refund);
        assertThat(answered(refund.outRefundNo())).isEmpty();
    }

    @Test
    void a_callback_that_is_faster_than_the_answer_is_kept() {
        var refund = approved(Scenario.CALLBACK_EARLY);

        refund.performs(Step.submitRefund);

        assertThat(answered(refund.outRefundNo())).hasSize(1);
        assertThat(refund.findJob(Timer.settlementPollDue.name()))
                .as("nothing waits")
                .isNull();
        endsCredited(refund);
    }

    @ParameterizedTest
    @EnumSource(names = {"CALLBACK_TWICE", "CALLBACK_SIGNTEST_FIRST", "CALLBACK_STALE"})
    void callbacks_that_come_twice_or_false_first_credit_once(Scenario scenario) {
        var refund = approved(scenario).performs(Step.submitRefund);

        awaitMoney(refund, "SUCCESS");
        var deliveries = scenario == Scenario.CALLBACK_TWICE ? 2 : 1;
        await().atMost(Duration.ofSeconds(20))
                .until(() -> answered(refund.outRefundNo()).size() == deliveries);

        assertThat(sandbox.sandbox().ledger().callbacks().stream()
                        .filter(callback ->
                                callback.outRefundNo().equals(refund.outRefundNo()) && callback.flaw() != null))
                .extracting(Ledger.Callback::answer)
                .allMatch("401"::equals);
        assertThat(count(refund, Kind.CREDITED)).isEqualTo(1);
        endsCredited(refund);
    }

    @Test
    void a_callback_about_another_amount_credits_nothing_and_the_query_decides() {
        var refund = approved(Scenario.CALLBACK_WRONG_AMOUNT).performs(Step.submitRefund);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !answered(refund.outRefundNo()).isEmpty());

        assertThat(refund.money()).isEqualTo("PROCESSING");
        assertThat(refund.status()).isEqualTo("REFUNDING");
        assertThat(alarms(refund)).containsExactly("OTHER_AMOUNT");

        polls(refund);

        endsCredited(refund);
    }

    @Test
    void after_the_money_arrived_closed_changes_nothing_and_is_an_alarm_once() {
        var refund = processing();
        settles(refund, Status.SUCCESS);

        settles(refund, Status.CLOSED);
        settles(refund, Status.CLOSED);
        settles(refund, Status.ABNORMAL);

        assertThat(alarms(refund)).containsExactly("CLOSED_AFTER_SUCCESS", "ABNORMAL_AFTER_SUCCESS");
        sandbox.sandbox().force(refund.outRefundNo(), Status.SUCCESS);
        endsCredited(refund);
    }

    // --- answers that say nothing

    @ParameterizedTest
    @EnumSource(
            names = {
                "TIMEOUT_AFTER_ACCEPT",
                "TIMEOUT_LATE_ACCEPT",
                "ERROR_500_AFTER",
                "ACCEPTED_202",
                "RESPONSE_WRONG_SIGNATURE",
                "RESPONSE_SIGNTEST",
                "RESPONSE_STALE",
                "RESPONSE_UNKNOWN_SERIAL",
                "RESPONSE_OTHER_NUMBER",
                "RESPONSE_OTHER_AMOUNT",
                "RESPONSE_EMPTY",
                "RESPONSE_RESET"
            })
    void accepted_without_a_usable_answer_is_unknown_until_the_query_tells(Scenario scenario) {
        var refund = approved(new ScenarioChoice(scenario, 1, holds(scenario) ? Duration.ofMillis(100) : null));

        refund.performs(Step.submitRefund);

        unknownButInProgress(refund);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> sandbox.sandbox().refund(refund.outRefundNo()).isPresent());
        polls(refund);
        assertThat(refund.money()).isEqualTo("PROCESSING");
        assertThat(sent(refund)).as("asked, not sent again").hasSize(1);
        settles(refund, Status.SUCCESS);
        endsCredited(refund);
    }

    private static boolean holds(Scenario scenario) {
        return scenario.delay().isPresent();
    }

    private void unknownButInProgress(Refund refund) {
        assertThat(refund.money()).isEqualTo("UNKNOWN");
        assertThat(refund.status()).isEqualTo("REFUNDING");
        assertThat(refund.timeline()).doesNotContain("SUBMITTED", "CREDITED", "REJECTED");
        assertThat(refund.incidents()).as("unknown is not a failed job").isEmpty();
        assertThat(refund.findJob(Timer.settlementPollDue.name())).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT_BEFORE_ACCEPT", "ERROR_500_BEFORE", "ERROR_502_HTML", "RATE_LIMITED"})
    void what_never_got_there_goes_again_with_the_same_number_and_bytes(Scenario scenario) {
        var refund = approved(new ScenarioChoice(scenario, 2, holds(scenario) ? Duration.ofMillis(100) : null));

        refund.performs(Step.submitRefund);
        unknownButInProgress(refund);
        polls(refund).performs(Step.submitRefund);
        unknownButInProgress(refund);
        polls(refund).performs(Step.submitRefund);

        assertThat(refund.money()).isEqualTo("PROCESSING");
        assertThat(sent(refund)).hasSize(3);
        settles(refund, Status.SUCCESS);
        endsCredited(refund);
    }

    @Test
    void the_same_number_is_not_sent_again_within_a_minute() {
        var refund = approved(Scenario.ERROR_500_BEFORE).performs(Step.submitRefund);

        // The timer would not let it: a token moved from outside.
        runtime.createProcessInstanceModification(refund.instance().getId())
                .cancelAllForActivity("awaitSettlement")
                .startBeforeActivity(Step.queryRefund.name())
                .execute();
        refund.performs(Step.queryRefund);

        assertThat(refund.findJob(Step.submitRefund.name())).isNull();
        assertThat(refund.findJob(Timer.settlementPollDue.name())).isNotNull();
    }

    // --- refused

    @Test
    void a_lack_of_balance_is_a_delay_and_the_same_number_goes_after_the_top_up() {
        var refund = approvedAndHeld(Scenario.NOT_ENOUGH).performs(Step.submitRefund);

        assertThat(refund.money()).isEqualTo("WAITING_FOR_BALANCE");
        assertThat(refund.status()).isEqualTo("REFUNDING");
        triesAgain(refund);
        triesAgain(refund);
        assertThat(refund.money()).isEqualTo("WAITING_FOR_BALANCE");
        assertThat(refund.timeline()).containsExactly("APPLIED", "APPROVED", "DELAYED");

        sandbox.sandbox().balance(null);
        triesAgain(refund);

        assertThat(refund.money()).isEqualTo("PROCESSING");
        settles(refund, Status.SUCCESS);
        endsCredited(refund);
    }

    @ParameterizedTest
    @EnumSource(names = {"USER_ACCOUNT_ABNORMAL", "ORDER_UNKNOWN"})
    void a_refusal_for_good_is_confirmed_by_a_query_before_finance_sees_it(Scenario scenario) {
        var refund = approved(scenario).performs(Step.submitRefund);
        assertThat(refund.money()).isEqualTo("UNKNOWN");
        assertThat(refund.open(Task.resolveRefund)).isNull();

        refund.performs(Step.queryRefund);

        assertThat(refund.money()).isEqualTo("REFUSED");
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        assertThat(refund.status()).isEqualTo("REFUNDING");
        assertThat(refund.timeline()).containsExactly("APPLIED", "APPROVED");
    }

    @Test
    void a_refusal_nobody_listed_is_sent_again_for_half_an_hour_and_then_work_for_finance() {
        var refund = approved(Scenario.RULE_LIMIT).performs(Step.submitRefund);
        var begin = clock.instant();
        for (var polls = 0; polls < 60 && refund.open(Task.resolveRefund) == null; polls++) {
            unknownButInProgress(refund);
            polls(refund);
            if (refund.findJob(Step.submitRefund.name()) != null) {
                refund.performs(Step.submitRefund);
            }
            if (refund.findJob(Step.queryRefund.name()) != null) {
                refund.performs(Step.queryRefund);
            }
        }

        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        assertThat(Duration.between(begin, clock.instant())).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(31));
        assertThat(refund.money()).isEqualTo("REFUSED");
        assertThat(refund.status()).isEqualTo("REFUNDING");
        assertThat(jdbc.sql("select refusal || ' ' || cause from refund_transaction where application_no = ?")
                        .param(refund.applicationNo())
                        .query(String.class)
                        .single())
                .isEqualTo("RULE_LIMIT 业务规则限制，无法退款");
        assertThat(sent(refund)).hasSizeGreaterThan(3);
        onlyOneRefund(refund);
        resolves(refund, "REJECT", "微信不予退款", null)
                .performs(Step.sendRejectionNotice)
                .endedAt("rejectedByFinance");
    }

    // --- settled, but not to the payer

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"CLOSED", "ABNORMAL"})
    void closed_and_abnormal_are_work_for_finance_and_never_credited(Status status) {
        var refund = processing();

        settles(refund, status);

        assertThat(refund.money()).isEqualTo(status.name());
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        notCredited(refund);
    }

    @Test
    void money_that_went_back_to_the_merchant_is_never_credited() {
        var refund = approved(Scenario.RETURNED_TO_MERCHANT).performs(Step.submitRefund);
        awaitMoney(refund, "RETURNED_TO_MERCHANT");
        await().atMost(Duration.ofSeconds(20)).until(() -> refund.open(Task.resolveRefund) != null);

        notCredited(refund);
    }

    private void notCredited(Refund refund) {
        assertThat(refund.status()).isEqualTo("REFUNDING");
        assertThat(refund.timeline()).doesNotContain("CREDITED");
        assertThat(refund.notices()).isEmpty();
        assertThat(refund.messages()).isEmpty();
    }

    // --- the notice

    @Test
    void of_a_payment_with_a_coupon_the_cash_is_told_and_the_coupon_apart() {
        var refund = approvedAndHeld(Scenario.PAID_WITH_COUPON).performs(Step.submitRefund);
        assertThat(refund.seen().body().has("receivedAmount")).isFalse();
        settles(refund, Status.SUCCESS);

        endsCredited(refund);

        var seen = refund.seen().body();
        assertThat(seen.path("refundAmount").asLong()).isEqualTo(9700);
        assertThat(seen.path("receivedAmount").asLong()).isEqualTo(6790);
        assertThat(seen.path("couponReturned").asLong()).isEqualTo(2910);
        assertThat(seen.path("timeline").findValuesAsText("text")).contains("退款已到账：现金 67.90 元，另有 29.10 元退回微信支付代金券");
        assertThat(refund.messages()).singleElement().satisfies(message -> assertThat(message.values())
                .containsEntry("amount3", "67.90元"));
    }

    @Test
    void a_notice_that_cannot_be_sent_never_touches_the_refund() {
        var refund = refund().cinema("autoApproveUpTo", 1_000_000)
                .wish("noticeAccepted", false)
                .applies();
        refund.performs(Step.submitRefund);
        settles(refund, Status.SUCCESS);

        refund.performs(Step.sendCreditNotice).endedAt("refunded");

        assertThat(refund.status()).isEqualTo("REFUNDED");
        assertThat(refund.timeline()).endsWith("CREDITED", "NOTICE_NOT_SENT");
        assertThat(refund.messages()).isEmpty();
    }

    // --- from outside

    @Test
    void a_message_correlated_from_outside_credits_nothing() {
        var refund = processing();

        runtime.createMessageCorrelation(RefundProcess.REFUND_SETTLED)
                .processInstanceBusinessKey(refund.applicationNo())
                .correlate();

        notCredited(refund);
        assertThat(refund.open(Task.resolveRefund))
                .as("a person sees that it is still open")
                .isNotNull();
        settles(refund, Status.SUCCESS);
        endsCredited(refund);
    }

    @Test
    void a_token_moved_back_before_the_submission_sends_nothing_and_credits_once() {
        var refund = processing();

        runtime.createProcessInstanceModification(refund.instance().getId())
                .startBeforeActivity(Step.submitRefund.name())
                .execute();
        refund.performs(Step.submitRefund);
        assertThat(sent(refund)).hasSize(1);
        settles(refund, Status.SUCCESS);

        var notices = management
                .createJobQuery()
                .processInstanceId(refund.instance().getId())
                .activityId(Step.sendCreditNotice.name())
                .list();
        notices.forEach(job -> management.executeJob(job.getId()));
        assertThat(refund.instance()).isNull();
        assertThat(refund.messages()).hasSize(1);
        assertThat(count(refund, Kind.CREDITED)).isEqualTo(1);
        onlyOneRefund(refund);
    }

    @Test
    void a_token_moved_to_the_submission_without_an_approval_sends_nothing() {
        var refund = refund().applies();
        assertThat(refund.open(Task.reviewRefund)).isNotNull();

        runtime.createProcessInstanceModification(refund.instance().getId())
                .startBeforeActivity(Step.submitRefund.name())
                .execute();

        assertThat(refund.fails(Step.submitRefund)).isInstanceOf(IllegalStateException.class);
        refund.nothingWasSent();
    }
}
