package org.cinemarefund.privacy;

import java.time.Period;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what people wrote and showed is kept, counted from the end of a case.
 *
 * @param words what they wrote
 * @param evidence their pictures
 */
@ConfigurationProperties("refund.retention")
public record RetentionProperties(
        @DefaultValue("P3Y") Period words,
        @DefaultValue("P180D") Period evidence) {

    public RetentionProperties {
        requireADay(words, "words");
        requireADay(evidence, "evidence");
    }

    private static void requireADay(Period kept, String name) {
        if (kept.isNegative() || kept.isZero()) {
            throw new IllegalArgumentException("refund.retention." + name + " must be a day or more");
        }
    }
}
