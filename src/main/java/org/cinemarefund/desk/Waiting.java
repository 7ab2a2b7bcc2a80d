package org.cinemarefund.desk;

import java.time.Instant;
import org.cinemarefund.application.CaseSteps;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.record.RefundStatus;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is.
 *
 * @param since missing where it is nobody's
 */
public record Waiting(Whom whom, @Nullable Instant since) {

    public enum Whom {
        REVIEWER,
        SUPERVISOR,
        MOVIEGOER,
        /** WeChat has the refund, or is about to get it. */
        WECHAT,
        /** Money on the merchant's account. */
        BALANCE,
        TICKETING,
        FINANCE,
        /** A step of ours failed for good. */
        OPERATOR,
        /** It is over. */
        NOBODY
    }

    /**
     * @param refund the newest number; missing where there is none
     * @param work what the process is at; missing when it is at rest
     */
    public static Waiting of(
            RefundApplication application, @Nullable RefundTransaction refund, CaseSteps.@Nullable AtWork work) {
        if (work != null && work.trouble() != null) {
            return new Waiting(Whom.OPERATOR, work.trouble().since());
        }
        var ticketing = work != null && work.ticketing();
        if (application.status().over()) {
            return ticketing ? new Waiting(Whom.TICKETING, application.closing().at()) : new Waiting(Whom.NOBODY, null);
        }
        if (application.status() == RefundStatus.EVIDENCE_REQUESTED) {
            return new Waiting(Whom.MOVIEGOER, application.evidence().askedAt());
        }
        if (work != null && work.task() != null) {
            return new Waiting(
                    switch (work.task().desk()) {
                        case REVIEWER -> Whom.REVIEWER;
                        case SUPERVISOR -> Whom.SUPERVISOR;
                        case FINANCE -> Whom.FINANCE;
                    },
                    work.task().since());
        }
        if (application.status() == RefundStatus.UNDER_REVIEW) {
            var whom = application.supervisorReason().isPresent() ? Whom.SUPERVISOR : Whom.REVIEWER;
            return new Waiting(whom, application.appliedAt());
        }
        var approvedAt = application.answer().approvedAt();
        if (ticketing || refund == null) {
            return new Waiting(ticketing ? Whom.TICKETING : Whom.WECHAT, approvedAt);
        }
        return of(refund, approvedAt);
    }

    private static Waiting of(RefundTransaction refund, @Nullable Instant approvedAt) {
        var sentAt = refund.calls().firstSentAt() == null
                ? approvedAt
                : refund.calls().firstSentAt();
        return switch (refund.state()) {
            case WAITING_FOR_BALANCE -> new Waiting(Whom.BALANCE, sentAt);
            case ABNORMAL, CLOSED, REFUSED, GIVEN_UP, RETURNED_TO_MERCHANT, SETTLED_OFFLINE ->
                new Waiting(Whom.FINANCE, refund.changedAt());
            case PREPARED, REVOKED, SENDING, UNKNOWN, PROCESSING, SUCCESS -> new Waiting(Whom.WECHAT, sentAt);
        };
    }
}
