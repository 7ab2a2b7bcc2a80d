package org.cinemarefund.privacy;

import java.time.Period;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what people wrote is kept.
 *
 * @param words counted from the end of a case
 */
@ConfigurationProperties("refund.retention")
public record RetentionProperties(@DefaultValue("P3Y") Period words) {

    public RetentionProperties {
        if (words.isNegative() || words.isZero()) {
            throw new IllegalArgumentException("refund.retention.words must be a day or more");
        }
    }
}
