package org.cinemarefund.payment;

import java.time.Instant;

/**
 * A refund as the channel describes it in a verified answer that names our number, our payment and our amounts.
 *
 * @param outTradeNo the number the payment was made under; null when not told
 * @param userReceivedAccount where the money went, as the channel words it; null when not told
 * @param successTime null unless SUCCESS
 * @param payerRefund fen that go to the payer in cash, between 0 and the refund; null when not told, or not told so that it can be
 *     true. What is left of the refund returns as the channel's own coupon
 */
public record ChannelRefund(
        String outRefundNo,
        String outTradeNo,
        String refundId,
        Status status,
        String channel,
        String userReceivedAccount,
        Instant successTime,
        Long payerRefund) {

    /** The channel's words. */
    public enum Status {
        PROCESSING,
        SUCCESS,
        CLOSED,
        ABNORMAL
    }
}
