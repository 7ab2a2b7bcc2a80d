package org.cinemarefund.payment.card;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cards given for abnormal refunds, one per application at most, kept no longer than the refund lives. */
public interface PayeeCards {

    /**
     * Stores the card; one given before is replaced.
     *
     * @param note how whoever gave it got it; missing when it is their own
     */
    void keep(String applicationNo, PayeeCard card, String by, @Nullable String note, Instant at);

    Optional<PayeeCard> of(String applicationNo);

    /** What may be told about the card on file; empty when there is none. */
    Optional<Given> given(String applicationNo);

    /** The same of several, by their numbers. */
    Map<String, Given> given(Collection<String> applicationNos);

    /** Leaves nothing of the card; does nothing when there is none. */
    void delete(String applicationNo);

    /** Who gave which card, when, and how they got it (null when it is their own). */
    record Given(CardMark card, String by, String note, Instant at) {}
}
