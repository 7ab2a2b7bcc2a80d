package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refusal that is not accepted, of 100.00 yuan of which the rules give 97.00. */
class AppealTest extends MoneyScenario {

    private Refund refused() {
        var refund = refund().applies();
        return refund.rejects(Task.reviewRefund, refund.reviewer, "影票已取").performs(Step.sendRejectionNotice);
    }

    /** The show has begun, and the rules give nothing. */
    private Refund refusedByTheRules() {
        var refund = refund().showIn(Duration.ofMinutes(-5));
        assertThat(refund.apply().expect(201).text("status")).isEqualTo("REJECTED");
        return refund.performs(Step.sendRejectionNotice);
    }

    private Answer appeal(Refund refund, String words) {
        var body = JSON.createObjectNode();
        if (words != null) {
            body.put("description", words);
        }
        return refund.asMoviegoer("POST", "/api/refund-applications/" + refund.applicationNo() + "/appeal", body);
    }

    /** From here on the refund is the appeal. */
    private Refund appealed(Refund refund) {
        return refund.known(appeal(refund, "请再看一次").expect(201).text("applicationNo"));
    }

    private Answer supervises(Refund refund, String user, String decision, String fen) {
        var words = new HashMap<>(Map.of("decision", decision, "comment", "看过了"));
        if (fen != null) {
            words.put("refundAmount", fen);
        }
        return refund.answer(Task.supervisorReview, user, words);
    }

    @Test
    void a_supervisor_looks_at_it_with_the_deal_of_the_first() {
        var refund = refused();
        var first = refund.applicationNo();
        assertThat(refund.seen().text("appealableUntil")).isEqualTo("2026-03-09T10:00:00+08:00");

        var answer = appeal(refund, "请再看一次").expect(201);

        refund.known(answer.text("applicationNo"));
        assertThat(refund.applicationNo()).isNotEqualTo(first);
        assertThat(answer.headers().get("location").get(0))
                .endsWith("/api/refund-applications/" + refund.applicationNo());
        assertThat(answer.text("appealOf")).isEqualTo(first);
        assertThat(answer.text("status")).isEqualTo("UNDER_REVIEW");
        assertThat(answer.text("description")).isEqualTo("请再看一次");
        assertThat(answer.body().path("refundAmount").asLong()).isEqualTo(9700);
        assertThat(answer.body().has("appealableUntil")).isFalse();
        assertThat(refund.timeline()).containsExactly("APPLIED", "APPEALED");
        assertThat(refund.tickets()).containsExactly("HOLD");
        assertThat(refund.open(Task.reviewRefund)).isNull();
        assertThat(refund.stored().supervisorReason()).contains(SupervisorReason.APPEAL);
        assertThat(refund.seenOrder()
                        .body()
                        .path("application")
                        .path("applicationNo")
                        .asText())
                .isEqualTo(refund.applicationNo());
        var appeal = refund.applicationNo();
        refund.known(first);
        assertThat(refund.timeline()).containsExactly("APPLIED", "REJECTED", "NOTICE_SENT", "APPEALED");
        assertThat(refund.seen().text("status")).isEqualTo("REJECTED");
        assertThat(refund.seen().body().has("appealableUntil")).isFalse();
        refund.events();
        refund.known(appeal);

        supervises(refund, SUPERVISOR, "APPROVE", null).expect(204);

        refund.performs(Step.submitRefund);
        assertThat(sent(refund)).extracting(Ledger.Request::amount).containsExactly(9700L);
        settles(refund, Status.SUCCESS);
        refund.performs(Step.sendCreditNotice).endedAt("refunded");
        assertThat(refund.status()).isEqualTo("REFUNDED");
        refund.events();
    }

    @Test
    void an_order_that_is_somebody_elses_by_now_or_was_paid_otherwise_is_not_appealed() {
        var refund = refused();
        refund.order("paidAmount", 9000).putOrder().expect(200);
        assertThat(appeal(refund, "请再看一次").expect(409).code()).isEqualTo("APPEAL_NOT_POSSIBLE");

        refund.order("paidAmount", 10000)
                .order("openid", "oSomebodyElse")
                .putOrder()
                .expect(200);
        assertThat(appeal(refund, "请再看一次").expect(404).code()).isEqualTo("NOT_FOUND");

        refund.order("openid", refund.openid).putOrder().expect(200);
        appeal(refund, "请再看一次").expect(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"APPROVE", "APPROVE_AS_FAULT", "PROPOSE_AMOUNT", "REJECT", "ASK_FOR_EVIDENCE"})
    void who_refused_decides_nothing_in_it(String decision) {
        var refund = refund().wish("reason", "FILM_QUALITY").sell();
        staff.ensureUser(refund.reviewer, "R", "A", PASSWORD, "supervisors");
        refund.applies().rejects(Task.reviewRefund, refund.reviewer, "没有证据");
        appealed(refund);

        var refused = supervises(refund, refund.reviewer, decision, decision.equals("PROPOSE_AMOUNT") ? "9800" : null);

        assertThat(refused.expect(400).text("message")).startsWith("SAME_PERSON");
        assertThat(refund.status()).isEqualTo("UNDER_REVIEW");
    }

    @Test
    void nor_as_the_second() {
        var refund = refund().wish("reason", "FILM_QUALITY").sell();
        staff.ensureUser(refund.reviewer, "R", "A", PASSWORD, "supervisors");
        refund.applies().rejects(Task.reviewRefund, refund.reviewer, "没有证据");
        appealed(refund);
        supervises(refund, SUPERVISOR, "APPROVE_AS_FAULT", null).expect(204);

        assertThat(supervises(refund, refund.reviewer, "APPROVE", null)
                        .expect(400)
                        .text("message"))
                .startsWith("SAME_PERSON");

        refund.nothingWasSent();
        engineRest(
                        refund.reviewer,
                        "POST",
                        "/task/" + refund.taskId(Task.supervisorReview) + "/unclaim",
                        JSON.createObjectNode())
                .expect(204);
        supervises(refund, OTHER_SUPERVISOR, "APPROVE", null).expect(204);
        refund.performs(Step.submitRefund);
        assertThat(sent(refund)).extracting(Ledger.Request::amount).containsExactly(10000L);
    }

    @Test
    void where_the_rules_give_nothing_two_people_may_give_something() {
        var refund = appealed(refusedByTheRules());
        assertThat(refund.seen().body().path("refundAmount").asLong()).isZero();
        refund.claim(Task.supervisorReview, SUPERVISOR).expect(204);
        assertThat(complete(refund.taskId(Task.supervisorReview), SUPERVISOR, "complete", Map.of("decision", "APPROVE"))
                        .expect(400)
                        .text("message"))
                .startsWith("ACTION_NOT_ALLOWED");
        complete(
                        refund.taskId(Task.supervisorReview),
                        SUPERVISOR,
                        "complete",
                        Map.of("decision", "PROPOSE_AMOUNT", "comment", "通融", "refundAmount", "5000"))
                .expect(204);
        refund.nothingWasSent();
        refund.order("ticketState", "USED");

        supervises(refund, OTHER_SUPERVISOR, "APPROVE", null).expect(204);

        refund.performs(Step.submitRefund);
        assertThat(sent(refund)).extracting(Ledger.Request::amount).containsExactly(5000L);
        assertThat(refund.seen().body().path("fee").asLong()).isEqualTo(5000);
    }

    @Test
    void no_show_hurries_it_and_it_never_pays_by_itself() {
        var refund = refund().cinema("onOverdue", "APPROVE")
                .showIn(Duration.ofHours(5))
                .applies();
        refund.rejects(Task.reviewRefund, refund.reviewer, "不");
        appealed(refund);

        assertThat(refund.open(Task.supervisorReview).getDueDate().toInstant())
                .isEqualTo(Instant.parse("2026-03-04T15:59:59Z"));
        assertThat(refund.findJob(Timer.reviewOverdue.name())).isNull();
        refund.passes(Timer.supervisorOverdue);
        assertThat(refund.status()).isEqualTo("UNDER_REVIEW");
        refund.nothingWasSent();
    }

    @Test
    void where_the_cinema_is_at_fault_by_now_all_of_it_is_paid_at_once() {
        var refund = refused().order("screeningStatus", "CANCELLED");

        appealed(refund);

        assertThat(refund.status()).isEqualTo("REFUNDING");
        assertThat(refund.seen().body().path("rule").path("ruleId").asText()).isEqualTo("P0");
        refund.performs(Step.submitRefund);
        assertThat(sent(refund)).extracting(Ledger.Request::amount).containsExactly(10000L);
    }

    @Test
    void the_fact_is_told_while_a_supervisor_looks() {
        var refund = appealed(refused());

        refund.order("screeningStatus", "ABORTED");

        assertThat(refund.open(Task.supervisorReview)).isNull();
        refund.performs(Step.submitRefund);
        assertThat(sent(refund)).extracting(Ledger.Request::amount).containsExactly(10000L);
    }

    @Test
    void once_per_order_and_a_withdrawn_one_counts() {
        var refund = refused();
        var first = refund.applicationNo();
        appealed(refund).withdraw().expect(200);
        assertThat(refund.seen().body().has("appealableUntil")).isFalse();
        appeal(refund, "再来").expect(409, "APPEAL_NOT_POSSIBLE");
        appeal(refund.known(first), "再来").expect(409, "APPEAL_NOT_POSSIBLE");

        refund.applies().rejects(Task.reviewRefund, refund.reviewer, "不");

        appeal(refund, "再来").expect(409, "APPEAL_NOT_POSSIBLE");
        assertThat(refund.seen().body().has("appealableUntil")).isFalse();
    }

    @Test
    void it_needs_words_its_owner_and_a_refusal_of_this_week() {
        var refund = refused();
        for (var words : new String[] {null, " "}) {
            assertThat(appeal(refund, words).expect(422, "INVALID_REQUEST").text("field"))
                    .isEqualTo("description");
        }
        var other = refused();
        other.asMoviegoer(
                        "POST",
                        "/api/refund-applications/" + refund.applicationNo() + "/appeal",
                        JSON.createObjectNode().put("description", "我的"))
                .expect(404, "NOT_FOUND");
        var open = refund().applies();
        appeal(open, "为什么").expect(409, "APPEAL_NOT_POSSIBLE");
        clock.forward(Duration.ofDays(7).plusSeconds(1));

        assertThat(refund.seen().body().has("appealableUntil")).isFalse();
        appeal(refund, "请再看一次").expect(409, "APPEAL_NOT_POSSIBLE");
        assertThat(refund.tickets()).containsExactly("HOLD", "RELEASE");
    }

    @Test
    void beside_another_application_it_waits_and_after_a_paid_one_it_is_not_possible() {
        var refund = refused();
        var first = refund.applicationNo();
        var second = refund.applies().applicationNo();
        appeal(refund.known(first), "请再看一次").expect(409, "REFUND_ALREADY_OPEN");
        assertThat(refund.seen().body().has("appealableUntil")).isFalse();
        refund.known(second).approves(Task.reviewRefund, refund.reviewer).performs(Step.submitRefund);
        appeal(refund.known(first), "请再看一次").expect(409, "REFUND_ALREADY_OPEN");
        settles(refund, Status.SUCCESS);

        appeal(refund, "请再看一次").expect(409, "APPEAL_NOT_POSSIBLE");
    }

    @Test
    void what_finance_refused_is_not_appealed() {
        var refund = processing();
        settles(refund, Status.CLOSED);
        resolves(refund, "REJECT", "不符合规定", null);

        assertThat(refund.status()).isEqualTo("REJECTED");
        appeal(refund, "请再看一次").expect(409, "APPEAL_NOT_POSSIBLE");
        assertThat(refund.seen().body().has("appealableUntil")).isFalse();
    }

    @Test
    void a_back_end_cannot_start_one() {
        var refund = refused();
        var start = JSON.createObjectNode();
        var given = start.putObject("variables");
        Map.of(
                        "orderNo",
                        refund.orderNo,
                        "reason",
                        "PERSONAL",
                        "applicant",
                        refund.openid,
                        "description",
                        "请再看一次",
                        "appealOf",
                        refund.applicationNo())
                .forEach((name, value) ->
                        given.putObject(name).put("value", value).put("type", "String"));

        engineRest(BACKEND, "POST", "/process-definition/key/refund-approval/start", start)
                .expect(400);

        assertThat(refund.tickets()).containsExactly("HOLD", "RELEASE");
    }

    @Test
    void the_list_says_the_same_as_the_application() {
        var refund = refused();

        var listed = refund.asMoviegoer("GET", "/api/refund-applications", null)
                .expect(200)
                .body()
                .path("items")
                .get(0);

        assertThat(listed).isEqualTo(refund.seen().body());
        assertThat(List.of(listed.path("rejectReason").path("code").asText())).containsExactly("OTHER");
    }
}
