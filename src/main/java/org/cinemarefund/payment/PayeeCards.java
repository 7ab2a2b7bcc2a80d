package org.cinemarefund.payment;

import java.time.Instant;
import java.util.Optional;

/** Cards given for abnormal refunds, one per application at most, kept no longer than the refund lives. */
public interface PayeeCards {

    /** Stores the card; one given before is replaced. */
    void keep(String applicationNo, PayeeCard card, String by, Instant at);

    Optional<PayeeCard> of(String applicationNo);

    /** What may be told about the card on file; empty when there is none. */
    Optional<Given> given(String applicationNo);

    /** Leaves nothing of the card; does nothing when there is none. */
    void delete(String applicationNo);

    /** Who gave a card of which bank, and when. */
    record Given(String bankType, String by, Instant at) {}
}
