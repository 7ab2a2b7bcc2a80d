package org.cinemarefund.application;

import java.time.Instant;
import java.util.List;
import org.cinemarefund.application.RefundApplication.Ending;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.ScreeningStatus;

/** An application as its repository reads and writes it; nobody else needs the fields without the rules around them. */
public final class StoredApplication {
    private final RefundApplication it;

    public StoredApplication(RefundApplication application) {
        this.it = application;
    }

    public StoredApplication(
            String applicationNo,
            Order order,
            Cinema cinema,
            RefundReason reason,
            String description,
            String locale,
            Instant appliedAt,
            Long quotedRefundAmount) {
        this(new RefundApplication(
                applicationNo, order, cinema, reason, description, locale, appliedAt, quotedRefundAmount));
    }

    public RefundApplication application() {
        return it;
    }

    public void deal(Deal deal, String clauseZh, String clauseEn) {
        it.deal = deal;
        it.clauseZh = clauseZh;
        it.clauseEn = clauseEn;
    }

    public void review(
            Instant dueAt,
            Instant uncappedDueAt,
            boolean capped,
            boolean provisional,
            Instant remindedAt,
            Instant escalatedAt,
            String supervisorReason,
            String firstApprover,
            String approvedBy,
            Instant approvedAt,
            String comment) {
        it.reviewDueAt = dueAt;
        it.reviewUncappedDueAt = uncappedDueAt;
        it.reviewDueCapped = capped;
        it.reviewDueProvisional = provisional;
        it.remindedAt = remindedAt;
        it.escalatedAt = escalatedAt;
        it.supervisorReason = supervisorReason == null ? null : SupervisorReason.valueOf(supervisorReason);
        it.firstApprover = firstApprover;
        it.approvedBy = approvedBy;
        it.approvedAt = approvedAt;
        it.reviewComment = comment;
    }

    public void supervisorDueAt(Instant at) {
        it.supervisorDueAt = at;
    }

    public void evidence(int rounds, String askedBy, Instant askedAt, Instant dueAt, Instant answeredAt, String note) {
        it.evidenceRounds = rounds;
        it.evidenceAskedBy = askedBy;
        it.evidenceAskedAt = askedAt;
        it.evidenceDueAt = dueAt;
        it.evidenceAnsweredAt = answeredAt;
        it.evidenceNote = note;
    }

    public void ending(RefundStatus status, String ending, Instant creditedAt, String account, Instant closedAt) {
        it.status = status;
        it.ending = ending == null ? null : Ending.valueOf(ending);
        it.creditedAt = creditedAt;
        it.receivedAccount = account;
        it.closedAt = closedAt;
    }

    public void rest(Long fen) {
        it.restAmount = fen;
    }

    public void arrived(Long cash, Long coupon) {
        it.receivedAmount = cash;
        it.couponReturned = coupon;
    }

    public void resolution(String action, String by, String comment, String proof, String confirmedBy, String card) {
        it.resolution = action;
        it.resolutionBy = by;
        it.resolutionComment = comment;
        it.proofReference = proof;
        it.confirmedBy = confirmedBy;
        it.resolutionCard = card;
    }

    public void atFault(String fact) {
        it.atFault = fact == null ? null : ScreeningStatus.valueOf(fact);
    }

    public String atFault() {
        return it.atFault == null ? null : it.atFault.name();
    }

    public void chain(int events, String chain) {
        it.events = events;
        it.chain = chain;
    }

    public Long quotedRefundAmount() {
        return it.quotedRefundAmount;
    }

    public Instant reviewUncappedDueAt() {
        return it.reviewUncappedDueAt;
    }

    public Instant nextDueAt() {
        return it.nextDueAt();
    }

    public Instant escalatedAt() {
        return it.escalatedAt;
    }

    public String approvedBy() {
        return it.approvedBy;
    }

    public String evidenceAskedBy() {
        return it.evidenceAskedBy;
    }

    public Instant evidenceAskedAt() {
        return it.evidenceAskedAt;
    }

    public Instant evidenceAnsweredAt() {
        return it.evidenceAnsweredAt;
    }

    public String resolutionBy() {
        return it.resolutionBy;
    }

    public String resolutionComment() {
        return it.resolutionComment;
    }

    public String resolutionCard() {
        return it.resolutionCard;
    }

    public String proofReference() {
        return it.proofReference;
    }

    public String confirmedBy() {
        return it.confirmedBy;
    }

    public Instant closedAt() {
        return it.closedAt;
    }

    public String liveOrderNo() {
        return it.liveOrderNo().orElse(null);
    }

    public int events() {
        return it.events;
    }

    public String chain() {
        return it.chain;
    }

    public List<RefundEvent> takeNewEvents() {
        return it.takeNewEvents();
    }
}
