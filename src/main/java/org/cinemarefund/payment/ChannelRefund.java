package org.cinemarefund.payment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A refund as the channel describes it in a verified answer that names our number, our payment and our amounts.
 *
 * @param outTradeNo the number the payment was made under; missing when not told
 * @param userReceivedAccount where the money went, as the channel words it; missing when not told
 * @param successTime missing unless SUCCESS
 * @param payerRefund fen that go to the payer in cash, between 0 and the refund; missing when not told, or not told so that it can be
 *     true. What is left of the refund returns as the channel's own coupon
 */
public record ChannelRefund(
        String outRefundNo,
        @Nullable String outTradeNo,
        String refundId,
        Status status,
        String channel,
        @Nullable String userReceivedAccount,
        @Nullable Instant successTime,
        @Nullable Long payerRefund) {

    /** The channel's words. */
    public enum Status {
        PROCESSING,
        SUCCESS,
        CLOSED,
        ABNORMAL
    }
}
