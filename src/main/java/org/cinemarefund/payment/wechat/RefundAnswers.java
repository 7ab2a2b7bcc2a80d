package org.cinemarefund.payment.wechat;

import java.util.regex.Pattern;
import org.cinemarefund.payment.ChannelRefund;
import org.cinemarefund.payment.RefundOrder;

/** Reads WeChat's description of a refund, and believes it only when it is genuine and about the very refund asked for. */
final class RefundAnswers {
    static final String CURRENCY = "CNY";
    static final Pattern TRANSACTION_ID = Pattern.compile("[0-9A-Za-z_-]{1,32}");
    private static final Pattern CNY = Pattern.compile(CURRENCY);
    private static final Pattern STATUS = Pattern.compile("PROCESSING|SUCCESS|CLOSED|ABNORMAL");

    private final SignatureVerifier verifier;

    RefundAnswers(SignatureVerifier verifier) {
        this.verifier = verifier;
    }

    /** The refund in a genuine answer about this very refund. */
    ChannelRefund verified(RefundOrder order, HttpAnswer answer) throws StrictJson.Unreadable {
        var verdict = verifier.check(answer::header, answer.body());
        if (verdict != Verdict.GENUINE) {
            throw new StrictJson.Unreadable(verdict.text());
        }
        var refund = StrictJson.object(answer.body());
        requireNamed(order, refund);
        var status = ChannelRefund.Status.valueOf(refund.text("status", STATUS));
        var successTime = refund.optionalTime("success_time");
        return new ChannelRefund(
                order.outRefundNo(),
                refund.optionalText("out_trade_no", 64),
                refund.text("refund_id", TRANSACTION_ID),
                status,
                refund.label("channel", 32),
                refund.label("user_received_account", 64),
                status == ChannelRefund.Status.SUCCESS ? successTime : null,
                refund.object("amount").payerRefund(order.refundAmount()));
    }

    /** The same of a refund whose number with the channel is known: another one is another refund. */
    ChannelRefund verified(RefundOrder order, String refundId, HttpAnswer answer) throws StrictJson.Unreadable {
        var refund = verified(order, answer);
        if (!refund.refundId().equals(refundId)) {
            throw new StrictJson.Unreadable("it names another refund_id");
        }
        return refund;
    }

    boolean genuine(HttpAnswer answer) {
        return verifier.check(answer::header, answer.body()) == Verdict.GENUINE;
    }

    static void requireNamed(RefundOrder order, StrictJson refund) throws StrictJson.Unreadable {
        if (!refund.text("out_refund_no", StrictJson.NUMBER).equals(order.outRefundNo())) {
            throw new StrictJson.Unreadable("it names another out_refund_no");
        }
        if (!refund.text("transaction_id", TRANSACTION_ID).equals(order.transactionId())) {
            throw new StrictJson.Unreadable("it names another transaction_id");
        }
        var amount = refund.object("amount");
        if (amount.fen("refund") != order.refundAmount() || amount.fen("total") != order.totalAmount()) {
            throw new StrictJson.Unreadable("it names another amount");
        }
        if (amount.has("currency")) {
            amount.text("currency", CNY);
        }
    }
}
