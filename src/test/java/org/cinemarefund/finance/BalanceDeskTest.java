package org.cinemarefund.finance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.balance.MemoryWaiting;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent.Kind;
import org.junit.jupiter.api.Test;

/** The merchant account as finance sees it. */
class BalanceDeskTest {
    private final FinanceWorld world = new FinanceWorld();
    private final BalanceDesk desk =
            new BalanceDesk(world.applications, MemoryWaiting.of(world.money, world.clock), world.clock);

    @Test
    void what_waits_is_summed_since_the_one_that_waits_longest() {
        world.refund("R1", RefundState.WAITING_FOR_BALANCE);
        world.clock.move(Duration.ofHours(1));
        world.refund("R2", RefundState.WAITING_FOR_BALANCE);
        world.refund("R3", RefundState.PROCESSING);

        assertThat(desk.waiting().refunds()).isEqualTo(2);
        assertThat(desk.waiting().fen()).isEqualTo(20000);
        assertThat(desk.waiting().since()).isEqualTo(FinanceWorld.NOW);
    }

    @Test
    void a_top_up_stands_in_the_record_of_the_one_that_will_be_tried_first() {
        world.refund("R1", RefundState.WAITING_FOR_BALANCE);
        world.clock.move(Duration.ofHours(1));
        world.refund("R2", RefundState.WAITING_FOR_BALANCE);

        desk.toppedUp("qian", "已充值");

        var line = world.applications.last("R1");
        assertThat(line.kind()).isEqualTo(Kind.BALANCE_TOPPED_UP);
        assertThat(line.actor()).isEqualTo("qian");
        assertThat(line.words(Fact.COMMENT)).contains("已充值");
        assertThat(world.applications.kinds("R2")).doesNotContain(Kind.BALANCE_TOPPED_UP);
    }

    @Test
    void a_top_up_that_nobody_waits_for_is_written_nowhere() {
        desk.toppedUp("qian", null);

        assertThat(desk.waiting().refunds()).isZero();
    }
}
