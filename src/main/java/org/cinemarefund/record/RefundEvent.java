package org.cinemarefund.record;

import static org.cinemarefund.record.Fact.*;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One line of an application's record, never changed afterwards; the hash chains it to the line before.
 *
 * @param nr counts from 1 without gaps
 * @param actor {@code moviegoer}, {@code system}, {@code wechat} or a staff member's user id
 * @param detail what a line says that was written before there were facts: codes, and staff's words
 * @param facts what it says now
 * @param words what belongs to its facts and lies beside the record; none where they were erased
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
        Facts facts,
        String previousHash,
        String hash,
        List<Words> words) {

    public RefundEvent {
        words = List.copyOf(words);
    }

    RefundEvent sealed(String ownHash) {
        return with(ownHash, words);
    }

    /** The same line with more of its words. */
    public RefundEvent withWords(List<Words> more) {
        return with(hash, Stream.concat(words.stream(), more.stream()).toList());
    }

    private RefundEvent with(String ownHash, List<Words> ownWords) {
        return new RefundEvent(
                applicationNo,
                nr,
                at,
                kind,
                actor,
                fromStatus,
                toStatus,
                outRefundNo,
                fromState,
                toState,
                detail,
                facts,
                previousHash,
                ownHash,
                ownWords);
    }

    /** Empty where the line has none of the kind, and where they were erased. */
    public Optional<String> words(Fact fact) {
        return words.stream().filter(one -> one.fact() == fact).map(Words::text).findFirst();
    }

    /** What happened; the first block is the timeline a moviegoer sees, the rest is for the record only. */
    public enum Kind {
        APPLIED(true, REASON, DESCRIPTION, PICTURES),
        POLICY_REJECTED(true, RULE),
        EVIDENCE_REQUESTED(true, COMMENT),
        EVIDENCE_SUPPLIED(true, DESCRIPTION, PICTURES),
        REMINDED(true),
        ESCALATED(true, SUPERVISOR),
        APPROVED(true, PLAN, RULE, DUE_AT, CHOICE, REFUND, COMMENT),
        REJECTED(true, REJECT_REASON, COMMENT),
        WITHDRAWN(true),
        SUBMITTED(true),
        DELAYED(true),
        CREDITED(true, CASH, COUPON, FINGERPRINT, BANK, LAST_DIGITS, ACCOUNT),
        SETTLED_OFFLINE(true, AMOUNT, PROOF, COMMENT),
        NOTICE_SENT(true, NOTICE),
        NOTICE_NOT_SENT(true, NOTICE, OUTCOME, CAUSE),
        PAYEE_CARD_GIVEN(true, FINGERPRINT, BANK, LAST_DIGITS, COMMENT),
        APPEALED(true, Fact.APPEAL, APPEAL_OF),

        POLICY_DECIDED(false, PLAN, VERSION, RULE, OUTCOME, ORDER, PAID, FEE, REFUND),
        SECOND_APPROVAL_NEEDED(false, PLAN, RULE, DUE_AT, CHOICE, REFUND, COMMENT),
        SENT_BACK(false, SUPERVISOR),
        DEADLINE_MOVED(false, DEADLINE, CAUSE, FROM, UNTIL),
        EVIDENCE_AWAITED(false, UNTIL),
        EVIDENCE_OVERDUE(false),
        SUPERVISOR_OVERDUE(false),
        TICKETS(false, INSTRUCTION, CAUSE),
        PAYMENT_CORRECTED(false, OLD_PAYMENT, PAYMENT),
        CINEMA_AT_FAULT(false, SCREENING, OLD_FEE, FEE, OLD_REFUND, REFUND),
        DIFFERENCE_DUE(false, SCREENING, AMOUNT),
        REFUND_STATE(false, ORDER, PAYMENT, PAID, REFUND, REFUSAL, EXPLANATION),
        RESOLUTION(false, ACTION, REST, FINGERPRINT, BANK, LAST_DIGITS, PROOF, COMMENT),
        RESOLUTION_REFUSED(false, ACTION, CAUSE, STATUS),
        RESOLUTION_CONFIRMED(false, ACTION, FINGERPRINT, BANK, LAST_DIGITS, COMMENT),
        RESOLUTION_DECLINED(false, ACTION, FINGERPRINT, BANK, LAST_DIGITS, COMMENT),
        SAMPLE_INSPECTED(false, VERDICT, COMMENT),
        BALANCE_TOPPED_UP(false, COMMENT),
        ALARM_EXAMINED(false, Fact.ALARM, COMMENT),
        PAYEE_CARD(false, CAUSE),
        ALARM(false, Fact.ALARM, NUMBER, AMOUNT);

        private final boolean shown;
        /** Made by {@code Set.of}: nobody can change it. */
        @SuppressWarnings("ImmutableEnumChecker")
        private final Set<Fact> facts;

        Kind(boolean shown, Fact... facts) {
            this.shown = shown;
            this.facts = Set.of(facts);
        }

        /** Whether the moviegoer sees it in the timeline. */
        public boolean shown() {
            return shown;
        }

        /** What a line of this kind can say. */
        public Set<Fact> facts() {
            return facts;
        }
    }
}
