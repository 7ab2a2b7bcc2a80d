package org.cinemarefund.review;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much of what goes straight through is looked at afterwards.
 *
 * @param samplePercent 0 to 100
 */
@ConfigurationProperties("refund.review")
record SampleProperties(@DefaultValue("5") int samplePercent) {
    SampleProperties {
        if (samplePercent < 0 || samplePercent > 100) {
            throw new IllegalArgumentException("refund.review.sample-percent must be 0 to 100");
        }
    }
}
