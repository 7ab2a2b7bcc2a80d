package org.cinemarefund.notice;

/** The messages a moviegoer can consent to. */
public enum NoticeKind {
    CREDITED,
    REJECTED,
    EVIDENCE_REQUESTED
}
