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
        var it = refund().order("ticketKind", "SPECIAL");

        var answer = it.apply().expect(201);

        assertThat(answer.text("status")).isEqualTo("REJECTED");
        assertThat(answer.body().path("rule").path("ruleId").asText()).isEqualTo("SPECIAL_TICKET");
        assertThat(answer.body().path("rule").path("clause").asText()).isNotBlank();
        assertThat(answer.body().path("refundAmount").asLong()).isZero();
        assertThat(answer.body().has("reviewDueAt")).isFalse();
        assertThat(answer.headers().get("location")).containsExactly("/api/refund-applications/" + it.applicationNo());
        assertThat(it.tickets()).containsExactly("HOLD", "RELEASE");
        assertThat(it.notices()).containsExactly("REJECTED 1 INTENDED");
        assertThat(it.messages()).isEmpty();

        it.performs(Step.sendRejectionNotice).endedAt("rejectedByPolicy");

        assertThat(it.timeline()).containsExactly("APPLIED", "POLICY_REJECTED", "NOTICE_SENT");
        assertThat(it.eventKinds())
                .containsExactly(Kind.APPLIED, Kind.POLICY_DECIDED, Kind.POLICY_REJECTED, Kind.NOTICE_SENT);
        assertThat(it.messages()).hasSize(1);
        assertThat(it.money()).isNull();
        it.nothingWasSent();
    }

    @Test
    void after_a_refusal_by_the_rules_the_order_can_be_asked_for_again() {
        var it = refund().order("ticketKind", "SPECIAL").applies();
        var first = it.applicationNo();
        it.order("ticketKind", "STANDARD").applies();

        assertThat(it.applicationNo()).isNotEqualTo(first);
        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANCELLED", "RESCHEDULED"})
    void the_cinemas_own_fault_is_paid_in_full_without_anybody_looking(String screening) {
        var it = refund().order("screeningStatus", screening).order("ticketKind", "SPECIAL");

        var answer = it.apply().expect(201);

        assertThat(answer.text("status")).isEqualTo("REFUNDING");
        assertThat(answer.body().path("fee").asLong()).isZero();
        assertThat(answer.body().path("refundAmount").asLong()).isEqualTo(10000);
        assertThat(it.timeline()).containsExactly("APPLIED", "APPROVED");
        assertThat(it.tickets()).containsExactly("HOLD", "VOID");
        it.nothingWasSent();
        it.performs(Step.submitRefund);
        assertThat(it.requests()).singleElement().satisfies(sent -> assertThat(sent.amount())
                .isEqualTo(10000));
        it.events();
    }

    @Test
    void the_cinemas_own_fault_is_paid_above_the_limit_without_a_second_person() {
        var it = refund().order("screeningStatus", "CANCELLED")
                .order("paidAmount", 168000)
                .applies();

        assertThat(it.status()).isEqualTo("REFUNDING");
        assertThat(it.open(Task.supervisorReview)).isNull();
        it.performs(Step.submitRefund);
        assertThat(it.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"9700, REFUNDING", "9699, UNDER_REVIEW", "0, UNDER_REVIEW"})
    void small_sums_are_paid_up_to_the_cinemas_own_limit(long limit, String status) {
        var it = refund().cinema("autoApproveUpTo", limit).applies();

        assertThat(it.status()).isEqualTo(status);
        assertThat(it.seen().body().path("refundAmount").asLong()).isEqualTo(9700);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCREENING_CANCELLED", "FILM_QUALITY", "CONTENT_MISMATCH"})
    void a_claim_about_the_cinema_without_the_fact_is_looked_at_by_a_person(String reason) {
        var it =
                refund().cinema("autoApproveUpTo", 10000).wish("reason", reason).applies();

        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        assertThat(it.seen().body().path("refundAmount").asLong()).isEqualTo(9700);
        it.nothingWasSent();
    }

    @Test
    void what_the_cinema_changes_after_the_application_changes_no_application() {
        var it = refund().applies();
        it.cinema("autoApproveUpTo", 100000).cinema("onOverdue", "APPROVE").cinema("reviewWorkingDays", 9);

        it.passes(RefundProcess.Timer.reviewOverdue);

        assertThat(it.open(Task.supervisorReview)).isNotNull();
        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        it.nothingWasSent();
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
        var it = refund().order(field, value).sell();

        assertThat(it.seenOrder().body().path("refundable").asBoolean()).isFalse();
        assertThat(it.seenOrder()
                        .body()
                        .path("notRefundableReason")
                        .path("code")
                        .asText())
                .isEqualTo(reason);
        assertThat(it.seenOrder()
                        .body()
                        .path("notRefundableReason")
                        .path("text")
                        .asText())
                .isNotBlank();
        it.quote().expect(409, "ORDER_NOT_REFUNDABLE");
        it.apply().expect(409, "ORDER_NOT_REFUNDABLE");
        assertThat(instructionsOn(it.orderNo)).isZero();
    }

    @Test
    void nothing_paid_is_nothing_to_refund() {
        var it = refund().order("paidAmount", 0).order("serviceFee", 0);

        it.apply().expect(409, "ORDER_NOT_REFUNDABLE");
    }

    @Test
    void an_amount_must_be_what_was_paid() {
        var it = refund().wish("amount", 9999);

        it.apply().expect(422, "AMOUNT_MISMATCH");
        assertThat(instructionsOn(it.orderNo)).isZero();
        it.wish("amount", 10000).apply().expect(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"19.90", "-1", "\"10000\""})
    void an_amount_is_never_bent_into_shape(String amount) throws Exception {
        var it = refund().wish("amount", JSON.readTree(amount));

        it.apply().expect(422);
        assertThat(instructionsOn(it.orderNo)).isZero();
    }

    @Test
    void a_deal_that_changed_since_the_quote_is_shown_anew_and_not_made() {
        var it = refund().showIn(Duration.ofHours(25)).sell();
        var quoted = it.quote().expect(200).body().path("refundAmount").asLong();
        assertThat(quoted).isEqualTo(9700);
        clock.forward(Duration.ofHours(2));

        var refused = it.wish("quotedRefundAmount", quoted).apply().expect(409, "QUOTE_CHANGED");

        assertThat(refused.body().path("quote").path("refundAmount").asLong()).isEqualTo(8730);
        assertThat(refused.body().path("quote").path("rule").path("ruleId").asText())
                .isEqualTo("FEE_10_PERCENT");
        assertThat(instructionsOn(it.orderNo)).isZero();
        assertThat(it.seenOrder().body().path("refundable").asBoolean()).isTrue();
        it.wish("quotedRefundAmount", 8730).apply().expect(201);
    }

    @Test
    void an_order_has_one_live_application_at_a_time() {
        var it = refund().applies();
        var first = it.applicationNo();

        it.apply().expect(409, "REFUND_ALREADY_OPEN");
        it.quote().expect(409, "REFUND_ALREADY_OPEN");

        assertThat(it.applicationNo()).isEqualTo(first);
        assertThat(instructionsOn(it.orderNo)).isEqualTo(1);
    }

    @Test
    void a_person_makes_so_many_applications_a_day_and_no_more() {
        var it = refund().order("ticketKind", "SPECIAL");
        for (int i = 0; i < 20; i++) {
            it.apply().expect(201);
        }

        var refused = it.apply().expect(429, "TOO_MANY_REQUESTS");

        var wait = Long.parseLong(refused.headers().get("retry-after").get(0));
        clock.forward(Duration.ofSeconds(wait - 1));
        it.apply().expect(429, "TOO_MANY_REQUESTS");
        clock.forward(Duration.ofSeconds(1));
        it.apply().expect(201);
    }

    @Test
    void evidence_of_which_nothing_is_known_is_refused() {
        var it = refund().wish("evidence", List.of("no-such-picture"));

        it.apply().expect(422, "INVALID_REQUEST");
        assertThat(instructionsOn(it.orderNo)).isZero();
    }

    @Test
    void while_an_application_lives_payment_payer_and_sum_do_not_change() {
        var it = refund().applies();
        var order = JSON.createObjectNode();
        for (var change : List.of(
                order.deepCopy().put("transactionId", "4200999999"),
                order.deepCopy().put("openid", "oSomebodyElse"),
                order.deepCopy().put("paidAmount", 9999))) {
            assertThat(it.putOrderWith(change).expect(409).code()).isEqualTo("ORDER_IN_USE");
        }
        it.order("hall", "4号厅");
        assertThat(it.stored().order().hall()).isEqualTo("3号厅");
    }

    @Test
    void what_a_person_paid_back_another_way_is_never_paid_again() {
        var it = refund().applies();
        it.approves(Task.reviewRefund, it.reviewer).performs(Step.submitRefund);
        sandbox.setState(it.outRefundNo(), SandboxRefund.Status.CLOSED);
        await().until(() -> it.open(Task.resolveRefund) != null);
        it.answer(Task.resolveRefund, FINANCE, Map.of("action", "SETTLE_OFFLINE", "proofReference", "BANK-1"))
                .expect(204);
        it.approves(Task.confirmResolution, FINANCE_TWO);
        it.performs(Step.verifyResolution, Step.sendOfflineNotice).endedAt("settledOffline");
        assertThat(it.status()).isEqualTo("SETTLED_OFFLINE");

        assertThat(it.seenOrder().body().path("refundable").asBoolean()).isFalse();
        it.quote().expect(409, "ORDER_NOT_REFUNDABLE");
        it.apply().expect(409, "ORDER_NOT_REFUNDABLE");
    }

    // --- pressed more than once
    // -------------------------------------------------------------------------------------------

    @Test
    void the_same_key_and_request_answer_the_same() {
        var it = refund();
        var first = it.apply("key-1").expect(201);

        var again = it.apply("key-1").expect(201);

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().get("location")).isEqualTo(first.headers().get("location"));
        assertThat(instructionsOn(it.orderNo)).isEqualTo(1);
        it.wish("description", "another").apply("key-1").expect(422, "IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void a_key_belongs_to_one_person_for_a_day() {
        var it = refund();
        var other = refund();
        it.apply("shared-key").expect(201);
        other.apply("shared-key").expect(201);
        assertThat(other.applicationNo()).isNotEqualTo(it.applicationNo());

        clock.forward(Duration.ofHours(24));
        it.withdraw().expect(200);
        var first = it.applicationNo();
        it.apply("shared-key").expect(201);
        assertThat(it.applicationNo()).isNotEqualTo(first);
    }

    @Test
    void a_key_of_a_request_that_failed_is_free() {
        var it = refund().wish("amount", 1);
        it.apply("key-2").expect(422, "AMOUNT_MISMATCH");

        it.wish("amount", 10000).apply("key-2").expect(201);
    }

    @Test
    void fifty_requests_at_once_make_one_application() throws Exception {
        var it = refund().sell();

        var answers = atOnce(50, () -> patiently(it, null));

        assertThat(answers.stream().filter(a -> a.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(a -> a.status() != 201))
                .allSatisfy(a -> a.expect(409, "REFUND_ALREADY_OPEN"));
        assertThat(instructionsOn(it.orderNo)).isEqualTo(1);
        assertThat(applicationsOn(it.orderNo)).isEqualTo(1);
    }

    @Test
    void fifty_requests_at_once_under_one_key_all_end_with_the_same_application() throws Exception {
        var it = refund().sell();

        var answers = atOnce(50, () -> patiently(it, "the-key"));

        assertThat(answers).allSatisfy(a -> a.expect(201));
        assertThat(new TreeSet<>(
                        answers.stream().map(a -> a.text("applicationNo")).toList()))
                .hasSize(1);
        assertThat(applicationsOn(it.orderNo)).isEqualTo(1);
    }

    @Test
    void orders_and_applications_come_in_pages_that_miss_nothing() {
        var it = refund().sell();
        var expected = new TreeSet<String>();
        expected.add(it.orderNo);
        IntStream.rangeClosed(1, 6).forEach(n -> {
            var more = refund().order("openid", it.openid).sell();
            expected.add(more.orderNo);
            it.wish("orderNo", more.orderNo);
            it.applies();
        });

        var seen = new ArrayList<String>();
        String cursor = null;
        do {
            var page = it.asMoviegoer("GET", "/api/orders?limit=3" + (cursor == null ? "" : "&cursor=" + cursor), null)
                    .expect(200);
            assertThat(page.body().path("items").size()).isBetween(1, 3);
            page.body().path("items").forEach(o -> seen.add(o.path("orderNo").asText()));
            cursor = page.text("nextCursor");
        } while (cursor != null);
        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);

        var first =
                it.asMoviegoer("GET", "/api/refund-applications?limit=4", null).expect(200);
        var second = it.asMoviegoer("GET", "/api/refund-applications?limit=4&cursor=" + first.text("nextCursor"), null)
                .expect(200);
        assertThat(second.body().has("nextCursor")).isFalse();
        assertThat(first.body().path("items").size()
                        + second.body().path("items").size())
                .isEqualTo(6);
        it.asMoviegoer("GET", "/api/orders?cursor=nonsense", null).expect(422, "INVALID_REQUEST");
    }

    @Test
    void an_order_shows_its_newest_application_and_nobodys_openid() {
        var it = refund().applies();

        var order = it.seenOrder().body();

        assertThat(order.path("refundable").asBoolean()).isFalse();
        assertThat(order.path("notRefundableReason").path("code").asText()).isEqualTo("REFUND_ALREADY_OPEN");
        assertThat(order.path("application").path("applicationNo").asText()).isEqualTo(it.applicationNo());
        assertThat(order.path("application").path("status").asText()).isEqualTo("UNDER_REVIEW");
        assertThat(order.toString()).doesNotContain(it.openid);
        assertThat(it.seen().body().toString()).doesNotContain(it.openid);
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
    private static Answer patiently(Refund it, String key) throws InterruptedException {
        for (var tries = 0; ; tries++) {
            var answer = it.apply(key);
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
