package org.cinemarefund.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.operations.IncidentDesk.Retried;
import org.cinemarefund.operations.IncidentGuide.Cause;
import org.cinemarefund.operations.IncidentGuide.Money;
import org.junit.jupiter.api.Test;

/** What failed alike is one thing, and one press. */
class IncidentDeskTest {
    private static final Instant MONDAY = Instant.parse("2026-03-02T02:00:00Z");
    private static final StaffUser OPERATOR = new StaffUser("op", List.of("operators"));

    private final Engine engine = new Engine();
    private final OverviewRows rows = mock(OverviewRows.class);
    private final IncidentDesk desk = new IncidentDesk(engine, rows);

    /** Steps that failed, and what was asked of it. */
    private static final class Engine implements FailedSteps {
        final List<FailedStep> failed = new ArrayList<>();
        final Set<String> gone = new HashSet<>();
        final List<String> retried = new ArrayList<>();

        void fails(String activity, String applicationNo, String message) {
            var nr = failed.size() + 1;
            failed.add(new FailedStep(
                    "job-" + nr,
                    "in-" + nr,
                    "refund-approval",
                    activity,
                    "pi-" + nr,
                    applicationNo,
                    MONDAY.plusSeconds(nr),
                    message));
        }

        @Override
        public long count() {
            return failed.size();
        }

        @Override
        public List<FailedStep> oldest(int most) {
            return failed.subList(0, Math.min(most, failed.size()));
        }

        @Override
        public String trace(String jobId) {
            return failed.stream()
                    .filter(step -> step.jobId().equals(jobId))
                    .map(step -> "org.cinemarefund.ticketing.TicketingUnavailable: " + step.message())
                    .findFirst()
                    .orElse("");
        }

        @Override
        public boolean retry(String jobId, StaffUser user) {
            assertThat(user).isEqualTo(OPERATOR);
            retried.add(jobId);
            return !gone.contains(jobId);
        }
    }

    @Test
    void the_same_error_of_several_refunds_is_one_group_the_largest_first() {
        engine.fails("confirmRelease", "R1", "票务系统未确认释放 order-1: 502");
        engine.fails("confirmVoid", "R2", "票务系统未确认作废 order-2: 500");
        engine.fails("confirmVoid", "R3", "票务系统未确认作废 order-31: 500");
        engine.fails("confirmVoid", "R4", "连接被拒绝");

        var groups = desk.failures().groups();

        assertThat(groups).extracting(group -> group.steps().size()).containsExactly(2, 1, 1);
        assertThat(groups.get(0).activity()).isEqualTo("confirmVoid");
        assertThat(groups.get(0).cause()).isEqualTo(Cause.TICKETING);
        assertThat(groups.get(0).oldest()).isEqualTo(MONDAY.plusSeconds(2));
        assertThat(groups).extracting(IncidentGroup::id).doesNotHaveDuplicates();
        verify(rows, never()).maybeSent(any());
    }

    @Test
    void of_the_sending_step_those_that_may_be_at_wechat_stand_apart() {
        engine.fails("submitRefund", "R1", "gone");
        engine.fails("submitRefund", "R2", "gone");
        when(rows.maybeSent(anyCollection())).thenReturn(Set.of("R2"));

        assertThat(desk.failures().groups())
                .extracting(IncidentGroup::money)
                .containsExactly(Money.NOT_SENT, Money.SENT);
    }

    @Test
    void a_group_is_retried_whole_and_what_went_on_meanwhile_is_told() {
        engine.fails("confirmVoid", "R1", "order-1: 500");
        engine.fails("confirmVoid", "R2", "order-2: 500");
        engine.fails("confirmRelease", "R3", "order-3: 500");
        engine.gone.add("job-2");
        var group = desk.failures().groups().get(0).id();

        assertThat(desk.retryGroup(group, OPERATOR)).isEqualTo(new Retried(1, 1, 0));
        assertThat(engine.retried).containsExactly("job-1", "job-2");
        assertThat(desk.retryGroup("0123456789abcdef", OPERATOR)).isEqualTo(new Retried(0, 0, 0));
    }

    @Test
    void a_press_takes_so_many_at_once_and_says_how_many_are_left() {
        for (var nr = 0; nr < IncidentDesk.AT_ONCE + 7; nr++) {
            engine.fails("confirmVoid", "R" + nr, "order-" + nr + ": 500");
        }
        var group = desk.failures().groups().get(0).id();

        assertThat(desk.retryGroup(group, OPERATOR)).isEqualTo(new Retried(IncidentDesk.AT_ONCE, 0, 7));
    }

    @Test
    void a_step_named_twice_is_retried_once() {
        engine.fails("confirmVoid", "R1", "500");

        assertThat(desk.retry(List.of("job-1", "job-1"), OPERATOR)).isEqualTo(new Retried(1, 0, 0));
        assertThat(engine.retried).containsExactly("job-1");
    }

    @Test
    void of_very_many_the_oldest_are_shown_and_all_are_counted() {
        for (var nr = 0; nr < IncidentDesk.MOST + 3; nr++) {
            engine.fails("queryRefund", "R" + nr, null);
        }
        var failures = desk.failures();

        assertThat(failures.total()).isEqualTo(IncidentDesk.MOST + 3L);
        assertThat(failures.groups().get(0).steps()).hasSize(IncidentDesk.MOST);
    }
}
