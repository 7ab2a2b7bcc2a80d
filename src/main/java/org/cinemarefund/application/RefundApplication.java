package org.cinemarefund.application;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cinemarefund.deadline.EvidenceWait;
import org.cinemarefund.deadline.ReviewDeadline;
import org.cinemarefund.deadline.ReviewSla;
import org.cinemarefund.payment.CardMark;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.record.EventChain;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.Particulars;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.ScreeningStatus;

/**
 * One moviegoer's wish to have one order's money back, from the application to its end. It guards its own steps: whoever
 * calls, an application that is over stays as it is, and every step leaves an event.
 */
public final class RefundApplication {
    /** Who acts when nobody does. */
    public static final String SYSTEM = "system";

    public static final String MOVIEGOER = "moviegoer";

    /** Why deadlines move: the working days are others. */
    private static final String CALENDAR = "CALENDAR";

    /** How long a supervisor has before everybody is told, and told again. */
    private static final Duration SUPERVISORS_TIME = Duration.ofDays(1);

    /** Why an application has to be looked at by a supervisor. */
    public enum SupervisorReason {
        OVERDUE,
        LARGE_AMOUNT,
        PERSON_LIMIT,
        ORDER_CHANGED,
        PAYMENT_NUMBER,
        TICKETS_USED
    }

    /** How it ended without money, or with money by another way. */
    public enum Ending {
        REJECTED_BY_POLICY,
        REJECTED_BY_REVIEWER,
        REJECTED_BY_FINANCE,
        WITHDRAWN,
        SETTLED_OFFLINE
    }

    /** What a review leads to. */
    public enum Verdict {
        APPROVE,
        SUPERVISOR,
        REJECT,
        ASK_FOR_EVIDENCE
    }

    final String applicationNo;
    final Order order;
    final Cinema cinema;
    final RefundReason reason;
    final String description;
    final String locale;
    final Instant appliedAt;
    final Long quotedRefundAmount;

    Deal deal;
    String clauseZh;
    String clauseEn;
    RefundStatus status;
    Instant reviewDueAt;
    Instant reviewUncappedDueAt;
    boolean reviewDueCapped;
    boolean reviewDueProvisional;
    Instant remindedAt;
    Instant escalatedAt;
    SupervisorReason supervisorReason;
    Instant supervisorDueAt;
    int evidenceRounds;
    String evidenceAskedBy;
    Instant evidenceAskedAt;
    Instant evidenceDueAt;
    Instant evidenceAnsweredAt;
    String evidenceNote;
    String firstApprover;
    String approvedBy;
    Instant approvedAt;
    String reviewComment;
    Ending ending;
    String resolution;
    String resolutionBy;
    String resolutionComment;
    String confirmedBy;
    String resolutionCard;
    String proofReference;
    Long restAmount;
    Instant creditedAt;
    String receivedAccount;
    Long receivedAmount;
    Long couponReturned;
    Instant closedAt;
    ScreeningStatus atFault;
    int events;
    String chain;

    private final transient List<RefundEvent> newEvents = new ArrayList<>();

    RefundApplication(
            String applicationNo,
            Order order,
            Cinema cinema,
            RefundReason reason,
            String description,
            String locale,
            Instant appliedAt,
            Long quotedRefundAmount) {
        this.applicationNo = applicationNo;
        this.order = order;
        this.cinema = cinema;
        this.reason = reason;
        this.description = description;
        this.locale = locale;
        this.appliedAt = appliedAt;
        this.quotedRefundAmount = quotedRefundAmount;
        this.status = RefundStatus.UNDER_REVIEW;
        this.chain = EventChain.BEGINNING;
    }

    public static RefundApplication register(
            String applicationNo,
            Order order,
            Cinema cinema,
            RefundReason reason,
            String description,
            String locale,
            Instant now,
            Long quotedRefundAmount) {
        return registerWithPictures(
                applicationNo, order, cinema, reason, description, null, locale, now, quotedRefundAmount);
    }

    /** @param pictures what the record keeps of the pictures that came along; null for none */
    public static RefundApplication registerWithPictures(
            String applicationNo,
            Order order,
            Cinema cinema,
            RefundReason reason,
            String description,
            String pictures,
            String locale,
            Instant now,
            Long quotedRefundAmount) {
        var it = new RefundApplication(
                applicationNo, order, cinema, reason, description, locale, now, quotedRefundAmount);
        var said = Particulars.none()
                .with(Fact.REASON, reason)
                .words(Fact.DESCRIPTION, description)
                .words(Fact.PICTURES, pictures);
        it.event(Kind.APPLIED, MOVIEGOER, now, said, null, RefundStatus.UNDER_REVIEW);
        return it;
    }

    /** The cinema's rules have spoken: this is the deal, however long everything else takes. */
    void freeze(Deal it, String zh, String en, Instant now) {
        if (deal != null) {
            throw new IllegalStateException(applicationNo + " already has its deal");
        }
        deal = it;
        clauseZh = zh;
        clauseEn = en;
        var said = Particulars.none()
                .with(Fact.PLAN, it.plan())
                .with(Fact.VERSION, it.version())
                .with(Fact.RULE, it.ruleId())
                .with(Fact.OUTCOME, it.outcome())
                .with(Fact.ORDER, order.orderNo())
                .with(Fact.PAID, order.paidAmount())
                .with(Fact.FEE, it.fee())
                .with(Fact.REFUND, it.refundAmount());
        event(Kind.POLICY_DECIDED, SYSTEM, now, said, status, status);
        if (it.outcome() == Deal.Outcome.REJECT) {
            end(RefundStatus.REJECTED, Ending.REJECTED_BY_POLICY, Kind.POLICY_REJECTED, SYSTEM, rule(), now);
        }
    }

    public void dueAt(ReviewDeadline it) {
        reviewDueAt = it.dueAt();
        reviewUncappedDueAt = it.uncappedDueAt();
        reviewDueCapped = it.capped();
        reviewDueProvisional = it.provisional();
    }

    void moveDeadline(ReviewDeadline it, String cause, Instant now) {
        if (!it.dueAt().equals(reviewDueAt) || it.provisional() != reviewDueProvisional) {
            deadlineMoved("REVIEW", cause, reviewDueAt, it.dueAt(), now);
        }
        dueAt(it);
    }

    /**
     * The working days are counted anew.
     *
     * @param until when the answer has to be there; null where none is waited for
     * @return whether anything is another now
     */
    public boolean calendarChanged(ReviewDeadline review, Instant until, Instant now) {
        var moved = !review.equals(reviewDeadline());
        moveDeadline(review, CALENDAR, now);
        if (until != null && !until.equals(evidenceDueAt)) {
            deadlineMoved("EVIDENCE", CALENDAR, evidenceDueAt, until, now);
            evidenceDueAt = until;
            moved = true;
        }
        return moved;
    }

    private void deadlineMoved(String which, String cause, Instant from, Instant until, Instant now) {
        var said = Particulars.none()
                .with(Fact.DEADLINE, which)
                .with(Fact.CAUSE, cause)
                .with(Fact.FROM, from)
                .with(Fact.UNTIL, until);
        event(Kind.DEADLINE_MOVED, SYSTEM, now, said, status, status);
    }

    /** The review clock runs again, later by the working days begun while it stood still. */
    public void resumeReview(ReviewSla sla, Instant now) {
        if (reviewUncappedDueAt != null) {
            var wait = new EvidenceWait(evidenceAskedAt, now);
            moveDeadline(sla.afterEvidence(reviewDeadline(), wait, order.showTime()), "EVIDENCE", now);
        }
    }

    /** The deadline as it stands; only for one that was under review. */
    ReviewDeadline reviewDeadline() {
        return new ReviewDeadline(reviewDueAt, reviewUncappedDueAt, reviewDueCapped, reviewDueProvisional);
    }

    private void requireUndecided() {
        if (!status.undecided()) {
            throw new Problem(ProblemCode.ALREADY_DECIDED);
        }
    }

    /**
     * A person, or the cinema's overdue setting, says yes.
     *
     * @param whyTwo why somebody else has to say yes too, as a supervisor; null when one is enough
     */
    public Verdict approve(String by, String comment, SupervisorReason whyTwo, Instant now) {
        var verdict = approve(by, comment(comment), whyTwo, now);
        reviewComment = comment == null ? reviewComment : comment;
        return verdict;
    }

    private Verdict approve(String by, Particulars said, SupervisorReason whyTwo, Instant now) {
        requireUndecided();
        requireOtherThanFirst(by);
        if (whyTwo != null) {
            firstApprover = by;
            toSupervisor(whyTwo, now);
            event(Kind.SECOND_APPROVAL_NEEDED, by, now, said, status, status);
            return Verdict.SUPERVISOR;
        }
        approved(by, said, now);
        return Verdict.APPROVE;
    }

    /** The review's time is over, and the cinema chose to say yes then: the record says by which terms. */
    public Verdict approveOverdue(SupervisorReason whyTwo, Instant now) {
        var terms = rule().with(Fact.PLAN, deal.plan()).with(Fact.DUE_AT, reviewDueAt);
        return approve(SYSTEM, terms, whyTwo, now);
    }

    private void toSupervisor(SupervisorReason why, Instant now) {
        supervisorReason = why;
        supervisorBegins(now);
    }

    /** Cut to seconds like the engine's rhythm, and before it: a timer of the engine is never taken for early. */
    private void supervisorBegins(Instant now) {
        supervisorDueAt = now.truncatedTo(ChronoUnit.SECONDS).plus(SUPERVISORS_TIME);
    }

    /** Whoever said yes first cannot be the second as well. */
    public void requireOtherThanFirst(String by) {
        if (by.equals(firstApprover)) {
            throw new Problem(ProblemCode.SAME_PERSON);
        }
    }

    /** Whether an approval now would be one person's alone: nobody said yes before, or only the cinema's overdue setting. */
    public boolean noPersonApprovedYet() {
        return firstApprover == null || firstApprover.equals(SYSTEM);
    }

    /** A person says yes, and the money may go. */
    public void approved(String by, String comment, Instant now) {
        approved(by, comment(comment), now);
    }

    /** The rules say yes, and nobody has to look. */
    public void approvedByTheRules(Instant now) {
        approved(SYSTEM, rule(), now);
    }

    private void approved(String by, Particulars said, Instant now) {
        requireUndecided();
        approvedBy = by;
        approvedAt = now;
        var from = status;
        status = RefundStatus.REFUNDING;
        event(Kind.APPROVED, by, now, said, from, status);
    }

    private Particulars rule() {
        return Particulars.none().with(Fact.RULE, deal.ruleId());
    }

    private static Particulars comment(String words) {
        return Particulars.none().words(Fact.COMMENT, words);
    }

    /**
     * Before the refund is prepared: a person said yes, or the rules did and nobody has sent it to a supervisor since.
     *
     * @throws IllegalStateException otherwise: a token was moved here from outside
     */
    public void requireApproval() {
        var byTheRules = status == RefundStatus.UNDER_REVIEW
                && deal != null
                && deal.outcome() == Deal.Outcome.AUTO_APPROVE
                && supervisorReason == null;
        if (!byTheRules) {
            requireApproved();
        }
    }

    /** @throws IllegalStateException when no approval is stored: a token was moved here from outside */
    void requireApproved() {
        if (status != RefundStatus.REFUNDING) {
            throw new IllegalStateException("no approval is stored for " + applicationNo + ": it is " + status);
        }
    }

    /** @throws IllegalStateException while the tickets still are, or may become, the price of the money */
    void requireTicketsCanBeGivenBack() {
        if (status != RefundStatus.REJECTED && status != RefundStatus.WITHDRAWN) {
            throw new IllegalStateException(
                    "the tickets of " + applicationNo + " are not to be given back: it is " + status);
        }
    }

    public void reject(String by, String comment, Instant now) {
        requireUndecided();
        reviewComment = comment;
        end(RefundStatus.REJECTED, Ending.REJECTED_BY_REVIEWER, Kind.REJECTED, by, comment(comment), now);
    }

    /** More is needed from the moviegoer; the wait itself begins with {@link #awaitEvidence}. */
    public void askForEvidence(String by, String task, String comment, Instant now) {
        requireUndecided();
        if (evidenceRounds >= 2) {
            throw new Problem(ProblemCode.EVIDENCE_ASKED_TWICE);
        }
        evidenceRounds++;
        evidenceAskedBy = task;
        evidenceAskedAt = now;
        evidenceAnsweredAt = null;
        evidenceDueAt = null;
        evidenceNote = null;
        reviewComment = comment;
        event(Kind.EVIDENCE_REQUESTED, by, now, comment(comment), status, status);
    }

    /** @throws IllegalStateException when nobody asked, or the wait has begun: a token was moved here from outside */
    public void awaitEvidence(Instant dueAt, Instant now) {
        requireUndecided();
        if (evidenceAskedAt == null || evidenceDueAt != null) {
            throw new IllegalStateException("nothing was asked for " + applicationNo);
        }
        evidenceDueAt = dueAt;
        var from = status;
        status = RefundStatus.EVIDENCE_REQUESTED;
        event(Kind.EVIDENCE_AWAITED, SYSTEM, now, Particulars.none().with(Fact.UNTIL, dueAt), from, status);
    }

    public void evidenceSupplied(String note, Instant now) {
        evidenceSupplied(note, null, now);
    }

    /** @param pictures what the record keeps of the pictures that came along; null for none */
    public void evidenceSupplied(String note, String pictures, Instant now) {
        if (status != RefundStatus.EVIDENCE_REQUESTED) {
            throw new Problem(ProblemCode.EVIDENCE_NOT_REQUESTED);
        }
        evidenceAnsweredAt = now;
        evidenceNote = note;
        status = RefundStatus.UNDER_REVIEW;
        backFromEvidence(now);
        var said = Particulars.none().words(Fact.DESCRIPTION, note).words(Fact.PICTURES, pictures);
        event(Kind.EVIDENCE_SUPPLIED, MOVIEGOER, now, said, RefundStatus.EVIDENCE_REQUESTED, status);
    }

    public void evidenceNotSupplied(Instant now) {
        requireUndecided();
        var from = status;
        status = RefundStatus.UNDER_REVIEW;
        evidenceNote = null;
        backFromEvidence(now);
        event(Kind.EVIDENCE_OVERDUE, SYSTEM, now, Particulars.none(), from, status);
    }

    private void backFromEvidence(Instant now) {
        if (supervisorReason != null) {
            supervisorBegins(now);
        }
    }

    /** Asked for more and got no answer in time. */
    public boolean evidenceUnanswered() {
        return evidenceRounds > 0
                && evidenceAnsweredAt == null
                && evidenceDueAt != null
                && status == RefundStatus.UNDER_REVIEW;
    }

    /** @return false when there is nothing to remind of, or a reminder was made before */
    public boolean remind(Instant now) {
        if (!status.undecided() || remindedAt != null) {
            return false;
        }
        remindedAt = now;
        event(Kind.REMINDED, SYSTEM, now, Particulars.none(), status, status);
        return true;
    }

    public void escalate(SupervisorReason why, Instant now) {
        requireUndecided();
        toSupervisor(supervisorReason == null ? why : supervisorReason, now);
        if (escalatedAt == null) {
            escalatedAt = now;
            event(Kind.ESCALATED, SYSTEM, now, Particulars.none().with(Fact.SUPERVISOR, why), status, status);
        }
    }

    /** A supervisor had their day, or several: told again in the same rhythm. */
    public void supervisorOverdue(Instant now) {
        event(Kind.SUPERVISOR_OVERDUE, SYSTEM, now, Particulars.none(), status, status);
        while (supervisorDueAt != null && !supervisorDueAt.isAfter(now)) {
            supervisorDueAt = supervisorDueAt.plus(SUPERVISORS_TIME);
        }
    }

    /** The order moved while we reviewed it: an approval does not hold, a supervisor looks. */
    public void sendBack(SupervisorReason why, Instant now) {
        requireAlive();
        var from = status;
        status = RefundStatus.UNDER_REVIEW;
        approvedBy = null;
        approvedAt = null;
        toSupervisor(why, now);
        event(Kind.SENT_BACK, SYSTEM, now, Particulars.none().with(Fact.SUPERVISOR, why), from, status);
    }

    /**
     * The order system's word by which the cinema is at fault under this deal, told before the application or after it; empty
     * where it is not.
     */
    private Optional<ScreeningStatus> fault() {
        if (!deal.ruleId().equals(Deal.CINEMA_AT_FAULT)) {
            return Optional.empty();
        }
        return Optional.of(atFault == null ? order.screeningStatus() : atFault);
    }

    /** Whether the deal knows that nobody saw the show: then not even used tickets are in the way. */
    public boolean usedTicketsDoNotMatter() {
        return fault().filter(ScreeningStatus::withoutShow).isPresent();
    }

    /** Whether this word of the order system is news for the deal; the same one, told again, is not. */
    public boolean isNews(ScreeningStatus fact) {
        return fault().isEmpty() || fact.withoutShow() && !usedTicketsDoNotMatter();
    }

    /** The cinema is at fault after all, and nothing was sent yet: everything goes back. */
    public void cinemaAtFault(ScreeningStatus fact, Deal all, String zh, String en, Instant now) {
        requireAlive();
        var said = Particulars.none()
                .with(Fact.SCREENING, fact)
                .with(Fact.OLD_FEE, deal.fee())
                .with(Fact.FEE, all.fee())
                .with(Fact.OLD_REFUND, deal.refundAmount())
                .with(Fact.REFUND, all.refundAmount())
                .forOlderNodes(fact.name());
        deal = all;
        clauseZh = zh;
        clauseEn = en;
        atFault = fact;
        event(Kind.CINEMA_AT_FAULT, SYSTEM, now, said, status, status);
    }

    /** Nobody has to look at it any more, whoever was asked for what: the rules say yes. */
    public void approvedAsFault(Instant now) {
        if (status == RefundStatus.EVIDENCE_REQUESTED) {
            evidenceDueAt = null;
        }
        approvedByTheRules(now);
    }

    /** The order system named the wrong payment before: what is paid back from now on is of the right one. */
    public void paymentCorrected(String wrong, String right, Instant now) {
        var said = Particulars.none().with(Fact.OLD_PAYMENT, wrong).with(Fact.PAYMENT, right);
        event(Kind.PAYMENT_CORRECTED, SYSTEM, now, said, status, status);
    }

    public void withdraw(Instant now) {
        requireUndecided();
        end(RefundStatus.WITHDRAWN, Ending.WITHDRAWN, Kind.WITHDRAWN, MOVIEGOER, Particulars.none(), now);
    }

    /**
     * @param told where it arrived, in the channel's words
     * @param card the card that finance had it paid to; null where it went back the way it was paid
     * @param arrival null when the channel did not say how much of it was cash
     */
    public void credited(Instant at, String told, CardMark card, Arrival arrival, Instant now) {
        if (status == RefundStatus.REFUNDED) {
            return;
        }
        var toTheCard = card != null && card.mayBe(told);
        creditedAt = at == null ? now : at;
        receivedAccount = toTheCard ? card.toString() : told;
        var said = toTheCard
                ? card(Particulars.none(), card)
                : Particulars.none().words(Fact.ACCOUNT, card == null ? null : told);
        if (arrival != null) {
            receivedAmount = arrival.cash();
            couponReturned = arrival.coupon();
            said.with(Fact.CASH, receivedAmount).with(Fact.COUPON, couponReturned);
        }
        end(RefundStatus.REFUNDED, ending, Kind.CREDITED, "wechat", said, now);
    }

    /** Which card it is: what may be told of it beside the record, and what tells it from every other. */
    private static Particulars card(Particulars said, CardMark card) {
        return card == null
                ? said
                : said.with(Fact.FINGERPRINT, card.fingerprint())
                        .words(Fact.BANK, card.bankType())
                        .words(Fact.LAST_DIGITS, card.lastDigits());
    }

    /** A card was given; one given before is replaced. */
    public void payeeCardGiven(CardMark card, String by, String note, Instant now) {
        event(Kind.PAYEE_CARD_GIVEN, by, now, card(comment(note), card), status, status);
    }

    /**
     * @param card the card that the choice is bound to; null when it needs none
     * @param rest fen that shall be paid of a refund of which a part was paid elsewhere; null otherwise
     */
    public void resolve(String action, String by, String comment, String proof, CardMark card, Long rest, Instant now) {
        if (status.over()) {
            throw new Problem(ProblemCode.ALREADY_DECIDED);
        }
        resolution = action;
        resolutionBy = by;
        resolutionComment = comment;
        proofReference = proof;
        confirmedBy = null;
        resolutionCard = card == null ? null : card.toString();
        restAmount = rest;
        var said = said(comment).with(Fact.REST, rest).words(Fact.PROOF, proof);
        event(Kind.RESOLUTION, by, now, said, status, status);
    }

    /** A second person of finance agrees; the first one cannot. */
    public void confirmResolution(String by, String comment, Instant now) {
        requireSecondPerson(by);
        confirmedBy = by;
        event(Kind.RESOLUTION_CONFIRMED, by, now, said(comment), status, status);
    }

    public void declineResolution(String by, String comment, Instant now) {
        requireSecondPerson(by);
        event(Kind.RESOLUTION_DECLINED, by, now, said(comment), status, status);
        resolution = null;
    }

    /** The choice, with the card it is bound to, and a word about it. */
    private Particulars said(String comment) {
        var choice = Particulars.none().with(Fact.ACTION, resolution).words(Fact.COMMENT, comment);
        return card(choice, resolutionCard().orElse(null));
    }

    public void requireSecondPerson(String by) {
        if (status.over()) {
            throw new Problem(ProblemCode.ALREADY_DECIDED);
        }
        if (by.equals(resolutionBy)) {
            throw new Problem(ProblemCode.SAME_PERSON);
        }
    }

    /**
     * @param cause a code
     * @param told what the channel said instead; null where that is not why
     */
    public void resolutionRefused(String cause, String told, Instant now) {
        var said = Particulars.none()
                .with(Fact.ACTION, resolution)
                .with(Fact.CAUSE, cause)
                .with(Fact.STATUS, told);
        event(Kind.RESOLUTION_REFUSED, SYSTEM, now, said, status, status);
        resolution = null;
    }

    /** It was done once; a token that comes this way again finds nothing to do. */
    public void resolutionDone() {
        resolution = null;
    }

    /** Finance chose, and that was done, refused, declined or undone since: there is nothing to carry out. */
    public boolean choiceOver() {
        return resolution == null && resolutionBy != null;
    }

    /** Only the rest of the deal is still to be paid: two people of finance decided so, and how much it is. */
    public void restToPay(long fen) {
        deal = deal.withRest(fen);
        resolution = null;
    }

    public void settledOffline(Instant now) {
        end(
                RefundStatus.SETTLED_OFFLINE,
                Ending.SETTLED_OFFLINE,
                Kind.SETTLED_OFFLINE,
                resolutionBy,
                Particulars.none(),
                now);
    }

    public void rejectedByFinance(Instant now) {
        reviewComment = resolutionComment;
        end(
                RefundStatus.REJECTED,
                Ending.REJECTED_BY_FINANCE,
                Kind.REJECTED,
                resolutionBy,
                comment(resolutionComment),
                now);
    }

    private void requireAlive() {
        if (status.over()) {
            throw new IllegalStateException(applicationNo + " is over: " + status);
        }
    }

    private void end(RefundStatus how, Ending why, Kind kind, String actor, Particulars said, Instant now) {
        requireAlive();
        var from = status;
        status = how;
        ending = why;
        closedAt = now;
        event(kind, actor, now, said, from, how);
    }

    public void event(Kind kind, String actor, Instant now, Particulars said, RefundStatus from, RefundStatus to) {
        add(kind, actor, now, said, name(from), name(to), null, null, null);
    }

    /** What happened to the money, in the same record. */
    public void moneyEvent(
            Kind kind,
            String actor,
            Instant now,
            Particulars said,
            String outRefundNo,
            String fromState,
            String toState) {
        add(kind, actor, now, said, status.name(), status.name(), outRefundNo, fromState, toState);
    }

    private void add(
            Kind kind,
            String actor,
            Instant now,
            Particulars said,
            String from,
            String to,
            String outRefundNo,
            String fromState,
            String toState) {
        var event = EventChain.next(
                chain, applicationNo, events + 1, now, kind, actor, from, to, outRefundNo, fromState, toState, said);
        events = event.nr();
        chain = event.hash();
        newEvents.add(event);
    }

    private static String name(RefundStatus it) {
        return it == null ? null : it.name();
    }

    public List<RefundEvent> takeNewEvents() {
        var taken = List.copyOf(newEvents);
        newEvents.clear();
        return taken;
    }

    /** The order this application keeps anybody else from refunding, while it lives. */
    public Optional<String> liveOrderNo() {
        return status.over() ? Optional.empty() : Optional.of(order.orderNo());
    }

    public String applicationNo() {
        return applicationNo;
    }

    /** The order's facts at the instant of the application. */
    public Order order() {
        return order;
    }

    /** The cinema's terms at the instant of the application. */
    public Cinema cinema() {
        return cinema;
    }

    public RefundReason reason() {
        return reason;
    }

    /** The moviegoer's own words, possibly null: shown as text only. */
    public String description() {
        return description;
    }

    public String locale() {
        return locale;
    }

    public Instant appliedAt() {
        return appliedAt;
    }

    public Deal deal() {
        return deal;
    }

    public String clause(boolean english) {
        return english ? clauseEn : clauseZh;
    }

    public RefundStatus status() {
        return status;
    }

    public Instant reviewDueAt() {
        return reviewDueAt;
    }

    /** Half-way through the time the reviewer has. */
    public Instant reminderAt() {
        return ReviewSla.reminderAt(reviewRunsSince(), reviewDueAt);
    }

    /** When a supervisor's day is over; null where none is with it. */
    public Instant supervisorDueAt() {
        return supervisorDueAt;
    }

    /** When the desk has to do something about it by itself, next; null when it is decided. */
    public Instant nextDueAt() {
        if (!status.undecided()) {
            return null;
        }
        if (status == RefundStatus.EVIDENCE_REQUESTED) {
            return evidenceDueAt;
        }
        if (supervisorReason != null) {
            return supervisorDueAt;
        }
        return remindedAt == null && reviewDueAt != null ? reminderAt() : reviewDueAt;
    }

    public boolean reviewDueCapped() {
        return reviewDueCapped;
    }

    public boolean reviewDueProvisional() {
        return reviewDueProvisional;
    }

    /** Since when the review clock has been running without a break. */
    public Instant reviewRunsSince() {
        var resumedAt = evidenceUnanswered() ? evidenceDueAt : evidenceAnsweredAt;
        return resumedAt == null ? appliedAt : resumedAt;
    }

    public Optional<Instant> remindedAt() {
        return Optional.ofNullable(remindedAt);
    }

    public Optional<SupervisorReason> supervisorReason() {
        return Optional.ofNullable(supervisorReason);
    }

    public int evidenceRounds() {
        return evidenceRounds;
    }

    public Instant evidenceDueAt() {
        return evidenceDueAt;
    }

    public String evidenceNote() {
        return evidenceNote;
    }

    public String firstApprover() {
        return firstApprover;
    }

    /** Who said yes; empty before anybody did. */
    public Optional<String> approvedBy() {
        return Optional.ofNullable(approvedBy);
    }

    public Instant approvedAt() {
        return approvedAt;
    }

    public String reviewComment() {
        return reviewComment;
    }

    public Optional<Ending> ending() {
        return Optional.ofNullable(ending);
    }

    public Optional<String> resolution() {
        return Optional.ofNullable(resolution);
    }

    public String resolutionBy() {
        return resolutionBy;
    }

    /** What finance wrote with its choice. */
    public String resolutionComment() {
        return resolutionComment;
    }

    /** The card that finance's choice is bound to; empty when it goes to none. */
    public Optional<CardMark> resolutionCard() {
        return CardMark.of(resolutionCard);
    }

    public String proofReference() {
        return proofReference;
    }

    public Optional<String> confirmedBy() {
        return Optional.ofNullable(confirmedBy);
    }

    public Instant creditedAt() {
        return creditedAt;
    }

    /** Fen that finance wants to pay of a refund of which a part was paid elsewhere, while that is their choice. */
    public Optional<Long> restAmount() {
        return Optional.ofNullable(restAmount);
    }

    public String receivedAccount() {
        return receivedAccount;
    }

    /** Fen that arrived in cash; null before, and when the channel did not say it. */
    public Long receivedAmount() {
        return receivedAmount;
    }

    /** Fen that came back as the channel's coupon; null like {@link #receivedAmount}. */
    public Long couponReturned() {
        return couponReturned;
    }
}
