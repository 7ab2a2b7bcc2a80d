package org.cinemarefund.sandbox;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A refund as WeChat Pay would hold it. Amounts are fen.
 *
 * @param notifyUrl missing when the request named none
 * @param scenario what was chosen for it when it was accepted
 * @param repair the abnormal-refund type applied for ({@code USER_BANK_CARD}, {@code MERCHANT_BANK_CARD}); missing without one
 * @param repairs how many applications for an abnormal refund were accepted
 */
public record SandboxRefund(
        String refundId,
        String outRefundNo,
        String transactionId,
        String outTradeNo,
        long totalAmount,
        long refundAmount,
        @Nullable URI notifyUrl,
        Status status,
        String channel,
        String receivedAccount,
        Instant createdAt,
        Instant succeededAt,
        Scenario scenario,
        String repair,
        int repairs)
        implements Ledger.Entry {

    static final String WALLET = "支付用户零钱";
    static final String MERCHANT_ACCOUNT = "商户基本账户";

    /** WeChat Pay's own words for the state of a refund. */
    public enum Status {
        PROCESSING,
        SUCCESS,
        CLOSED,
        ABNORMAL
    }

    SandboxRefund settled(Status status, Instant at) {
        var account = scenario == Scenario.RETURNED_TO_MERCHANT && repair == null ? MERCHANT_ACCOUNT : receivedAccount;
        return with(status, channel, account, status == Status.SUCCESS ? at : null, repair, repairs);
    }

    SandboxRefund repairing(String type, String account) {
        return with(Status.PROCESSING, "OTHER_BANKCARD", account, null, type, repairs + 1);
    }

    /** The final state it is due to get. */
    Status outcome() {
        var repaired = repair != null && (scenario != Scenario.ABNORMAL_TWICE || repairs > 1);
        return repaired ? Status.SUCCESS : scenario.outcome();
    }

    private static final String ELSEWHERE = "PLATFORM-";

    /** A number that the merchant platform gave, not the product. */
    static String numberOfElsewhere(String transactionId, int count) {
        return ELSEWHERE + transactionId + "-" + count;
    }

    /** Whether it was made by hand on the merchant platform, beside the product. */
    boolean madeElsewhere() {
        return outRefundNo.startsWith(ELSEWHERE);
    }

    /** What of the payment was cash. */
    public long payerTotal() {
        return scenario == Scenario.PAID_WITH_COUPON ? totalAmount * 7 / 10 : totalAmount;
    }

    /** What of so much of it is cash, rounded to the next fen. */
    public long cashOf(long refunded) {
        return (2 * Math.multiplyExact(refunded, payerTotal()) + totalAmount) / (2 * totalAmount);
    }

    /** Whether money of the order is bound by it: everything but CLOSED. */
    boolean effective() {
        return status != Status.CLOSED;
    }

    private SandboxRefund with(
            Status status, String channel, String account, Instant succeededAt, String repair, int repairs) {
        return new SandboxRefund(
                refundId,
                outRefundNo,
                transactionId,
                outTradeNo,
                totalAmount,
                refundAmount,
                notifyUrl,
                status,
                channel,
                account,
                createdAt,
                succeededAt,
                scenario,
                repair,
                repairs);
    }
}
