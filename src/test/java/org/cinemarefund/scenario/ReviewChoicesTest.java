package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.testing.LocalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The choices of a review through the process, of 100.00 yuan of which the rules give 97.00. */
class ReviewChoicesTest extends MoneyScenario {

    /** The picture was bad, says the moviegoer, eight days before the show. */
    private Refund blamed() {
        return refund().wish("reason", "FILM_QUALITY").applies();
    }

    private static Map<String, String> words(String decision, String fen, String comment) {
        var words = new HashMap<>(Map.of("decision", decision, "comment", comment));
        if (fen != null) {
            words.put("refundAmount", fen);
        }
        return words;
    }

    private Refund chooses(Refund refund, Task task, String user, String decision, String fen) {
        refund.answer(task, user, words(decision, fen, "放映机坏了")).expect(204);
        return refund;
    }

    private JsonNode seenBy(Refund refund, Task task, String user) throws Exception {
        return JSON.readTree(new DeskSession(port, user, PASSWORD)
                .send("GET", "/api/desk/tasks/" + refund.taskId(task), null, true)
                .body());
    }

    private static List<String> choices(JsonNode view) {
        return StreamSupport.stream(view.path("choices").spliterator(), false)
                .map(choice -> choice.path("decision").asText() + " "
                        + choice.path("refundAmount").asText("-"))
                .toList();
    }

    private void sends(Refund refund, long fen) {
        refund.performs(Step.submitRefund);
        assertThat(sent(refund)).extracting(Ledger.Request::amount).containsExactly(fen);
        assertThat(refund.seen().body().path("refundAmount").asLong()).isEqualTo(fen);
        assertThat(refund.seen().body().path("fee").asLong()).isEqualTo(10000 - fen);
    }

    @Test
    void a_fault_is_paid_whole_when_a_supervisor_confirms_it() throws Exception {
        var refund = blamed();
        assertThat(choices(seenBy(refund, Task.reviewRefund, refund.reviewer)))
                .containsExactly(
                        "APPROVE 9700", "APPROVE_AS_FAULT 10000", "PROPOSE_AMOUNT -", "REJECT -", "ASK_FOR_EVIDENCE -");

        chooses(refund, Task.reviewRefund, refund.reviewer, "APPROVE_AS_FAULT", null);

        assertThat(refund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(refund.stored().supervisorReason()).contains(SupervisorReason.PROPOSAL);
        assertThat(refund.timeline()).containsExactly("APPLIED");
        assertThat(refund.seen().body().path("refundAmount").asLong()).isEqualTo(9700);
        assertThat(refund.seen().body().toString()).doesNotContain("放映机坏了");
        refund.nothingWasSent();
        var view = seenBy(refund, Task.supervisorReview, SUPERVISOR);
        assertThat(view.path("proposal").path("choice").asText()).isEqualTo("APPROVE_AS_FAULT");
        assertThat(view.path("proposal").path("refundAmount").asLong()).isEqualTo(10000);
        assertThat(view.path("proposal").path("by").asText()).isEqualTo(refund.reviewer);
        assertThat(view.path("proposal").path("comment").asText()).isEqualTo("放映机坏了");
        assertThat(choices(view)).startsWith("APPROVE 10000", "APPROVE 9700", "PROPOSE_AMOUNT -");

        refund.approves(Task.supervisorReview, SUPERVISOR);

        sends(refund, 10000);
        assertThat(refund.seen().text("reviewComment")).isEqualTo("放映机坏了");
        assertThat(refund.seen().body().path("timeline").toString()).contains("影院已确认您反映的情况，退款申请通过，退 ¥100.00");
        settles(refund, Status.SUCCESS);
        endsCredited(refund);
        refund.events();
    }

    @Test
    void a_fault_that_costs_no_more_takes_one() {
        var refund = refund().order("serviceFee", 0)
                .wish("reason", "CONTENT_MISMATCH")
                .applies();

        chooses(refund, Task.reviewRefund, refund.reviewer, "APPROVE_AS_FAULT", null);

        assertThat(refund.status()).isEqualTo("REFUNDING");
        sends(refund, 10000);
    }

    @Test
    void who_chose_first_does_not_confirm_through_any_door() {
        var refund = blamed();
        staff.ensureUser(refund.reviewer, "R", "A", PASSWORD, "supervisors");
        chooses(refund, Task.reviewRefund, refund.reviewer, "PROPOSE_AMOUNT", "9800");

        refund.claim(Task.supervisorReview, refund.reviewer).expect(204);
        var task = refund.taskId(Task.supervisorReview);
        for (var words : List.of(
                words("APPROVE", null, "好"),
                words("APPROVE", "9700", "好"),
                words("APPROVE_AS_FAULT", null, "好"),
                words("PROPOSE_AMOUNT", "9900", "好"))) {
            for (var verb : List.of("complete", "submit-form")) {
                assertThat(complete(task, refund.reviewer, verb, words)
                                .expect(400)
                                .text("message"))
                        .startsWith("SAME_PERSON");
            }
        }
        refund.nothingWasSent();
        assertThat(refund.status()).isEqualTo("UNDER_REVIEW");
        complete(task, refund.reviewer, "complete", Map.of("decision", "REJECT", "rejectReason", "NO_PROOF"))
                .expect(204);
        assertThat(refund.status()).isEqualTo("REJECTED");
    }

    @Test
    void a_sum_is_a_whole_number_of_fen_or_its_digits() {
        var refund = blamed();
        refund.claim(Task.reviewRefund, refund.reviewer).expect(204);
        var task = refund.taskId(Task.reviewRefund);
        for (var sum : List.<Object>of(9700, 10001, "98.00", "", "0x2648", true, -1)) {
            complete(
                            task,
                            refund.reviewer,
                            "complete",
                            Map.of("decision", "PROPOSE_AMOUNT", "comment", "好", "refundAmount", sum))
                    .expect(400);
        }
        assertThat(refund.stored().supervisorReason()).isEmpty();

        complete(
                        task,
                        refund.reviewer,
                        "complete",
                        Map.of("decision", "PROPOSE_AMOUNT", "comment", "好", "refundAmount", 9800))
                .expect(204);

        assertThat(refund.stored().proposal().orElseThrow().refundAmount()).isEqualTo(9800);
        refund.withdraw().expect(200);
        assertThat(refund.status()).isEqualTo("WITHDRAWN");
        refund.nothingWasSent();
    }

    @Test
    void the_second_person_may_pay_what_the_rules_give() {
        var refund = blamed();
        chooses(refund, Task.reviewRefund, refund.reviewer, "APPROVE_AS_FAULT", null);

        refund.answer(Task.supervisorReview, SUPERVISOR, words("APPROVE", "9700", "没有查到"))
                .expect(204);

        sends(refund, 9700);
    }

    @Test
    void why_it_was_refused_is_read_in_the_readers_language() {
        var refund = refund().applies();
        refund.claim(Task.reviewRefund, refund.reviewer).expect(204);
        var task = refund.taskId(Task.reviewRefund);
        assertThat(complete(task, refund.reviewer, "complete", Map.of("decision", "REJECT", "rejectReason", "TOO_RICH"))
                        .expect(400)
                        .text("message"))
                .startsWith("INVALID_REQUEST: ");
        assertThat(complete(task, refund.reviewer, "complete", Map.of("decision", "REJECT"))
                        .expect(400)
                        .text("message"))
                .startsWith("COMMENT_REQUIRED");
        assertThat(refund.status()).isEqualTo("UNDER_REVIEW");

        complete(task, refund.reviewer, "complete", Map.of("decision", "REJECT", "rejectReason", "WATCHED"))
                .expect(204);

        var seen = refund.seen().body();
        assertThat(seen.path("status").asText()).isEqualTo("REJECTED");
        assertThat(seen.path("rejectReason").path("code").asText()).isEqualTo("WATCHED");
        assertThat(seen.path("rejectReason").path("text").asText()).isEqualTo("影片已观看");
        assertThat(seen.has("reviewComment")).isFalse();
        assertThat(refund.asMoviegoer(
                                "GET",
                                "/api/refund-applications/" + refund.applicationNo(),
                                null,
                                Map.of("Accept-Language", "en"))
                        .body()
                        .path("rejectReason")
                        .path("text")
                        .asText())
                .isEqualTo("The film was watched");
        refund.events();
    }

    // --- the order system says so too

    @Test
    void a_choice_that_waits_is_overtaken_by_the_fact() {
        var refund = blamed();
        chooses(refund, Task.reviewRefund, refund.reviewer, "PROPOSE_AMOUNT", "9800");

        refund.order("screeningStatus", "CANCELLED");

        assertThat(refund.open(Task.supervisorReview)).isNull();
        assertThat(refund.seen().body().path("rule").path("ruleId").asText()).isEqualTo("P0");
        sends(refund, 10000);
    }

    @Test
    void what_was_sent_is_made_up_for_and_no_more_than_that() {
        var proposed = blamed();
        chooses(proposed, Task.reviewRefund, proposed.reviewer, "PROPOSE_AMOUNT", "9800");
        proposed.approves(Task.supervisorReview, SUPERVISOR);
        var whole = blamed();
        chooses(whole, Task.reviewRefund, whole.reviewer, "APPROVE_AS_FAULT", null);
        whole.approves(Task.supervisorReview, SUPERVISOR);

        proposed.order("screeningStatus", "CANCELLED");
        whole.order("screeningStatus", "CANCELLED");

        sends(proposed, 9800);
        sends(whole, 10000);
        assertThat(owed(proposed)).containsExactly(200L);
        assertThat(owed(whole)).isEmpty();
    }

    private List<Long> owed(Refund refund) {
        return jdbc.sql("select amount from refund_difference where application_no = ?")
                .param(refund.applicationNo())
                .query(Long.class)
                .list();
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
        void the_sum_of_a_proposal_becomes_all_of_it() {
            var refund = blamed();
            chooses(refund, Task.reviewRefund, refund.reviewer, "PROPOSE_AMOUNT", "9800");
            refund.approves(Task.supervisorReview, SUPERVISOR);
            assertThat(refund.request()).contains("\"refund\":9800");

            refund.order("screeningStatus", "CANCELLED");

            assertThat(refund.request()).contains("\"refund\":10000");
            assertThat(owed(refund)).isEmpty();
            refund.performs(Step.confirmVoid);
            sends(refund, 10000);
        }

        @Test
        void a_proposal_that_did_not_know_of_used_tickets_comes_back_and_waits_again() throws Exception {
            orderSystem.answers(409, "{\"code\":\"TICKETS_USED\"}");
            var refund = blamed();
            chooses(refund, Task.reviewRefund, refund.reviewer, "PROPOSE_AMOUNT", "9800");
            refund.approves(Task.supervisorReview, SUPERVISOR).performs(Step.confirmVoid);

            assertThat(refund.money()).isEqualTo("REVOKED");
            assertThat(refund.stored().supervisorReason()).contains(SupervisorReason.TICKETS_USED);
            assertThat(refund.seen().body().path("refundAmount").asLong()).isEqualTo(9700);
            assertThat(choices(seenBy(refund, Task.supervisorReview, SUPERVISOR)))
                    .startsWith("APPROVE 9800", "APPROVE 9700");
            refund.withdraw().expect(200);
        }

        @Test
        void a_confirmed_fault_knows_of_them() {
            orderSystem.answers(409, "{\"code\":\"TICKETS_USED\"}");
            var refund = blamed();
            chooses(refund, Task.reviewRefund, refund.reviewer, "APPROVE_AS_FAULT", null);
            refund.approves(Task.supervisorReview, SUPERVISOR).performs(Step.confirmVoid);

            sends(refund, 10000);
        }
    }
}
