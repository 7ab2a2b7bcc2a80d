package org.cinemarefund.payment;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Whether the channel believes that what this node sends is the merchant's. A refund's own outcome never follows from it. */
public interface ChannelTrust {

    /** Since when no request of this node has been believed; empty while they are, and before the first answer. */
    Optional<Instant> refusedSince();

    /** Whether the newest answer that tells was given to a request that was believed. */
    boolean believed();

    /** What an operator should look at, by a lowerCamelCase name; without secrets. Empty when nothing is. */
    Map<String, String> troubles();
}
