package org.cinemarefund.policy;

import java.util.List;

/**
 * What the cinema's rules say about one order at one instant: frozen on the application, shown as a quote. Amounts are
 * fen; {@code refundAmount + fee = paidAmount}.
 *
 * @param ruleId the rule of the table that decided, {@code P0} for the override
 * @param version the plan's version
 * @param reviewForced the reason alone, without the fact, sent this to a person
 */
public record Deal(
        Outcome outcome,
        long paidAmount,
        long fee,
        long refundAmount,
        List<Line> lines,
        String plan,
        String ruleId,
        String version,
        boolean reviewForced) {

    /** P0's rule: the cinema is at fault. */
    public static final String CINEMA_AT_FAULT = "P0";

    public Deal {
        lines = List.copyOf(lines);
        if (refundAmount < 0 || fee < 0 || Math.addExact(refundAmount, fee) != paidAmount) {
            throw new IllegalArgumentException("refund " + refundAmount + " + fee " + fee + " is not " + paidAmount);
        }
    }

    public enum Outcome {
        REJECT,
        AUTO_APPROVE,
        REVIEW
    }

    /**
     * One line of the sum a person can check: positive = paid, negative = kept; the lines add up to the refund.
     *
     * @param kind {@code TICKETS}, {@code SERVICE_FEE}, {@code REFUND_FEE}, {@code SERVICE_FEE_KEPT}; text {@code line.<kind>}
     */
    public record Line(String kind, long amount) {}
}
