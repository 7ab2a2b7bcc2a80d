package org.cinemarefund.payment;

/**
 * What we ask the channel to pay back, and what its answers must name. Amounts are fen.
 *
 * @param outRefundNo our number, paid at most once by the channel
 * @param transactionId the channel's number of the original payment
 * @param orderNo the merchant's number of the original payment
 * @param totalAmount what was paid with it
 */
public record RefundOrder(
        String outRefundNo, String transactionId, String orderNo, long refundAmount, long totalAmount) {}
