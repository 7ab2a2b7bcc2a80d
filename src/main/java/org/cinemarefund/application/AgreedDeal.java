package org.cinemarefund.application;

import java.util.Optional;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.Decision;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.jspecify.annotations.Nullable;

/**
 * The deal that stands, in the words it was made with.
 *
 * @param clauseZh the clause that decided
 * @param atFault the order system's word that made it P0's after somebody had applied; missing where none did
 * @param decision what the rules were asked when somebody applied, and what they said then; missing where a node of before asked them
 */
public record AgreedDeal(
        Deal deal,
        String clauseZh,
        String clauseEn,
        @Nullable ScreeningStatus atFault,
        @Nullable Decision decision) {

    /** One of which nobody knows any more what the rules were asked. */
    public AgreedDeal(Deal deal, String clauseZh, String clauseEn, @Nullable ScreeningStatus atFault) {
        this(deal, clauseZh, clauseEn, atFault, null);
    }

    /**
     * The order system's word by which the cinema is at fault under this deal, told before the application or after it; empty
     * where it is not.
     */
    private Optional<ScreeningStatus> fault(Order order) {
        if (!deal.ruleId().equals(Deal.CINEMA_AT_FAULT)) {
            return Optional.empty();
        }
        return Optional.of(atFault == null ? order.screeningStatus() : atFault);
    }

    boolean usedTicketsDoNotMatter(Order order) {
        return deal.claim() || fault(order).filter(ScreeningStatus::withoutShow).isPresent();
    }

    boolean isNews(Order order, ScreeningStatus fact) {
        var known = fault(order);
        return known.isEmpty()
                || fact.withoutShow()
                        && known.filter(ScreeningStatus::withoutShow).isEmpty();
    }

    AgreedDeal withRest(long fen) {
        return with(deal.withRest(fen));
    }

    /** Other sums under the same rule. */
    AgreedDeal with(Deal other) {
        return new AgreedDeal(other, clauseZh, clauseEn, atFault, decision);
    }

    /** The deal of P0, by the order system's word. */
    AgreedDeal atFault(Deal all, String zh, String en, ScreeningStatus fact) {
        return new AgreedDeal(all, zh, en, fact, decision);
    }
}
