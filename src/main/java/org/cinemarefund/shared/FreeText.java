package org.cinemarefund.shared;

import org.jspecify.annotations.Nullable;

/** What people write, as it came in: bounded and without control characters. */
public final class FreeText {
    /** Characters of a description, a supplement, a comment. */
    private static final int LIMIT = 500;

    private FreeText() {}

    /**
     * As any caller gave it.
     *
     * @return missing when it was left out or is blank
     * @throws Problem naming the field when it is something else than text, too long, or holds control characters
     */
    public static @Nullable String of(String field, Object given) {
        var text = optional(field, given);
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.codePointCount(0, text.length()) > LIMIT) {
            throw Problem.invalid(field, "too-long");
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            throw Problem.invalid(field, "control-characters");
        }
        return text.strip();
    }

    /**
     * Text that may be left out, looked at no further.
     *
     * @throws Problem when it is something else than text
     */
    public static String optional(String field, Object given) {
        if (given != null && !(given instanceof String)) {
            throw Problem.invalid(field, "wrong-type");
        }
        return (String) given;
    }
}
