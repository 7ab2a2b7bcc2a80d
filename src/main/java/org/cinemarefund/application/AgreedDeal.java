package org.cinemarefund.application;

import java.util.Optional;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.jspecify.annotations.Nullable;

/**
 * The deal that stands, in the words it was made with.
 *
 * @param clauseZh the clause that decided
 * @param atFault the order system's word that made it P0's after somebody had applied; missing where none did
 */
public record AgreedDeal(
        Deal deal,
        String clauseZh,
        String clauseEn,
        @Nullable ScreeningStatus atFault) {

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
        return fault(order).filter(ScreeningStatus::withoutShow).isPresent();
    }

    boolean isNews(Order order, ScreeningStatus fact) {
        return fault(order).isEmpty() || fact.withoutShow() && !usedTicketsDoNotMatter(order);
    }

    AgreedDeal withRest(long fen) {
        return new AgreedDeal(deal.withRest(fen), clauseZh, clauseEn, atFault);
    }
}
