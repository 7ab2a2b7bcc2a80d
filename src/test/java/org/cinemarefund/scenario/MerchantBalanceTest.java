package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.cinemarefund.payment.NotificationInbox.Merchant;
import org.cinemarefund.process.names.MerchantBalanceProcess;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.record.RefundEvent.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The merchant account runs short of money: refunds wait, one task names the sum, and all go on with their own numbers. */
class MerchantBalanceTest extends MoneyScenario {
    private final List<Refund> waiting = new ArrayList<>();

    @Autowired
    private Merchant merchant;

    @BeforeEach
    void nobody_waits() {
        // What other tests of this context left behind.
        jdbc.sql("update refund_transaction set state = 'REFUSED' where state = 'WAITING_FOR_BALANCE'")
                .update();
        runtime.createProcessInstanceQuery()
                .processDefinitionKey(MerchantBalanceProcess.KEY)
                .list()
                .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "another test"));
        jdbc.sql("delete from merchant_balance").update();
        sandbox.sandbox().balance(0L);
    }

    @AfterEach
    void everybody_goes_on() {
        sandbox.sandbox().balance(null);
        waiting.stream()
                .filter(refund -> refund.findJob(Timer.balanceTryDue.name()) != null)
                .forEach(this::triesAgain);
        if (topUp() != null) {
            perform("balanceLookDue");
            if (topUp() != null) {
                throw new AssertionError("the task outlives its reason");
            }
        }
        sweep();
        assertThat(instances()).as("instances left over").isZero();
    }

    private long instances() {
        return runtime.createProcessInstanceQuery()
                .processDefinitionKey(MerchantBalanceProcess.KEY)
                .count();
    }

    private Refund runsShort() {
        var refund = approved().performs(Step.submitRefund);
        assertThat(refund.money()).isEqualTo("WAITING_FOR_BALANCE");
        waiting.add(refund);
        return refund;
    }

    private Task topUp() {
        return tasks.createTaskQuery().taskDefinitionKey("topUpMerchantAccount").singleResult();
    }

    private Job job(String activityId) {
        return management
                .createJobQuery()
                .processDefinitionKey(MerchantBalanceProcess.KEY)
                .activityId(activityId)
                .singleResult();
    }

    private void perform(String activityId) {
        var job = job(activityId);
        assertThat(job).as("pending job at %s", activityId).isNotNull();
        if (job.getDuedate() != null) {
            clock.notBefore(job.getDuedate().toInstant());
        }
        management.executeJob(job.getId());
    }

    private static JsonNode taker(String user) {
        return JSON.createObjectNode().put("userId", user);
    }

    private void toppedUp() {
        var task = topUp();
        engineRest(FINANCE, "POST", "/task/" + task.getId() + "/claim", taker(FINANCE))
                .expect(204);
        clock.forward(Duration.ofMinutes(1));
        complete(task.getId(), FINANCE, "complete", Map.of("comment", "工行转入")).expect(204);
    }

    /** Until nothing is left to be woken. */
    private void sweep() {
        while (job("wakeWaitingRefunds") != null) {
            perform("wakeWaitingRefunds");
            if (job("nextShareDue") != null) {
                perform("nextShareDue");
            }
        }
    }

    @Test
    void one_task_for_all_names_the_sum_that_waits() {
        runsShort();
        runsShort();
        runsShort();

        assertThat(instances()).isEqualTo(1);
        var instance = runtime.createProcessInstanceQuery()
                .processDefinitionKey(MerchantBalanceProcess.KEY)
                .singleResult();
        assertThat(instance.getBusinessKey()).isEqualTo(merchant.mchId());
        assertThat(topUp().getName()).contains("1 笔").contains(yuan(waiting.get(0)));
        assertThat(waiting).allSatisfy(refund -> {
            assertThat(refund.status()).isEqualTo("REFUNDING");
            assertThat(refund.timeline()).containsExactly("APPLIED", "APPROVED", "DELAYED");
            assertThat(sent(refund)).hasSize(1);
        });
    }

    private static String yuan(Refund refund) {
        return java.math.BigDecimal.valueOf(refund.stored().deal().refundAmount(), 2)
                .toPlainString();
    }

    @Test
    void after_the_top_up_one_is_tried_and_then_all_go_on_with_their_own_numbers() {
        var first = runsShort();
        var second = runsShort();
        sandbox.sandbox().balance(null);

        toppedUp();
        perform("tryOneRefund");

        assertThat(first.money()).isEqualTo("PROCESSING");
        assertThat(second.money()).isEqualTo("WAITING_FOR_BALANCE");
        assertThat(count(first, Kind.BALANCE_TOPPED_UP)).isEqualTo(1);
        sweep();
        first.performs(Step.submitRefund);
        second.performs(Step.submitRefund);
        assertThat(instances()).isZero();
        assertThat(List.of(first, second)).allSatisfy(refund -> {
            assertThat(refund.money()).isEqualTo("PROCESSING");
            assertThat(sent(refund)).hasSize(2);
            settles(refund, org.cinemarefund.sandbox.SandboxRefund.Status.SUCCESS);
            endsCredited(refund);
        });
    }

    @Test
    void a_top_up_that_was_not_enough_brings_the_task_back() {
        runsShort();
        runsShort();

        toppedUp();
        perform("tryOneRefund");

        assertThat(topUp()).isNotNull();
        assertThat(topUp().getAssignee()).isNull();
        assertThat(topUp().getName()).contains("2 笔");
        assertThat(waiting.stream().mapToInt(refund -> sent(refund).size()).sum())
                .as("one trial")
                .isEqualTo(3);
    }

    @Test
    void a_refund_that_gets_through_by_itself_ends_the_task_and_takes_the_others_along() {
        var first = runsShort();
        var second = runsShort();
        sandbox.sandbox().balance(null);

        triesAgain(first);

        assertThat(first.money()).isEqualTo("PROCESSING");
        assertThat(topUp()).isNull();
        sweep();
        second.performs(Step.submitRefund);
        assertThat(second.money()).isEqualTo("PROCESSING");
        assertThat(instances()).isZero();
    }

    @Test
    void when_it_runs_short_again_while_all_go_on_finance_is_asked_again() {
        var first = runsShort();
        var second = runsShort();
        sandbox.sandbox().balance(null);
        toppedUp();
        perform("tryOneRefund");
        perform("wakeWaitingRefunds");

        sandbox.sandbox().balance(0L);
        clock.forward(Duration.ofMinutes(1));
        second.performs(Step.submitRefund);
        first.performs(Step.submitRefund);
        perform("nextShareDue");
        perform("wakeWaitingRefunds");

        assertThat(second.money()).isEqualTo("WAITING_FOR_BALANCE");
        assertThat(topUp()).isNotNull();
        assertThat(instances()).isEqualTo(1);
    }

    @Test
    void a_refund_tries_by_itself_ever_more_rarely() {
        var refund = runsShort();
        var pauses = new ArrayList<Duration>();
        for (var i = 0; i < 5; i++) {
            var due = refund.job(Timer.balanceTryDue.name()).getDuedate().toInstant();
            pauses.add(Duration.between(clock.instant(), due));
            triesAgain(refund);
        }

        assertThat(pauses.get(0)).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));
        assertThat(pauses).isSorted();
        assertThat(pauses.get(4)).isBetween(Duration.ofHours(1), Duration.ofMinutes(90));
        assertThat(sent(refund)).hasSize(6);
        onlyOneRefund(refund);
    }

    @Test
    void only_finance_takes_the_task_and_only_with_its_own_words() {
        runsShort();
        var task = topUp().getId();

        assertThat(engineRest(SUPERVISOR, "POST", "/task/" + task + "/claim", taker(SUPERVISOR))
                        .status())
                .isBetween(400, 499);
        engineRest(FINANCE, "POST", "/task/" + task + "/claim", taker(FINANCE)).expect(204);
        complete(task, FINANCE, "complete", Map.of("trial", "ENOUGH")).expect(400);
        assertThat(topUp()).isNotNull();
    }
}
