package org.cinemarefund.sandbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payment that refunds are asked for. Unknown ones are taken from the first request that names them.
 *
 * @param totalAmount fen
 * @param paidAt missing when nobody said
 */
public record SandboxOrder(
        String transactionId,
        String outTradeNo,
        long totalAmount,
        @Nullable Instant paidAt) implements Ledger.Entry {

    /** The other number is made up from the one that is known, the same each time. */
    static SandboxOrder firstSeen(String transactionId, String outTradeNo, long totalAmount) {
        var transaction =
                transactionId != null ? transactionId : "4200" + SandboxIds.digits("transaction of " + outTradeNo, 24);
        var trade = outTradeNo != null ? outTradeNo : "SB" + SandboxIds.digits("order of " + transactionId, 20);
        return new SandboxOrder(transaction, trade, totalAmount, null);
    }
}
