package org.cinemarefund.review;

import java.time.Clock;
import java.time.Duration;
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
import org.cinemarefund.finance.Fen;
import org.cinemarefund.notice.NoticeDesk;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.notice.StaffNotice;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.record.RejectReasons;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.FreeText;
import org.cinemarefund.shared.OneOf;
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
    private final RejectReasons rejectReasons;
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
            RejectReasons rejectReasons,
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
        this.rejectReasons = rejectReasons;
        this.clock = clock;
    }

    /** What a reviewer may answer. */
    public enum Decision {
        /** The deal of the rules; of a choice that waits for somebody else, that choice. */
        APPROVE,
        /** The cinema is at fault as the moviegoer says: all of it back. */
        APPROVE_AS_FAULT,
        /** A sum above that of the rules. */
        PROPOSE_AMOUNT,
        REJECT,
        ASK_FOR_EVIDENCE;

        /** Money may go by it. */
        boolean isYes() {
            return this == APPROVE || this == APPROVE_AS_FAULT || this == PROPOSE_AMOUNT;
        }
    }

    /**
     * A reviewer's answer as it came in, checked for form.
     *
     * @param refundAmount fen; missing where none was given
     * @param rejectReason a code; missing where none was given
     */
    public record Answer(
            Decision decision,
            @Nullable String comment,
            @Nullable Long refundAmount,
            @Nullable String rejectReason) {

        /** @throws Problem when it is no answer at all */
        public static Answer of(Object decision, Object comment, Object refundAmount, Object rejectReason) {
            if (!(decision instanceof String name)) {
                throw Problem.invalid("decision", "required");
            }
            var text = FreeText.of("comment", comment);
            var known = OneOf.of("decision", name, Decision.class);
            var fen = Fen.of("refundAmount", refundAmount);
            if (fen != null && !known.isYes()) {
                throw Problem.invalid("refundAmount", "not-of-this-action");
            }
            var reason = FreeText.optional("rejectReason", rejectReason);
            if (reason != null && known != Decision.REJECT) {
                throw Problem.invalid("rejectReason", "not-of-this-action");
            }
            if (text == null && known != Decision.APPROVE && known != Decision.REJECT) {
                throw commentRequired();
            }
            return new Answer(known, text, fen, reason);
        }

        /** For a yes, or a question. */
        public static Answer of(Object decision, Object comment) {
            return of(decision, comment, null, null);
        }
    }

    private static Problem commentRequired() {
        return new Problem(ProblemCode.COMMENT_REQUIRED).with("field", "comment");
    }

    /**
     * Where an answer is given.
     *
     * @param task its key
     * @param ofSupervisors whether it is theirs
     */
    public record Seat(String task, boolean ofSupervisors) {}

    /** Takes a decision, once; says what it leads to. The caller sees to it that one person decides one thing at a time. */
    @Transactional
    public Verdict decide(String applicationNo, Seat seat, Answer answer, String by) {
        var application = locks.all(applicationNo).application();
        if (application.supervisorReason().isPresent() && !seat.ofSupervisors()) {
            // A token was moved back from outside: what is for supervisors stays theirs.
            throw new Problem(ProblemCode.ACTION_NOT_ALLOWED);
        }
        ownOrders.refuse(application, by);
        requireOtherThanWhoRefused(application, by);
        var now = clock.instant();
        var verdict =
                switch (answer.decision()) {
                    case APPROVE, APPROVE_AS_FAULT, PROPOSE_AMOUNT -> {
                        application.requireMayApprove(by);
                        var yes = Choices.of(application, answer);
                        if (yes.beyond() && answer.comment() == null) {
                            throw commentRequired();
                        }
                        yield application.approve(
                                by, answer.comment(), yes.chosen(), whyTwo(application, yes, by, now), now);
                    }
                    case REJECT -> {
                        application.reject(by, rejectReason(answer), answer.comment(), now);
                        notices.intend(applicationNo, NoticeKind.REJECTED, 1);
                        yield Verdict.REJECT;
                    }
                    case ASK_FOR_EVIDENCE -> {
                        application.askForEvidence(by, seat.task(), answer.comment(), now);
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

    /** An appeal is for somebody else than who refused, whatever they would say now. */
    private void requireOtherThanWhoRefused(RefundApplication application, String by) {
        var refused = application.appealOf().filter(first -> applications.eventsOf(first).stream()
                .anyMatch(line ->
                        line.kind() == RefundEvent.Kind.REJECTED && line.actor().equals(by)));
        if (refused.isPresent()) {
            throw new Problem(ProblemCode.SAME_PERSON);
        }
    }

    /** @throws Problem for one that is not on the list, and where the one that counts asks for a comment */
    private String rejectReason(Answer answer) {
        var code = answer.rejectReason() == null ? RejectReasons.OTHER : answer.rejectReason();
        var reason = rejectReasons.find(code).orElseThrow(() -> Problem.invalid("rejectReason", "unknown-value"));
        if (reason.needsComment() && answer.comment() == null) {
            throw commentRequired();
        }
        return code;
    }

    /** Missing when this yes is enough; whoever is the second satisfies every reason for one. */
    private @Nullable SupervisorReason whyTwo(RefundApplication application, Choices.Yes yes, String by, Instant now) {
        if (yes.beyond()) {
            return SupervisorReason.PROPOSAL;
        }
        if (application.answer().firstApprover() == null && yes.amount() > settings.supervisorAbove()) {
            return SupervisorReason.LARGE_AMOUNT;
        }
        var alone = application.noPersonApprovedYet() && !by.equals(RefundApplication.SYSTEM);
        return alone && personLimit.exceeded(by, yes.amount(), now) ? SupervisorReason.PERSON_LIMIT : null;
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
        var rules = application.dealOfTheRules().refundAmount();
        // Where a person is needed, for a claim, an appeal or a proposal, there is no sum of the rules or a reason is
        // stored.
        var approves = application.cinema().onOverdue() == OnOverdue.APPROVE
                && rules > 0
                && !application.review().capped()
                && application.supervisorReason().isEmpty();
        var verdict = Verdict.SUPERVISOR;
        if (approves) {
            var yes = new Choices.Yes(null, rules, false);
            verdict = application.approveOverdue(whyTwo(application, yes, RefundApplication.SYSTEM, now), now);
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
                kind, application.cinema().name(), application.applicationNo(), application.sum(), dueAt));
    }

    /** What else its moviegoer asked for in the month of today in China. */
    @Transactional(readOnly = true)
    public RefundApplications.Past pastOf(RefundApplication application) {
        var month = ChinaTime.day(clock.instant()).withDayOfMonth(1);
        return applications.past(application.order().openid(), ChinaTime.start(month), application.applicationNo());
    }

    /** Working time that people have left; negative, and plain time, once it is over; missing where nothing runs out. */
    public @Nullable Duration timeLeft(RefundApplication application) {
        var dueAt = application.reviewDueAt();
        return dueAt == null ? null : sla.left(clock.instant(), dueAt);
    }

    @Transactional(readOnly = true)
    public RefundApplication find(String applicationNo) {
        return applications.find(applicationNo).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
    }
}
