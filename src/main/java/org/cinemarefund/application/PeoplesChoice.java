package org.cinemarefund.application;

import org.cinemarefund.policy.Deal;
import org.jspecify.annotations.Nullable;

/**
 * What people chose instead of the rules' deal.
 *
 * @param proposal what waits, or waited, for somebody else's word; missing where nothing did
 * @param approvedAs what was approved; missing where it was the deal of the rules, or nothing yet
 * @param rules the deal of the rules while another one stands in its place; missing otherwise
 */
public record PeoplesChoice(
        @Nullable Proposal proposal,
        @Nullable ApprovedAs approvedAs,
        @Nullable Deal rules) {
    static final PeoplesChoice NONE = new PeoplesChoice(null, null, null);

    PeoplesChoice proposed(Proposal another) {
        return new PeoplesChoice(another, approvedAs, rules);
    }

    PeoplesChoice approved(ApprovedAs as, Deal instead) {
        return new PeoplesChoice(proposal, as, instead);
    }

    /** Nothing is approved any more; what was proposed waits again. */
    PeoplesChoice undone() {
        return new PeoplesChoice(proposal, null, null);
    }
}
