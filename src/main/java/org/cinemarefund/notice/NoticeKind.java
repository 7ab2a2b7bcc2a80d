package org.cinemarefund.notice;

import java.util.Arrays;
import java.util.List;

/** What a moviegoer is told by a message. */
public enum NoticeKind {
    CREDITED,
    REJECTED,
    EVIDENCE_REQUESTED,
    /** Paid another way than this refund; WeChat is asked for no template and the moviegoer for no consent of its own. */
    SETTLED_OFFLINE;

    /** The kinds a moviegoer consents to, each with a template of its own. */
    public static List<NoticeKind> asked() {
        return Arrays.stream(values()).filter(kind -> kind.under() == kind).toList();
    }

    /** The kind under whose template and consent it is sent. */
    public NoticeKind under() {
        return this == SETTLED_OFFLINE ? CREDITED : this;
    }
}
