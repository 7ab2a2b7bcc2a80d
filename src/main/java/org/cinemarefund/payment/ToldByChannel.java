package org.cinemarefund.payment;

import java.time.Instant;

/**
 * What the channel said about a number in answers that were verified; null is what it has not said.
 *
 * @param outTradeNo the number the payment was made under, as the channel first named it
 * @param channel the way the money goes back
 * @param account where it arrived, in the channel's words
 * @param payerRefund fen of the refund that go to the payer in cash, as last said
 */
public record ToldByChannel(
        String refundId, String outTradeNo, String channel, String account, Instant successTime, Long payerRefund) {
    static final ToldByChannel NOTHING = new ToldByChannel(null, null, null, null, null, null);

    /** The first word counts; null says nothing. */
    ToldByChannel paidUnder(String number) {
        return new ToldByChannel(refundId, either(outTradeNo, number), channel, account, successTime, payerRefund);
    }

    ToldByChannel and(ChannelRefund refund) {
        return new ToldByChannel(
                refund.refundId(),
                either(outTradeNo, refund.outTradeNo()),
                either(refund.channel(), channel),
                either(refund.userReceivedAccount(), account),
                either(refund.successTime(), successTime),
                either(refund.payerRefund(), payerRefund));
    }

    private static <T> T either(T first, T second) {
        return first == null ? second : first;
    }
}
