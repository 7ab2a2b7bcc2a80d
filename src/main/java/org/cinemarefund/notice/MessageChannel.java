package org.cinemarefund.notice;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends one message to a moviegoer. Never throws for what the channel does; an unknown outcome is not sent again. The template of
 * a kind is that of {@link NoticeKind#under}.
 */
public interface MessageChannel {
    /** The name of a value beside {@code status}: the same in at most five Chinese characters, for fields that take nothing else. */
    String SHORT_STATUS = "shortStatus";

    /** Whether the operator gave this kind a template; without one nothing is sent. */
    boolean hasTemplate(NoticeKind kind);

    /** The template id the mini-program asks consent for; missing when there is none. */
    @Nullable
    String templateId(NoticeKind kind);

    /** Whether the kind's template has a place for this field that takes the value as it is, uncut. */
    boolean carries(NoticeKind kind, String field, String value);

    /**
     * @param values by our field names: {@code applicationNo, orderNo, filmTitle, refundAmount, status, time, phone} and
     *     {@link #SHORT_STATUS}; they are made to fit the template's field types
     */
    Delivery send(NoticeKind kind, String openid, Map<String, String> values);

    /**
     * @param outcome what is known
     * @param reason the channel's code when not sent or unknown, such as {@code 43101}; null when sent
     */
    record Delivery(Outcome outcome, String reason) {
        public enum Outcome {
            SENT,
            NOT_SENT,
            /** Certainly not sent, for a reason that may pass: it may be tried again. */
            NOT_YET,
            UNKNOWN
        }
    }
}
