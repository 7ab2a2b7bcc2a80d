package org.cinemarefund.policy;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the cinema's rules say about one order at one instant: frozen on the application, shown as a quote. Amounts are
 * fen; {@code refundAmount + fee = paidAmount}, less what was refunded elsewhere.
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

    /** The line of what went back by another way than this refund. */
    public static final String REFUNDED_ELSEWHERE = "REFUNDED_ELSEWHERE";

    public Deal {
        lines = List.copyOf(lines);
        if (refundAmount < 0 || fee < 0 || Math.addExact(refundAmount, fee) + elsewhere(lines) != paidAmount) {
            throw new IllegalArgumentException("refund " + refundAmount + " + fee " + fee + " is not " + paidAmount);
        }
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
        return new Deal(
                outcome,
                paidAmount,
                fee,
                rest,
                Stream.concat(others, part).toList(),
                plan,
                ruleId,
                version,
                reviewForced);
    }

    public enum Outcome {
        REJECT,
        AUTO_APPROVE,
        REVIEW
    }

    /**
     * One line of the sum a person can check: positive = paid, negative = kept or paid elsewhere; the lines add up to the refund.
     *
     * @param kind {@code TICKETS}, {@code SERVICE_FEE}, {@code REFUND_FEE}, {@code SERVICE_FEE_KEPT},
     *     {@code REFUNDED_ELSEWHERE}; text {@code line.<kind>}
     */
    public record Line(String kind, long amount) {}
}
