package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cinemarefund.application.Intake;
import org.cinemarefund.application.Registration;
import org.cinemarefund.finance.FinanceDesk;
import org.cinemarefund.finance.FinanceDesk.Action;
import org.cinemarefund.moviegoer.RefundDesk;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;
import org.cinemarefund.shared.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** What finance may do about money that WeChat would not or could not move, and what happens meanwhile. */
class FinancePathsTest extends MoneyScenario {
    @Autowired
    private FinanceDesk finance;

    @Autowired
    private RefundPayments payments;

    @Autowired
    private RefundDesk desk;

    @Autowired
    private Intake intake;

    @Autowired
    private TransactionTemplate transaction;

    private Refund refused() {
        return approved(Scenario.USER_ACCOUNT_ABNORMAL).performs(Step.submitRefund, Step.queryRefund);
    }

    private Refund closed() {
        var refund = processing();
        settles(refund, Status.CLOSED);
        return refund;
    }

    private Refund givenUp() {
        var refund = processing();
        clock.forward(Duration.ofDays(5));
        polls(refund);
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        return refund;
    }

    private void put(Refund refund, String state, String lastAnswer) {
        jdbc.sql("update refund_transaction set state = ?, last_answer = ? where application_no = ?")
                .param(state)
                .param(lastAnswer)
                .param(refund.applicationNo())
                .update();
    }

    // --- each state, each action

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SENDING              |                  | CHECK_AGAIN
            UNKNOWN              |                  | CHECK_AGAIN
            UNKNOWN              | NOT_FOUND        | CHECK_AGAIN
            UNKNOWN              | NOT_FOUND_SIGNED | CHECK_AGAIN RESEND
            PROCESSING           | FOUND            | CHECK_AGAIN
            PROCESSING           | NOT_FOUND        | CHECK_AGAIN
            PROCESSING           | NOT_FOUND_SIGNED | CHECK_AGAIN RESEND
            WAITING_FOR_BALANCE  |                  | CHECK_AGAIN RESEND
            REFUSED              | NOT_FOUND_SIGNED | RESEND SETTLE_OFFLINE REJECT
            ABNORMAL             | FOUND            | CHECK_AGAIN ABNORMAL_TO_CARD ABNORMAL_TO_MERCHANT
            CLOSED               | FOUND            | NEW_NUMBER SETTLE_OFFLINE REJECT
            RETURNED_TO_MERCHANT | FOUND            | SETTLE_OFFLINE
            PREPARED             |                  |
            REVOKED              |                  |
            GIVEN_UP             | NOT_FOUND_SIGNED |
            SETTLED_OFFLINE      |                  |
            SUCCESS              | FOUND            |
            """)
    void only_the_safe_actions_of_a_state_are_taken(String state, String lastAnswer, String actions) {
        var refund = refused();
        put(refund, state, lastAnswer);
        Set<String> allowed = actions == null ? Set.of() : Set.of(actions.split(" "));

        assertThat(names(finance.allowed(
                        payments.newestOf(refund.applicationNo()).orElseThrow())))
                .isEqualTo(allowed);
        refund.claim(Task.resolveRefund, FINANCE).expect(204);
        for (var action : Action.values()) {
            if (!allowed.contains(action.name())) {
                var answer = complete(
                        refund.taskId(Task.resolveRefund), FINANCE, "complete", choice(action.name(), "因为", "BANK-1"));
                answer.expect(400);
                assertThat(answer.text("message")).startsWith("ACTION_NOT_ALLOWED");
            }
        }
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        assertThat(count(refund, Kind.RESOLUTION)).isZero();
    }

    private static Set<String> names(Set<Action> actions) {
        return actions.stream().map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SETTLE_OFFLINE |     |                       | PROOF_REQUIRED
            SETTLE_OFFLINE |     | ' '                   | PROOF_REQUIRED
            REJECT         |     |                       | COMMENT_REQUIRED
            REJECT         | ' ' |                       | COMMENT_REQUIRED
            PAY_TWICE      | x   | x                     | INVALID_REQUEST
            """)
    void a_choice_needs_its_reasons(String action, String comment, String proof, String code) {
        var refund = refused();

        var answer = refund.answer(Task.resolveRefund, FINANCE, choice(action, comment, proof))
                .expect(400);

        assertThat(answer.text("message")).startsWith(code);
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"100, 204", "101, 400"})
    void a_proof_has_up_to_a_hundred_characters(int length, int status) {
        refused()
                .answer(Task.resolveRefund, FINANCE, choice("SETTLE_OFFLINE", null, "9".repeat(length)))
                .expect(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"begun", "cancelled"})
    void there_is_no_refusal_once_the_tickets_are_worth_nothing(String what) {
        var refund = refused();
        if (what.equals("begun")) {
            clock.forward(Duration.ofDays(9));
        } else {
            refund.order("screeningStatus", "CANCELLED");
        }

        var answer = refund.answer(Task.resolveRefund, FINANCE, choice("REJECT", "无法退款", null))
                .expect(400);

        assertThat(answer.text("message")).startsWith("ACTION_NOT_ALLOWED");
    }

    // --- what comes of it

    @Test
    void a_refusal_by_finance_gives_the_tickets_back_and_tells_the_moviegoer() {
        var refund = resolves(refused(), "REJECT", "微信账户异常，请联系影院", null);

        assertThat(refund.status()).isEqualTo("REJECTED");
        refund.performs(Step.sendRejectionNotice).endedAt("rejectedByFinance");
        assertThat(refund.tickets()).containsExactly("HOLD", "VOID", "RELEASE");
        assertThat(refund.seen().text("reviewComment")).isEqualTo("微信账户异常，请联系影院");
        assertThat(refund.messages()).hasSize(1);
        assertThat(refund.timeline()).endsWith("REJECTED", "NOTICE_SENT");
    }

    @Test
    void what_wechat_refused_and_finance_gave_up_can_be_asked_for_again() {
        var refund = resolves(refused(), "REJECT", "微信账户异常，请联系影院", null)
                .performs(Step.sendRejectionNotice)
                .endedAt("rejectedByFinance");
        assertThat(refund.money()).isEqualTo("GIVEN_UP");
        sandbox.sandbox().scenario(refund.transactionId(), Scenario.NORMAL);

        refund.quote().expect(200);
        refund.applies().performs(Step.submitRefund);
        settles(refund.transactionId() + "-2", Status.SUCCESS);

        refund.performs(Step.sendCreditNotice).endedAt("refunded");
        assertThat(refund.status()).isEqualTo("REFUNDED");
        noViolations(refund);
        refund.quote().expect(409, "ORDER_NOT_REFUNDABLE");
        refund.apply().expect(409, "ORDER_NOT_REFUNDABLE");
    }

    /** What a second application gets, by what is known of the first one's money and how that one ended. */
    @ParameterizedTest
    @CsvSource({
        "PREPARED,             9700",
        "REVOKED,              0",
        "SENDING,              9700",
        "UNKNOWN,              9700",
        "WAITING_FOR_BALANCE,  9700",
        "REFUSED,              9700",
        "GIVEN_UP,             0",
        "PROCESSING,           9700",
        "ABNORMAL,             9700",
        "CLOSED,               0",
        "RETURNED_TO_MERCHANT, 9700",
        "SETTLED_OFFLINE,      9700",
        "SUCCESS,              9700",
    })
    void only_what_may_have_moved_money_shuts_an_order(RefundState state, long counts) {
        var refund = refused();
        for (var ending : RefundStatus.values()) {
            transaction.executeWithoutResult(nothingStays -> {
                nothingStays.setRollbackOnly();
                put(refund, state.name(), null);
                jdbc.sql("update refund_application set status = ?, live_order_no = ? where application_no = ?")
                        .param(ending.name())
                        .param(ending.over() ? null : refund.orderNo)
                        .param(refund.applicationNo())
                        .update();
                var expected = !ending.over()
                        ? "REFUND_ALREADY_OPEN"
                        : counts > 0 ? "ORDER_NOT_REFUNDABLE: ORDER_REFUNDED" : "accepted";
                assertThat(payments.spentOn(refund.orderNo)).isEqualTo(counts);
                assertThat(answer(() -> desk.quote(refund.openid, refund.orderNo, RefundReason.PERSONAL)))
                        .as("quote, %s, %s", state, ending)
                        .isEqualTo(expected);
                assertThat(answer(() -> intake.register(again(refund))))
                        .as("apply, %s, %s", state, ending)
                        .isEqualTo(expected);
            });
        }
    }

    private static Registration again(Refund refund) {
        return new Registration(
                refund.orderNo, RefundReason.PERSONAL, null, refund.openid, List.of(), null, null, Set.of(), "zh-CN");
    }

    private static String answer(Runnable call) {
        try {
            call.run();
            return "accepted";
        } catch (Problem e) {
            var reason = e.properties().get("reason");
            return e.code() + (reason == null ? "" : ": " + reason);
        }
    }

    @Test
    void paid_another_way_needs_a_proof_and_can_not_be_refunded_again() {
        var refund = resolves(closed(), "SETTLE_OFFLINE", null, "ICBC-20260302-7");

        refund.endedAt("settledOffline");
        assertThat(refund.status()).isEqualTo("SETTLED_OFFLINE");
        assertThat(refund.timeline()).as("the template has no status").endsWith("SETTLED_OFFLINE", "NOTICE_NOT_SENT");
        assertThat(refund.notices()).containsExactly("SETTLED_OFFLINE 1 NOT_SENT");
        assertThat(refund.messages()).as("no credit notice").isEmpty();
        assertThat(refund.events())
                .anySatisfy(event -> assertThat(event.words(Fact.PROOF)).contains("ICBC-20260302-7"));
        refund.apply().expect(409, "ORDER_NOT_REFUNDABLE");
    }

    @Test
    void money_that_went_back_to_the_merchant_is_settled_offline() {
        var refund = approved(Scenario.RETURNED_TO_MERCHANT).performs(Step.submitRefund);
        awaitMoney(refund, "RETURNED_TO_MERCHANT");
        org.awaitility.Awaitility.await().until(() -> refund.open(Task.resolveRefund) != null);

        resolves(refund, "SETTLE_OFFLINE", null, "BANK-9").endedAt("settledOffline");

        assertThat(refund.status()).isEqualTo("SETTLED_OFFLINE");
        onlyOneRefund(refund);
    }

    @Test
    void sending_again_takes_the_same_number_and_bytes() {
        var refund = approved(new ScenarioChoice(Scenario.USER_ACCOUNT_ABNORMAL, 1, null))
                .performs(Step.submitRefund, Step.queryRefund);

        resolves(refund, "RESEND", null, null).performs(Step.submitRefund);

        assertThat(refund.money()).isEqualTo("PROCESSING");
        assertThat(sent(refund)).hasSize(2);
        settles(refund, Status.SUCCESS);
        endsCredited(refund);
    }

    @Test
    void sending_again_what_is_refused_again_comes_back_to_finance() {
        var refund = resolves(refused(), "RESEND", null, null).performs(Step.submitRefund, Step.queryRefund);

        assertThat(refund.money()).isEqualTo("REFUSED");
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        onlyOneRefund(refund);
    }

    @Test
    void checking_again_loops_back_while_nothing_changed() {
        var refund = resolves(givenUp(), "CHECK_AGAIN", null, null);

        assertThat(refund.money()).isEqualTo("PROCESSING");
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        assertThat(refund.open(Task.resolveRefund).getAssignee()).isNull();
        assertThat(sent(refund)).hasSize(1);
    }

    @Test
    void checking_again_finds_the_money() {
        var refund = givenUp();
        sandbox.sandbox().force(refund.outRefundNo(), Status.SUCCESS);

        resolves(refund, "CHECK_AGAIN", null, null);

        endsCredited(refund);
    }

    @Test
    void a_new_number_after_closed_pays_once() {
        var refund = resolves(closed(), "NEW_NUMBER", null, null);
        assertThat(refund.money()).isEqualTo("SENDING");

        refund.performs(Step.submitRefund);
        settles(refund.transactionId() + "-2", Status.SUCCESS);

        refund.performs(Step.sendCreditNotice).endedAt("refunded");
        assertThat(refund.status()).isEqualTo("REFUNDED");
        assertThat(sent(refund))
                .extracting(Ledger.Request::outRefundNo)
                .containsExactly(refund.transactionId() + "-1", refund.transactionId() + "-2");
        noViolations(refund);
        assertThat(alarms(refund)).isEmpty();
    }

    // --- held against what is known after asking once more

    @Test
    void a_choice_that_is_no_longer_safe_is_not_carried_out() {
        var refund = closed();
        refund.answer(Task.resolveRefund, FINANCE, choice("REJECT", "不予退款", null))
                .expect(204);
        sandbox.sandbox().force(refund.outRefundNo(), Status.SUCCESS);

        refund.performs(Step.verifyResolution);

        assertThat(count(refund, Kind.RESOLUTION_REFUSED)).isEqualTo(1);
        assertThat(alarms(refund)).containsExactly("SUCCESS_AFTER_CLOSED");
        assertThat(refund.tickets()).containsExactly("HOLD", "VOID");
        endsCredited(refund);
    }

    @ParameterizedTest
    @CsvSource({
        "NEW_NUMBER, PROCESSING",
        "NEW_NUMBER, ABNORMAL",
        "SETTLE_OFFLINE, PROCESSING",
        "REJECT, ABNORMAL",
    })
    void closed_by_a_notification_is_not_enough_to_pay_another_way(String action, Status inTruth) {
        var refund = closed();
        sandbox.sandbox().force(refund.outRefundNo(), inTruth);

        resolves(refund, action, "看过了", "BANK-1");

        assertThat(refund.money()).isEqualTo("CLOSED");
        assertThat(refund.outRefundNo()).endsWith("-1");
        assertThat(refund.status()).isEqualTo("REFUNDING");
        assertThat(count(refund, Kind.RESOLUTION_REFUSED)).isEqualTo(1);
        noViolations(refund);
    }

    @Test
    void sending_again_is_dropped_when_it_is_no_longer_the_answer() {
        var refund = refused();
        refund.answer(Task.resolveRefund, FINANCE, choice("RESEND", null, null)).expect(204);
        put(refund, "ABNORMAL", "FOUND");

        refund.performs(Step.verifyResolution);

        assertThat(refund.findJob(Step.submitRefund.name())).isNull();
        assertThat(count(refund, Kind.RESOLUTION_REFUSED)).isEqualTo(1);
        assertThat(sent(refund)).hasSize(1);
    }

    // --- meanwhile

    @Test
    void when_the_callback_comes_the_open_task_ends_by_itself() {
        var refund = givenUp();
        refund.claim(Task.resolveRefund, FINANCE).expect(204);

        settles(refund, Status.SUCCESS);

        assertThat(refund.open(Task.resolveRefund)).isNull();
        endsCredited(refund);
    }

    @Test
    void when_our_own_slow_query_finds_the_money_the_open_task_ends_by_itself() {
        var refund = givenUp();
        sandbox.sandbox().force(refund.outRefundNo(), Status.SUCCESS);

        refund.passes(Timer.resolvePollDue).performs(Step.queryWhileResolving);

        assertThat(refund.open(Task.resolveRefund)).isNull();
        assertThat(reached(refund, "resolvePollDone")).isEqualTo(1);
        endsCredited(refund);
    }

    @Test
    void the_slow_query_ends_its_own_token_and_leaves_the_task() {
        var refund = givenUp();

        refund.passes(Timer.resolvePollDue).performs(Step.queryWhileResolving);
        refund.passes(Timer.resolvePollDue).performs(Step.queryWhileResolving);

        assertThat(reached(refund, "resolvePollDone")).isEqualTo(2);
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        assertThat(reached(refund, Timer.settlementPollDue.name()))
                .as("no second wait")
                .isEqualTo(1);
    }

    private long reached(Refund refund, String activity) {
        return history.createHistoricActivityInstanceQuery()
                .processInstanceId(refund.instance().getId())
                .activityId(activity)
                .count();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"CLOSED", "ABNORMAL"})
    void other_news_stays_in_the_open_task(Status status) {
        var refund = givenUp();
        var task = refund.taskId(Task.resolveRefund);

        settles(refund, status);

        assertThat(refund.taskId(Task.resolveRefund)).isEqualTo(task);
        assertThat(refund.money()).isEqualTo(status.name());
    }

    @Test
    void money_that_arrives_after_a_refusal_by_finance_is_an_alarm_and_changes_nothing() {
        var refund = resolves(closed(), "REJECT", "不予退款", null);
        refund.performs(Step.sendRejectionNotice).endedAt("rejectedByFinance");

        settles(refund, Status.SUCCESS);

        assertThat(alarms(refund)).contains("SUCCESS_AFTER_CLOSED", "SUCCESS_AFTER_REJECTED");
        assertThat(refund.status()).isEqualTo("REJECTED");
        assertThat(refund.timeline()).doesNotContain("CREDITED");
        assertThat(refund.notices()).hasSize(1);
        refund.apply().expect(409, "ORDER_NOT_REFUNDABLE");
    }

    @Test
    void nobody_but_finance_resolves() {
        var refund = refused();

        assertThat(Arrays.asList(403, 404))
                .contains(refund.claim(Task.resolveRefund, SUPERVISOR).status());
        assertThat(refund.claim(Task.resolveRefund, refund.reviewer).status()).isIn(403, 404);
    }
}
