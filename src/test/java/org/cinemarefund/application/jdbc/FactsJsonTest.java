package org.cinemarefund.application.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.Cinema;
import org.junit.jupiter.api.Test;

class FactsJsonTest {
    private static final Cinema REACHED = new Cinema(
            "c1",
            "南山影城",
            "深圳",
            "0755-12345678",
            "flat-fee",
            2,
            Cinema.OnOverdue.ESCALATE,
            0,
            "10:00–22:00",
            24,
            List.of());

    /** A node of before knows no more fields than these, and reads nothing with another one. */
    @Test
    void what_is_frozen_of_a_cinema_is_what_nodes_of_before_can_read() throws Exception {
        var written = FactsJson.write(new FactsJson.Facts(TestOrders.order("1"), REACHED));

        assertThat(new ObjectMapper().readTree(written).path("cinema").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "cinemaId",
                        "name",
                        "region",
                        "phone",
                        "policyPlan",
                        "reviewWorkingDays",
                        "onOverdue",
                        "autoApproveUpTo");
        var read = FactsJson.facts(written, null);
        assertThat(read.order()).isEqualTo(TestOrders.order("1"));
        assertThat(read.cinema().phone()).isEqualTo("0755-12345678");
        assertThat(read.cinema().serviceHours()).isNull();
    }

    @Test
    void what_a_newer_node_may_freeze_of_it_is_left_out() throws Exception {
        var newer = (com.fasterxml.jackson.databind.node.ObjectNode)
                new ObjectMapper().readTree(FactsJson.write(new FactsJson.Facts(TestOrders.order("1"), REACHED)));
        ((com.fasterxml.jackson.databind.node.ObjectNode) (JsonNode) newer.get("cinema")).put("serviceHours", "x");

        assertThat(FactsJson.facts(newer.toString(), null).cinema().serviceHours())
                .isNull();
    }

    @Test
    void what_is_missing_takes_no_room() {
        var order = TestOrders.order("1");
        var written = FactsJson.write(new FactsJson.Facts(order, REACHED));

        assertThat(order.version()).isNull();
        assertThat(written).doesNotContain("null").doesNotContain("\"version\"");
        assertThat(FactsJson.facts(written, null).order()).isEqualTo(order);
    }

    /** What nodes of before cannot read lies beside it. */
    @Test
    void what_the_rules_looked_at_besides_is_kept_apart() throws Exception {
        var order = TestOrders.order("1").about("IMAX", "PREVIEW", "GOLD");

        var facts = FactsJson.write(new FactsJson.Facts(order, REACHED));
        var more = FactsJson.write(FactsJson.MoreFacts.of(order, REACHED));

        assertThat(new ObjectMapper().readTree(facts).path("order").fieldNames())
                .toIterable()
                .doesNotContain("hallType", "filmType", "memberLevel");
        assertThat(FactsJson.facts(facts, more).order()).isEqualTo(order);
        assertThat(FactsJson.facts(facts, more).cinema().claimHours()).isEqualTo(24);
        assertThat(FactsJson.facts(facts, null).cinema().claimHours()).isEqualTo(Cinema.CLAIM_HOURS);
    }
}
