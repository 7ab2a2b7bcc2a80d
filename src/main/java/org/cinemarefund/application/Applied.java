package org.cinemarefund.application;

import java.time.Instant;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;
import org.jspecify.annotations.Nullable;

/**
 * What somebody applied for, with the facts of that instant: never changed afterwards.
 *
 * @param order as it was then
 * @param cinema with its terms as they were then
 * @param description the moviegoer's own words, possibly missing: shown as text only
 * @param quotedRefundAmount what a quote promised, in fen; missing when none was asked for
 * @param appealOf the refused application whose facts these are; missing where this is no appeal
 */
public record Applied(
        String applicationNo,
        Order order,
        Cinema cinema,
        RefundReason reason,
        @Nullable String description,
        String locale,
        Instant at,
        @Nullable Long quotedRefundAmount,
        @Nullable String appealOf) {

    /** No appeal. */
    public Applied(
            String applicationNo,
            Order order,
            Cinema cinema,
            RefundReason reason,
            @Nullable String description,
            String locale,
            Instant at,
            @Nullable Long quotedRefundAmount) {
        this(applicationNo, order, cinema, reason, description, locale, at, quotedRefundAmount, null);
    }

    public boolean isAppeal() {
        return appealOf != null;
    }
}
