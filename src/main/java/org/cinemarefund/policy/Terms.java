package org.cinemarefund.policy;

/**
 * One row of a plan: what it answers and what the cinema keeps. The three fees add up and never exceed what the tickets
 * cost.
 *
 * @param feeBasisPoints hundredths of a percent of the paid amount without the service fee
 * @param feePerOrder fen
 * @param feePerTicket fen for each seat
 * @param returnServiceFee the platform's service fee goes back too
 * @param returnCoupon the coupon that came on top of what was paid is the moviegoer's again
 */
public record Terms(
        Deal.Outcome outcome,
        String ruleId,
        int feeBasisPoints,
        long feePerOrder,
        long feePerTicket,
        boolean returnServiceFee,
        boolean returnCoupon) {

    /** Force majeure or the cinema's own doing: everything back, at once, whatever the ticket. */
    static final Terms CINEMA_AT_FAULT =
            new Terms(Deal.Outcome.AUTO_APPROVE, Deal.CINEMA_AT_FAULT, 0, 0, 0, true, true);

    public Terms {
        if (feeBasisPoints < 0 || feeBasisPoints > 10_000 || feePerOrder < 0 || feePerTicket < 0) {
            throw new IllegalArgumentException("rule " + ruleId + " has a fee below nothing or above everything");
        }
    }

    /** Terms that say nothing of coupons. */
    public Terms(
            Deal.Outcome outcome,
            String ruleId,
            int feeBasisPoints,
            long feePerOrder,
            long feePerTicket,
            boolean returnServiceFee) {
        this(outcome, ruleId, feeBasisPoints, feePerOrder, feePerTicket, returnServiceFee, false);
    }
}
