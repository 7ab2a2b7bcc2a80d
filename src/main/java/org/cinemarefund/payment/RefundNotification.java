package org.cinemarefund.payment;

import java.time.Instant;

/**
 * A refund notification whose signature, freshness and encryption were checked; what it says is still only a claim to be
 * held against our own row. Amounts are fen.
 *
 * @param id the channel's id of this notification
 * @param mchId the merchant it names
 * @param eventType the outcome as the envelope names it, such as {@code REFUND.SUCCESS}
 * @param outTradeNo the number the payment was made under
 * @param status the outcome as what is sealed in it says
 * @param payerRefund as in {@link ChannelRefund}
 */
public record RefundNotification(
        String id,
        String eventType,
        String mchId,
        String outRefundNo,
        String outTradeNo,
        String transactionId,
        String refundId,
        ChannelRefund.Status status,
        long refundAmount,
        long totalAmount,
        String userReceivedAccount,
        Instant successTime,
        Long payerRefund) {

    /** The envelope names another outcome than what is sealed in it. */
    boolean contradictsItself() {
        return !eventType.endsWith("." + status);
    }
}
