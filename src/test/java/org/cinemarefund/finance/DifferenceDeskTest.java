package org.cinemarefund.finance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.testing.Problems.refusal;

import java.util.List;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.junit.jupiter.api.Test;

/** What finance owes beside a refund whose sum cannot rise any more. */
class DifferenceDeskTest {
    private final FinanceWorld world = new FinanceWorld();
    private final DifferenceDesk desk = world.differences;

    private void owed() {
        var application = world.refund("R1", RefundState.PROCESSING);
        desk.owe(application, world.money.newest("R1"), ScreeningStatus.CANCELLED);
        desk.owe(application, world.money.newest("R1"), ScreeningStatus.CANCELLED);
    }

    @Test
    void the_fee_that_was_kept_is_owed_once_however_often_the_fact_is_told() {
        owed();

        assertThat(desk.find("R1")).get().extracting(Difference::amount).isEqualTo(1800L);
        assertThat(world.tasks).containsExactly("open R1 DIFFERENCE");
        var line = world.applications.last("R1");
        assertThat(line.kind()).isEqualTo(Kind.DIFFERENCE_DUE);
        assertThat(line.facts().code(Fact.SCREENING)).isEqualTo("CANCELLED");
    }

    @Test
    void it_is_paid_once_and_the_status_of_the_refund_stays() {
        owed();

        desk.paid("R1", "qian", "转账", "P-1");

        assertThat(desk.isPaid("R1")).isTrue();
        var application = world.applications.find("R1").orElseThrow();
        assertThat(application.status()).isEqualTo(RefundStatus.REFUNDING);
        var line = world.applications.last("R1");
        assertThat(line.kind()).isEqualTo(Kind.SETTLED_OFFLINE);
        assertThat(line.actor()).isEqualTo("qian");
        assertThat(line.words(Fact.PROOF)).contains("P-1");
        assertThat(refusal(() -> desk.paid("R1", "sun", null, "P-2"))).contains("ALREADY_DECIDED");
    }

    @Test
    void nobody_pays_one_of_their_own() {
        owed();
        world.openids.replace("qian", List.of("oOwner-1"));

        assertThat(refusal(() -> desk.paid("R1", "qian", null, "P-1"))).contains("OWN_ORDER");
        assertThat(desk.isPaid("R1")).isFalse();
    }

    @Test
    void a_refund_that_is_refused_takes_it_along() {
        owed();

        desk.refused(world.applications.find("R1").orElseThrow());

        assertThat(desk.find("R1")).get().extracting(Difference::state).isEqualTo(Difference.State.ENDED);
        assertThat(world.tasks).endsWith("end R1 DIFFERENCE");
    }

    @Test
    void nothing_that_is_not_owed_is_ended() {
        desk.refused(world.refund("R1", RefundState.REFUSED));

        assertThat(world.tasks).isEmpty();
    }
}
