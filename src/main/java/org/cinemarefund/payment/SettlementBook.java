package org.cinemarefund.payment;

/** Told of every change of a refund transaction, in the same transaction; writes the record that cannot be rewritten. */
public interface SettlementBook {

    /** @param before null when the row is new */
    void changed(RefundTransaction before, RefundTransaction after, String actor);

    /** Something that must not be: nothing was changed, a person has to look. */
    void alarm(RefundTransaction transaction, String actor, String what);
}
