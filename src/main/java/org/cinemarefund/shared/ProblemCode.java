package org.cinemarefund.shared;

/**
 * The stable names of everything a caller can get wrong, with the HTTP status each is answered with. The text for people
 * is {@code problem.<CODE>} in the message bundles.
 */
public enum ProblemCode {
    UNAUTHENTICATED(401),
    LOGIN_CODE_INVALID(401),
    FORBIDDEN(403),
    OWN_ORDER(403),
    NOT_FOUND(404),
    ORDER_NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    REQUEST_IN_PROGRESS(409),
    REFUND_ALREADY_OPEN(409),
    ORDER_NOT_REFUNDABLE(409),
    QUOTE_CHANGED(409),
    ORDER_IN_USE(409),
    APPLICATION_OPEN(409),
    ALREADY_DECIDED(409),
    EVIDENCE_NOT_REQUESTED(409),
    APPEAL_NOT_POSSIBLE(409),
    PAYEE_CARD_NOT_WANTED(409),
    TASK_NOT_YOURS(409),
    PAYLOAD_TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    INVALID_REQUEST(422),
    AMOUNT_MISMATCH(422),
    IDEMPOTENCY_KEY_REUSED(422),
    COMMENT_REQUIRED(422),
    EVIDENCE_ASKED_TWICE(422),
    SAME_PERSON(422),
    ACTION_NOT_ALLOWED(422),
    PROOF_REQUIRED(422),
    PAYEE_CARD_REQUIRED(422),
    TOO_MANY_REQUESTS(429),
    INTERNAL_ERROR(500),
    TRY_LATER(503);

    private final int status;

    ProblemCode(int status) {
        this.status = status;
    }

    /** The HTTP status of a REST answer that carries this code. */
    public int status() {
        return status;
    }
}
