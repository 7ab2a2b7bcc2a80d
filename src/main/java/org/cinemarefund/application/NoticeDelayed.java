package org.cinemarefund.application;

import org.cinemarefund.notice.NoticeKind;

/** A message certainly did not go out and may at another try: whoever runs the step tries again after a pause. */
public final class NoticeDelayed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoticeDelayed(NoticeKind kind, String reason) {
        super("notice " + kind + " is tried again: " + reason, null, false, false);
    }
}
