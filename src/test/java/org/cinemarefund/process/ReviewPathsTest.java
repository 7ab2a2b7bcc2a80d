package org.cinemarefund.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.cinemarefund.process.RefundProcess.Step;
import org.cinemarefund.process.RefundProcess.Task;
import org.junit.jupiter.api.Test;

/** What people and rules decide before any money moves. */
class ReviewPathsTest extends ProcessScenario {

    @Test
    void what_the_reviewer_approves_is_sent() {
        var it = refund().applies();
        assertThat(it.status()).isEqualTo("UNDER_REVIEW");
        it.nothingWasSent();

        it.approves(Task.reviewRefund, it.reviewer).performs(Step.submitRefund);

        assertThat(it.status()).isEqualTo("REFUNDING");
        assertThat(it.timeline()).containsExactly("APPLIED", "APPROVED", "SUBMITTED");
        assertThat(it.tickets()).containsExactly("HOLD", "VOID");
        assertThat(it.requests()).hasSize(1);
        it.events();
    }
}
