package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundRepairs;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.sandbox.Scenario;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A refund whose way back is closed: finance lets WeChat pay it another way, in rounds of the same number. */
class RepairPathsTest extends MoneyScenario {
    @Autowired
    private RefundPayments payments;

    @Autowired
    private RefundRepairs repairs;

    private Refund abnormal(Scenario scenario) {
        var refund = approved(scenario).performs(Step.submitRefund);
        settles(refund, Status.ABNORMAL);
        awaitMoney(refund, "ABNORMAL");
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        return refund;
    }

    private void givesCard(Refund refund) {
        refund.givesCard("ICBC_DEBIT", "6222021234567890128").expect(204);
    }

    private Refund repairs(Refund refund, String action) {
        return resolves(refund, action, null, null).performs(Step.repairRefund);
    }

    private RefundTransaction row(Refund refund) {
        return payments.newestOf(refund.applicationNo()).orElseThrow();
    }

    private List<Ledger.Request> repairsSent(Refund refund) {
        return refund.requests().stream()
                .filter(request -> request.api().contains("apply-abnormal-refund"))
                .toList();
    }

    @Test
    void to_a_card_of_the_payer_it_is_credited_after_a_new_round() {
        var refund = abnormal(Scenario.BECOMES_ABNORMAL);
        givesCard(refund);

        repairs(refund, "ABNORMAL_TO_CARD");

        assertThat(refund.money()).isEqualTo("PROCESSING");
        assertThat(row(refund).repair().round()).isEqualTo(1);
        assertThat(refund.status()).isEqualTo("REFUNDING");
        settles(refund, Status.SUCCESS);
        endsCredited(refund);
    }

    @Test
    void without_a_card_it_cannot_be_chosen() {
        var refund = abnormal(Scenario.BECOMES_ABNORMAL);

        var answer = refund.answer(Task.resolveRefund, FINANCE, choice("ABNORMAL_TO_CARD", null, null));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("message")).startsWith("PAYEE_CARD_REQUIRED");
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
    }

    @Test
    void to_the_merchant_it_is_never_credited_and_two_people_settle_it_offline() {
        var refund = abnormal(Scenario.BECOMES_ABNORMAL);

        repairs(refund, "ABNORMAL_TO_MERCHANT");
        assertThat(refund.money()).isEqualTo("PROCESSING");
        settles(refund, Status.SUCCESS);

        assertThat(refund.money()).isEqualTo("RETURNED_TO_MERCHANT");
        assertThat(refund.status()).isEqualTo("REFUNDING");
        resolves(refund, "SETTLE_OFFLINE", null, "BANK-77").endedAt("settledOffline");
        assertThat(refund.status()).isEqualTo("SETTLED_OFFLINE");
        assertThat(refund.timeline()).doesNotContain("CREDITED");
        assertThat(refund.messages()).isEmpty();
    }

    @Test
    void a_lost_answer_to_a_repair_is_asked_about_and_never_asked_for_again() {
        var refund = abnormal(Scenario.REPAIR_ANSWER_LOST);
        givesCard(refund);

        repairs(refund, "ABNORMAL_TO_CARD");
        assertThat(row(refund).repair().open()).isTrue();
        assertThat(refund.open(Task.resolveRefund))
                .as("nothing for a person yet")
                .isNull();

        polls(refund);

        assertThat(refund.money()).isEqualTo("PROCESSING");
        assertThat(row(refund).repair().round()).isEqualTo(1);
        assertThat(repairsSent(refund)).hasSize(1);
        settles(refund, Status.SUCCESS);
        endsCredited(refund);
    }

    @Test
    void a_refused_repair_comes_back_to_finance_with_wechats_words() {
        var refund = abnormal(Scenario.REPAIR_TO_CARD_REFUSED);
        givesCard(refund);

        repairs(refund, "ABNORMAL_TO_CARD");

        assertThat(refund.money()).isEqualTo("ABNORMAL");
        assertThat(row(refund).cause()).contains("INVALID_REQUEST");
        assertThat(row(refund).repair().open()).isFalse();
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        repairs(refund, "ABNORMAL_TO_MERCHANT");
        assertThat(refund.money()).isEqualTo("PROCESSING");
    }

    @Test
    void abnormal_counts_again_only_when_a_query_says_so_after_the_repair() {
        var refund = abnormal(Scenario.ABNORMAL_TWICE);
        givesCard(refund);
        repairs(refund, "ABNORMAL_TO_CARD");
        assertThat(row(refund).repair().round()).isEqualTo(1);

        settles(refund, Status.ABNORMAL);
        assertThat(refund.money())
                .as("a notification cannot say of which round it is")
                .isEqualTo("PROCESSING");
        polls(refund);

        assertThat(refund.money()).isEqualTo("ABNORMAL");
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        repairs(refund, "ABNORMAL_TO_CARD");
        assertThat(row(refund).repair().round()).isEqualTo(2);
        settles(refund, Status.SUCCESS);
        assertThat(refund.status()).isEqualTo("REFUNDED");
    }

    @Test
    void a_repair_whose_taking_the_query_denies_is_work_for_finance_again() {
        var refund = abnormal(Scenario.BECOMES_ABNORMAL);
        jdbc.sql("update refund_transaction set repair = 'CARD', repair_asked_at = ?, repair_open = true"
                        + " where application_no = ?")
                .param(java.sql.Timestamp.from(clock.instant()))
                .param(refund.applicationNo())
                .update();
        clock.forward(Duration.ofMinutes(1));

        resolves(refund, "CHECK_AGAIN", null, null);

        assertThat(row(refund).repair().open()).isFalse();
        assertThat(refund.money()).isEqualTo("ABNORMAL");
        assertThat(refund.open(Task.resolveRefund)).isNotNull();
    }

    @Test
    void nothing_is_repaired_that_is_not_abnormal() {
        var refund = processing();

        repairs.toMerchant(refund.applicationNo());

        assertThat(repairsSent(refund)).isEmpty();
        assertThat(row(refund).repair().route()).isNull();
    }
}
