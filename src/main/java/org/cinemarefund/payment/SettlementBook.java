package org.cinemarefund.payment;

import org.jspecify.annotations.Nullable;

/** Told of every change of a refund transaction, in the same transaction; writes the record that cannot be rewritten. */
public interface SettlementBook {

    /** @param before missing when the row is new */
    void changed(@Nullable RefundTransaction before, RefundTransaction after, String actor);

    /** @throws IllegalStateException when the application is over, so that nothing may be sent for it any more */
    void requireAlive(String applicationNo);

    /** A verified notification that belongs to nothing of ours: stored, and a person has to look. */
    void stray(RefundNotification notification, String what);

    /** Something that must not be: a person has to look. Said once, however often it is heard. */
    void alarm(RefundTransaction transaction, String actor, String what);
}
