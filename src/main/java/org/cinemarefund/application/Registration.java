package org.cinemarefund.application;

import java.util.List;
import java.util.Set;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.shared.FreeText;
import org.jspecify.annotations.Nullable;

/**
 * What an application says, whichever door it came through.
 *
 * @param amount what the applicant believes was paid, in fen; missing when not said
 * @param quotedRefundAmount what a quote promised, in fen; missing when none was asked for
 * @param evidence ids of pictures they uploaded
 * @param locale {@code zh-CN} or {@code en}: the language of messages to the moviegoer
 * @param appealOf the refused application it does not accept; missing where it is no appeal
 */
public record Registration(
        String orderNo,
        RefundReason reason,
        String description,
        String openid,
        List<String> evidence,
        @Nullable Long amount,
        @Nullable Long quotedRefundAmount,
        Set<NoticeKind> acceptedNotices,
        String locale,
        @Nullable String appealOf) {
    public Registration {
        evidence = List.copyOf(evidence);
        acceptedNotices = Set.copyOf(acceptedNotices);
        description = FreeText.of("description", description);
    }

    public boolean isAppeal() {
        return appealOf != null;
    }

    /** No appeal. */
    public Registration(
            String orderNo,
            RefundReason reason,
            String description,
            String openid,
            List<String> evidence,
            Long amount,
            Long quotedRefundAmount,
            Set<NoticeKind> acceptedNotices,
            String locale) {
        this(orderNo, reason, description, openid, evidence, amount, quotedRefundAmount, acceptedNotices, locale, null);
    }
}
