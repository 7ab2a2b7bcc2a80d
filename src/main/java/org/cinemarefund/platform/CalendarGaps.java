package org.cinemarefund.platform;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Told by whoever keeps the working calendar. */
@FunctionalInterface
public interface CalendarGaps {

    /** Years without known holidays that open deadlines were counted through, today's among them. */
    Set<Integer> missingYears();

    /** One sentence for each file of an operator that is not used. */
    default Collection<String> troubles() {
        return List.of();
    }
}
