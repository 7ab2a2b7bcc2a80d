package org.cinemarefund.application;

import java.time.Instant;

/**
 * The money that arrived.
 *
 * @param account where it arrived, in the channel's words, or the card that finance had it paid to
 * @param arrival null when the channel did not say how much of it was cash
 */
public record Credit(Instant at, String account, Arrival arrival) {
    static final Credit NONE = new Credit(null, null, null);

    /** Fen that arrived in cash; null before, and when the channel did not say it. */
    public Long cash() {
        return arrival == null ? null : arrival.cash();
    }

    /** Fen that came back as the channel's coupon; null where none did. */
    public Long coupon() {
        return arrival == null || arrival.coupon() == 0 ? null : arrival.coupon();
    }
}
