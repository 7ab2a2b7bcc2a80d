package org.cinemarefund.application;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a refusal can be appealed.
 *
 * @param appealWithin from the refusal on
 */
@ConfigurationProperties("refund.review")
record AppealProperties(@DefaultValue("P7D") Duration appealWithin) {
    AppealProperties {
        if (appealWithin.isNegative()) {
            throw new IllegalArgumentException("refund.review.appeal-within must not be negative");
        }
    }
}
