package org.cinemarefund.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the cinema's rules say about one order at one instant: frozen on the application, shown as a quote. Amounts are
 * fen; {@code refundAmount + fee = paidAmount}, less what was refunded elsewhere.
 *
 * @param ruleId the rule of the table that decided, {@code P0} for the override, {@code CLAIM} for a fault that is claimed where the
 *     table pays nothing
 * @param version the plan's version
 * @param reviewForced the reason alone, without the fact, sent this to a person
 * @param returnsCoupon the coupon that came on top of what was paid is the moviegoer's again
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
        boolean reviewForced,
        boolean returnsCoupon) {

    /** P0's rule: the cinema is at fault. */
    public static final String CINEMA_AT_FAULT = "P0";

    /** The rule of a fault that is claimed where the plan pays nothing: a person looks, and nothing is paid unless they confirm it. */
    public static final String CLAIM = "CLAIM";

    /** The line of what went back by another way than this refund. */
    public static final String REFUNDED_ELSEWHERE = "REFUNDED_ELSEWHERE";

    static final String TICKETS = "TICKETS";
    static final String SERVICE_FEE = "SERVICE_FEE";
    static final String NOT_REFUNDED = "NOT_REFUNDED";

    public Deal {
        lines = List.copyOf(lines);
        if (refundAmount < 0 || fee < 0 || Math.addExact(refundAmount, fee) + elsewhere(lines) != paidAmount) {
            throw new IllegalArgumentException("refund " + refundAmount + " + fee " + fee + " is not " + paidAmount);
        }
    }

    /** A deal whose plan says nothing of coupons: they go back under P0 alone. */
    public Deal(
            Outcome outcome,
            long paidAmount,
            long fee,
            long refundAmount,
            List<Line> lines,
            String plan,
            String ruleId,
            String version,
            boolean reviewForced) {
        this(
                outcome,
                paidAmount,
                fee,
                refundAmount,
                lines,
                plan,
                ruleId,
                version,
                reviewForced,
                ruleId.equals(CINEMA_AT_FAULT));
    }

    /** What of this deal went back by another way; no fee, and not paid by us. */
    public long elsewhere() {
        return elsewhere(lines);
    }

    private static long elsewhere(List<Line> lines) {
        return lines.stream()
                .filter(line -> line.kind().equals(REFUNDED_ELSEWHERE))
                .mapToLong(line -> -line.amount())
                .sum();
    }

    /**
     * The same deal when only the rest is left to be paid.
     *
     * @param rest fen, at most what the deal was
     */
    public Deal withRest(long rest) {
        var whole = refundAmount + elsewhere();
        var others = lines.stream().filter(line -> !line.kind().equals(REFUNDED_ELSEWHERE));
        var part = rest == whole ? Stream.<Line>empty() : Stream.of(new Line(REFUNDED_ELSEWHERE, rest - whole));
        return with(fee, rest, Stream.concat(others, part).toList(), returnsCoupon);
    }

    /** Whether nothing is paid unless a person confirms the fault. */
    public boolean claim() {
        return ruleId.equals(CLAIM);
    }

    /** What is paid if a person confirms the fault; empty where the reason claims none. */
    public Optional<Confirmed> ifConfirmed() {
        return reviewForced ? Optional.of(new Confirmed(paidAmount, paid())) : Optional.empty();
    }

    /** @param lines of all that was paid, which is all that goes back */
    public record Confirmed(long refundAmount, List<Line> lines) {}

    /** The same deal when a person confirmed the fault: everything back, as under P0. */
    public Deal confirmed() {
        return with(0, paidAmount, paid(), true);
    }

    /**
     * The same deal when people agreed on a sum of their own.
     *
     * @param amount fen, more than the deal and at most what was paid
     */
    public Deal proposed(long amount) {
        if (amount <= refundAmount || amount > paidAmount) {
            throw new IllegalArgumentException(amount + " is not between " + refundAmount + " and " + paidAmount);
        }
        var kept = new ArrayList<>(paid());
        if (amount < paidAmount) {
            kept.add(new Line(NOT_REFUNDED, amount - paidAmount));
        }
        return with(paidAmount - amount, amount, kept, returnsCoupon);
    }

    /** The same sums; the coupon that came on top goes back after all. */
    public Deal returningCoupon() {
        return with(fee, refundAmount, lines, true);
    }

    private Deal with(long otherFee, long otherRefund, List<Line> otherLines, boolean coupon) {
        return new Deal(
                outcome, paidAmount, otherFee, otherRefund, otherLines, plan, ruleId, version, reviewForced, coupon);
    }

    /** What was paid, line by line. A deal of before that refused has no lines: then it is one. */
    private List<Line> paid() {
        var paid = lines.stream()
                .filter(line -> line.kind().equals(TICKETS) || line.kind().equals(SERVICE_FEE))
                .toList();
        return paid.isEmpty() ? List.of(new Line(TICKETS, paidAmount)) : paid;
    }

    /**
     * The same sums, for a person to decide about.
     *
     * @param blamed whether the applicant blames the cinema
     */
    public Deal toBeReviewed(boolean blamed) {
        return with(Outcome.REVIEW, blamed);
    }

    /** The same sums, and nobody has to look at them. */
    Deal withoutAPerson() {
        return with(Outcome.AUTO_APPROVE, false);
    }

    private Deal with(Outcome other, boolean forced) {
        return new Deal(other, paidAmount, fee, refundAmount, lines, plan, ruleId, version, forced, returnsCoupon);
    }

    public enum Outcome {
        REJECT,
        AUTO_APPROVE,
        REVIEW
    }

    /**
     * One line of the sum a person can check: positive = paid, negative = kept or paid elsewhere; the lines add up to the refund.
     *
     * @param kind {@code TICKETS}, {@code SERVICE_FEE}, {@code REFUND_FEE}, {@code SERVICE_FEE_KEPT}, {@code NOT_REFUNDED},
     *     {@code REFUNDED_ELSEWHERE}; text {@code line.<kind>}
     */
    public record Line(String kind, long amount) {}
}
