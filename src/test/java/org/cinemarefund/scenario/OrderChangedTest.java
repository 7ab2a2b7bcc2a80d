package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.testing.LocalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tickets between the decision and the money: what moved meanwhile, and what the order system has to say. */
class OrderChangedTest extends ProcessScenario {
    private LocalServer orderSystem;

    @BeforeEach
    void an_order_system_that_nobody_calls_yet() throws Exception {
        orderSystem = new LocalServer();
    }

    @AfterEach
    void gone_again() {
        ticketing.off();
        orderSystem.close();
    }

    @ParameterizedTest
    @CsvSource({"status, CLOSED, ORDER_CHANGED", "status, REFUNDED, ORDER_CHANGED", "ticketState, USED, TICKETS_USED"})
    void an_order_that_moved_is_not_paid_but_shown_to_a_supervisor(
            String field, String value, SupervisorReason reason) {
        var processScenarioRefund = refund().applies();
        processScenarioRefund.order(field, value);

        processScenarioRefund.approves(Task.reviewRefund, processScenarioRefund.reviewer);

        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.stored().supervisorReason()).contains(reason);
        assertThat(processScenarioRefund.open(Task.supervisorReview)).isNotNull();
        assertThat(processScenarioRefund.open(Task.reviewRefund)).isNull();
        assertThat(processScenarioRefund.timeline()).containsExactly("APPLIED");
        assertThat(processScenarioRefund.tickets()).containsExactly("HOLD");
        assertThat(processScenarioRefund.money()).isNull();
        processScenarioRefund.nothingWasSent();
        processScenarioRefund.events();
    }

    @Test
    void as_long_as_it_is_not_back_every_approval_comes_back() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund.order("status", "CLOSED").approves(Task.reviewRefund, processScenarioRefund.reviewer);

        processScenarioRefund.approves(Task.supervisorReview, SUPERVISOR);

        assertThat(processScenarioRefund.open(Task.supervisorReview)).isNotNull();
        assertThat(processScenarioRefund.open(Task.supervisorReview).getAssignee())
                .isNull();
        assertThat(processScenarioRefund.money()).isNull();
        processScenarioRefund.order("status", "PAID").approves(Task.supervisorReview, SUPERVISOR);
        assertThat(processScenarioRefund.money()).isEqualTo("SENDING");
        assertThat(processScenarioRefund.timeline()).containsExactly("APPLIED", "APPROVED");
        processScenarioRefund.performs(Step.submitRefund);
        assertThat(processScenarioRefund.requests()).singleElement().satisfies(sent -> assertThat(sent.outRefundNo())
                .isEqualTo(processScenarioRefund.outRefundNo()));
        processScenarioRefund.events();
    }

    @Test
    void what_came_back_can_be_withdrawn() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund.order("status", "CLOSED").approves(Task.reviewRefund, processScenarioRefund.reviewer);

        processScenarioRefund.withdraw().expect(200);

        processScenarioRefund.endedAt("withdrawn").nothingWasSent();
        assertThat(processScenarioRefund.tickets()).containsExactly("HOLD", "RELEASE");
    }

    @Test
    void the_hall_may_change_without_anybody_being_asked() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund.order("hall", "9号厅").order("ticketState", "COLLECTED");

        processScenarioRefund.approves(Task.reviewRefund, processScenarioRefund.reviewer);

        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
    }

    @Test
    void a_payment_that_was_named_wrongly_is_corrected_and_the_right_one_is_refunded() {
        var processScenarioRefund = refund().applies();
        var wrong = processScenarioRefund.transactionId();
        var right = JSON.createObjectNode().put("transactionId", wrong.substring(0, wrong.length() - 1) + "x");

        processScenarioRefund.putOrderWith(right).expect(409, "ORDER_IN_USE");
        processScenarioRefund
                .putOrderWith(right.deepCopy().put("correction", true))
                .expect(200);
        processScenarioRefund.fact("transactionId", right.path("transactionId").asText());

        assertThat(processScenarioRefund.events())
                .filteredOn(line -> line.kind() == Kind.PAYMENT_CORRECTED)
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.facts().code(Fact.OLD_PAYMENT)).isEqualTo(wrong);
                    assertThat(line.facts().code(Fact.PAYMENT)).isEqualTo(processScenarioRefund.transactionId());
                });
        processScenarioRefund
                .approves(Task.reviewRefund, processScenarioRefund.reviewer)
                .performs(Step.submitRefund);
        assertThat(processScenarioRefund.requests()).singleElement().satisfies(sent -> {
            assertThat(sent.order()).isEqualTo(processScenarioRefund.transactionId());
            assertThat(sent.outRefundNo()).isEqualTo(processScenarioRefund.outRefundNo());
        });
        processScenarioRefund
                .putOrderWith(
                        JSON.createObjectNode().put("transactionId", wrong).put("correction", true))
                .expect(409, "ORDER_IN_USE");
    }

    /** Taken in before there was a limit. */
    @Test
    void a_payment_number_that_is_none_comes_back_until_it_is_corrected() {
        var processScenarioRefund = refund().applies();
        jdbc.sql("update ticket_order set transaction_id = ? where order_no = ?")
                .params("4".repeat(64), processScenarioRefund.orderNo)
                .update();

        processScenarioRefund.approves(Task.reviewRefund, processScenarioRefund.reviewer);

        assertThat(processScenarioRefund.stored().supervisorReason()).contains(SupervisorReason.PAYMENT_NUMBER);
        assertThat(processScenarioRefund.money()).isNull();
        processScenarioRefund
                .putOrderWith(JSON.createObjectNode().put("correction", true))
                .expect(200);
        processScenarioRefund.approves(Task.supervisorReview, SUPERVISOR);
        assertThat(processScenarioRefund.money()).isEqualTo("SENDING");
    }

    /** With an address of the order system. */
    @Nested
    class Outbound {

        private Refund approved() {
            ticketing.to(orderSystem.address(""));
            var processScenarioRefund = refund().applies();
            return processScenarioRefund.approves(Task.reviewRefund, processScenarioRefund.reviewer);
        }

        @Test
        void a_confirmed_void_comes_before_the_money() {
            var refund = approved();
            assertThat(refund.money()).isEqualTo("PREPARED");
            assertThat(refund.findJob("submitRefund")).isNull();
            assertThat(orderSystem.received()).isEmpty();

            refund.performs(Step.confirmVoid);

            assertThat(orderSystem.received()).singleElement().satisfies(call -> {
                assertThat(call.path()).isEqualTo("/ticket-instructions");
                assertThat(call.body())
                        .contains("VOID", refund.applicationNo(), refund.orderNo)
                        .doesNotContain(refund.openid);
            });
            assertThat(refund.money()).isEqualTo("SENDING");
            refund.nothingWasSent();
            refund.performs(Step.submitRefund);
            assertThat(refund.requests()).hasSize(1);
        }

        @Test
        void used_tickets_revoke_the_number_and_nothing_is_sent() {
            var refund = approved();
            orderSystem.answers(409, "{\"code\":\"TICKETS_USED\"}");
            var prepared = refund.request();

            refund.performs(Step.confirmVoid);

            assertThat(refund.money()).isEqualTo("REVOKED");
            assertThat(refund.status()).isEqualTo("UNDER_REVIEW");
            assertThat(refund.stored().supervisorReason()).contains(SupervisorReason.TICKETS_USED);
            assertThat(refund.open(Task.supervisorReview)).isNotNull();
            assertThat(refund.timeline()).containsExactly("APPLIED");
            refund.nothingWasSent();

            orderSystem.answers(200, "");
            refund.approves(Task.supervisorReview, SUPERVISOR);
            assertThat(refund.money()).isEqualTo("PREPARED");
            assertThat(refund.request()).isEqualTo(prepared);
            refund.performs(Step.confirmVoid, Step.submitRefund);
            assertThat(refund.requests()).singleElement().satisfies(sent -> assertThat(sent.outRefundNo())
                    .isEqualTo(refund.outRefundNo()));
            assertThat(refund.tickets()).containsExactly("HOLD", "VOID");
            refund.events();
        }

        @Test
        void what_was_taken_back_under_a_wrong_payment_stays_and_the_right_one_gets_a_row_of_its_own() {
            var refund = approved();
            var right =
                    refund.transactionId().substring(0, refund.transactionId().length() - 1) + "y";
            var correction = JSON.createObjectNode().put("transactionId", right).put("correction", true);
            refund.putOrderWith(correction).expect(409, "ORDER_IN_USE");
            orderSystem.answers(409, "{\"code\":\"TICKETS_USED\"}");
            refund.performs(Step.confirmVoid);
            refund.putOrderWith(correction).expect(200);
            var wrong = refund.outRefundNo();
            refund.fact("transactionId", right);

            orderSystem.answers(200, "");
            refund.approves(Task.supervisorReview, SUPERVISOR).performs(Step.confirmVoid, Step.submitRefund);

            assertThat(numbers(refund)).containsExactly(wrong + " REVOKED", right + "-2 PROCESSING");
            assertThat(refund.requests()).singleElement().satisfies(sent -> assertThat(sent.outRefundNo())
                    .isEqualTo(right + "-2"));
        }

        private List<String> numbers(Refund refund) {
            return jdbc.sql(
                            "select out_refund_no, state from refund_transaction where application_no = ? order by attempt")
                    .param(refund.applicationNo())
                    .query((row, n) -> row.getString(1) + " " + row.getString(2))
                    .list();
        }

        @Test
        void used_tickets_may_be_refused_or_withdrawn_instead() {
            var refund = approved();
            orderSystem.answers(409, "{\"code\":\"TICKETS_USED\"}");
            refund.performs(Step.confirmVoid);
            refund.rejects(Task.supervisorReview, SUPERVISOR, "影票已使用");

            refund.performs(Step.confirmRelease, Step.sendRejectionNotice);

            refund.endedAt("rejectedByReviewer").nothingWasSent();
            assertThat(refund.tickets()).containsExactly("HOLD", "VOID", "RELEASE");
            var another = approved();
            another.performs(Step.confirmVoid).withdraw().expect(200);
            another.performs(Step.confirmRelease).endedAt("withdrawn").nothingWasSent();
        }

        @Test
        void an_order_system_that_is_down_is_asked_again_and_then_shown_to_an_operator() {
            var refund = approved();
            orderSystem.answers(503, "");

            while (refund.job("confirmVoid").getRetries() > 0) {
                refund.fails(Step.confirmVoid);
                assertThat(refund.money()).isEqualTo("PREPARED");
            }

            assertThat(refund.incidents()).singleElement().satisfies(incident -> {
                assertThat(incident).containsEntry("activity", "confirmVoid");
                assertThat(incident.get("message").toString()).contains("503");
            });
            assertThat(orderSystem.received().size()).isGreaterThan(1);
            assertThat(new java.util.HashSet<>(orderSystem.received().stream()
                            .map(LocalServer.Received::body)
                            .toList()))
                    .as("the same request each time")
                    .hasSize(1);
            assertThat(refund.status()).isEqualTo("REFUNDING");
            refund.nothingWasSent();
            refund.withdraw().expect(409, "ALREADY_DECIDED");

            orderSystem.answers(204, "");
            management.setJobRetries(refund.job("confirmVoid").getId(), 1);
            refund.performs(Step.confirmVoid, Step.submitRefund);
            assertThat(refund.incidents()).isEmpty();
            assertThat(refund.requests()).hasSize(1);
        }

        @Test
        void a_release_is_confirmed_too() {
            ticketing.to(orderSystem.address(""));
            var processScenarioRefund = refund().applies();
            processScenarioRefund.withdraw().expect(200);
            assertThat(processScenarioRefund.status()).isEqualTo("WITHDRAWN");

            processScenarioRefund.performs(Step.confirmRelease).endedAt("withdrawn");

            assertThat(orderSystem.received()).singleElement().satisfies(call -> assertThat(call.body())
                    .contains("RELEASE"));
            assertThat(confirmed(processScenarioRefund)).isEqualTo(List.of("RELEASE"));
        }

        private List<String> confirmed(Refund refund) {
            return jdbc.sql(
                            "select instruction from ticket_instruction where application_no = ? and confirmed_at is not null")
                    .param(refund.applicationNo())
                    .query(String.class)
                    .list();
        }
    }

    @Test
    void nobody_can_release_tickets_by_moving_a_token() {
        var processScenarioRefund = refund().applies();

        assertThatThrownBy(() -> runtime.createProcessInstanceModification(
                                processScenarioRefund.instance().getId())
                        .startBeforeActivity("releaseTickets")
                        .execute())
                .hasMessageContaining("not to be given back");

        assertThat(processScenarioRefund.tickets()).containsExactly("HOLD");
        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
    }
}
