package org.cinemarefund.desk.web;

import java.time.OffsetDateTime;
import java.util.List;
import org.cinemarefund.application.web.DealViews.LineView;
import org.cinemarefund.application.web.DealViews.RuleView;
import org.cinemarefund.desk.Waiting;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.notice.Notices;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundStatus;
import org.jspecify.annotations.Nullable;

/**
 * A case whole, as the one who asks may see it: texts in the asked language, times in China's, amounts in fen. The service desk
 * sees what the moviegoer sees; reviewers and supervisors who did what and the rule's inputs; finance and operators the numbers and
 * what WeChat told too; operators the process.
 *
 * @param cinema its name, as it is called today
 * @param statusText of {@code status}
 * @param reasonText of {@code reason}
 * @param description what the moviegoer wrote
 * @param reviewDueAt missing where no person decides, or has to
 * @param ruleInputs what the rules looked at; not for the service desk
 * @param openid its first and last four characters
 * @param waitingSince missing where it waits for nobody
 * @param appealOf the refusal that this is about; missing where it is no appeal
 * @param processInstanceId for operators, while the engine knows it
 * @param story in sentences to be read out, oldest first; the last says how it stands
 * @param seen what the moviegoer reads last in the mini-program's timeline
 * @param promise what may be promised, and what may not
 * @param whom whom to ask
 * @param timeline what happened, oldest first
 * @param money all its numbers, newest first; for finance and operators
 * @param notifications what WeChat told by itself of these numbers, newest first; for finance and operators
 * @param notices what was sent to the moviegoer, newest first
 * @param evidence ids of pictures, for those who may see them: reviewers, supervisors, finance
 */
record CaseFile(
        String applicationNo,
        String orderNo,
        String cinemaId,
        String cinema,
        String filmTitle,
        String hall,
        OffsetDateTime showTime,
        List<String> seats,
        RefundStatus status,
        String statusText,
        String reason,
        String reasonText,
        @Nullable String description,
        long paidAmount,
        long fee,
        long refundAmount,
        List<LineView> lines,
        RuleView rule,
        @Nullable List<RuleInputs.InputView> ruleInputs,
        OffsetDateTime appliedAt,
        OffsetDateTime updatedAt,
        @Nullable OffsetDateTime reviewDueAt,
        String openid,
        WaitingView waitingFor,
        @Nullable OffsetDateTime waitingSince,
        @Nullable String appealOf,
        @Nullable String processInstanceId,
        List<Told> story,
        String seen,
        String promise,
        WhomView whom,
        List<EventView> timeline,
        @Nullable List<NumberView> money,
        @Nullable List<HeardView> notifications,
        List<NoticeView> notices,
        @Nullable List<String> evidence) {

    /** @param text who that is, in words */
    record WaitingView(Waiting.Whom code, String text) {}

    /** @param at when that was, missing for how it stands now */
    record Told(@Nullable OffsetDateTime at, String text) {}

    /**
     * @param phone of the cinema, where the cinema is to be asked and has one
     * @param hours when somebody answers it
     */
    record WhomView(
            String text, @Nullable String phone, @Nullable String hours) {}

    /**
     * @param actor who did it; for the service desk missing
     * @param detail what else there is to say; for the service desk missing
     */
    record EventView(
            OffsetDateTime at,
            RefundEvent.Kind event,
            String text,
            @Nullable String actor,
            @Nullable String detail) {}

    /**
     * A number under which WeChat was asked for the refund.
     *
     * @param refundId WeChat's own number
     * @param cause why its outcome is unknown or delayed, or WeChat's refusal
     * @param refusal WeChat's code of a refusal
     * @param account where the money arrived, in WeChat's words
     */
    record NumberView(
            String outRefundNo,
            @Nullable String refundId,
            String transactionId,
            long refundAmount,
            RefundState state,
            String stateText,
            @Nullable String cause,
            @Nullable String refusal,
            int sends,
            OffsetDateTime preparedAt,
            @Nullable OffsetDateTime firstSentAt,
            @Nullable OffsetDateTime lastSentAt,
            @Nullable OffsetDateTime lastAskedAt,
            OffsetDateTime changedAt,
            @Nullable String account) {}

    /**
     * @param kind what it says of the refund, such as SUCCESS
     * @param accepted whether it changed what we knew or fitted to it; otherwise somebody has to look
     */
    record HeardView(OffsetDateTime at, String outRefundNo, String kind, String text, boolean accepted) {}

    /** @param reason why it was not sent, in words */
    record NoticeView(
            OffsetDateTime at,
            NoticeKind kind,
            String text,
            Notices.State state,
            String stateText,
            @Nullable String reason) {}
}
