package org.cinemarefund.sandbox;

import java.net.URI;

/**
 * A well-formed request for a refund. Amounts are fen.
 *
 * @param transactionId null when only the merchant's number was sent
 * @param outTradeNo null when only the transaction id was sent
 */
public record RefundRequest(
        String outRefundNo,
        String transactionId,
        String outTradeNo,
        long refundAmount,
        long totalAmount,
        URI notifyUrl,
        String bodySha256) {

    public String order() {
        return transactionId != null ? transactionId : outTradeNo;
    }
}
