package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.cinemarefund.finance.FinanceDesk;
import org.cinemarefund.finance.FinanceDesk.Action;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.SettlementAlarmProcess;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.sandbox.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A part of the payment went back by another way: who hears of it, and how the rest is paid. Of 100.00 the deal is 97.00. */
class RestPathsTest extends MoneyScenario {
    private static final String MORE_THAN_LEFT = "INVALID_REQUEST 申请退款金额超过订单可退金额";

    @Autowired
    private FinanceDesk finance;

    @Autowired
    private RefundPayments payments;

    /** Refunded on the merchant platform, of which WeChat notifies us or not. */
    private void elsewhere(Refund refund, long fen, boolean told) {
        assertThat(sandbox.refundElsewhere(refund.transactionId(), fen, 10000L, told))
                .isTrue();
        if (told) {
            var number = sandbox.sandbox().refunds().stream()
                    .filter(sandboxRefund -> sandboxRefund.transactionId().equals(refund.transactionId()))
                    .reduce((earlier, later) -> later)
                    .orElseThrow()
                    .outRefundNo();
            await().until(() -> !answered(number).isEmpty());
        }
    }

    /** Finance has it, since WeChat refuses so much. */
    private Refund refused(long elsewhere, boolean told) {
        var refund = approved();
        elsewhere(refund, elsewhere, told);
        refund.performs(Step.submitRefund, Step.queryRefund);
        assertThat(refund.money()).isEqualTo("REFUSED");
        assertThat(jdbc.sql("select refusal || ' ' || cause from refund_transaction where application_no = ?")
                        .param(refund.applicationNo())
                        .query(String.class)
                        .single())
                .isEqualTo(MORE_THAN_LEFT);
        return refund;
    }

    private long most(Refund refund) {
        return finance.mostOfTheRest(payments.newestOf(refund.applicationNo()).orElseThrow());
    }

    private Map<String, Object> rest(Object restAmount) {
        var variables = new HashMap<String, Object>(choice("PAY_REST", null, null));
        if (restAmount != null) {
            variables.put("restAmount", restAmount);
        }
        return variables;
    }

    private Answer chooses(Refund refund, Object restAmount) {
        if (refund.open(Task.resolveRefund).getAssignee() == null) {
            refund.claim(Task.resolveRefund, FINANCE).expect(204);
        }
        return complete(refund.taskId(Task.resolveRefund), FINANCE, "complete", rest(restAmount));
    }

    @Test
    void a_refund_made_elsewhere_is_a_task_that_names_order_payment_and_sum_and_stands_in_the_record() {
        var refund = approved();

        elsewhere(refund, 500, true);

        assertThat(alarms(refund))
                .singleElement()
                .asString()
                .startsWith("REFUNDED_ELSEWHERE PLATFORM-" + refund.transactionId())
                .endsWith(" 500");
        var task = tasks.createTaskQuery()
                .processInstanceBusinessKeyLike("PLATFORM-" + refund.transactionId() + "-%")
                .singleResult();
        var number = (String) tasks.getVariable(task.getId(), SettlementAlarmProcess.OUT_REFUND_NO);
        assertThat(tasks.getVariable(task.getId(), SettlementAlarmProcess.WHAT)).isEqualTo("REFUNDED_ELSEWHERE");
        assertThat(payments.paymentOf(number)).contains(refund.transactionId());
        assertThat(payments.refundedElsewhere(refund.transactionId())).isEqualTo(500);
        sandbox.notifyAgain(number);
        await().until(() -> answered(number).size() == 2);
        assertThat(alarms(refund)).as("told again").hasSize(1);
        assertThat(payments.refundedElsewhere(refund.transactionId())).isEqualTo(500);
    }

    @Test
    void two_people_pay_the_rest_under_a_new_number_and_it_is_told_as_what_it_is() {
        var refund = refused(5000, true);
        var fee = refund.seen().body().path("fee").asLong();
        assertThat(most(refund)).isEqualTo(4700);

        chooses(refund, null).expect(204);
        assertThat(refund.open(Task.confirmResolution)).isNotNull();
        assertThat(refund.stored().choice().rest()).isEqualTo(4700L);
        confirms(refund, "APPROVE", null);
        refund.performs(Step.verifyResolution, Step.submitRefund);
        settles(refund.transactionId() + "-2", Status.SUCCESS);
        refund.performs(Step.sendCreditNotice).endedAt("refunded");

        var seen = refund.seen().body();
        assertThat(seen.path("refundAmount").asLong()).isEqualTo(4700);
        assertThat(seen.path("receivedAmount").asLong()).isEqualTo(4700);
        assertThat(seen.path("fee").asLong()).isEqualTo(fee);
        assertThat(sum(seen.path("lines"), "PAID")).isEqualTo(10000);
        assertThat(sum(seen.path("lines"), "KEPT")).isEqualTo(fee);
        assertThat(sum(seen.path("lines"), "BACK")).isEqualTo(4700);
        assertThat(sum(seen.path("lines"), "ELSEWHERE")).isEqualTo(10000 - fee - 4700);
        assertThat(refund.messages()).singleElement().satisfies(message -> assertThat(message.values())
                .containsEntry("amount3", "47.00元"));
        assertThat(jdbc.sql("select state from refund_transaction where application_no = ? order by attempt")
                        .param(refund.applicationNo())
                        .query(String.class)
                        .list())
                .containsExactly("GIVEN_UP", "SUCCESS");
        noViolations(refund);
        refund.events();
    }

    private static long sum(JsonNode lines, String group) {
        var sum = 0L;
        for (var line : lines) {
            assertThat(line.path("amount").asLong()).isPositive();
            sum += line.path("group").asText().equals(group)
                    ? line.path("amount").asLong()
                    : 0;
        }
        return sum;
    }

    /** Nobody told us: finance reads on the merchant platform what is left, and types it. */
    @Test
    void what_is_left_may_be_typed_where_no_notification_told_of_it() {
        var refund = refused(5000, false);
        assertThat(most(refund)).isEqualTo(9700);

        chooses(refund, "4700").expect(204);
        confirms(refund, "APPROVE", null);
        refund.performs(Step.verifyResolution, Step.submitRefund);

        assertThat(refund.money()).isEqualTo("PROCESSING");
        assertThat(refund.seen().body().path("refundAmount").asLong()).isEqualTo(4700);
    }

    @Test
    void too_much_again_is_refused_again_and_the_rest_may_be_chosen_anew() {
        var refund = refused(5000, false);
        chooses(refund, 6000).expect(204);
        confirms(refund, "APPROVE", null);
        refund.performs(Step.verifyResolution, Step.submitRefund, Step.queryRefund);
        assertThat(refund.money()).isEqualTo("REFUSED");

        chooses(refund, 5000L).expect(204);
        confirms(refund, "APPROVE", null);
        refund.performs(Step.verifyResolution, Step.submitRefund);

        assertThat(refund.money()).isEqualTo("PROCESSING");
        var seen = refund.seen().body();
        assertThat(seen.path("refundAmount").asLong()).isEqualTo(5000);
        assertThat(sum(seen.path("lines"), "ELSEWHERE"))
                .isEqualTo(10000 - seen.path("fee").asLong() - 5000);
    }

    @ParameterizedTest
    @CsvSource({"4701", "0", "-1", "47.00", "viel"})
    void more_than_is_left_and_what_is_no_sum_is_refused_and_changes_nothing(String restAmount) {
        var refund = refused(5000, true);

        var answer = chooses(refund, restAmount);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("message")).startsWith("INVALID_REQUEST").contains("restAmount");
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        assertThat(refund.stored().choice().rest()).isNull();
    }

    @Test
    void less_is_left_when_more_was_refunded_elsewhere_before_it_was_sent() {
        var refund = refused(5000, true);
        chooses(refund, null).expect(204);
        confirms(refund, "APPROVE", null);
        elsewhere(refund, 1000, true);

        refund.performs(Step.verifyResolution);

        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        assertThat(refund.money()).isEqualTo("REFUSED");
        assertThat(count(refund, Kind.RESOLUTION_REFUSED)).isEqualTo(1);
        assertThat(most(refund)).isEqualTo(3700);
    }

    @Test
    void it_is_no_choice_where_wechat_refused_for_another_reason() {
        var refund = approved(Scenario.USER_ACCOUNT_ABNORMAL).performs(Step.submitRefund, Step.queryRefund);

        assertThat(finance.allowed(payments.newestOf(refund.applicationNo()).orElseThrow()))
                .doesNotContain(Action.PAY_REST);
        assertThat(chooses(refund, 100).text("message")).startsWith("ACTION_NOT_ALLOWED");
    }
}
