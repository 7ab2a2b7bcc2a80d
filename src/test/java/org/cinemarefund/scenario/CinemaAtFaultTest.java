package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.testing.LocalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A show is cancelled, moved or stopped while somebody waits for their money: 97.00 yuan, of which the plan keeps 9.70. */
class CinemaAtFaultTest extends MoneyScenario {

    private Refund tenPercent() {
        return refund().order("paidAmount", 9700).order("serviceFee", 0).showIn(Duration.ofHours(12));
    }

    /** Under review: 87.30 of 97.00. */
    private Refund applied() {
        var refund = tenPercent().applies();
        assertThat(refund.seen().body().path("refundAmount").asLong()).isEqualTo(8730);
        return refund;
    }

    private void approvedWhole(Refund refund) {
        assertThat(refund.status()).isEqualTo("REFUNDING");
        assertThat(refund.open(Task.reviewRefund)).isNull();
        assertThat(refund.open(Task.supervisorReview)).isNull();
        var seen = refund.seen().body();
        assertThat(seen.path("rule").path("ruleId").asText()).isEqualTo("P0");
        assertThat(seen.path("fee").asLong()).isZero();
        assertThat(seen.path("refundAmount").asLong()).isEqualTo(9700);
        assertThat(refund.timeline()).endsWith("APPROVED");
        refund.events();
    }

    private void paidWhole(Refund refund) {
        approvedWhole(refund);
        refund.performs(Step.submitRefund);
        assertThat(sent(refund)).extracting(Ledger.Request::amount).containsExactly(9700L);
        settles(refund, Status.SUCCESS);
        endsCredited(refund);
    }

    private List<org.camunda.bpm.engine.task.Task> differences(Refund refund) {
        return tasks.createTaskQuery()
                .taskDefinitionKey("examineAlarm")
                .processVariableValueEquals("applicationNo", refund.applicationNo())
                .processVariableValueEquals("alarm", "DIFFERENCE")
                .list();
    }

    private Answer pays(Refund refund, Map<String, ?> words) {
        var task = differences(refund).get(0).getId();
        claims(task, FINANCE);
        return complete(task, FINANCE, "complete", words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANCELLED", "ABORTED", "RESCHEDULED"})
    void before_anybody_decided_all_of_it_is_paid_at_once(String fact) {
        var refund = applied();

        refund.order("screeningStatus", fact);

        paidWhole(refund);
        assertThat(refund.eventKinds()).containsOnlyOnce(Kind.CINEMA_AT_FAULT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoever_is_asked_for_evidence_need_not_answer_any_more(boolean theRequestWentOut) {
        var refund = applied();
        refund.decide(Task.reviewRefund, refund.reviewer, "ASK_FOR_EVIDENCE", "请说明原因")
                .expect(204);
        if (theRequestWentOut) {
            refund.performs(Step.sendEvidenceRequest);
            assertThat(refund.status()).isEqualTo("EVIDENCE_REQUESTED");
        }

        refund.order("screeningStatus", "ABORTED");

        assertThat(refund.findJob(Step.sendEvidenceRequest.name())).isNull();
        assertThat(refund.findJob(Timer.evidenceOverdue.name())).isNull();
        refund.supplement("来不及").expect(409, "EVIDENCE_NOT_REQUESTED");
        refund.withdraw().expect(409, "ALREADY_DECIDED");
        approvedWhole(refund);
        refund.performs(Step.submitRefund);
        assertThat(sent(refund)).extracting(Ledger.Request::amount).containsExactly(9700L);
    }

    @Test
    void a_supervisor_has_nothing_to_look_at_any_more() {
        var refund = applied().passes(Timer.reviewOverdue);
        assertThat(refund.open(Task.supervisorReview)).isNotNull();

        refund.order("screeningStatus", "CANCELLED");

        paidWhole(refund);
    }

    @ParameterizedTest
    @CsvSource({"CANCELLED, USED", "ABORTED, USED", "ABORTED, COLLECTED"})
    void nobody_saw_a_show_that_did_not_take_place_or_stopped(String fact, String ticket) {
        var late = tenPercent()
                .order("screeningStatus", fact)
                .order("ticketState", ticket)
                .applies();
        var early = applied().fact("ticketState", ticket).order("screeningStatus", fact);

        paidWhole(late);
        paidWhole(early);
    }

    @Test
    void who_went_in_to_a_show_that_was_moved_gets_what_the_plan_says() {
        tenPercent()
                .order("screeningStatus", "RESCHEDULED")
                .order("ticketState", "USED")
                .apply()
                .expect(409, "ORDER_NOT_REFUNDABLE");
        var refund = applied().fact("ticketState", "USED").order("screeningStatus", "RESCHEDULED");

        assertThat(refund.open(Task.reviewRefund)).isNotNull();
        assertThat(refund.seen().body().path("refundAmount").asLong()).isEqualTo(8730);
    }

    @Test
    void once_the_new_show_has_begun_a_move_is_no_fault_any_more() {
        var refund = applied().fact("screeningStatus", "RESCHEDULED").showIn(Duration.ofSeconds(-1));

        assertThat(refund.open(Task.reviewRefund)).isNotNull();
        var late = tenPercent().order("screeningStatus", "RESCHEDULED").showIn(Duration.ofMinutes(-1));
        assertThat(late.apply().expect(201).text("status")).isEqualTo("REJECTED");
    }

    @Test
    void an_approval_that_comes_back_is_a_supervisors_and_the_same_fact_does_not_decide_again() {
        var refund = applied().fact("status", "CLOSED").order("screeningStatus", "CANCELLED");

        assertThat(refund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(refund.stored().supervisorReason()).contains(SupervisorReason.ORDER_CHANGED);
        assertThat(refund.open(Task.supervisorReview)).isNotNull();
        refund.order("status", "PAID").order("screeningStatus", "ABORTED").order("screeningStatus", "RESCHEDULED");
        assertThat(refund.open(Task.supervisorReview)).isNotNull();
        assertThat(refund.money()).isNull();

        refund.approves(Task.supervisorReview, SUPERVISOR);
        paidWhole(refund);
    }

    @Test
    void what_was_told_is_not_taken_back_by_an_order_that_is_as_it_was() {
        var refund = applied().fact("status", "CLOSED").order("screeningStatus", "CANCELLED");

        refund.fact("status", "PAID").fact("ticketState", "USED").order("screeningStatus", "SCHEDULED");

        refund.approves(Task.supervisorReview, SUPERVISOR);
        paidWhole(refund);
    }

    @Test
    void what_is_over_without_money_or_owes_nothing_stays_as_it_is() {
        var rejected = applied();
        rejected.rejects(Task.reviewRefund, rejected.reviewer, "不符合规定").order("screeningStatus", "CANCELLED");
        var withdrawn = applied();
        withdrawn.withdraw().expect(200);
        withdrawn.order("screeningStatus", "CANCELLED");
        var free = refund().order("serviceFee", 0)
                .cinema("autoApproveUpTo", 1_000_000)
                .applies();
        free.performs(Step.submitRefund).order("screeningStatus", "CANCELLED");

        assertThat(rejected.status()).isEqualTo("REJECTED");
        assertThat(withdrawn.status()).isEqualTo("WITHDRAWN");
        assertThat(free.status()).isEqualTo("REFUNDING");
        assertThat(List.of(rejected, withdrawn, free))
                .allSatisfy(refund -> assertThat(differences(refund)).isEmpty());
    }

    @Test
    void nobody_approves_by_telling_the_engine_so() {
        var refund = applied();

        assertThatThrownBy(() -> runtime.createMessageCorrelation("CinemaAtFault")
                        .processInstanceBusinessKey(refund.applicationNo())
                        .correlate())
                .hasMessageContaining("no approval is stored");

        assertThat(refund.open(Task.reviewRefund)).isNotNull();
        assertThat(refund.status()).isEqualTo("UNDER_REVIEW");
        refund.nothingWasSent();
    }

    /** Started before the diagram knew of it. */
    @Test
    void an_older_process_is_led_on_as_well() {
        var refund = applied();
        jdbc.sql("delete from act_ru_event_subscr where event_name_ = 'CinemaAtFault' and proc_inst_id_ = ?")
                .param(refund.instance().getId())
                .update();

        refund.order("screeningStatus", "CANCELLED");

        paidWhole(refund);
    }

    @Test
    void the_desk_sees_the_order_as_it_is_now_beside_what_it_was() throws Exception {
        var refund = applied().order("hall", "9号厅").order("ticketState", "USED");

        var task = JSON.readTree(new DeskSession(port, refund.reviewer, PASSWORD)
                .send("GET", "/api/desk/tasks/" + refund.taskId(Task.reviewRefund), null, true)
                .body());

        assertThat(facts(task))
                .containsExactly(
                        "status 已支付 已支付",
                        "screeningStatus 正常放映 正常放映",
                        "showTime 2026-03-02 22:00 2026-03-02 22:00",
                        "ticketState 未取票 已入场 !",
                        "hall 3号厅 9号厅 !");
        assertThat(task.path("order").path("hall").asText()).isEqualTo("3号厅");
        assertThat(task.toString()).doesNotContain(refund.openid);
    }

    private static List<String> facts(com.fasterxml.jackson.databind.JsonNode view) {
        return java.util.stream.StreamSupport.stream(view.path("orderNow").spliterator(), false)
                .map(node -> node.path("field").asText() + " "
                        + node.path("then").asText() + " " + node.path("now").asText()
                        + (node.path("changed").asBoolean() ? " !" : ""))
                .toList();
    }

    /** Approved, and nothing sent yet: the order system has to confirm that the tickets are void first. */
    @Nested
    class Prepared {
        private LocalServer orderSystem;

        @BeforeEach
        void an_order_system_with_an_address() throws Exception {
            orderSystem = new LocalServer();
            ticketing.to(orderSystem.address(""));
        }

        @AfterEach
        void gone_again() {
            ticketing.off();
            orderSystem.close();
        }

        @Test
        void the_sum_becomes_all_of_it_under_the_same_number() {
            var refund = applied();
            refund.approves(Task.reviewRefund, refund.reviewer);
            assertThat(refund.money()).isEqualTo("PREPARED");
            assertThat(refund.request()).contains("\"refund\":8730");

            refund.order("screeningStatus", "CANCELLED").order("screeningStatus", "SCHEDULED");

            assertThat(refund.money()).isEqualTo("PREPARED");
            assertThat(refund.request()).contains("\"refund\":9700").contains(refund.outRefundNo());
            assertThat(differences(refund)).isEmpty();
            refund.performs(Step.confirmVoid);
            paidWhole(refund);
        }

        @Test
        void used_tickets_are_as_good_as_void_where_nobody_saw_the_show() {
            orderSystem.answers(409, "{\"code\":\"TICKETS_USED\"}");
            var refund = applied().order("screeningStatus", "ABORTED");

            refund.performs(Step.confirmVoid);

            paidWhole(refund);
        }

        @Test
        void used_tickets_of_a_moved_show_are_a_supervisors_until_the_show_is_cancelled() {
            orderSystem.answers(409, "{\"code\":\"TICKETS_USED\"}");
            var refund = applied().order("screeningStatus", "RESCHEDULED");
            refund.performs(Step.confirmVoid);
            assertThat(refund.money()).isEqualTo("REVOKED");

            refund.order("screeningStatus", "SCHEDULED").order("screeningStatus", "RESCHEDULED");
            assertThat(refund.open(Task.supervisorReview)).isNotNull();
            refund.order("screeningStatus", "CANCELLED");

            assertThat(refund.money()).isEqualTo("PREPARED");
            refund.performs(Step.confirmVoid);
            paidWhole(refund);
            assertThat(refund.tickets()).containsExactly("HOLD", "VOID");
        }
    }

    /** Something may have been sent: the sum stays, and finance pays what it leaves. */
    @Nested
    class Sent {

        private Refund approvedTenPercent() {
            var refund = applied();
            refund.approves(Task.reviewRefund, refund.reviewer);
            assertThat(refund.money()).isEqualTo("SENDING");
            return refund;
        }

        @Test
        void finance_pays_the_difference_once_and_the_moviegoer_reads_it() {
            var refund = approvedTenPercent();
            refund.order("screeningStatus", "CANCELLED")
                    .order("screeningStatus", "SCHEDULED")
                    .order("screeningStatus", "ABORTED");
            refund.performs(Step.submitRefund).order("hall", "9号厅");
            settles(refund, Status.SUCCESS);
            refund.performs(Step.sendCreditNotice).endedAt("refunded");
            refund.order("hall", "8号厅");

            assertThat(sent(refund)).extracting(Ledger.Request::amount).containsExactly(8730L);
            assertThat(differences(refund)).singleElement().satisfies(task -> assertThat(task.getName())
                    .contains("补退差额"));
            assertThat(pays(refund, Map.of("comment", "已转账")).text("message")).startsWith("PROOF_REQUIRED");
            assertThat(pays(refund, Map.of("proofReference", "ICBC-1")).text("message"))
                    .startsWith("COMMENT_REQUIRED");
            pays(refund, Map.of("comment", "已转账", "proofReference", "ICBC-1")).expect(204);

            assertThat(differences(refund)).isEmpty();
            assertThat(refund.status()).isEqualTo("REFUNDED");
            assertThat(refund.timeline()).contains("CREDITED").endsWith("SETTLED_OFFLINE");
            assertThat(refund.seen().body().path("timeline").toString()).contains("差额 ¥9.70 已");
            assertThat(refund.seen().body().path("refundAmount").asLong()).isEqualTo(8730);
            assertThat(refund.events())
                    .filteredOn(line -> line.kind() == Kind.SETTLED_OFFLINE)
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.facts().fen(Fact.AMOUNT)).isEqualTo(970);
                        assertThat(line.words(Fact.PROOF)).contains("ICBC-1");
                        assertThat(line.words(Fact.COMMENT)).contains("已转账");
                    });
            refund.order("screeningStatus", "RESCHEDULED").order("screeningStatus", "CANCELLED");
            assertThat(differences(refund)).isEmpty();
        }

        @Test
        void the_form_shows_the_sum_and_what_is_true_now() throws Exception {
            var refund = approvedTenPercent().order("screeningStatus", "ABORTED");

            var view = JSON.readTree(new DeskSession(port, FINANCE, PASSWORD)
                    .send(
                            "GET",
                            "/api/desk/alarms/" + differences(refund).get(0).getId(),
                            null,
                            true)
                    .body());

            assertThat(view.path("difference").asLong()).isEqualTo(970);
            assertThat(view.path("refundAmount").asLong()).isEqualTo(8730);
            assertThat(facts(view)).contains("screeningStatus 正常放映 放映中断 !");
            assertThat(view.path("text").asText()).contains("差额");
        }

        @Test
        void who_was_paid_another_way_gets_the_difference_too() {
            var refund = approvedTenPercent().performs(Step.submitRefund);
            settles(refund, Status.CLOSED);
            resolves(refund, "SETTLE_OFFLINE", "已转账", "ICBC-2").endedAt("settledOffline");

            refund.order("screeningStatus", "CANCELLED");

            assertThat(differences(refund)).hasSize(1);
            pays(refund, Map.of("comment", "已转账", "proofReference", "ICBC-3")).expect(204);
            assertThat(refund.status()).isEqualTo("SETTLED_OFFLINE");
        }

        @Test
        void a_new_number_asks_for_no_more_than_the_old_one() {
            var refund = approvedTenPercent().performs(Step.submitRefund);
            settles(refund, Status.CLOSED);
            refund.order("screeningStatus", "CANCELLED");
            pays(refund, Map.of("comment", "已转账", "proofReference", "ICBC-4")).expect(204);

            resolves(refund, "NEW_NUMBER", null, null).performs(Step.submitRefund);

            assertThat(sent(refund)).extracting(Ledger.Request::amount).containsExactly(8730L, 8730L);
        }

        @Test
        void refusing_the_refund_ends_what_is_owed_beside_it() {
            var refund = approvedTenPercent().performs(Step.submitRefund);
            settles(refund, Status.CLOSED);
            refund.order("screeningStatus", "RESCHEDULED");
            assertThat(differences(refund)).hasSize(1);

            resolves(refund, "REJECT", "不符合规定", null);

            assertThat(refund.status()).isEqualTo("REJECTED");
            assertThat(differences(refund)).isEmpty();
        }

        @Test
        void what_was_paid_beside_it_is_not_refused_afterwards() {
            var refund = approvedTenPercent().performs(Step.submitRefund);
            settles(refund, Status.CLOSED);
            refund.order("screeningStatus", "RESCHEDULED");
            pays(refund, Map.of("comment", "已转账", "proofReference", "ICBC-5")).expect(204);

            clock.forward(Duration.ofMinutes(1));
            var refused = refund.answer(Task.resolveRefund, FINANCE, choice("REJECT", "不符合规定", null));

            assertThat(refused.text("message")).startsWith("ACTION_NOT_ALLOWED");
        }
    }
}
