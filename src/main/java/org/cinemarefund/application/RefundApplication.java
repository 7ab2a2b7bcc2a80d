package org.cinemarefund.application;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cinemarefund.deadline.EvidenceWait;
import org.cinemarefund.deadline.ReviewDeadline;
import org.cinemarefund.deadline.ReviewSla;
import org.cinemarefund.payment.card.CardMark;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.Decision;
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
import org.jspecify.annotations.Nullable;

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

    /** Why an application has to be looked at by a supervisor. */
    public enum SupervisorReason {
        OVERDUE,
        LARGE_AMOUNT,
        PERSON_LIMIT,
        /** Somebody wants to pay more than the rules say. */
        PROPOSAL,
        /** The moviegoer does not accept a refusal. */
        APPEAL,
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

    private final Applied applied;

    private RefundStatus status;
    private AgreedDeal agreed;
    private ReviewTime review;
    private Supervision supervision;
    private EvidenceRequest evidence;
    private ReviewAnswer answer;
    private PeoplesChoice people;
    private FinanceChoice choice;
    private Credit credit;
    private Closing closing;
    private RecordHead head;

    private final transient List<RefundEvent> newEvents = new ArrayList<>();

    /**
     * As it is stored.
     *
     * @param agreed missing before the rules were asked
     */
    public RefundApplication(
            Applied applied,
            RefundStatus status,
            @Nullable AgreedDeal agreed,
            ReviewTime review,
            Supervision supervision,
            EvidenceRequest evidence,
            ReviewAnswer answer,
            PeoplesChoice people,
            FinanceChoice choice,
            Credit credit,
            Closing closing,
            RecordHead head) {
        this.applied = applied;
        this.status = status;
        this.agreed = agreed;
        this.review = review;
        this.supervision = supervision;
        this.evidence = evidence;
        this.answer = answer;
        this.people = people;
        this.choice = choice;
        this.credit = credit;
        this.closing = closing;
        this.head = head;
    }

    public static RefundApplication register(Applied applied) {
        return register(applied, null);
    }

    /** @param pictures what the record keeps of the pictures that came along; may be missing */
    public static RefundApplication register(Applied applied, @Nullable String pictures) {
        var registered = new RefundApplication(
                applied,
                RefundStatus.UNDER_REVIEW,
                null,
                ReviewTime.NONE,
                Supervision.NONE,
                EvidenceRequest.NONE,
                ReviewAnswer.NONE,
                PeoplesChoice.NONE,
                FinanceChoice.NONE,
                Credit.NONE,
                Closing.NONE,
                RecordHead.NONE);
        var said = Particulars.none()
                .with(Fact.REASON, applied.reason())
                .words(Fact.DESCRIPTION, applied.description())
                .words(Fact.PICTURES, pictures);
        registered.event(Kind.APPLIED, MOVIEGOER, applied.at(), said, null, RefundStatus.UNDER_REVIEW);
        if (applied.isAppeal()) {
            registered.appealed(Fact.APPEAL_OF, applied.appealOf(), applied.at());
        }
        return registered;
    }

    /** The cinema's rules have spoken: this is the deal, however long everything else takes. */
    void freeze(Decision decision, String zh, String en, Instant now) {
        if (agreed != null) {
            throw new IllegalStateException(applicationNo() + " already has its deal");
        }
        freeze(new AgreedDeal(decision.deal(), zh, en, null, decision), now);
    }

    private void freeze(AgreedDeal frozen, Instant now) {
        agreed = frozen;
        var deal = frozen.deal();
        var said = Particulars.none()
                .with(Fact.PLAN, deal.plan())
                .with(Fact.VERSION, deal.version())
                .with(Fact.RULE, deal.ruleId())
                .with(Fact.OUTCOME, deal.outcome())
                .with(Fact.ORDER, order().orderNo())
                .with(Fact.PAID, order().paidAmount())
                .with(Fact.FEE, deal.fee())
                .with(Fact.REFUND, deal.refundAmount());
        event(Kind.POLICY_DECIDED, SYSTEM, now, said, status, status);
        if (deal.outcome() == Deal.Outcome.REJECT) {
            end(RefundStatus.REJECTED, Ending.REJECTED_BY_POLICY, Kind.POLICY_REJECTED, SYSTEM, rule(), now);
        }
    }

    /**
     * An appeal has the deal of the application that was refused, or P0's.
     *
     * @param deadline null where nobody has to decide
     */
    void freezeAppeal(AgreedDeal ofTheFirst, ReviewDeadline deadline, Instant now) {
        freeze(ofTheFirst, now);
        if (deadline != null) {
            dueAt(deadline);
            supervision = supervision.begun(SupervisorReason.APPEAL, now);
        }
    }

    /** This refusal is appealed by another application. */
    void appealedBy(String appeal, Instant now) {
        appealed(Fact.APPEAL, appeal, now);
    }

    private void appealed(Fact which, String other, Instant now) {
        event(Kind.APPEALED, MOVIEGOER, now, Particulars.none().with(which, other), status, status);
    }

    public void dueAt(ReviewDeadline deadline) {
        review = review.until(deadline);
    }

    void moveDeadline(ReviewDeadline deadline, String cause, Instant now) {
        if (!deadline.dueAt().equals(reviewDueAt()) || deadline.provisional() != review.provisional()) {
            deadlineMoved("REVIEW", cause, reviewDueAt(), deadline.dueAt(), now);
        }
        dueAt(deadline);
    }

    /**
     * The working days are counted anew.
     *
     * @param until when the answer has to be there; missing where none is waited for
     * @return whether anything is another now
     */
    public boolean calendarChanged(ReviewDeadline deadline, @Nullable Instant until, Instant now) {
        var moved = !deadline.equals(review.deadline());
        moveDeadline(deadline, CALENDAR, now);
        if (until != null && !until.equals(evidence.dueAt())) {
            deadlineMoved("EVIDENCE", CALENDAR, evidence.dueAt(), until, now);
            evidence = evidence.until(until);
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
        if (review.deadline() != null) {
            var wait = new EvidenceWait(evidence.askedAt(), now);
            moveDeadline(sla.afterEvidence(review.deadline(), wait, capOfReview()), "EVIDENCE", now);
        }
    }

    private void requireUndecided() {
        if (!status.undecided()) {
            throw new Problem(ProblemCode.ALREADY_DECIDED);
        }
    }

    /**
     * A person says yes to the deal of the rules, or to something else in its place.
     *
     * @param chosen missing for the deal of the rules
     * @param whyTwo why somebody else has to say yes too, as a supervisor; missing when one is enough
     */
    public Verdict approve(
            String by, String comment, @Nullable Chosen chosen, @Nullable SupervisorReason whyTwo, Instant now) {
        var said = comment(comment);
        if (chosen != null) {
            said.with(Fact.CHOICE, chosen.as()).with(Fact.REFUND, chosen.deal().refundAmount());
        }
        var first = people.proposal();
        var verdict = approve(by, said, whyTwo, now);
        if (verdict == Verdict.SUPERVISOR && chosen != null) {
            // The moviegoer reads of it when it is more than one person's opinion.
            people = people.proposed(new Proposal(chosen.as(), chosen.deal().refundAmount(), comment));
            return verdict;
        }
        var words = comment;
        if (verdict == Verdict.APPROVE && chosen != null) {
            people = people.approved(chosen.as(), deal());
            agreed = agreed.with(chosen.deal());
            words = words == null && first != null ? first.comment() : words;
        } else if (verdict == Verdict.APPROVE) {
            // What was proposed instead was declined by this.
            people = PeoplesChoice.NONE;
        }
        answer = words == null ? answer : answer.saying(words);
        return verdict;
    }

    /** A person, or the cinema's overdue setting, says yes to the deal of the rules. */
    public Verdict approve(String by, String comment, SupervisorReason whyTwo, Instant now) {
        return approve(by, comment, null, whyTwo, now);
    }

    /**
     * What a person approves in place of the deal of the rules.
     *
     * @param deal made of that of the rules
     */
    public record Chosen(ApprovedAs as, Deal deal) {}

    private Verdict approve(String by, Particulars said, SupervisorReason whyTwo, Instant now) {
        requireMayApprove(by);
        if (whyTwo != null) {
            answer = answer.first(by);
            supervision = supervision.begun(whyTwo, now);
            event(Kind.SECOND_APPROVAL_NEEDED, by, now, said, status, status);
            return Verdict.SUPERVISOR;
        }
        approved(by, said, now);
        return Verdict.APPROVE;
    }

    /** The review's time is over, and the cinema chose to say yes then: the record says by which terms. */
    public Verdict approveOverdue(SupervisorReason whyTwo, Instant now) {
        var terms = rule().with(Fact.PLAN, deal().plan()).with(Fact.DUE_AT, reviewDueAt());
        return approve(SYSTEM, terms, whyTwo, now);
    }

    /**
     * Asked before it is looked at what the yes comes to.
     *
     * @throws Problem when it is decided, and for who said yes first
     */
    public void requireMayApprove(String by) {
        requireUndecided();
        requireOtherThanFirst(by);
    }

    /** What the cinema tells the moviegoer; what somebody wrote for a second person is told when that one agreed. */
    public Optional<String> toldToTheMoviegoer() {
        var waits = status.undecided() && answer.firstApprover() != null;
        return waits ? Optional.empty() : Optional.ofNullable(answer.comment());
    }

    /** Whoever said yes first cannot be the second as well. */
    private void requireOtherThanFirst(String by) {
        if (by.equals(answer.firstApprover())) {
            throw new Problem(ProblemCode.SAME_PERSON);
        }
    }

    /** Whether an approval now would be one person's alone: nobody said yes before, or only the cinema's overdue setting. */
    public boolean noPersonApprovedYet() {
        return answer.firstApprover() == null || answer.firstApprover().equals(SYSTEM);
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
        answer = answer.approved(by, now);
        var from = status;
        status = RefundStatus.REFUNDING;
        event(Kind.APPROVED, by, now, said, from, status);
    }

    private Particulars rule() {
        return Particulars.none().with(Fact.RULE, deal().ruleId());
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
                && agreed != null
                && deal().outcome() == Deal.Outcome.AUTO_APPROVE
                && supervision.reason() == null;
        if (!byTheRules) {
            requireApproved();
        }
    }

    /** @throws IllegalStateException when no approval is stored: a token was moved here from outside */
    void requireApproved() {
        if (status != RefundStatus.REFUNDING) {
            throw new IllegalStateException("no approval is stored for " + applicationNo() + ": it is " + status);
        }
    }

    /** @throws IllegalStateException while the tickets still are, or may become, the price of the money */
    void requireTicketsCanBeGivenBack() {
        if (status != RefundStatus.REJECTED && status != RefundStatus.WITHDRAWN) {
            throw new IllegalStateException(
                    "the tickets of " + applicationNo() + " are not to be given back: it is " + status);
        }
    }

    /**
     * @param reason a code of the cinema's list
     * @param comment null where the reason says it all
     */
    public void reject(String by, String reason, String comment, Instant now) {
        requireUndecided();
        answer = answer.refused(reason, comment);
        var said = comment(comment).with(Fact.REJECT_REASON, reason);
        end(RefundStatus.REJECTED, Ending.REJECTED_BY_REVIEWER, Kind.REJECTED, by, said, now);
    }

    /** More is needed from the moviegoer; the wait itself begins with {@link #awaitEvidence}. */
    public void askForEvidence(String by, String task, String comment, Instant now) {
        requireUndecided();
        if (evidence.isLast()) {
            throw new Problem(ProblemCode.EVIDENCE_ASKED_TWICE);
        }
        evidence = evidence.next(task, now);
        answer = answer.saying(comment);
        event(Kind.EVIDENCE_REQUESTED, by, now, comment(comment), status, status);
    }

    /** @throws IllegalStateException when nobody asked, or the wait has begun: a token was moved here from outside */
    public void awaitEvidence(Instant dueAt, Instant now) {
        requireUndecided();
        if (!evidence.toBegin()) {
            throw new IllegalStateException("nothing was asked for " + applicationNo());
        }
        evidence = evidence.until(dueAt);
        var from = status;
        status = RefundStatus.EVIDENCE_REQUESTED;
        event(Kind.EVIDENCE_AWAITED, SYSTEM, now, Particulars.none().with(Fact.UNTIL, dueAt), from, status);
    }

    public void evidenceSupplied(String note, Instant now) {
        evidenceSupplied(note, null, now);
    }

    /** @param pictures what the record keeps of the pictures that came along; may be missing */
    public void evidenceSupplied(String note, @Nullable String pictures, Instant now) {
        if (status != RefundStatus.EVIDENCE_REQUESTED) {
            throw new Problem(ProblemCode.EVIDENCE_NOT_REQUESTED);
        }
        evidence = evidence.answered(note, now);
        status = RefundStatus.UNDER_REVIEW;
        backFromEvidence(now);
        var said = Particulars.none().words(Fact.DESCRIPTION, note).words(Fact.PICTURES, pictures);
        event(Kind.EVIDENCE_SUPPLIED, MOVIEGOER, now, said, RefundStatus.EVIDENCE_REQUESTED, status);
    }

    public void evidenceNotSupplied(Instant now) {
        requireUndecided();
        var from = status;
        status = RefundStatus.UNDER_REVIEW;
        evidence = evidence.notAnswered();
        backFromEvidence(now);
        event(Kind.EVIDENCE_OVERDUE, SYSTEM, now, Particulars.none(), from, status);
    }

    private void backFromEvidence(Instant now) {
        if (supervision.reason() != null) {
            supervision = supervision.begun(supervision.reason(), now);
        }
    }

    /** Asked for more and got no answer in time. */
    public boolean evidenceUnanswered() {
        return evidence.unanswered() && status == RefundStatus.UNDER_REVIEW;
    }

    /** @return false when there is nothing to remind of, or a reminder was made before */
    public boolean remind(Instant now) {
        if (!status.undecided() || review.reminded()) {
            return false;
        }
        review = review.remindedAt(now);
        event(Kind.REMINDED, SYSTEM, now, Particulars.none(), status, status);
        return true;
    }

    public void escalate(SupervisorReason why, Instant now) {
        requireUndecided();
        supervision = supervision.begun(supervisorReason().orElse(why), now);
        if (supervision.escalatedAt() == null) {
            supervision = supervision.escalated(now);
            event(Kind.ESCALATED, SYSTEM, now, Particulars.none().with(Fact.SUPERVISOR, why), status, status);
        }
    }

    /** A supervisor had their day, or several: told again in the same rhythm. */
    public void supervisorOverdue(Instant now) {
        event(Kind.SUPERVISOR_OVERDUE, SYSTEM, now, Particulars.none(), status, status);
        supervision = supervision.nextDay(now);
    }

    /** The order moved while we reviewed it: an approval does not hold, a supervisor looks. */
    public void sendBack(SupervisorReason why, Instant now) {
        requireAlive();
        var from = status;
        status = RefundStatus.UNDER_REVIEW;
        // What was said was said of a decision that is none any more.
        answer = answer.approved(null, null).saying(null);
        undoChoice();
        if (agreed != null && deal().ruleId().equals(Deal.CINEMA_AT_FAULT)) {
            nobodySaidYesYet();
        }
        supervision = supervision.begun(why, now);
        event(Kind.SENT_BACK, SYSTEM, now, Particulars.none().with(Fact.SUPERVISOR, why), from, status);
    }

    /** The deal is another one than that to which somebody said yes first. */
    private void nobodySaidYesYet() {
        answer = answer.first(null);
    }

    /** What people chose instead was not paid: the deal of the rules stands again, and what was proposed waits again. */
    private void undoChoice() {
        if (people.rules() != null) {
            agreed = agreed.with(people.rules());
        }
        people = people.undone();
    }

    /**
     * Whether it was decided knowing that the tickets may be used: nobody saw the show, or its fault is what this is about. Then not
     * even used tickets are in the way.
     */
    public boolean usedTicketsDoNotMatter() {
        return agreed.usedTicketsDoNotMatter(order())
                || deal().claim()
                || people.approvedAs() == ApprovedAs.FAULT
                || applied.isAppeal();
    }

    /** Whether this word of the order system is news for the deal; the same one, told again, is not. */
    public boolean isNews(ScreeningStatus fact) {
        return agreed.isNews(order(), fact);
    }

    /** The cinema is at fault after all, and nothing was sent yet: everything goes back. */
    public void cinemaAtFault(ScreeningStatus fact, Deal all, String zh, String en, Instant now) {
        requireAlive();
        var said = Particulars.none()
                .with(Fact.SCREENING, fact)
                .with(Fact.OLD_FEE, deal().fee())
                .with(Fact.FEE, all.fee())
                .with(Fact.OLD_REFUND, deal().refundAmount())
                .with(Fact.REFUND, all.refundAmount())
                .forOlderNodes(fact.name());
        agreed = agreed.atFault(all, zh, en, fact);
        people = PeoplesChoice.NONE;
        if (status.undecided()) {
            nobodySaidYesYet();
        }
        event(Kind.CINEMA_AT_FAULT, SYSTEM, now, said, status, status);
    }

    /** Sent is sent; but the coupon that came on top is the moviegoer's again. */
    public void couponGoesBack() {
        agreed = agreed.with(deal().returningCoupon());
    }

    /** Nobody has to look at it any more, whoever was asked for what: the rules say yes. */
    public void approvedAsFault(Instant now) {
        if (status == RefundStatus.EVIDENCE_REQUESTED) {
            evidence = evidence.until(null);
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
     * @param card the card that finance had it paid to; missing where it went back the way it was paid
     * @param arrival missing when the channel did not say how much of it was cash
     */
    public void credited(Instant at, String told, @Nullable CardMark card, @Nullable Arrival arrival, Instant now) {
        if (status == RefundStatus.REFUNDED) {
            return;
        }
        var toTheCard = card != null && card.mayBe(told);
        credit = new Credit(at == null ? now : at, toTheCard ? card.toString() : told, arrival);
        var said = toTheCard
                ? card(Particulars.none(), card)
                : Particulars.none().words(Fact.ACCOUNT, card == null ? null : told);
        if (arrival != null) {
            said.with(Fact.CASH, arrival.cash()).with(Fact.COUPON, arrival.coupon());
        }
        end(RefundStatus.REFUNDED, null, Kind.CREDITED, "wechat", said, now);
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
     * @param card the card that the choice is bound to; missing when it needs none
     * @param rest fen that shall be paid of a refund of which a part was paid elsewhere; missing otherwise
     */
    public void resolve(
            String action,
            String by,
            String comment,
            String proof,
            @Nullable CardMark card,
            @Nullable Long rest,
            Instant now) {
        if (status.over()) {
            throw new Problem(ProblemCode.ALREADY_DECIDED);
        }
        choice = new FinanceChoice(action, by, comment, proof, card == null ? null : card.toString(), rest, null);
        var said = said(comment).with(Fact.REST, rest).words(Fact.PROOF, proof);
        event(Kind.RESOLUTION, by, now, said, status, status);
    }

    /** A second person of finance agrees; the first one cannot. */
    public void confirmResolution(String by, String comment, Instant now) {
        requireSecondPerson(by);
        choice = choice.confirmed(by);
        event(Kind.RESOLUTION_CONFIRMED, by, now, said(comment), status, status);
    }

    public void declineResolution(String by, String comment, Instant now) {
        requireSecondPerson(by);
        event(Kind.RESOLUTION_DECLINED, by, now, said(comment), status, status);
        choice = choice.over();
    }

    /** The choice, with the card it is bound to, and a word about it. */
    private Particulars said(String comment) {
        var said = Particulars.none().with(Fact.ACTION, choice.action()).words(Fact.COMMENT, comment);
        return card(said, choice.toCard().orElse(null));
    }

    public void requireSecondPerson(String by) {
        if (status.over()) {
            throw new Problem(ProblemCode.ALREADY_DECIDED);
        }
        if (by.equals(choice.by())) {
            throw new Problem(ProblemCode.SAME_PERSON);
        }
    }

    /**
     * @param cause a code
     * @param told what the channel said instead; missing where that is not why
     */
    public void resolutionRefused(String cause, @Nullable String told, Instant now) {
        var said = Particulars.none()
                .with(Fact.ACTION, choice.action())
                .with(Fact.CAUSE, cause)
                .with(Fact.STATUS, told);
        event(Kind.RESOLUTION_REFUSED, SYSTEM, now, said, status, status);
        choice = choice.over();
    }

    /** It was done once; a token that comes this way again finds nothing to do. */
    public void resolutionDone() {
        choice = choice.over();
    }

    /** Finance chose, and that was done, refused, declined or undone since: there is nothing to carry out. */
    public boolean choiceOver() {
        return choice.isOver();
    }

    /** Only the rest of the deal is still to be paid: two people of finance decided so, and how much it is. */
    public void restToPay(long fen) {
        agreed = agreed.withRest(fen);
        choice = choice.over();
    }

    public void settledOffline(Instant now) {
        end(
                RefundStatus.SETTLED_OFFLINE,
                Ending.SETTLED_OFFLINE,
                Kind.SETTLED_OFFLINE,
                choice.by(),
                Particulars.none(),
                now);
    }

    public void rejectedByFinance(Instant now) {
        answer = answer.saying(choice.comment());
        end(
                RefundStatus.REJECTED,
                Ending.REJECTED_BY_FINANCE,
                Kind.REJECTED,
                choice.by(),
                comment(choice.comment()),
                now);
    }

    private void requireAlive() {
        if (status.over()) {
            throw new IllegalStateException(applicationNo() + " is over: " + status);
        }
    }

    private void end(RefundStatus how, Ending why, Kind kind, String actor, Particulars said, Instant now) {
        requireAlive();
        var from = status;
        status = how;
        closing = new Closing(why, now);
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
                head.hash(),
                applicationNo(),
                head.nr() + 1,
                now,
                kind,
                actor,
                from,
                to,
                outRefundNo,
                fromState,
                toState,
                said);
        head = new RecordHead(event.nr(), event.hash());
        newEvents.add(event);
    }

    private static String name(RefundStatus known) {
        return known == null ? null : known.name();
    }

    public List<RefundEvent> takeNewEvents() {
        var taken = List.copyOf(newEvents);
        newEvents.clear();
        return taken;
    }

    /** The order this application keeps anybody else from refunding, while it lives. */
    public Optional<String> liveOrderNo() {
        return status.over() ? Optional.empty() : Optional.of(order().orderNo());
    }

    /** What was asked for, and the facts of that instant. */
    public Applied applied() {
        return applied;
    }

    public String applicationNo() {
        return applied.applicationNo();
    }

    /** The order's facts at the instant of the application. */
    public Order order() {
        return applied.order();
    }

    /** Empty where it is no appeal. */
    public Optional<String> appealOf() {
        return Optional.ofNullable(applied.appealOf());
    }

    /** The show until which a review has time; an appeal is not hurried by any. */
    public Instant capOfReview() {
        return applied.isAppeal() ? appliedAt() : order().showTime();
    }

    /** The cinema's terms at the instant of the application. */
    public Cinema cinema() {
        return applied.cinema();
    }

    public RefundReason reason() {
        return applied.reason();
    }

    public Instant appliedAt() {
        return applied.at();
    }

    /** The deal with its words; missing before the rules were asked. */
    public @Nullable AgreedDeal agreed() {
        return agreed;
    }

    public Deal deal() {
        return agreed == null ? null : agreed.deal();
    }

    /** What the rules gave, also where people chose something else since; null before the rules were asked. */
    public Deal dealOfTheRules() {
        return people.rules() == null ? deal() : people.rules();
    }

    public PeoplesChoice people() {
        return people;
    }

    /** What waits for somebody else's word; empty where nothing does. */
    public Optional<Proposal> proposal() {
        return status.undecided() ? Optional.ofNullable(people.proposal()) : Optional.empty();
    }

    /** Fen that are paid as things stand. */
    public long sum() {
        return proposal().map(Proposal::refundAmount).orElse(deal().refundAmount());
    }

    public RefundStatus status() {
        return status;
    }

    public ReviewTime review() {
        return review;
    }

    public Instant reviewDueAt() {
        return review.dueAt();
    }

    /** Half-way through the time the reviewer has. */
    public Instant reminderAt() {
        return ReviewSla.reminderAt(reviewRunsSince(), reviewDueAt());
    }

    /** When the desk has to do something about it by itself, next; missing when it is decided. */
    public @Nullable Instant nextDueAt() {
        if (!status.undecided()) {
            return null;
        }
        if (status == RefundStatus.EVIDENCE_REQUESTED) {
            return evidence.dueAt();
        }
        if (supervision.reason() != null) {
            return supervision.dueAt();
        }
        return !review.reminded() && reviewDueAt() != null ? reminderAt() : reviewDueAt();
    }

    /** Since when the review clock has been running without a break. */
    private Instant reviewRunsSince() {
        var resumedAt = evidence.resumedAt(evidenceUnanswered());
        return resumedAt == null ? appliedAt() : resumedAt;
    }

    public Supervision supervision() {
        return supervision;
    }

    public Optional<SupervisorReason> supervisorReason() {
        return Optional.ofNullable(supervision.reason());
    }

    public EvidenceRequest evidence() {
        return evidence;
    }

    public ReviewAnswer answer() {
        return answer;
    }

    /** Whose yes counts; empty before anybody's does. */
    public Optional<String> approvedBy() {
        return Optional.ofNullable(answer.approvedBy());
    }

    public FinanceChoice choice() {
        return choice;
    }

    /** What finance chose; empty where no choice stands. */
    public Optional<String> resolution() {
        return Optional.ofNullable(choice.action());
    }

    public Credit credit() {
        return credit;
    }

    public Closing closing() {
        return closing;
    }

    public Optional<Ending> ending() {
        return Optional.ofNullable(closing.ending());
    }

    public RecordHead head() {
        return head;
    }
}
