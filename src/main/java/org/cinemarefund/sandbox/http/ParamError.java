package org.cinemarefund.sandbox.http;

/** A request that breaks the documented shape: 400 PARAM_ERROR. */
final class ParamError extends Exception {
    private static final long serialVersionUID = 1L;

    static final int FIELD = 268435461;
    static final int UNDEFINED = 270924358;

    private final String field;
    private final transient Object value;
    private final int requestIdSuffix;

    /** @param field a JSON pointer that begins with {@code /body}; null when it is not one field */
    ParamError(String message, String field, Object value, int requestIdSuffix) {
        super(message, null, false, false);
        this.field = field;
        this.value = value;
        this.requestIdSuffix = requestIdSuffix;
    }

    String field() {
        return field;
    }

    Object value() {
        return value;
    }

    int requestIdSuffix() {
        return requestIdSuffix;
    }
}
