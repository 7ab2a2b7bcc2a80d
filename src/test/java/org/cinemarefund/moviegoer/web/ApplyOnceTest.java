package org.cinemarefund.moviegoer.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.Registration;
import org.cinemarefund.moviegoer.RefundDesk;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.testing.TestOrders;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;

/** Two nodes get the same request at once: what the one made is the answer of both. */
class ApplyOnceTest {
    private final RefundDesk desk = mock(RefundDesk.class);
    private final ApplyOnce applyOnce = new ApplyOnce(desk, null);
    private final RefundApplication made =
            RefundApplication.register(TestOrders.applied("R1", TestOrders.order("1"), "zh-CN", Instant.EPOCH));
    private final Registration wish =
            new Registration("1", RefundReason.PERSONAL, null, "oOwner-1", List.of(), null, null, Set.of(), "zh-CN");

    @Test
    void the_node_that_waited_for_the_order_answers_what_the_other_made() {
        when(desk.alreadyMade(any(), any())).thenReturn(Optional.empty()).thenReturn(Optional.of(made));
        when(desk.apply(any(), any())).thenThrow(new Problem(ProblemCode.REFUND_ALREADY_OPEN));

        assertThat(applyOnce.apply(wish, "key", Locale.CHINA)).isSameAs(made);
    }

    @Test
    void the_node_that_was_second_to_store_the_key_answers_what_the_other_made() {
        when(desk.alreadyMade(any(), any())).thenReturn(Optional.empty()).thenReturn(Optional.of(made));
        when(desk.apply(any(), any())).thenThrow(new DuplicateKeyException("key"));

        assertThat(applyOnce.apply(wish, "key", Locale.CHINA)).isSameAs(made);
    }

    @Test
    void a_refusal_of_its_own_stays_one() {
        when(desk.alreadyMade(any(), any())).thenReturn(Optional.empty());
        when(desk.apply(any(), any())).thenThrow(new Problem(ProblemCode.REFUND_ALREADY_OPEN));

        for (var key : new String[] {"key", null}) {
            assertThatThrownBy(() -> applyOnce.apply(wish, key, Locale.CHINA))
                    .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                            .isEqualTo(ProblemCode.REFUND_ALREADY_OPEN));
        }
    }

    @Test
    void while_the_first_still_runs_the_second_is_told_so() {
        when(desk.alreadyMade(any(), any())).thenReturn(Optional.empty());
        when(desk.apply(any(), any())).thenAnswer(first -> {
            assertThatThrownBy(() -> applyOnce.apply(wish, "key", Locale.CHINA))
                    .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                            .isEqualTo(ProblemCode.REQUEST_IN_PROGRESS));
            return made;
        });

        assertThat(applyOnce.apply(wish, "key", Locale.CHINA)).isSameAs(made);
    }
}
