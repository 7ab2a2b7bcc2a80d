package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.sandbox.SandboxRefund;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a wish: refused by the rules, approved by the rules, for a person to look at, or no application at all. */
class ApplyingTest extends ProcessScenario {

    // --- the rules decide
    // -----------------------------------------------------------------------------------------------

    @Test
    void a_refusal_by_the_rules_is_an_application_with_rule_clause_and_notice() {
        var processScenarioRefund = refund().order("ticketKind", "SPECIAL");

        var answer = processScenarioRefund.apply().expect(201);

        assertThat(answer.text("status")).isEqualTo("REJECTED");
        assertThat(answer.body().path("rule").path("ruleId").asText()).isEqualTo("SPECIAL_TICKET");
        assertThat(answer.body().path("rule").path("clause").asText()).isNotBlank();
        assertThat(answer.body().path("refundAmount").asLong()).isZero();
        assertThat(answer.body().has("reviewDueAt")).isFalse();
        assertThat(answer.headers().get("location"))
                .containsExactly("/api/refund-applications/" + processScenarioRefund.applicationNo());
        assertThat(processScenarioRefund.tickets()).containsExactly("HOLD", "RELEASE");
        assertThat(processScenarioRefund.notices()).containsExactly("REJECTED 1 INTENDED");
        assertThat(processScenarioRefund.messages()).isEmpty();

        processScenarioRefund.performs(Step.sendRejectionNotice).endedAt("rejectedByPolicy");

        assertThat(processScenarioRefund.timeline()).containsExactly("APPLIED", "POLICY_REJECTED", "NOTICE_SENT");
        assertThat(processScenarioRefund.eventKinds())
                .containsExactly(Kind.APPLIED, Kind.POLICY_DECIDED, Kind.POLICY_REJECTED, Kind.NOTICE_SENT);
        assertThat(processScenarioRefund.messages()).hasSize(1);
        assertThat(processScenarioRefund.money()).isNull();
        processScenarioRefund.nothingWasSent();
    }

    @Test
    void after_a_refusal_by_the_rules_the_order_can_be_asked_for_again() {
        var processScenarioRefund = refund().order("ticketKind", "SPECIAL").applies();
        var first = processScenarioRefund.applicationNo();
        processScenarioRefund.order("ticketKind", "STANDARD").applies();

        assertThat(processScenarioRefund.applicationNo()).isNotEqualTo(first);
        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANCELLED", "RESCHEDULED"})
    void the_cinemas_own_fault_is_paid_in_full_without_anybody_looking(String screening) {
        var processScenarioRefund = refund().order("screeningStatus", screening).order("ticketKind", "SPECIAL");

        var answer = processScenarioRefund.apply().expect(201);

        assertThat(answer.text("status")).isEqualTo("REFUNDING");
        assertThat(answer.body().path("fee").asLong()).isZero();
        assertThat(answer.body().path("refundAmount").asLong()).isEqualTo(10000);
        assertThat(processScenarioRefund.timeline()).containsExactly("APPLIED", "APPROVED");
        assertThat(processScenarioRefund.tickets()).containsExactly("HOLD", "VOID");
        processScenarioRefund.nothingWasSent();
        processScenarioRefund.performs(Step.submitRefund);
        assertThat(processScenarioRefund.requests()).singleElement().satisfies(sent -> assertThat(sent.amount())
                .isEqualTo(10000));
        processScenarioRefund.events();
    }

    @Test
    void the_cinemas_own_fault_is_paid_above_the_limit_without_a_second_person() {
        var processScenarioRefund = refund().order("screeningStatus", "CANCELLED")
                .order("paidAmount", 168000)
                .applies();

        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
        assertThat(processScenarioRefund.open(Task.supervisorReview)).isNull();
        processScenarioRefund.performs(Step.submitRefund);
        assertThat(processScenarioRefund.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"9700, REFUNDING", "9699, UNDER_REVIEW", "0, UNDER_REVIEW"})
    void small_sums_are_paid_up_to_the_cinemas_own_limit(long limit, String status) {
        var processScenarioRefund = refund().cinema("autoApproveUpTo", limit).applies();

        assertThat(processScenarioRefund.status()).isEqualTo(status);
        assertThat(processScenarioRefund.seen().body().path("refundAmount").asLong())
                .isEqualTo(9700);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCREENING_CANCELLED", "FILM_QUALITY", "CONTENT_MISMATCH"})
    void a_claim_about_the_cinema_without_the_fact_is_looked_at_by_a_person(String reason) {
        var processScenarioRefund =
                refund().cinema("autoApproveUpTo", 10000).wish("reason", reason).applies();

        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.seen().body().path("refundAmount").asLong())
                .isEqualTo(9700);
        processScenarioRefund.nothingWasSent();
    }

    @Test
    void what_the_cinema_changes_after_the_application_changes_no_application() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .cinema("autoApproveUpTo", 100000)
                .cinema("onOverdue", "APPROVE")
                .cinema("reviewWorkingDays", 9);

        processScenarioRefund.passes(RefundProcess.Timer.reviewOverdue);

        assertThat(processScenarioRefund.open(Task.supervisorReview)).isNotNull();
        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        processScenarioRefund.nothingWasSent();
    }

    // --- no application at all
    // ------------------------------------------------------------------------------------------

    @Test
    void somebody_elses_order_does_not_exist() {
        var theirs = refund().sell();
        var mine = refund().wish("orderNo", theirs.orderNo);

        mine.apply().expect(404, "ORDER_NOT_FOUND");

        assertThat(mine.asMoviegoer("GET", "/api/orders/" + theirs.orderNo, null)
                        .status())
                .isEqualTo(404);
        assertThat(instructionsOn(theirs.orderNo)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"status, CLOSED, ORDER_CLOSED", "status, REFUNDED, ORDER_REFUNDED", "ticketState, USED, TICKETS_USED"})
    void what_the_order_forbids_is_said_before_and_refused_after(String field, String value, String reason) {
        var processScenarioRefund =
                refund().cinema("claimHours", 0).order(field, value).sell();

        assertThat(processScenarioRefund.seenOrder().body().path("refundable").asBoolean())
                .isFalse();
        assertThat(processScenarioRefund
                        .seenOrder()
                        .body()
                        .path("notRefundableReason")
                        .path("code")
                        .asText())
                .isEqualTo(reason);
        assertThat(processScenarioRefund
                        .seenOrder()
                        .body()
                        .path("notRefundableReason")
                        .path("text")
                        .asText())
                .isNotBlank();
        processScenarioRefund.quote().expect(409, "ORDER_NOT_REFUNDABLE");
        processScenarioRefund.apply().expect(409, "ORDER_NOT_REFUNDABLE");
        assertThat(instructionsOn(processScenarioRefund.orderNo)).isZero();
    }

    @Test
    void nothing_paid_is_nothing_to_refund() {
        var processScenarioRefund = refund().order("paidAmount", 0).order("serviceFee", 0);

        processScenarioRefund.apply().expect(409, "ORDER_NOT_REFUNDABLE");
    }

    @Test
    void an_amount_must_be_what_was_paid() {
        var processScenarioRefund = refund().wish("amount", 9999);

        processScenarioRefund.apply().expect(422, "AMOUNT_MISMATCH");
        assertThat(instructionsOn(processScenarioRefund.orderNo)).isZero();
        processScenarioRefund.wish("amount", 10000).apply().expect(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"19.90", "-1", "\"10000\""})
    void an_amount_is_never_bent_into_shape(String amount) throws Exception {
        var processScenarioRefund = refund().wish("amount", JSON.readTree(amount));

        processScenarioRefund.apply().expect(422);
        assertThat(instructionsOn(processScenarioRefund.orderNo)).isZero();
    }

    @Test
    void a_deal_that_changed_since_the_quote_is_shown_anew_and_not_made() {
        var processScenarioRefund = refund().showIn(Duration.ofHours(25)).sell();
        var quoted = processScenarioRefund
                .quote()
                .expect(200)
                .body()
                .path("refundAmount")
                .asLong();
        assertThat(quoted).isEqualTo(9700);
        clock.forward(Duration.ofHours(2));

        var refused =
                processScenarioRefund.wish("quotedRefundAmount", quoted).apply().expect(409, "QUOTE_CHANGED");

        assertThat(refused.body().path("quote").path("refundAmount").asLong()).isEqualTo(8730);
        assertThat(refused.body().path("quote").path("rule").path("ruleId").asText())
                .isEqualTo("FEE_10_PERCENT");
        assertThat(instructionsOn(processScenarioRefund.orderNo)).isZero();
        assertThat(processScenarioRefund.seenOrder().body().path("refundable").asBoolean())
                .isTrue();
        processScenarioRefund.wish("quotedRefundAmount", 8730).apply().expect(201);
    }

    @Test
    void an_order_has_one_live_application_at_a_time() {
        var processScenarioRefund = refund().applies();
        var first = processScenarioRefund.applicationNo();

        processScenarioRefund.apply().expect(409, "REFUND_ALREADY_OPEN");
        processScenarioRefund.quote().expect(409, "REFUND_ALREADY_OPEN");

        assertThat(processScenarioRefund.applicationNo()).isEqualTo(first);
        assertThat(instructionsOn(processScenarioRefund.orderNo)).isEqualTo(1);
    }

    @Test
    void a_person_makes_so_many_applications_a_day_and_no_more() {
        var processScenarioRefund = refund().order("ticketKind", "SPECIAL");
        for (int i = 0; i < 20; i++) {
            processScenarioRefund.apply().expect(201);
        }

        var refused = processScenarioRefund.apply().expect(429, "TOO_MANY_REQUESTS");

        var wait = Long.parseLong(refused.headers().get("retry-after").get(0));
        clock.forward(Duration.ofSeconds(wait - 1));
        processScenarioRefund.apply().expect(429, "TOO_MANY_REQUESTS");
        clock.forward(Duration.ofSeconds(1));
        processScenarioRefund.apply().expect(201);
    }

    @Test
    void evidence_of_which_nothing_is_known_is_refused() {
        var processScenarioRefund = refund().wish("evidence", List.of("no-such-picture"));

        processScenarioRefund.apply().expect(422, "INVALID_REQUEST");
        assertThat(instructionsOn(processScenarioRefund.orderNo)).isZero();
    }

    @Test
    void while_an_application_lives_payment_payer_and_sum_do_not_change() {
        var processScenarioRefund = refund().applies();
        var order = JSON.createObjectNode();
        for (var change : List.of(
                order.deepCopy().put("transactionId", "4200999999"),
                order.deepCopy().put("openid", "oSomebodyElse"),
                order.deepCopy().put("paidAmount", 9999))) {
            assertThat(processScenarioRefund.putOrderWith(change).expect(409).code())
                    .isEqualTo("ORDER_IN_USE");
        }
        processScenarioRefund.order("hall", "4号厅");
        assertThat(processScenarioRefund.stored().order().hall()).isEqualTo("3号厅");
    }

    @Test
    void what_a_person_paid_back_another_way_is_never_paid_again() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .approves(Task.reviewRefund, processScenarioRefund.reviewer)
                .performs(Step.submitRefund);
        sandbox.setState(processScenarioRefund.outRefundNo(), SandboxRefund.Status.CLOSED);
        await().until(() -> processScenarioRefund.open(Task.resolveRefund) != null);
        processScenarioRefund
                .answer(Task.resolveRefund, FINANCE, Map.of("action", "SETTLE_OFFLINE", "proofReference", "BANK-1"))
                .expect(204);
        processScenarioRefund.approves(Task.confirmResolution, FINANCE_TWO);
        processScenarioRefund
                .performs(Step.verifyResolution, Step.sendOfflineNotice)
                .endedAt("settledOffline");
        assertThat(processScenarioRefund.status()).isEqualTo("SETTLED_OFFLINE");

        assertThat(processScenarioRefund.seenOrder().body().path("refundable").asBoolean())
                .isFalse();
        processScenarioRefund.quote().expect(409, "ORDER_NOT_REFUNDABLE");
        processScenarioRefund.apply().expect(409, "ORDER_NOT_REFUNDABLE");
    }

    // --- pressed more than once
    // -------------------------------------------------------------------------------------------

    @Test
    void the_same_key_and_request_answer_the_same() {
        var processScenarioRefund = refund();
        var first = processScenarioRefund.apply("key-1").expect(201);

        var again = processScenarioRefund.apply("key-1").expect(201);

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().get("location")).isEqualTo(first.headers().get("location"));
        assertThat(instructionsOn(processScenarioRefund.orderNo)).isEqualTo(1);
        processScenarioRefund.wish("description", "another").apply("key-1").expect(422, "IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void a_key_belongs_to_one_person_for_a_day() {
        var processScenarioRefund = refund();
        var other = refund();
        processScenarioRefund.apply("shared-key").expect(201);
        other.apply("shared-key").expect(201);
        assertThat(other.applicationNo()).isNotEqualTo(processScenarioRefund.applicationNo());

        clock.forward(Duration.ofHours(24));
        processScenarioRefund.withdraw().expect(200);
        var first = processScenarioRefund.applicationNo();
        processScenarioRefund.apply("shared-key").expect(201);
        assertThat(processScenarioRefund.applicationNo()).isNotEqualTo(first);
    }

    @Test
    void a_key_of_a_request_that_failed_is_free() {
        var processScenarioRefund = refund().wish("amount", 1);
        processScenarioRefund.apply("key-2").expect(422, "AMOUNT_MISMATCH");

        processScenarioRefund.wish("amount", 10000).apply("key-2").expect(201);
    }

    @Test
    void fifty_requests_at_once_make_one_application() throws Exception {
        var processScenarioRefund = refund().sell();

        var answers = atOnce(50, () -> patiently(processScenarioRefund, null));

        assertThat(answers.stream().filter(a -> a.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(a -> a.status() != 201))
                .allSatisfy(a -> a.expect(409, "REFUND_ALREADY_OPEN"));
        assertThat(instructionsOn(processScenarioRefund.orderNo)).isEqualTo(1);
        assertThat(applicationsOn(processScenarioRefund.orderNo)).isEqualTo(1);
    }

    @Test
    void fifty_requests_at_once_under_one_key_all_end_with_the_same_application() throws Exception {
        var processScenarioRefund = refund().sell();

        var answers = atOnce(50, () -> patiently(processScenarioRefund, "the-key"));

        assertThat(answers).allSatisfy(a -> a.expect(201));
        assertThat(new TreeSet<>(
                        answers.stream().map(a -> a.text("applicationNo")).toList()))
                .hasSize(1);
        assertThat(applicationsOn(processScenarioRefund.orderNo)).isEqualTo(1);
    }

    @Test
    void orders_and_applications_come_in_pages_that_miss_nothing() {
        var processScenarioRefund = refund().sell();
        var expected = new TreeSet<String>();
        expected.add(processScenarioRefund.orderNo);
        IntStream.rangeClosed(1, 6).forEach(n -> {
            var more = refund().order("openid", processScenarioRefund.openid).sell();
            expected.add(more.orderNo);
            processScenarioRefund.wish("orderNo", more.orderNo);
            processScenarioRefund.applies();
        });

        var seen = new ArrayList<String>();
        String cursor = null;
        do {
            var page = processScenarioRefund
                    .asMoviegoer("GET", "/api/orders?limit=3" + (cursor == null ? "" : "&cursor=" + cursor), null)
                    .expect(200);
            assertThat(page.body().path("items").size()).isBetween(1, 3);
            page.body().path("items").forEach(o -> seen.add(o.path("orderNo").asText()));
            cursor = page.text("nextCursor");
        } while (cursor != null);
        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);

        var first = processScenarioRefund
                .asMoviegoer("GET", "/api/refund-applications?limit=4", null)
                .expect(200);
        var second = processScenarioRefund
                .asMoviegoer("GET", "/api/refund-applications?limit=4&cursor=" + first.text("nextCursor"), null)
                .expect(200);
        assertThat(second.body().has("nextCursor")).isFalse();
        assertThat(first.body().path("items").size()
                        + second.body().path("items").size())
                .isEqualTo(6);
        processScenarioRefund
                .asMoviegoer("GET", "/api/orders?cursor=nonsense", null)
                .expect(422, "INVALID_REQUEST");
    }

    @Test
    void an_order_shows_its_newest_application_and_nobodys_openid() {
        var processScenarioRefund = refund().applies();

        var order = processScenarioRefund.seenOrder().body();

        assertThat(order.path("refundable").asBoolean()).isFalse();
        assertThat(order.path("notRefundableReason").path("code").asText()).isEqualTo("REFUND_ALREADY_OPEN");
        assertThat(order.path("application").path("applicationNo").asText())
                .isEqualTo(processScenarioRefund.applicationNo());
        assertThat(order.path("application").path("status").asText()).isEqualTo("UNDER_REVIEW");
        assertThat(order.toString()).doesNotContain(processScenarioRefund.openid);
        assertThat(processScenarioRefund.seen().body().toString()).doesNotContain(processScenarioRefund.openid);
    }

    @Test
    void somebody_elses_application_does_not_exist() {
        var theirs = refund().applies();
        var mine = refund().sell().known(theirs.applicationNo());

        mine.asMoviegoer("GET", "/api/refund-applications/" + theirs.applicationNo(), null)
                .expect(404, "NOT_FOUND");
        mine.withdraw().expect(404, "NOT_FOUND");
        mine.supplement("x").expect(404, "NOT_FOUND");
        assertThat(theirs.status()).isEqualTo("UNDER_REVIEW");
        var listed = mine.asMoviegoer("GET", "/api/refund-applications", null).expect(200);
        assertThat(StreamSupport.stream(listed.body().path("items").spliterator(), false))
                .isEmpty();
    }

    // --- helpers
    // ----------------------------------------------------------------------------------------------------------

    /** As an honest client does: it comes again when it is told to. */
    private static Answer patiently(Refund refund, String key) throws InterruptedException {
        for (var tries = 0; ; tries++) {
            var answer = refund.apply(key);
            var again = answer.status() == 503 || "REQUEST_IN_PROGRESS".equals(answer.code());
            if (!again || tries == 200) {
                return answer;
            }
            Thread.onSpinWait();
        }
    }

    private static List<Answer> atOnce(int times, Callable<Answer> call) throws Exception {
        var pool = Executors.newFixedThreadPool(16);
        try {
            var answers = new ArrayList<Answer>();
            for (var future : pool.invokeAll(java.util.Collections.nCopies(times, call))) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            pool.shutdownNow();
        }
    }

    private int instructionsOn(String orderNo) {
        return jdbc.sql("select count(*) from ticket_instruction where order_no = ?")
                .param(orderNo)
                .query(Integer.class)
                .single();
    }

    private int applicationsOn(String orderNo) {
        return jdbc.sql("select count(*) from refund_application where order_no = ?")
                .param(orderNo)
                .query(Integer.class)
                .single();
    }
}
