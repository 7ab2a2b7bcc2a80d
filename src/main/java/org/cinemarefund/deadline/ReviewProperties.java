package org.cinemarefund.deadline;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long people may take.
 *
 * @param showMargin a review ends this long before the show, so that the seat can still be sold
 * @param minimum but a reviewer always has this long
 * @param supervisorAbove fen; to approve more takes a second person
 * @param personLimitPerDay fen that one person approves alone on a day in China; more takes a second person; 0 for no limit
 * @param evidenceWithin working days a moviegoer has to answer
 * @param calendarDirectory where an operator puts {@code <year>.properties}; a string on purpose: bound as a {@code Path}, the default
 *     would be taken for the folder of that name on the class path
 */
@ConfigurationProperties("refund.review")
public record ReviewProperties(
        @DefaultValue("PT30M") Duration showMargin,
        @DefaultValue("PT30M") Duration minimum,
        @DefaultValue("100000") long supervisorAbove,
        @DefaultValue("5000000") long personLimitPerDay,
        @DefaultValue("3") int evidenceWithin,
        @DefaultValue("./calendar") String calendarDirectory) {

    public ReviewProperties {
        require(!showMargin.isNegative(), "refund.review.show-margin must not be negative");
        require(minimum.compareTo(Duration.ofMinutes(1)) >= 0, "refund.review.minimum must be a minute or more");
        require(supervisorAbove >= 0, "refund.review.supervisor-above must not be negative");
        require(personLimitPerDay >= 0, "refund.review.person-limit-per-day must not be negative");
        require(evidenceWithin >= 1, "refund.review.evidence-within must be one working day or more");
    }

    private static void require(boolean condition, String complaint) {
        if (!condition) {
            throw new IllegalArgumentException(complaint);
        }
    }
}
