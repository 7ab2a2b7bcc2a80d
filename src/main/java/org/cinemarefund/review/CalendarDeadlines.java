package org.cinemarefund.review;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.RefundWorkflow;
import org.cinemarefund.deadline.ProvisionalYears;
import org.cinemarefund.deadline.ReviewDeadline;
import org.cinemarefund.deadline.ReviewSla;
import org.cinemarefund.deadline.WorkingCalendar;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.ChinaTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts open deadlines again when the calendar they were counted by is not the one of today: a year was added or amended, or a
 * newer release brought it. Every node looks; the rows' locks and what stands in them see to it that each is moved once.
 */
@Component
class CalendarDeadlines implements ProvisionalYears {
    private static final Logger log = LoggerFactory.getLogger(CalendarDeadlines.class);

    private final WorkingCalendar calendar;
    private final CalendarsSeen seen;
    private final RefundApplications applications;
    private final ReviewSla sla;
    private final RefundWorkflow workflow;
    private final TransactionTemplate transaction;
    private final Clock clock;

    /** The calendar by which this node last counted, or left it to those who have a newer one. */
    private volatile String counted;

    private volatile Set<Integer> years = Set.of();

    CalendarDeadlines(
            WorkingCalendar calendar,
            CalendarsSeen seen,
            RefundApplications applications,
            ReviewSla sla,
            RefundWorkflow workflow,
            TransactionTemplate transaction,
            Clock clock) {
        this.calendar = calendar;
        this.seen = seen;
        this.applications = applications;
        this.sla = sla;
        this.workflow = workflow;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Scheduled(initialDelayString = "PT10S", fixedDelayString = "PT1M")
    void look() {
        calendar.reload();
        var now = calendar.fingerprint();
        // A node that comes back with the files of yesterday undoes nothing; who changes them while it runs means it.
        var anew = !now.equals(counted) && seen.isNewest(now, counted != null);
        if (recounted(anew ? applications.undecided() : provisional()) || !anew) {
            counted = now;
        }
        years = stillMissing();
    }

    private List<String> provisional() {
        return applications.provisional().stream()
                .map(RefundApplications.Provisional::applicationNo)
                .toList();
    }

    private Set<Integer> stillMissing() {
        var missing = new TreeSet<Integer>();
        for (var open : applications.provisional()) {
            missing.addAll(calendar.missingYears(ChinaTime.day(open.appliedAt()), ChinaTime.day(open.until())));
        }
        return Set.copyOf(missing);
    }

    @Override
    public Set<Integer> years() {
        return years;
    }

    /** @return false when one of them has to be looked at again */
    private boolean recounted(Collection<String> applicationNos) {
        var all = true;
        for (var applicationNo : applicationNos) {
            try {
                transaction.executeWithoutResult(status -> recount(applicationNo));
            } catch (RuntimeException e) {
                all = false;
                log.warn(
                        "deadline of {} not counted again yet: {}",
                        applicationNo,
                        e.getClass().getSimpleName());
            }
        }
        return all;
    }

    private void recount(String applicationNo) {
        var application = applications.lock(applicationNo).orElseThrow();
        if (!application.status().undecided() || application.reviewDueAt() == null) {
            return;
        }
        var now = clock.instant();
        var events = applications.eventsOf(applicationNo);
        var moved =
                application.calendarChanged(review(application, events, now), evidence(application, events, now), now);
        if (moved) {
            applications.save(application);
            workflow.deadlineMoved(applicationNo);
        }
    }

    private ReviewDeadline review(RefundApplication application, List<RefundEvent> events, Instant now) {
        var counted = sla.deadline(
                application.appliedAt(),
                application.capOfReview(),
                application.cinema().reviewWorkingDays(),
                EvidenceWaits.in(events));
        return new ReviewDeadline(
                sla.moved(application.reviewDueAt(), counted.dueAt(), now),
                counted.uncappedDueAt(),
                counted.capped(),
                counted.provisional());
    }

    /** Missing where nothing is waited for. */
    private @Nullable Instant evidence(RefundApplication application, List<RefundEvent> events, Instant now) {
        if (application.status() != RefundStatus.EVIDENCE_REQUESTED) {
            return null;
        }
        return EvidenceWaits.openSince(events)
                .map(since -> sla.moved(
                        application.evidence().dueAt(),
                        sla.evidenceDueAt(since, application.order().showTime()),
                        now))
                .orElse(application.evidence().dueAt());
    }
}
