package org.cinemarefund.application;

import java.util.List;
import java.util.Set;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.shared.Problem;

/**
 * What an application says, whichever door it came through.
 *
 * @param amount what the applicant believes was paid, in fen; null when not said
 * @param quotedRefundAmount what a quote promised, in fen; null when none was asked for
 * @param locale {@code zh-CN} or {@code en}: the language of messages to the moviegoer
 */
public record Registration(
        String orderNo,
        RefundReason reason,
        String description,
        String openid,
        List<String> evidence,
        Long amount,
        Long quotedRefundAmount,
        Set<NoticeKind> acceptedNotices,
        String locale) {
    /** Characters of a description, also of a supplement. */
    public static final int DESCRIPTION_LIMIT = 500;

    public Registration {
        evidence = List.copyOf(evidence);
        acceptedNotices = Set.copyOf(acceptedNotices);
        description = text("description", description);
        if (!evidence.isEmpty()) {
            // No picture can have been uploaded yet, so no id can be anybody's.
            throw Problem.invalid("evidence", "evidence-unknown");
        }
    }

    /**
     * A text that may be left out, as an untyped caller gave it.
     *
     * @throws Problem when it is something else than text
     */
    static String optional(String field, Object given) {
        if (given != null && !(given instanceof String)) {
            throw Problem.invalid(field, "wrong-type");
        }
        return (String) given;
    }

    /** Free text of a moviegoer: bounded, without control characters, null when blank. */
    static String text(String field, String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.codePointCount(0, text.length()) > DESCRIPTION_LIMIT) {
            throw Problem.invalid(field, "too-long");
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            throw Problem.invalid(field, "control-characters");
        }
        return text.strip();
    }
}
