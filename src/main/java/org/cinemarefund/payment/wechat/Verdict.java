package org.cinemarefund.payment.wechat;

/** What came out of checking who signed a message and when. Only {@link #GENUINE} may be believed. */
enum Verdict {
    GENUINE("genuine"),
    NOT_SIGNED("a signature header is missing, doubled or malformed"),
    STALE("signed more than five minutes away from our clock"),
    /** WeChat's own test whether merchants verify: a failure like any other, and the real message comes again. */
    PROBE("a signature probe (SIGNTEST)"),
    UNKNOWN_KEY("signed with a key that is not known here"),
    FORGED("the signature does not fit");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
