package org.cinemarefund.record;

import java.time.Instant;

/**
 * One line of an application's record, never changed afterwards; the hash chains it to the line before.
 *
 * @param nr counts from 1 without gaps
 * @param actor {@code moviegoer}, {@code system}, {@code wechat} or a staff member's user id
 * @param detail why, in codes and staff's words; never personal data
 */
public record RefundEvent(
        String applicationNo,
        int nr,
        Instant at,
        Kind kind,
        String actor,
        String fromStatus,
        String toStatus,
        String outRefundNo,
        String fromState,
        String toState,
        String detail,
        String previousHash,
        String hash) {

    /** What happened; the first block is the timeline a moviegoer sees, the rest is for the record only. */
    public enum Kind {
        APPLIED(true),
        POLICY_REJECTED(true),
        EVIDENCE_REQUESTED(true),
        EVIDENCE_SUPPLIED(true),
        REMINDED(true),
        ESCALATED(true),
        APPROVED(true),
        REJECTED(true),
        WITHDRAWN(true),
        SUBMITTED(true),
        DELAYED(true),
        CREDITED(true),
        SETTLED_OFFLINE(true),
        NOTICE_SENT(true),
        NOTICE_NOT_SENT(true),
        PAYEE_CARD_GIVEN(true),

        POLICY_DECIDED(false),
        SECOND_APPROVAL_NEEDED(false),
        SENT_BACK(false),
        DEADLINE_MOVED(false),
        EVIDENCE_AWAITED(false),
        EVIDENCE_OVERDUE(false),
        SUPERVISOR_OVERDUE(false),
        TICKETS(false),
        PAYMENT_CORRECTED(false),
        CINEMA_AT_FAULT(false),
        DIFFERENCE_DUE(false),
        REFUND_STATE(false),
        RESOLUTION(false),
        RESOLUTION_REFUSED(false),
        RESOLUTION_CONFIRMED(false),
        RESOLUTION_DECLINED(false),
        BALANCE_TOPPED_UP(false),
        ALARM_EXAMINED(false),
        PAYEE_CARD(false),
        ALARM(false);

        private final boolean shown;

        Kind(boolean shown) {
            this.shown = shown;
        }

        /** Whether the moviegoer sees it in the timeline. */
        public boolean shown() {
            return shown;
        }
    }
}
