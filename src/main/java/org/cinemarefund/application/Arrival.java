package org.cinemarefund.application;

import java.util.Optional;
import org.cinemarefund.payment.RefundTransaction;

/** What of a credited refund arrived in cash and what came back as the channel's coupon, in fen. */
public record Arrival(long cash, long coupon) {
    /** Empty while the channel has not said how much of it is cash. */
    public static Optional<Arrival> of(RefundTransaction refund) {
        return Optional.ofNullable(refund.told().payerRefund())
                .map(cash -> new Arrival(cash, refund.refundAmount() - cash));
    }
}
