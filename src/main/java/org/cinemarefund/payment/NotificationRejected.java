package org.cinemarefund.payment;

/** A notification that is not acted on and not acknowledged. The message never holds what was sent. */
public final class NotificationRejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final Why why;

    public NotificationRejected(Why why, String message) {
        super(message, null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }

    /** UNAUTHENTIC: 401. MALFORMED, UNDECRYPTABLE (perhaps our own key): 400. */
    public enum Why {
        UNAUTHENTIC,
        MALFORMED,
        UNDECRYPTABLE
    }
}
