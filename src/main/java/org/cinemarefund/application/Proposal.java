package org.cinemarefund.application;

import org.jspecify.annotations.Nullable;

/**
 * What somebody chose and somebody else has to confirm: a sum beyond the rules' deal, or a fault where the sum takes two people.
 *
 * @param as what it is approved as once it is confirmed
 * @param refundAmount fen
 * @param comment why, in the words of who chose it; missing where it was erased
 */
public record Proposal(
        ApprovedAs as, long refundAmount, @Nullable String comment) {}
