package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.junit.jupiter.api.Test;

/** What moviegoers are told of the terms, and what becomes of it, over the whole product. */
class TermsTest extends ProcessScenario {

    private Refund watched() {
        return refund().wish("reason", "FILM_QUALITY")
                .order("ticketState", "USED")
                .order("couponAmount", 500)
                .order("showTime", MONDAY.minus(Duration.ofHours(2)).toString());
    }

    @Test
    void a_film_that_was_bad_reaches_a_person_also_with_a_ticket_that_was_used() {
        var refund = watched().sell();

        var order = refund.seenOrder().body();
        assertThat(order.path("refundable").asBoolean()).isTrue();
        assertThat(order.path("refundableReasons"))
                .extracting(each -> each.asText())
                .containsExactlyInAnyOrder("SCREENING_CANCELLED", "FILM_QUALITY", "CONTENT_MISMATCH");
        var quote = refund.quote().expect(200).body();
        assertThat(quote.path("outcome").asText()).isEqualTo("REVIEW");
        assertThat(quote.path("rule").path("ruleId").asText()).isEqualTo("CLAIM");
        assertThat(quote.path("rule").path("clause").asText()).contains("人工核实");
        assertThat(quote.path("refundAmount").asLong()).isZero();
        assertThat(quote.path("fee").asLong()).isEqualTo(10_000);
        assertThat(quote.path("ifConfirmed").path("refundAmount").asLong()).isEqualTo(10_000);
        assertThat(quote.path("returnsCoupon").asBoolean()).isFalse();
        for (var group : List.of("PAID", "KEPT")) {
            assertThat(sum(quote.path("lines"), group)).isEqualTo(10_000);
        }
        assertThat(sum(quote.path("ifConfirmed").path("lines"), "BACK")).isEqualTo(10_000);

        var applied = refund.apply().expect(201).body();

        assertThat(applied.path("status").asText()).isEqualTo("UNDER_REVIEW");
        assertThat(applied.path("ifConfirmed").path("refundAmount").asLong()).isEqualTo(10_000);
        assertThat(refund.stored().deal().claim()).isTrue();
    }

    @Test
    void who_is_late_with_it_is_refused_and_so_is_any_other_reason() {
        watched().cinema("claimHours", 1).sell().quote().expect(409, "ORDER_NOT_REFUNDABLE");
        watched().wish("reason", "PERSONAL").sell().quote().expect(409, "ORDER_NOT_REFUNDABLE");
    }

    private static long sum(JsonNode lines, String group) {
        var sum = 0L;
        for (var line : lines) {
            sum += line.path("group").asText().equals(group)
                    ? line.path("amount").asLong()
                    : 0;
        }
        return sum;
    }

    @Test
    void the_coupon_goes_back_with_the_tickets_or_afterwards() {
        var cancelled = refund().order("couponAmount", 500)
                .order("screeningStatus", "CANCELLED")
                .applies();
        assertThat(feed(cancelled)).containsExactly("HOLD", "VOID true");
        assertThat(cancelled.stored().deal().returnsCoupon()).isTrue();

        var late = refund().order("couponAmount", 500)
                .cinema("autoApproveUpTo", 1_000_000)
                .applies();
        assertThat(feed(late)).containsExactly("HOLD", "VOID false");
        late.order("screeningStatus", "CANCELLED");
        late.order("filmTitle", "told again");
        assertThat(feed(late)).containsExactly("HOLD", "VOID false", "RETURN_COUPON");

        var without = refund().cinema("autoApproveUpTo", 1_000_000).applies();
        without.order("screeningStatus", "CANCELLED");
        assertThat(feed(without)).containsExactly("HOLD", "VOID false");
    }

    private List<String> feed(Refund refund) {
        return jdbc.sql(
                        "select instruction, return_coupon from ticket_instruction where application_no = ? order by id")
                .param(refund.applicationNo())
                .query((row, n) -> row.getString(1) + (row.getString(1).equals("VOID") ? " " + row.getBoolean(2) : ""))
                .list();
    }

    @Test
    void three_times_a_month_nobody_looks_at_small_sums_of_one_moviegoer() {
        var first = refund().cinema("autoApproveUpTo", 1_000_000).applies();
        var outcomes = new ArrayList<String>();
        outcomes.add(first.stored().deal().outcome().name());
        for (int i = 0; i < 3; i++) {
            var next = refund().cinema("autoApproveUpTo", 1_000_000)
                    .order("openid", first.openid)
                    .sell();
            var applied = first.asMoviegoer(
                            "POST",
                            "/api/refund-applications",
                            JSON.createObjectNode().put("orderNo", next.orderNo).put("reason", "PERSONAL"))
                    .expect(201);
            outcomes.add(applications
                    .find(applied.text("applicationNo"))
                    .orElseThrow()
                    .deal()
                    .outcome()
                    .name());
        }

        assertThat(outcomes).containsExactly("AUTO_APPROVE", "AUTO_APPROVE", "AUTO_APPROVE", "REVIEW");
        first.performs(Step.submitRefund);
    }

    @Test
    void which_plan_a_cinema_had_when_they_paid_counts_where_it_is_better() {
        var refund = refund().cinema("policyPlan", "free-until-30-minutes")
                .order("showTime", MONDAY.plus(Duration.ofHours(3)).toString())
                .sell();
        clock.forward(Duration.ofMinutes(1));
        refund.cinema("policyPlan", "shenzhen-tiers").putCinema().expect(200);

        var quote = refund.quote().expect(200).body();

        assertThat(quote.path("rule").path("plan").asText()).isEqualTo("free-until-30-minutes");
        assertThat(quote.path("fee").asLong()).isEqualTo(300);
        assertThat(refund.apply().expect(201).body().path("rule").path("plan").asText())
                .isEqualTo("free-until-30-minutes");
        assertThat(refund.stored().deal().plan()).isEqualTo("free-until-30-minutes");
    }

    @Test
    void every_version_of_the_plans_a_cinema_had_can_be_read() {
        var refund = refund().cinema("policyPlan", "flat-fee").sell();
        var path = "/api/cinemas/" + refund.cinemaId + "/refund-policy";

        var now = refund.asMoviegoer("GET", path, null).expect(200).body();
        var asked =
                refund.asMoviegoer("GET", path + "?version=1", null).expect(200).body();

        assertThat(asked).isEqualTo(now);
        assertThat(now.path("plan").asText()).isEqualTo("flat-fee");
        assertThat(now.path("validFrom").asText()).isEqualTo("2026-01-01");
        assertThat(now.path("clauses"))
                .extracting(each -> each.path("ruleId").asText())
                .contains("P0", "FEE_5_YUAN", "CLAIM", "NOTHING_LEFT");
        refund.asMoviegoer("GET", path + "?version=2", null).expect(404, "NOT_FOUND");

        refund.cinema("policyPlan", "shenzhen-tiers").putCinema().expect(200);

        assertThat(refund.asMoviegoer("GET", path + "?version=1", null)
                        .expect(200)
                        .text("plan"))
                .isEqualTo("shenzhen-tiers");
        assertThat(refund.asMoviegoer("GET", path + "?plan=flat-fee&version=1", null)
                        .expect(200)
                        .body())
                .isEqualTo(now);
        refund.asMoviegoer("GET", path + "?plan=member-card", null).expect(404, "NOT_FOUND");
    }
}
