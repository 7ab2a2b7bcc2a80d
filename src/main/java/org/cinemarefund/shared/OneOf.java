package org.cinemarefund.shared;

import java.util.Arrays;

/** A word out of a list that is closed. */
public final class OneOf {
    private OneOf() {}

    /** @throws Problem naming the field when it is none of them */
    public static <E extends Enum<E>> E of(String field, String word, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(field, "unknown-value"));
    }
}
