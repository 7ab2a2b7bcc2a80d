package org.cinemarefund.application;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.Cursor;
import org.jspecify.annotations.Nullable;

/** Finds cases of any state among all that there ever were. */
public interface CaseSearch {

    /** The applications that a number leads to: their own, an order's, a payment's, or a refund's, by our name of it or WeChat's. */
    List<String> numbered(String number);

    /**
     * Newest first.
     *
     * @param after exclusive; missing at the start
     */
    List<Found> newest(Wanted wanted, @Nullable Cursor after, int limit);

    /**
     * What is looked for; whatever is missing asks for nothing.
     *
     * @param numbers of applications
     * @param owner how the openid of who applied begins: letters, digits, underscores and hyphens
     * @param cinemas by their ids
     * @param from the first instant of applying
     * @param to the first instant that is too late
     */
    record Wanted(
            @Nullable List<String> numbers,
            @Nullable String owner,
            @Nullable Set<String> cinemas,
            @Nullable RefundStatus status,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** @param updatedAt when something last happened to it */
    record Found(RefundApplication application, Instant updatedAt) {}
}
