package org.cinemarefund.application;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What needs no person.
 *
 * @param autoApprovalsPerMonth so many applications of a moviegoer in a month in China, where they are small enough for the cinema
 */
@ConfigurationProperties("refund.review")
public record StraightThroughProperties(@DefaultValue("3") int autoApprovalsPerMonth) {

    public StraightThroughProperties {
        if (autoApprovalsPerMonth < 0) {
            throw new IllegalArgumentException("refund.review.auto-approvals-per-month must not be negative");
        }
    }
}
