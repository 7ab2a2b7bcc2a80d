package org.cinemarefund.process.names;

import java.util.Map;
import java.util.Set;

/**
 * The words that a form, or a back end's start, brings along: whatever else comes with a request was not written by our forms.
 * And those that a task of an earlier version carries for its card in the list of tasks.
 */
public final class Words {
    public static final String ORDER_NO = "orderNo";
    public static final String REASON = "reason";
    public static final String DESCRIPTION = "description";
    public static final String APPLICANT = "applicant";
    public static final String EVIDENCE = "evidence";
    public static final String AMOUNT = "amount";
    public static final String QUOTED = "quotedRefundAmount";
    public static final String NOTICES = "acceptedNotices";
    public static final String LOCALE = "locale";
    public static final String APPEAL_OF = "appealOf";

    /** What a start by our own desk holds. */
    public static final Set<String> START =
            Set.of(ORDER_NO, REASON, DESCRIPTION, APPLICANT, EVIDENCE, AMOUNT, QUOTED, NOTICES, LOCALE, APPEAL_OF);

    /** What a start from outside may hold. */
    public static final Set<String> START_FROM_OUTSIDE = Set.of(ORDER_NO, REASON, DESCRIPTION, APPLICANT, EVIDENCE);

    public static final String DECISION = "decision";
    public static final String COMMENT = "comment";
    public static final String ACTION = "action";
    public static final String PROOF = "proofReference";
    public static final String REST = "restAmount";
    public static final String REFUND_AMOUNT = "refundAmount";
    public static final String REJECT_REASON = "rejectReason";
    public static final String VERDICT = "verdict";

    /** Sums in fen: whole numbers, or their digits as text. */
    public static final Set<String> SUMS = Set.of(REST, REFUND_AMOUNT);

    private static final Set<String> OF_A_REVIEW = Set.of(DECISION, COMMENT, REFUND_AMOUNT, REJECT_REASON);
    private static final Set<String> YES_OR_NO = Set.of(DECISION, COMMENT);
    private static final Map<String, Set<String>> BY_TASK = Map.of(
            RefundProcess.Task.reviewRefund.name(), OF_A_REVIEW,
            RefundProcess.Task.supervisorReview.name(), OF_A_REVIEW,
            RefundProcess.Task.resolveRefund.name(), Set.of(ACTION, COMMENT, PROOF, REST),
            RefundProcess.Task.confirmResolution.name(), YES_OR_NO,
            MerchantBalanceProcess.Task.topUpMerchantAccount.name(), YES_OR_NO,
            SettlementAlarmProcess.Task.examineAlarm.name(), Set.of(COMMENT, PROOF),
            RefundSampleProcess.Task.inspectSample.name(), Set.of(VERDICT, COMMENT));

    public static final String FILM_TITLE = "filmTitle";
    public static final String SHOW_TIME = "showTime";
    public static final String REFUND_YUAN = "refundYuan";

    /** What tasks about refunds carried for their cards before these were read at once. */
    public static final Set<String> CARD = Set.of(ORDER_NO, FILM_TITLE, SHOW_TIME, REFUND_YUAN);

    private Words() {}

    /** Those an answer to a task may hold; none for a task we do not know. */
    public static Set<String> ofAnswer(String taskDefinitionKey) {
        return BY_TASK.getOrDefault(taskDefinitionKey, Set.of());
    }
}
