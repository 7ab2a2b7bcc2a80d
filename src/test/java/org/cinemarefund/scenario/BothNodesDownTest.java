package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.runtime.Job;
import org.cinemarefund.notice.StaffNotice;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.junit.jupiter.api.Test;

/** Nobody was there when timers became due: they fire afterwards, each once, however often they were missed. */
class BothNodesDownTest extends MoneyScenario {

    @Test
    void after_an_hour_without_any_node_every_timer_that_became_due_fires_once() {
        var reviewed = refund().applies().passes(Timer.reviewReminder);
        clock.set(dueAt(reviewed, Timer.reviewOverdue).minus(Duration.ofMinutes(30)));
        var settled = processing();
        sandbox.sandbox().force(settled.outRefundNo(), Status.SUCCESS);

        clock.forward(Duration.ofHours(1));

        assertThat(catchesUp(reviewed)).isEqualTo(Map.of(Timer.reviewOverdue.name(), 1));
        assertThat(reviewed.open(Task.supervisorReview)).isNotNull();
        assertThat(count(reviewed, Kind.ESCALATED)).isEqualTo(1);
        assertThat(staffNotices.about(reviewed))
                .containsExactly(
                        StaffNotice.Kind.NEW_TASK,
                        StaffNotice.Kind.REMINDER,
                        StaffNotice.Kind.OVERDUE,
                        StaffNotice.Kind.NEW_TASK);
        // Due every minute, asked once.
        assertThat(catchesUp(settled)).isEqualTo(Map.of(Timer.settlementPollDue.name(), 1));
        assertThat(settled.requests().stream().filter(request -> !request.api().equals(Ledger.SUBMIT)))
                .hasSize(1);
        assertThat(settled.status()).isEqualTo("REFUNDED");
        assertThat(settled.messages()).hasSize(1);
    }

    @Test
    void a_reminder_and_a_deadline_that_were_both_missed_are_both_made_up_for_once() {
        var reviewed = refund().applies();
        clock.set(dueAt(reviewed, Timer.reviewOverdue).plus(Duration.ofMinutes(30)));

        assertThat(catchesUp(reviewed))
                .isEqualTo(Map.of(Timer.reviewReminder.name(), 1, Timer.reviewOverdue.name(), 1));

        assertThat(count(reviewed, Kind.REMINDED)).isEqualTo(1);
        assertThat(count(reviewed, Kind.ESCALATED)).isEqualTo(1);
        assertThat(reviewed.open(Task.supervisorReview)).isNotNull();
    }

    @Test
    void the_daily_escalation_comes_once_after_three_days_and_then_daily_again() {
        var reviewed = refund().applies().passes(Timer.reviewReminder).passes(Timer.reviewOverdue);
        var events = reviewed.events().size();
        var told = staffNotices.about(reviewed).size();

        clock.forward(Duration.ofDays(3).plusHours(1));

        assertThat(catchesUp(reviewed)).isEqualTo(Map.of(Timer.supervisorOverdue.name(), 1));
        assertThat(reviewed.events()).hasSize(events + 1);
        assertThat(staffNotices.about(reviewed)).hasSize(told + 1);
        assertThat(dueAt(reviewed, Timer.supervisorOverdue))
                .isAfter(clock.instant())
                .isBeforeOrEqualTo(clock.instant().plus(Duration.ofDays(1)));
    }

    private static java.time.Instant dueAt(Refund refund, Timer timer) {
        return refund.job(timer.name()).getDuedate().toInstant();
    }

    /** A node has started and takes what is due, oldest first, until nothing is. @return timers that fired, and how often */
    private Map<String, Integer> catchesUp(Refund refund) {
        var fired = new TreeMap<String, Integer>();
        for (var due = due(refund); !due.isEmpty(); due = due(refund)) {
            var job = due.get(0);
            var activity = management
                    .createJobDefinitionQuery()
                    .jobDefinitionId(job.getJobDefinitionId())
                    .singleResult()
                    .getActivityId();
            if (isTimer(activity)) {
                fired.merge(activity, 1, Integer::sum);
                assertThat(fired.get(activity)).as(activity).isLessThan(10);
            }
            management.executeJob(job.getId());
        }
        return fired;
    }

    private static boolean isTimer(String activity) {
        for (var timer : Timer.values()) {
            if (timer.name().equals(activity)) {
                return true;
            }
        }
        return false;
    }

    private List<Job> due(Refund refund) {
        var instance = refund.instance();
        return instance == null
                ? List.of()
                : management.createJobQuery().processInstanceId(instance.getId()).executable().list().stream()
                        .sorted(Comparator.comparing(Job::getDuedate, Comparator.nullsFirst(Comparator.naturalOrder())))
                        .toList();
    }
}
