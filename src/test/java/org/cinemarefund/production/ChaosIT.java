package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.cinemarefund.production.ChaosRun.Blow;
import org.cinemarefund.production.ChaosRun.Plan;
import org.junit.jupiter.api.Test;

/** The short version of {@link ChaosRun}: each blow once, the faults as in the long one. */
class ChaosIT {
    /** Longer than the 15 s a remote call may take, and as short as a node may sleep for. */
    private static final Duration LOCK = Duration.ofSeconds(20);

    private static final Plan EACH_BLOW_ONCE =
            new Plan(80, 20260302, 2, List.of(Blow.KILL, Blow.SLEEP, Blow.STOP), Duration.ofSeconds(2), LOCK);

    @Test
    void every_third_call_fails_nodes_die_sleep_and_stop_and_everybody_is_refunded_exactly_once() throws Exception {
        var verdict = ChaosRun.run("chaos-short", EACH_BLOW_ONCE);

        System.out.println(verdict);
        assertThat(verdict.wrong()).as("%s", verdict).isEmpty();
    }
}
