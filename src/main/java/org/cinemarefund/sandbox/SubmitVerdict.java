package org.cinemarefund.sandbox;

/** What the book says to a request. */
public sealed interface SubmitVerdict {

    /** @param first whether this request changed anything; false for a repetition */
    record Accepted(SandboxRefund refund, boolean first) implements SubmitVerdict {}

    record Refused(Refusal refusal) implements SubmitVerdict {}
}
