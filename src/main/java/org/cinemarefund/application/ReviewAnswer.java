package org.cinemarefund.application;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who said what about it.
 *
 * @param firstApprover who said yes where a second person has to; missing otherwise
 * @param approvedBy whose yes counts; missing before anybody's does
 * @param comment what was written last for the moviegoer or a colleague
 * @param rejectReason a code of the cinema's list; null where no person refused
 */
public record ReviewAnswer(
        @Nullable String firstApprover,
        @Nullable String approvedBy,
        @Nullable Instant approvedAt,
        @Nullable String comment,
        @Nullable String rejectReason) {
    static final ReviewAnswer NONE = new ReviewAnswer(null, null, null, null, null);

    ReviewAnswer first(String by) {
        return new ReviewAnswer(by, approvedBy, approvedAt, comment, rejectReason);
    }

    ReviewAnswer approved(String by, Instant now) {
        return new ReviewAnswer(firstApprover, by, now, comment, rejectReason);
    }

    ReviewAnswer saying(String words) {
        return new ReviewAnswer(firstApprover, approvedBy, approvedAt, words, rejectReason);
    }

    ReviewAnswer refused(String reason, String words) {
        return new ReviewAnswer(firstApprover, approvedBy, approvedAt, words, reason);
    }
}
