package org.cinemarefund.policy;

import java.util.List;
import java.util.stream.Stream;
import org.cinemarefund.ticketing.Order;

/**
 * What is paid back of an order under given terms, line by line, in fen. Percentages are of what the tickets cost, which
 * is the paid amount without the service fee; a broken fen is the customer's. The coupon's part was never paid and is
 * never paid out.
 */
record Bill(long tickets, long serviceFee, long refundFee, long serviceFeeKept) {

    static Bill of(Order order, Terms terms) {
        var serviceFee = Math.min(order.serviceFee(), order.paidAmount());
        var tickets = order.paidAmount() - serviceFee;
        var percentage =
                Math.multiplyExact(tickets, (long) terms.feeBasisPoints()) / 10_000; // down: never above the rate
        var flat = Math.addExact(terms.feePerOrder(), Math.multiplyExact(terms.feePerTicket(), (long)
                order.seats().size()));
        var refundFee = Math.min(tickets, Math.addExact(percentage, flat));
        return new Bill(tickets, serviceFee, refundFee, terms.returnServiceFee() ? 0 : serviceFee);
    }

    /** All that is kept, the service fee included. */
    long fee() {
        return refundFee + serviceFeeKept;
    }

    long refundAmount() {
        return tickets + serviceFee - fee();
    }

    List<Deal.Line> lines() {
        return lines(new Deal.Line("REFUND_FEE", -refundFee), new Deal.Line("SERVICE_FEE_KEPT", -serviceFeeKept));
    }

    /** When all of it is kept, whatever the terms. */
    List<Deal.Line> linesOfNothing() {
        return lines(new Deal.Line(Deal.NOT_REFUNDED, -tickets - serviceFee));
    }

    private List<Deal.Line> lines(Deal.Line... kept) {
        return Stream.concat(
                        Stream.of(new Deal.Line(Deal.TICKETS, tickets), new Deal.Line(Deal.SERVICE_FEE, serviceFee)),
                        Stream.of(kept))
                .filter(line -> line.amount() != 0)
                .toList();
    }
}
