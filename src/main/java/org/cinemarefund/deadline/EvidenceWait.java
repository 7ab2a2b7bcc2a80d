package org.cinemarefund.deadline;

import java.time.Instant;

/**
 * A time in which the review's clock stood still for the moviegoer's answer.
 *
 * @param resumedAt when the answer came, or the time for it was over
 */
public record EvidenceWait(Instant askedAt, Instant resumedAt) {}
