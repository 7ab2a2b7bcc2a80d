package org.cinemarefund.application;

import java.time.Clock;
import org.cinemarefund.review.ReviewSla;
import org.cinemarefund.review.WorkingCalendar;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Counts again what was counted without knowing a year's holidays, once an operator has added the year's file. */
@Component
class ProvisionalDeadlines {
    private static final Logger log = LoggerFactory.getLogger(ProvisionalDeadlines.class);

    private final WorkingCalendar calendar;
    private final RefundApplications applications;
    private final ReviewSla sla;
    private final RefundWorkflow workflow;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ProvisionalDeadlines(
            WorkingCalendar calendar,
            RefundApplications applications,
            ReviewSla sla,
            RefundWorkflow workflow,
            TransactionTemplate transaction,
            Clock clock) {
        this.calendar = calendar;
        this.applications = applications;
        this.sla = sla;
        this.workflow = workflow;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Every node looks, each application is moved once: the row's lock and its provisional mark decide. */
    @Scheduled(initialDelayString = "PT10S", fixedDelayString = "PT1M")
    void recount() {
        var added = calendar.reload();
        if (!added.isEmpty()) {
            log.info("calendar: holidays of {} are known now", added);
        }
        for (var applicationNo : applications.provisional()) {
            try {
                transaction.executeWithoutResult(status -> recount(applicationNo));
            } catch (RuntimeException e) {
                log.warn(
                        "deadline of {} not counted again yet: {}",
                        applicationNo,
                        e.getClass().getSimpleName());
            }
        }
    }

    private void recount(String applicationNo) {
        var application = applications.lock(applicationNo).orElseThrow();
        if (!application.reviewDueProvisional() || application.status() != RefundStatus.UNDER_REVIEW) {
            return;
        }
        var due = sla.deadline(
                application.appliedAt(),
                application.order().showTime(),
                application.cinema().reviewWorkingDays(),
                EvidenceWaits.in(applications.eventsOf(applicationNo)));
        if (due.provisional()) {
            return;
        }
        application.moveDeadline(due, "calendar", clock.instant());
        applications.save(application);
        workflow.deadlineMoved(applicationNo);
    }
}
