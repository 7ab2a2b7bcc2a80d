package org.cinemarefund.finance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.testing.Problems.refusal;

import java.util.List;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent.Kind;
import org.junit.jupiter.api.Test;

/** What a person found out about a contradiction. */
class AlarmDeskTest {
    private final FinanceWorld world = new FinanceWorld();
    private final AlarmDesk desk = new AlarmDesk(world.applications, world.ownOrders, world.clock);

    @Test
    void a_finding_is_a_must() {
        assertThat(refusal(() -> AlarmDesk.finding(null))).contains("COMMENT_REQUIRED");
        assertThat(refusal(() -> AlarmDesk.finding("  "))).contains("COMMENT_REQUIRED");
        assertThat(AlarmDesk.finding("核对过")).isEqualTo("核对过");
    }

    @Test
    void it_stands_in_the_record_with_who_said_it() {
        world.refund("R1", RefundState.SUCCESS);

        desk.examined("R1", "4200OR1-1", "PAID_TO_ANOTHER_CARD", "qian", "核对过");

        var line = world.applications.last("R1");
        assertThat(line.kind()).isEqualTo(Kind.ALARM_EXAMINED);
        assertThat(line.actor()).isEqualTo("qian");
        assertThat(line.facts().code(Fact.ALARM)).isEqualTo("PAID_TO_ANOTHER_CARD");
        assertThat(line.words(Fact.COMMENT)).contains("核对过");
    }

    @Test
    void nobody_examines_what_is_about_their_own_order() {
        world.refund("R1", RefundState.SUCCESS);
        world.openids.replace("qian", List.of("oOwner-1"));
        var before = world.applications.eventsOf("R1").size();

        assertThat(refusal(() -> desk.examined("R1", "4200OR1-1", "STRAY", "qian", "核对过")))
                .contains("OWN_ORDER");
        assertThat(world.applications.eventsOf("R1")).hasSize(before);
    }

    @Test
    void a_number_that_is_none_of_ours_has_no_record() {
        desk.examined(null, "X-1", "UNKNOWN_NUMBER", "qian", "核对过");

        assertThat(world.applications.find("X-1")).isEmpty();
    }
}
