package org.cinemarefund.payment;

import java.time.Instant;

/**
 * A refund as the channel describes it in a verified answer that names our number, our payment and our amounts.
 *
 * @param outTradeNo the number the payment was made under; null when not told
 * @param userReceivedAccount where the money went, as the channel words it; null when not told
 * @param successTime null unless SUCCESS
 */
public record ChannelRefund(
        String outRefundNo,
        String outTradeNo,
        String refundId,
        Status status,
        String channel,
        String userReceivedAccount,
        Instant successTime) {

    /** The channel's words. */
    public enum Status {
        PROCESSING,
        SUCCESS,
        CLOSED,
        ABNORMAL
    }
}
