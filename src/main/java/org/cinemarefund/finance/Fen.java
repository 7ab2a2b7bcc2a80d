package org.cinemarefund.finance;

import org.cinemarefund.shared.Problem;
import org.jspecify.annotations.Nullable;

/** A sum of money that a person typed, in fen: a whole number, or its digits as text. */
public final class Fen {
    private Fen() {}

    /**
     * @return missing when none was given
     * @throws Problem INVALID_REQUEST with the field when it is no such number
     */
    public static @Nullable Long of(String field, Object given) {
        if (given == null) {
            return null;
        }
        if (given instanceof Long || given instanceof Integer || given instanceof Short) {
            return ((Number) given).longValue();
        }
        if (given instanceof String text && text.matches("[0-9]{1,15}")) {
            return Long.parseLong(text);
        }
        throw Problem.invalid(field, "wrong-type");
    }
}
