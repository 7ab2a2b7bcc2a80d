package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pays outside WeChat or under another number takes two people; contradictions are looked at by one. */
class TwoPeopleOfFinanceTest extends MoneyScenario {

    private Refund closed() {
        var refund = processing();
        settles(refund, Status.CLOSED);
        return refund;
    }

    private Refund chosen(String action) {
        var refund = closed();
        refund.answer(
                        Task.resolveRefund,
                        FINANCE,
                        choice(action, null, action.equals("SETTLE_OFFLINE") ? "ICBC-7" : null))
                .expect(204);
        return refund;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SETTLE_OFFLINE", "NEW_NUMBER"})
    void nothing_happens_before_somebody_else_agrees(String action) {
        var refund = chosen(action);

        assertThat(refund.open(Task.confirmResolution)).isNotNull();
        assertThat(refund.findJob(Step.verifyResolution.name())).isNull();
        var own = refund.decide(Task.confirmResolution, FINANCE, "APPROVE", null);
        assertThat(own.status()).isEqualTo(400);
        assertThat(own.text("message")).startsWith("SAME_PERSON");
        assertThat(refund.open(Task.confirmResolution)).isNotNull();
        assertThat(refund.money()).isEqualTo("CLOSED");
        assertThat(sent(refund)).hasSize(1);
    }

    @Test
    void the_record_names_both() {
        var refund = chosen("SETTLE_OFFLINE");
        engineUnclaimed(refund);
        confirms(refund, "APPROVE", "已核对回单");
        refund.performs(Step.verifyResolution, Step.sendOfflineNotice).endedAt("settledOffline");

        assertThat(refund.events())
                .filteredOn(event -> event.kind() == Kind.RESOLUTION || event.kind() == Kind.RESOLUTION_CONFIRMED)
                .extracting(RefundEvent::actor)
                .containsExactly(FINANCE, FINANCE_TWO);
    }

    private void engineUnclaimed(Refund refund) {
        assertThat(refund.open(Task.confirmResolution).getAssignee()).isNull();
    }

    @Test
    void a_refusal_needs_a_reason_and_leads_back_to_the_choice() {
        var refund = chosen("NEW_NUMBER");
        refund.claim(Task.confirmResolution, FINANCE_TWO).expect(204);
        assertThat(complete(
                                refund.taskId(Task.confirmResolution),
                                FINANCE_TWO,
                                "complete",
                                Map.of("decision", "REJECT"))
                        .text("message"))
                .startsWith("COMMENT_REQUIRED");

        complete(
                        refund.taskId(Task.confirmResolution),
                        FINANCE_TWO,
                        "complete",
                        Map.of("decision", "REJECT", "comment", "先问顾客"))
                .expect(204);

        assertThat(refund.open(Task.resolveRefund)).isNotNull();
        assertThat(refund.open(Task.resolveRefund).getAssignee()).isNull();
        assertThat(count(refund, Kind.RESOLUTION_DECLINED)).isEqualTo(1);
        assertThat(refund.money()).isEqualTo("CLOSED");
    }

    @Test
    void when_the_money_arrives_meanwhile_the_second_task_ends_by_itself() {
        var refund = chosen("NEW_NUMBER");

        settles(refund, Status.SUCCESS);

        assertThat(refund.open(Task.confirmResolution)).isNull();
        assertThat(alarms(refund)).containsExactly("SUCCESS_AFTER_CLOSED");
        refund.performs(Step.sendCreditNotice).endedAt("refunded");
        assertThat(sent(refund)).hasSize(1);
    }

    @Test
    void wechat_is_asked_on_while_the_second_person_takes_their_time() {
        var refund = chosen("SETTLE_OFFLINE");
        sandbox.sandbox().force(refund.outRefundNo(), Status.SUCCESS);

        refund.passes(Timer.resolvePollDue).performs(Step.queryWhileResolving);

        assertThat(refund.open(Task.confirmResolution)).isNull();
        refund.performs(Step.sendCreditNotice).endedAt("refunded");
        assertThat(refund.status()).isEqualTo("REFUNDED");
    }

    @Test
    void a_step_of_finance_that_is_on_its_way_finds_the_money_by_itself() {
        var refund = chosen("NEW_NUMBER");
        confirms(refund, "APPROVE", null);

        settles(refund, Status.SUCCESS);

        assertThat(refund.money()).isEqualTo("SUCCESS");
        refund.performs(Step.verifyResolution, Step.sendCreditNotice).endedAt("refunded");
        assertThat(sent(refund)).hasSize(1);
    }

    @Test
    void a_question_that_is_on_its_way_ends_with_the_choice() {
        var refund = closed();
        refund.passes(Timer.resolvePollDue);

        resolves(refund, "SETTLE_OFFLINE", null, "ICBC-9");

        refund.endedAt("settledOffline");
    }

    @ParameterizedTest
    @CsvSource({"settleOffline", "repairRefund"})
    void a_token_moved_behind_the_two_people_does_nothing(String step) {
        var refund = closed();
        refund.claim(Task.resolveRefund, FINANCE).expect(204);

        var answer = engineRest(
                "admin",
                "POST",
                "/process-instance/" + refund.instance().getId() + "/modification",
                JSON.createObjectNode()
                        .set(
                                "instructions",
                                JSON.createArrayNode()
                                        .add(JSON.createObjectNode()
                                                .put("type", "startBeforeActivity")
                                                .put("activityId", step))));

        if (step.equals("repairRefund")) {
            answer.expect(204);
            refund.fails(Step.repairRefund);
        } else {
            assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        }
        assertThat(refund.money()).isEqualTo("CLOSED");
        assertThat(refund.status()).isEqualTo("REFUNDING");
    }

    // --- contradictions

    private org.camunda.bpm.engine.task.Task alarm(Refund refund) {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey(refund.outRefundNo())
                .taskDefinitionKey("examineAlarm")
                .singleResult();
    }

    @Test
    void a_contradiction_is_one_task_for_finance_and_what_they_find_is_kept() {
        var refund = processing();
        settles(refund, Status.SUCCESS);
        sandbox.sandbox().force(refund.outRefundNo(), Status.CLOSED);
        settles(refund, Status.CLOSED);
        settles(refund, Status.CLOSED);

        assertThat(refund.status()).isEqualTo("REFUNDED");
        assertThat(refund.money()).isEqualTo("SUCCESS");
        var task = alarm(refund);
        assertThat(task).isNotNull();
        claims(task.getId(), FINANCE).expect(204);
        assertThat(complete(task.getId(), FINANCE, "complete", Map.of()).text("message"))
                .startsWith("COMMENT_REQUIRED");
        complete(task.getId(), FINANCE, "complete", Map.of("comment", "商户平台显示成功"))
                .expect(204);

        assertThat(alarm(refund)).isNull();
        assertThat(refund.events())
                .filteredOn(event -> event.kind() == Kind.ALARM_EXAMINED)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.facts().code(Fact.ALARM)).isEqualTo("CLOSED_AFTER_SUCCESS");
                    assertThat(event.words(Fact.COMMENT)).contains("商户平台显示成功");
                });
    }
}
