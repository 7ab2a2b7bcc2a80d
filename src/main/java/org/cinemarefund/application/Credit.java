package org.cinemarefund.application;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The money that arrived.
 *
 * @param account where it arrived, in the channel's words, or the card that finance had it paid to
 * @param arrival missing when the channel did not say how much of it was cash
 */
public record Credit(Instant at, String account, @Nullable Arrival arrival) {
    static final Credit NONE = new Credit(null, null, null);

    /** Fen that arrived in cash; missing before, and when the channel did not say it. */
    public @Nullable Long cash() {
        return arrival == null ? null : arrival.cash();
    }

    /** Fen that came back as the channel's coupon; null where none did. */
    public Long coupon() {
        return arrival == null || arrival.coupon() == 0 ? null : arrival.coupon();
    }
}
