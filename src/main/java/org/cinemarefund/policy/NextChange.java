package org.cinemarefund.policy;

import java.time.Instant;

/**
 * Until when the moviegoer should make up their mind.
 *
 * @param at the last instant of the present terms; right after it they are worse
 * @param fee fen kept from then on; all of the paid amount when nothing is refunded any more
 */
public record NextChange(Instant at, long fee) {}
