package org.cinemarefund.payment;

/** A notification that is not acted on and not acknowledged. The message never holds what was sent. */
public final class NotificationRejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final Why why;
    private final String kind;

    public NotificationRejected(Why why, String message) {
        this(why, why.name(), message);
    }

    /** @param kind one of few words of ours, to count and to log by */
    public NotificationRejected(Why why, String kind, String message) {
        super(message, null, false, false);
        this.why = why;
        this.kind = kind;
    }

    public Why why() {
        return why;
    }

    public String kind() {
        return kind;
    }

    /** UNAUTHENTIC: 401. MALFORMED, UNDECRYPTABLE (perhaps our own key): 400. */
    public enum Why {
        UNAUTHENTIC,
        MALFORMED,
        UNDECRYPTABLE
    }
}
