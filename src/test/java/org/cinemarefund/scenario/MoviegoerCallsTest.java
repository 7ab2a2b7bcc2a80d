package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pages read so that a person needs no number of ours, no code and no manual. */
class MoviegoerCallsTest extends ProcessScenario {

    private static List<String> texts(com.fasterxml.jackson.databind.JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(each -> each.asText())
                .toList();
    }

    @Test
    void an_order_names_its_cinema_how_it_was_paid_and_the_reasons_to_choose_from() {
        var refund = refund().cinema("serviceHours", "10:00–22:00")
                .order("bankType", "CMB_DEBIT")
                .sell();

        var order = refund.seenOrder().body();

        var cinema = order.path("cinema");
        assertThat(cinema.path("cinemaId").asText()).isEqualTo(refund.cinemaId);
        assertThat(cinema.path("name").asText()).startsWith("星光影城");
        assertThat(cinema.path("phone").asText()).isEqualTo("0755-12345601");
        assertThat(cinema.path("hours").asText()).isEqualTo("10:00–22:00");
        assertThat(order.path("paidBy").asText()).isEqualTo("招商银行储蓄卡");
        assertThat(order.path("refundable").asBoolean()).isTrue();
        assertThat(texts(order.path("refundableReasons")))
                .containsExactly(
                        "PERSONAL",
                        "SCREENING_CANCELLED",
                        "FILM_QUALITY",
                        "CONTENT_MISMATCH",
                        "DUPLICATE_PURCHASE",
                        "OTHER");
        assertThat(order.has("notRefundableReason")).isFalse();
        var listed = refund.asMoviegoer("GET", "/api/orders", null).expect(200).body();
        assertThat(listed.at("/items/0")).isEqualTo(order);
        var english = refund.asMoviegoer("GET", "/api/orders/" + refund.orderNo, null, Map.of("Accept-Language", "en"));
        assertThat(english.text("paidBy")).isEqualTo("China Merchants Bank debit card");
    }

    @Test
    void nobody_told_how_it_was_paid_or_when_the_phone_is_answered() {
        var refund = refund().order("bankType", null).sell();

        var order = refund.seenOrder().body();

        assertThat(order.has("paidBy")).isFalse();
        assertThat(order.path("cinema").has("hours")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ticketKind, SPECIAL, POLICY_REJECTED",
        "ticketState, USED, TICKETS_USED",
        "status, CLOSED, ORDER_CLOSED"
    })
    void beside_what_is_not_refundable_stands_whom_to_call(String field, String value, String code) {
        var refund = refund().cinema("serviceHours", "9–21")
                .cinema("claimHours", 0)
                .order(field, value)
                .sell();

        var order = refund.seenOrder().body();

        assertThat(order.path("refundable").asBoolean()).isFalse();
        assertThat(texts(order.path("refundableReasons"))).isEmpty();
        var why = order.path("notRefundableReason");
        assertThat(why.path("code").asText()).isEqualTo(code);
        assertThat(why.path("text").asText()).isNotBlank();
        assertThat(why.path("contact").path("phone").asText()).isEqualTo("0755-12345601");
        assertThat(why.path("contact").path("hours").asText()).isEqualTo("9–21");
    }

    @Test
    void a_refusal_carries_whom_to_call_whoever_refuses() {
        var used = refund().order("ticketState", "USED").sell();
        for (var answer : List.of(used.quote(), used.apply("key"), used.apply())) {
            answer.expect(409, "ORDER_NOT_REFUNDABLE");
            assertThat(answer.body().path("contact").path("phone").asText()).isEqualTo("0755-12345601");
        }
        var special = refund().order("ticketKind", "SPECIAL").sell();
        var quote = special.quote().expect(200).body();
        assertThat(quote.path("outcome").asText()).isEqualTo("REJECT");
        assertThat(quote.path("contact").path("phone").asText()).isEqualTo("0755-12345601");

        var application = special.apply().expect(201).body();

        assertThat(application.path("status").asText()).isEqualTo("REJECTED");
        assertThat(application.path("contact").path("phone").asText()).isEqualTo("0755-12345601");
    }

    @Test
    void an_application_names_its_cinema_and_how_it_is_reached_now() {
        var refund = refund().applies();
        refund.cinema("phone", "0755-99999999").cinema("serviceHours", "全天");

        var seen = refund.seen().body();

        assertThat(seen.path("cinema").path("cinemaId").asText()).isEqualTo(refund.cinemaId);
        assertThat(seen.path("cinema").path("name").asText()).startsWith("星光影城");
        assertThat(seen.path("contact").path("phone").asText()).isEqualTo("0755-99999999");
        assertThat(seen.path("contact").path("hours").asText()).isEqualTo("全天");
        assertThat(refund.asMoviegoer("GET", "/api/refund-applications", null)
                        .expect(200)
                        .body()
                        .at("/items/0"))
                .isEqualTo(seen);
    }

    @Test
    void reasons_are_told_to_anybody_with_a_hint_and_whether_pictures_help() {
        for (var language : List.of("zh-CN", "en")) {
            var items = http("GET", "/api/refund-reasons", null, Map.of("Accept-Language", language))
                    .expect(200)
                    .body()
                    .path("items");

            var codes = new ArrayList<String>();
            items.forEach(item -> {
                codes.add(
                        item.path("code").asText() + " " + item.path("evidence").asText());
                assertThat(item.path("text").asText()).isNotBlank();
                assertThat(item.path("hint").asText())
                        .isNotBlank()
                        .isNotEqualTo(item.path("text").asText());
            });
            assertThat(codes)
                    .hasSize(RefundReason.values().length)
                    .contains("PERSONAL NONE", "FILM_QUALITY WELCOME", "OTHER WELCOME");
        }
    }

    @Test
    void templates_to_ask_consent_for_are_named_by_what_they_tell() {
        var items = refund().sell()
                .asMoviegoer("GET", "/api/notice-templates", null)
                .expect(200)
                .body()
                .path("items");

        var kinds = new ArrayList<String>();
        items.forEach(item -> {
            kinds.add(item.path("kind").asText());
            assertThat(item.path("templateId").asText()).isNotBlank();
        });
        assertThat(kinds).containsExactly("CREDITED", "REJECTED", "EVIDENCE_REQUESTED");
    }

    @Test
    void a_message_leads_to_the_page_of_its_application() {
        var refund = refund().order("ticketKind", "SPECIAL").applies().performs(Step.sendRejectionNotice);

        assertThat(refund.messages()).singleElement().satisfies(message -> assertThat(message.page())
                .isEqualTo("packageRefund/pages/detail/detail?no=" + refund.applicationNo()));
    }

    @Test
    void each_line_of_a_sum_says_what_becomes_of_it() {
        var lines = refund().sell().quote().expect(200).body().path("lines");

        var signed = new ArrayList<String>();
        lines.forEach(line -> {
            signed.add(line.path("kind").asText() + " " + line.path("group").asText());
            assertThat(line.path("amount").asLong()).isPositive();
            assertThat(line.path("text").asText()).isNotBlank();
        });
        assertThat(signed).containsExactly("TICKETS PAID", "SERVICE_FEE PAID", "SERVICE_FEE_KEPT KEPT", "REFUND BACK");
    }
}
