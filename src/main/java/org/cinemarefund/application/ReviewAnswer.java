package org.cinemarefund.application;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who said what about it.
 *
 * @param firstApprover who said yes where a second person has to; missing otherwise
 * @param approvedBy whose yes counts; missing before anybody's does
 * @param comment what was written last for the moviegoer or a colleague
 */
public record ReviewAnswer(
        @Nullable String firstApprover, @Nullable String approvedBy, Instant approvedAt, String comment) {
    static final ReviewAnswer NONE = new ReviewAnswer(null, null, null, null);

    ReviewAnswer first(String by) {
        return new ReviewAnswer(by, approvedBy, approvedAt, comment);
    }

    ReviewAnswer approved(String by, Instant now) {
        return new ReviewAnswer(firstApprover, by, now, comment);
    }

    ReviewAnswer saying(String words) {
        return new ReviewAnswer(firstApprover, approvedBy, approvedAt, words);
    }
}
