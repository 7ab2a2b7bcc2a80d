package org.cinemarefund.testing;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cinemarefund.payment.card.PayeeCard;
import org.cinemarefund.payment.card.PayeeCards;

/** Cards on file in memory. */
public final class MemoryCards implements PayeeCards {
    private final Map<String, PayeeCard> cards = new HashMap<>();
    private final Map<String, Given> given = new HashMap<>();

    @Override
    public void keep(String applicationNo, PayeeCard card, String by, String note, Instant at) {
        cards.put(applicationNo, card);
        given.put(applicationNo, new Given(card.mark(), by, note, at));
    }

    @Override
    public Optional<PayeeCard> of(String applicationNo) {
        return Optional.ofNullable(cards.get(applicationNo));
    }

    @Override
    public Optional<Given> given(String applicationNo) {
        return Optional.ofNullable(given.get(applicationNo));
    }

    @Override
    public Map<String, Given> given(Collection<String> applicationNos) {
        return applicationNos.stream()
                .filter(given::containsKey)
                .collect(Collectors.toMap(Function.identity(), given::get));
    }

    @Override
    public void delete(String applicationNo) {
        cards.remove(applicationNo);
        given.remove(applicationNo);
    }
}
