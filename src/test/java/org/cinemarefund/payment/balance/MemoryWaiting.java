package org.cinemarefund.payment.balance;

import java.time.Clock;
import org.cinemarefund.payment.MemoryPayments;

/** Refunds that wait for money, in memory. */
public final class MemoryWaiting {
    private MemoryWaiting() {}

    public static WaitingRefunds of(MemoryPayments money, Clock clock) {
        return new WaitingRefunds(money.rows, money.payments, money.settings, clock);
    }
}
