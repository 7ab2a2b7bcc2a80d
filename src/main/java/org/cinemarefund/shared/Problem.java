package org.cinemarefund.shared;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The caller's mistake or bad luck, never a fault of ours: it changes nothing and is answered as an RFC 9457 problem
 * with a stable code. The message starts with the code so that it survives APIs that only carry a message (the engine's).
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private int status;
    private final transient Object[] arguments;
    private final transient Map<String, Object> properties = new LinkedHashMap<>();

    /** @param arguments fill the placeholders of the text {@code problem.<code>} */
    public Problem(ProblemCode code, Object... arguments) {
        super(code.name(), null, false, false);
        this.code = code;
        this.status = code.status();
        this.arguments = arguments.clone();
    }

    /** A field of the request that cannot be accepted; {@code hint} is a message key {@code hint.<hint>}. */
    public static Problem invalid(String field, String hint) {
        return new Problem(ProblemCode.INVALID_REQUEST, field)
                .with("field", field)
                .with("hint", hint);
    }

    /** Adds a member to the answer, such as the new quote. Never personal data. */
    public Problem with(String name, Object value) {
        properties.put(name, value);
        return this;
    }

    /** Where our own paths promise another status than the code has elsewhere. */
    public Problem answeredWith(int other) {
        status = other;
        return this;
    }

    /** The HTTP status of a REST answer of ours. */
    public int status() {
        return status;
    }

    public ProblemCode code() {
        return code;
    }

    public Object[] arguments() {
        return arguments.clone();
    }

    public Map<String, Object> properties() {
        return properties;
    }

    @Override
    public String getMessage() {
        return properties.containsKey("field") ? code.name() + ": " + properties.get("field") : code.name();
    }
}
