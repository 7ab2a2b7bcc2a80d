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
        var it = refund().applies();
        it.order(field, value);

        it.approves(Task.reviewRefund, it.reviewer);

        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        assertThat(it.stored().supervisorReason()).contains(reason);
        assertThat(it.open(Task.supervisorReview)).isNotNull();
        assertThat(it.open(Task.reviewRefund)).isNull();
        assertThat(it.timeline()).containsExactly("APPLIED");
        assertThat(it.tickets()).containsExactly("HOLD");
        assertThat(it.money()).isNull();
        it.nothingWasSent();
        it.events();
    }

    @Test
    void as_long_as_it_is_not_back_every_approval_comes_back() {
        var it = refund().applies();
        it.order("status", "CLOSED").approves(Task.reviewRefund, it.reviewer);

        it.approves(Task.supervisorReview, SUPERVISOR);

        assertThat(it.open(Task.supervisorReview)).isNotNull();
        assertThat(it.open(Task.supervisorReview).getAssignee()).isNull();
        assertThat(it.money()).isNull();
        it.order("status", "PAID").approves(Task.supervisorReview, SUPERVISOR);
        assertThat(it.money()).isEqualTo("SENDING");
        assertThat(it.timeline()).containsExactly("APPLIED", "APPROVED");
        it.performs(Step.submitRefund);
        assertThat(it.requests()).singleElement().satisfies(sent -> assertThat(sent.outRefundNo())
                .isEqualTo(it.outRefundNo()));
        it.events();
    }

    @Test
    void what_came_back_can_be_withdrawn() {
        var it = refund().applies();
        it.order("status", "CLOSED").approves(Task.reviewRefund, it.reviewer);

        it.withdraw().expect(200);

        it.endedAt("withdrawn").nothingWasSent();
        assertThat(it.tickets()).containsExactly("HOLD", "RELEASE");
    }

    @Test
    void the_hall_may_change_without_anybody_being_asked() {
        var it = refund().applies();
        it.order("hall", "9号厅").order("ticketState", "COLLECTED");

        it.approves(Task.reviewRefund, it.reviewer);

        assertThat(it.status()).isEqualTo("REFUNDING");
    }

    @Test
    void a_payment_that_was_named_wrongly_is_corrected_and_the_right_one_is_refunded() {
        var it = refund().applies();
        var wrong = it.transactionId();
        var right = JSON.createObjectNode().put("transactionId", wrong.substring(0, wrong.length() - 1) + "x");

        it.putOrderWith(right).expect(409, "ORDER_IN_USE");
        it.putOrderWith(right.deepCopy().put("correction", true)).expect(200);
        it.fact("transactionId", right.path("transactionId").asText());

        assertThat(it.events())
                .filteredOn(line -> line.kind() == Kind.PAYMENT_CORRECTED)
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.facts().code(Fact.OLD_PAYMENT)).isEqualTo(wrong);
                    assertThat(line.facts().code(Fact.PAYMENT)).isEqualTo(it.transactionId());
                });
        it.approves(Task.reviewRefund, it.reviewer).performs(Step.submitRefund);
        assertThat(it.requests()).singleElement().satisfies(sent -> {
            assertThat(sent.order()).isEqualTo(it.transactionId());
            assertThat(sent.outRefundNo()).isEqualTo(it.outRefundNo());
        });
        it.putOrderWith(JSON.createObjectNode().put("transactionId", wrong).put("correction", true))
                .expect(409, "ORDER_IN_USE");
    }

    /** Taken in before there was a limit. */
    @Test
    void a_payment_number_that_is_none_comes_back_until_it_is_corrected() {
        var it = refund().applies();
        jdbc.sql("update ticket_order set transaction_id = ? where order_no = ?")
                .params("4".repeat(64), it.orderNo)
                .update();

        it.approves(Task.reviewRefund, it.reviewer);

        assertThat(it.stored().supervisorReason()).contains(SupervisorReason.PAYMENT_NUMBER);
        assertThat(it.money()).isNull();
        it.putOrderWith(JSON.createObjectNode().put("correction", true)).expect(200);
        it.approves(Task.supervisorReview, SUPERVISOR);
        assertThat(it.money()).isEqualTo("SENDING");
    }

    /** With an address of the order system. */
    @Nested
    class Outbound {

        private Refund approved() {
            ticketing.to(orderSystem.address(""));
            var it = refund().applies();
            return it.approves(Task.reviewRefund, it.reviewer);
        }

        @Test
        void a_confirmed_void_comes_before_the_money() {
            var it = approved();
            assertThat(it.money()).isEqualTo("PREPARED");
            assertThat(it.findJob("submitRefund")).isNull();
            assertThat(orderSystem.received()).isEmpty();

            it.performs(Step.confirmVoid);

            assertThat(orderSystem.received()).singleElement().satisfies(call -> {
                assertThat(call.path()).isEqualTo("/ticket-instructions");
                assertThat(call.body())
                        .contains("VOID", it.applicationNo(), it.orderNo)
                        .doesNotContain(it.openid);
            });
            assertThat(it.money()).isEqualTo("SENDING");
            it.nothingWasSent();
            it.performs(Step.submitRefund);
            assertThat(it.requests()).hasSize(1);
        }

        @Test
        void used_tickets_revoke_the_number_and_nothing_is_sent() {
            var it = approved();
            orderSystem.answers(409, "{\"code\":\"TICKETS_USED\"}");
            var prepared = it.request();

            it.performs(Step.confirmVoid);

            assertThat(it.money()).isEqualTo("REVOKED");
            assertThat(it.status()).isEqualTo("UNDER_REVIEW");
            assertThat(it.stored().supervisorReason()).contains(SupervisorReason.TICKETS_USED);
            assertThat(it.open(Task.supervisorReview)).isNotNull();
            assertThat(it.timeline()).containsExactly("APPLIED");
            it.nothingWasSent();

            orderSystem.answers(200, "");
            it.approves(Task.supervisorReview, SUPERVISOR);
            assertThat(it.money()).isEqualTo("PREPARED");
            assertThat(it.request()).isEqualTo(prepared);
            it.performs(Step.confirmVoid, Step.submitRefund);
            assertThat(it.requests()).singleElement().satisfies(sent -> assertThat(sent.outRefundNo())
                    .isEqualTo(it.outRefundNo()));
            assertThat(it.tickets()).containsExactly("HOLD", "VOID");
            it.events();
        }

        @Test
        void what_was_taken_back_under_a_wrong_payment_stays_and_the_right_one_gets_a_row_of_its_own() {
            var it = approved();
            var right = it.transactionId().substring(0, it.transactionId().length() - 1) + "y";
            var correction = JSON.createObjectNode().put("transactionId", right).put("correction", true);
            it.putOrderWith(correction).expect(409, "ORDER_IN_USE");
            orderSystem.answers(409, "{\"code\":\"TICKETS_USED\"}");
            it.performs(Step.confirmVoid);
            it.putOrderWith(correction).expect(200);
            var wrong = it.outRefundNo();
            it.fact("transactionId", right);

            orderSystem.answers(200, "");
            it.approves(Task.supervisorReview, SUPERVISOR).performs(Step.confirmVoid, Step.submitRefund);

            assertThat(numbers(it)).containsExactly(wrong + " REVOKED", right + "-2 PROCESSING");
            assertThat(it.requests()).singleElement().satisfies(sent -> assertThat(sent.outRefundNo())
                    .isEqualTo(right + "-2"));
        }

        private List<String> numbers(Refund it) {
            return jdbc.sql(
                            "select out_refund_no, state from refund_transaction where application_no = ? order by attempt")
                    .param(it.applicationNo())
                    .query((row, n) -> row.getString(1) + " " + row.getString(2))
                    .list();
        }

        @Test
        void used_tickets_may_be_refused_or_withdrawn_instead() {
            var it = approved();
            orderSystem.answers(409, "{\"code\":\"TICKETS_USED\"}");
            it.performs(Step.confirmVoid);
            it.rejects(Task.supervisorReview, SUPERVISOR, "影票已使用");

            it.performs(Step.confirmRelease, Step.sendRejectionNotice);

            it.endedAt("rejectedByReviewer").nothingWasSent();
            assertThat(it.tickets()).containsExactly("HOLD", "VOID", "RELEASE");
            var another = approved();
            another.performs(Step.confirmVoid).withdraw().expect(200);
            another.performs(Step.confirmRelease).endedAt("withdrawn").nothingWasSent();
        }

        @Test
        void an_order_system_that_is_down_is_asked_again_and_then_shown_to_an_operator() {
            var it = approved();
            orderSystem.answers(503, "");

            while (it.job("confirmVoid").getRetries() > 0) {
                it.fails(Step.confirmVoid);
                assertThat(it.money()).isEqualTo("PREPARED");
            }

            assertThat(it.incidents()).singleElement().satisfies(incident -> {
                assertThat(incident).containsEntry("activity", "confirmVoid");
                assertThat(incident.get("message").toString()).contains("503");
            });
            assertThat(orderSystem.received().size()).isGreaterThan(1);
            assertThat(new java.util.HashSet<>(orderSystem.received().stream()
                            .map(LocalServer.Received::body)
                            .toList()))
                    .as("the same request each time")
                    .hasSize(1);
            assertThat(it.status()).isEqualTo("REFUNDING");
            it.nothingWasSent();
            it.withdraw().expect(409, "ALREADY_DECIDED");

            orderSystem.answers(204, "");
            management.setJobRetries(it.job("confirmVoid").getId(), 1);
            it.performs(Step.confirmVoid, Step.submitRefund);
            assertThat(it.incidents()).isEmpty();
            assertThat(it.requests()).hasSize(1);
        }

        @Test
        void a_release_is_confirmed_too() {
            ticketing.to(orderSystem.address(""));
            var it = refund().applies();
            it.withdraw().expect(200);
            assertThat(it.status()).isEqualTo("WITHDRAWN");

            it.performs(Step.confirmRelease).endedAt("withdrawn");

            assertThat(orderSystem.received()).singleElement().satisfies(call -> assertThat(call.body())
                    .contains("RELEASE"));
            assertThat(confirmed(it)).isEqualTo(List.of("RELEASE"));
        }

        private List<String> confirmed(Refund it) {
            return jdbc.sql(
                            "select instruction from ticket_instruction where application_no = ? and confirmed_at is not null")
                    .param(it.applicationNo())
                    .query(String.class)
                    .list();
        }
    }

    @Test
    void nobody_can_release_tickets_by_moving_a_token() {
        var it = refund().applies();

        assertThatThrownBy(() -> runtime.createProcessInstanceModification(
                                it.instance().getId())
                        .startBeforeActivity("releaseTickets")
                        .execute())
                .hasMessageContaining("not to be given back");

        assertThat(it.tickets()).containsExactly("HOLD");
        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
    }
}
