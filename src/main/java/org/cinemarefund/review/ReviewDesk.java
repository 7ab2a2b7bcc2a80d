package org.cinemarefund.review;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.cinemarefund.application.OwnOrders;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.application.RefundApplication.Verdict;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.RefundFigures;
import org.cinemarefund.application.RefundLocks;
import org.cinemarefund.deadline.ReviewProperties;
import org.cinemarefund.deadline.ReviewSla;
import org.cinemarefund.notice.NoticeDesk;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.notice.StaffNotice;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.FreeText;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.ticketing.Cinema.OnOverdue;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** People deciding, in time. */
@Service
public class ReviewDesk {
    private final RefundApplications applications;
    private final RefundLocks locks;
    private final ReviewSla sla;
    private final ReviewProperties settings;
    private final NoticeDesk notices;
    private final StaffNotice staff;
    private final RefundFigures figures;
    private final OwnOrders ownOrders;
    private final PersonLimit personLimit;
    private final Clock clock;

    ReviewDesk(
            RefundApplications applications,
            RefundLocks locks,
            ReviewSla sla,
            ReviewProperties settings,
            NoticeDesk notices,
            StaffNotice staff,
            RefundFigures figures,
            OwnOrders ownOrders,
            PersonLimit personLimit,
            Clock clock) {
        this.applications = applications;
        this.locks = locks;
        this.sla = sla;
        this.settings = settings;
        this.notices = notices;
        this.staff = staff;
        this.figures = figures;
        this.ownOrders = ownOrders;
        this.personLimit = personLimit;
        this.clock = clock;
    }

    /** What a reviewer may answer. */
    public enum Decision {
        APPROVE,
        REJECT,
        ASK_FOR_EVIDENCE
    }

    /** A reviewer's answer as it came in, checked for form. */
    public record Answer(Decision decision, String comment) {

        /** @throws Problem when it is no answer at all */
        public static Answer of(Object decision, Object comment) {
            if (!(decision instanceof String name)) {
                throw Problem.invalid("decision", "required");
            }
            var text = FreeText.of("comment", comment);
            for (var reviewDeskDecision : Decision.values()) {
                if (reviewDeskDecision.name().equals(name)) {
                    if (reviewDeskDecision != Decision.APPROVE && text == null) {
                        throw new Problem(ProblemCode.COMMENT_REQUIRED).with("field", "comment");
                    }
                    return new Answer(reviewDeskDecision, text);
                }
            }
            throw Problem.invalid("decision", "unknown-value");
        }
    }

    /** Takes a decision, once; says what it leads to. The caller sees to it that one person decides one thing at a time. */
    @Transactional
    public Verdict decide(String applicationNo, String task, Answer answer, String by) {
        var application = locks.all(applicationNo).application();
        ownOrders.refuse(application, by);
        var now = clock.instant();
        var verdict =
                switch (answer.decision()) {
                    case APPROVE -> application.approve(by, answer.comment(), whyTwo(application, by, now), now);
                    case REJECT -> {
                        application.reject(by, answer.comment(), now);
                        notices.intend(applicationNo, NoticeKind.REJECTED, 1);
                        yield Verdict.REJECT;
                    }
                    case ASK_FOR_EVIDENCE -> {
                        application.askForEvidence(by, task, answer.comment(), now);
                        notices.intend(
                                applicationNo,
                                NoticeKind.EVIDENCE_REQUESTED,
                                application.evidence().round());
                        yield Verdict.ASK_FOR_EVIDENCE;
                    }
                };
        applications.save(application);
        figures.decided(answer.decision().name());
        return verdict;
    }

    /** Missing when this yes is enough. */
    private @Nullable SupervisorReason whyTwo(RefundApplication application, String by, Instant now) {
        if (application.answer().firstApprover() == null && isLarge(application)) {
            return SupervisorReason.LARGE_AMOUNT;
        }
        var alone = application.noPersonApprovedYet() && !by.equals(RefundApplication.SYSTEM);
        return alone && personLimit.exceeded(by, application.deal().refundAmount(), now)
                ? SupervisorReason.PERSON_LIMIT
                : null;
    }

    private boolean isLarge(RefundApplication application) {
        return application.deal().refundAmount() > settings.supervisorAbove();
    }

    /**
     * Half of the time is over and nobody decided.
     *
     * @return false when it is not, whoever says so, or a reminder was made before
     */
    @Transactional
    public boolean remind(String applicationNo) {
        var application = applications.require(applicationNo);
        var now = clock.instant();
        if (application.reviewDueAt() == null || early(now, application.reminderAt()) || !application.remind(now)) {
            return false;
        }
        applications.save(application);
        tell(StaffNotice.Kind.REMINDER, application, application.reviewDueAt());
        return true;
    }

    /**
     * The deadline passed: up to a supervisor, unless the cinema chose to approve what nobody looked at.
     *
     * @throws Problem when it has not passed by our own row: a token was moved here from outside
     */
    @Transactional
    public Verdict overdue(String applicationNo) {
        var application = locks.all(applicationNo).application();
        var now = clock.instant();
        requirePassed(application.reviewDueAt(), now);
        var approves = application.cinema().onOverdue() == OnOverdue.APPROVE
                && !application.review().capped()
                && application.supervisorReason().isEmpty();
        var verdict = Verdict.SUPERVISOR;
        if (approves) {
            verdict = application.approveOverdue(whyTwo(application, RefundApplication.SYSTEM, now), now);
        } else {
            application.escalate(SupervisorReason.OVERDUE, now);
            figures.escalated();
            tell(StaffNotice.Kind.OVERDUE, application, application.reviewDueAt());
        }
        applications.save(application);
        return verdict;
    }

    /**
     * A supervisor's task is a day old again; never pays by itself.
     *
     * @return false when it is not, whoever says so
     */
    @Transactional
    public boolean supervisorOverdue(String applicationNo) {
        var application = applications.require(applicationNo);
        var now = clock.instant();
        if (!application.status().undecided()
                || application.supervision().dueAt() != null
                        && early(now, application.supervision().dueAt())) {
            return false;
        }
        application.supervisorOverdue(now);
        applications.save(application);
        figures.escalated();
        tell(StaffNotice.Kind.OVERDUE, application, application.reviewDueAt());
        return true;
    }

    /** Before the instant, to the millisecond: the engine keeps no more of it. */
    public static boolean early(Instant now, Instant due) {
        return now.isBefore(due.truncatedTo(ChronoUnit.MILLIS));
    }

    private static void requirePassed(Instant due, Instant now) {
        if (due == null || early(now, due)) {
            throw new Problem(ProblemCode.ACTION_NOT_ALLOWED);
        }
    }

    /** The wait for evidence begins: the review clock stands still from here. */
    @Transactional
    public void awaitEvidence(String applicationNo) {
        var application = applications.require(applicationNo);
        var now = clock.instant();
        application.awaitEvidence(sla.evidenceDueAt(now, application.order().showTime()), now);
        applications.save(application);
    }

    /**
     * Nothing came in time: back to who asked.
     *
     * @throws Problem while there is time, or where nothing is waited for: a token was moved here from outside
     */
    @Transactional
    public void evidenceOverdue(String applicationNo) {
        var application = applications.require(applicationNo);
        var now = clock.instant();
        requirePassed(
                application.status() == RefundStatus.EVIDENCE_REQUESTED
                        ? application.evidence().dueAt()
                        : null,
                now);
        application.evidenceNotSupplied(now);
        application.resumeReview(sla, clock.instant());
        applications.save(application);
    }

    /** A task for people just came up. */
    @Transactional(readOnly = true)
    public void announce(String applicationNo, boolean finance) {
        var application = applications.find(applicationNo).orElseThrow();
        tell(
                finance ? StaffNotice.Kind.FINANCE : StaffNotice.Kind.NEW_TASK,
                application,
                finance ? null : application.reviewDueAt());
    }

    private void tell(StaffNotice.Kind kind, RefundApplication application, Instant dueAt) {
        staff.tell(new StaffNotice.News(
                kind,
                application.cinema().name(),
                application.applicationNo(),
                application.deal().refundAmount(),
                dueAt));
    }

    @Transactional(readOnly = true)
    public RefundApplication find(String applicationNo) {
        return applications.find(applicationNo).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
    }
}
