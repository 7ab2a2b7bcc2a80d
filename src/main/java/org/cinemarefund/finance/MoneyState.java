package org.cinemarefund.finance;

import java.util.Arrays;
import java.util.Optional;
import org.cinemarefund.payment.RefundState;

/** Where money is that was approved and neither proven to have arrived nor settled: the open states of a number, and one beside them. */
public enum MoneyState {
    PREPARED,
    SENDING,
    UNKNOWN,
    WAITING_FOR_BALANCE,
    PROCESSING,
    ABNORMAL,
    CLOSED,
    REFUSED,
    RETURNED_TO_MERCHANT,
    /** Owed beside a refund; finance pays it outside WeChat. */
    DIFFERENCE;

    /** Empty for what has no number. */
    public Optional<RefundState> ofNumber() {
        return this == DIFFERENCE ? Optional.empty() : Optional.of(RefundState.valueOf(name()));
    }

    /** Empty for what counts as money under way no more. */
    public static Optional<MoneyState> of(RefundState state) {
        return Arrays.stream(values())
                .filter(moneyState ->
                        moneyState.ofNumber().filter(state::equals).isPresent())
                .findFirst();
    }

    /**
     * Whether a number that ended in it keeps it when the refund goes on under another, or is refused: then only the application
     * tells whether anybody still waits for the money.
     */
    public boolean outlivesTheRefund() {
        return this == CLOSED || this == REFUSED;
    }
}
