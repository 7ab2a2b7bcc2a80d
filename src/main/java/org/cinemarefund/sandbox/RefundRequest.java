package org.cinemarefund.sandbox;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed request for a refund. Amounts are fen.
 *
 * @param transactionId missing when only the merchant's number was sent
 * @param outTradeNo missing when only the transaction id was sent
 */
public record RefundRequest(
        String outRefundNo,
        @Nullable String transactionId,
        @Nullable String outTradeNo,
        long refundAmount,
        long totalAmount,
        URI notifyUrl,
        String bodySha256) {

    public String order() {
        return transactionId != null ? transactionId : outTradeNo;
    }
}
