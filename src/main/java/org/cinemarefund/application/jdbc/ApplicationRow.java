package org.cinemarefund.application.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.cinemarefund.application.AgreedDeal;
import org.cinemarefund.application.Applied;
import org.cinemarefund.application.ApprovedAs;
import org.cinemarefund.application.Arrival;
import org.cinemarefund.application.Closing;
import org.cinemarefund.application.Credit;
import org.cinemarefund.application.EvidenceRequest;
import org.cinemarefund.application.FinanceChoice;
import org.cinemarefund.application.PeoplesChoice;
import org.cinemarefund.application.Proposal;
import org.cinemarefund.application.RecordHead;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplication.Ending;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.application.ReviewAnswer;
import org.cinemarefund.application.ReviewTime;
import org.cinemarefund.application.Supervision;
import org.cinemarefund.deadline.ReviewDeadline;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.jdbc.Times;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** A row of {@code refund_application}: the values that an application is made of, one after the other. */
final class ApplicationRow {
    private final MapSqlParameterSource columns = new MapSqlParameterSource();

    private ApplicationRow() {}

    /** @param isNew whether what never changes is written too */
    static MapSqlParameterSource of(RefundApplication application, boolean isNew) {
        var row = new ApplicationRow();
        row.set("applicationNo", application.applicationNo());
        if (isNew) {
            row.applied(application.applied());
        }
        // They may be the terms of a plan that the cinema had when they paid.
        var plan = application.deal() == null
                ? application.cinema().policyPlan()
                : application.deal().plan();
        row.set("plan", plan);
        row.agreed(application.agreed());
        row.review(application.review(), application.supervision());
        row.evidence(application.evidence());
        row.answer(application.answer());
        row.people(application.people());
        row.choice(application.choice());
        row.end(application.credit(), application.closing());
        row.set("status", application.status().name());
        row.set("liveOrderNo", application.liveOrderNo().orElse(null));
        row.set("nextDueAt", application.nextDueAt());
        row.set("events", application.head().nr());
        row.set("chain", application.head().hash());
        return row.columns;
    }

    static RefundApplication read(ResultSet rs, int n) throws SQLException {
        return new RefundApplication(
                applied(rs),
                RefundStatus.valueOf(rs.getString("status")),
                agreed(rs),
                review(rs),
                supervision(rs),
                evidence(rs),
                new ReviewAnswer(
                        rs.getString("first_approver"),
                        rs.getString("approved_by"),
                        Times.in(rs, "approved_at"),
                        rs.getString("review_comment"),
                        rs.getString("reject_reason")),
                people(rs),
                choice(rs),
                credit(rs),
                new Closing(word(rs, "ending", Ending.class), Times.in(rs, "closed_at")),
                new RecordHead(rs.getInt("events"), rs.getString("chain")));
    }

    private void set(String column, Object value) {
        columns.addValue(column, value instanceof Instant at ? Times.of(at) : value);
    }

    private void set(String column, Enum<?> word) {
        columns.addValue(column, word == null ? null : word.name());
    }

    private static <E extends Enum<E>> E word(ResultSet rs, String column, Class<E> words) throws SQLException {
        var name = rs.getString(column);
        return name == null ? null : Enum.valueOf(words, name);
    }

    private void applied(Applied applied) {
        var order = applied.order();
        set("orderNo", order.orderNo());
        set("openid", order.openid());
        set("cinemaId", order.cinemaId());
        set("reason", applied.reason());
        set("description", applied.description());
        set("locale", applied.locale());
        set("appliedAt", applied.at());
        set("facts", FactsJson.write(new FactsJson.Facts(order, applied.cinema())));
        set("moreFacts", FactsJson.write(FactsJson.MoreFacts.of(order, applied.cinema())));
        set("quotedRefundAmount", applied.quotedRefundAmount());
        set("paidAmount", order.paidAmount());
        set("appealOf", applied.appealOf());
    }

    private static Applied applied(ResultSet rs) throws SQLException {
        var facts = FactsJson.facts(rs.getString("facts"), rs.getString("more_facts"));
        return new Applied(
                rs.getString("application_no"),
                facts.order(),
                facts.cinema(),
                RefundReason.valueOf(rs.getString("reason")),
                rs.getString("description"),
                rs.getString("locale"),
                Times.in(rs, "applied_at"),
                rs.getObject("quoted_refund_amount", Long.class),
                rs.getString("appeal_of"));
    }

    private void agreed(AgreedDeal agreed) {
        var deal = agreed == null ? null : agreed.deal();
        set("outcome", deal == null ? null : deal.outcome());
        set("fee", deal == null ? null : deal.fee());
        set("refundAmount", deal == null ? null : deal.refundAmount());
        set("lines", deal == null ? null : FactsJson.write(deal.lines()));
        set("ruleId", deal == null ? null : deal.ruleId());
        set("planVersion", deal == null ? null : deal.version());
        set("reviewForced", deal != null && deal.reviewForced());
        set("clauseZh", agreed == null ? null : agreed.clauseZh());
        set("clauseEn", agreed == null ? null : agreed.clauseEn());
        set("atFault", agreed == null ? null : agreed.atFault());
        set("returnsCoupon", deal == null ? null : deal.returnsCoupon());
        var decision = agreed == null ? null : agreed.decision();
        set("decision", decision == null ? null : FactsJson.write(decision));
        set("straightThrough", decision == null ? null : decision.straightThrough());
    }

    private static AgreedDeal agreed(ResultSet rs) throws SQLException {
        var outcome = word(rs, "outcome", Deal.Outcome.class);
        if (outcome == null) {
            return null;
        }
        var ruleId = rs.getString("rule_id");
        var coupon = rs.getObject("returns_coupon", Boolean.class);
        var deal = new Deal(
                outcome,
                rs.getLong("paid_amount"),
                rs.getLong("fee"),
                rs.getLong("refund_amount"),
                FactsJson.lines(rs.getString("lines")),
                rs.getString("plan"),
                ruleId,
                rs.getString("plan_version"),
                rs.getBoolean("review_forced"),
                coupon == null ? ruleId.equals(Deal.CINEMA_AT_FAULT) : coupon);
        return new AgreedDeal(
                deal,
                rs.getString("clause_zh"),
                rs.getString("clause_en"),
                word(rs, "at_fault", ScreeningStatus.class),
                FactsJson.decision(rs.getString("decision")));
    }

    private void review(ReviewTime review, Supervision supervision) {
        set("reviewDueAt", review.deadline() == null ? null : review.deadline().dueAt());
        set(
                "reviewUncappedDueAt",
                review.deadline() == null ? null : review.deadline().uncappedDueAt());
        set("reviewDueCapped", review.capped());
        set("reviewDueProvisional", review.provisional());
        set("remindedAt", review.remindedAt());
        set("supervisorReason", supervision.reason());
        set("supervisorDueAt", supervision.dueAt());
        set("escalatedAt", supervision.escalatedAt());
    }

    private static ReviewTime review(ResultSet rs) throws SQLException {
        var dueAt = Times.in(rs, "review_due_at");
        var deadline = dueAt == null
                ? null
                : new ReviewDeadline(
                        dueAt,
                        Times.in(rs, "review_uncapped_due_at"),
                        rs.getBoolean("review_due_capped"),
                        rs.getBoolean("review_due_provisional"));
        return new ReviewTime(deadline, Times.in(rs, "reminded_at"));
    }

    private static Supervision supervision(ResultSet rs) throws SQLException {
        return new Supervision(
                word(rs, "supervisor_reason", SupervisorReason.class),
                Times.in(rs, "supervisor_due_at"),
                Times.in(rs, "escalated_at"));
    }

    private void evidence(EvidenceRequest evidence) {
        set("evidenceRounds", evidence.round());
        set("evidenceAskedBy", evidence.askedBy());
        set("evidenceAskedAt", evidence.askedAt());
        set("evidenceDueAt", evidence.dueAt());
        set("evidenceAnsweredAt", evidence.answeredAt());
        set("evidenceNote", evidence.note());
    }

    private static EvidenceRequest evidence(ResultSet rs) throws SQLException {
        return new EvidenceRequest(
                rs.getInt("evidence_rounds"),
                rs.getString("evidence_asked_by"),
                Times.in(rs, "evidence_asked_at"),
                Times.in(rs, "evidence_due_at"),
                Times.in(rs, "evidence_answered_at"),
                rs.getString("evidence_note"));
    }

    private void answer(ReviewAnswer answer) {
        set("firstApprover", answer.firstApprover());
        set("approvedBy", answer.approvedBy());
        set("approvedAt", answer.approvedAt());
        set("reviewComment", answer.comment());
        set("rejectReason", answer.rejectReason());
    }

    private void people(PeoplesChoice people) {
        var proposal = people.proposal();
        set("proposedAs", proposal == null ? null : proposal.as());
        set("proposedAmount", proposal == null ? null : proposal.refundAmount());
        set("proposedComment", proposal == null ? null : proposal.comment());
        set("approvedAs", people.approvedAs());
        set("rulesDeal", people.rules() == null ? null : FactsJson.write(new FactsJson.Sums(people.rules())));
    }

    private static PeoplesChoice people(ResultSet rs) throws SQLException {
        var proposedAs = word(rs, "proposed_as", ApprovedAs.class);
        var rules = rs.getString("rules_deal");
        return new PeoplesChoice(
                proposedAs == null
                        ? null
                        : new Proposal(proposedAs, rs.getLong("proposed_amount"), rs.getString("proposed_comment")),
                word(rs, "approved_as", ApprovedAs.class),
                rules == null ? null : FactsJson.sums(rules).of(agreed(rs).deal()));
    }

    private void choice(FinanceChoice choice) {
        set("resolution", choice.action());
        set("resolutionBy", choice.by());
        set("resolutionComment", choice.comment());
        set("proofReference", choice.proofReference());
        set("resolutionCard", choice.card());
        set("restAmount", choice.rest());
        set("confirmedBy", choice.confirmedBy());
    }

    private static FinanceChoice choice(ResultSet rs) throws SQLException {
        return new FinanceChoice(
                rs.getString("resolution"),
                rs.getString("resolution_by"),
                rs.getString("resolution_comment"),
                rs.getString("proof_reference"),
                rs.getString("resolution_card"),
                rs.getObject("rest_amount", Long.class),
                rs.getString("confirmed_by"));
    }

    private void end(Credit credit, Closing closing) {
        var arrival = credit.arrival();
        set("creditedAt", credit.at());
        set("receivedAccount", credit.account());
        set("receivedAmount", arrival == null ? null : arrival.cash());
        set("couponReturned", arrival == null ? null : arrival.coupon());
        set("ending", closing.ending());
        set("closedAt", closing.at());
    }

    private static Credit credit(ResultSet rs) throws SQLException {
        var cash = rs.getObject("received_amount", Long.class);
        return new Credit(
                Times.in(rs, "credited_at"),
                rs.getString("received_account"),
                cash == null ? null : new Arrival(cash, rs.getLong("coupon_returned")));
    }
}
