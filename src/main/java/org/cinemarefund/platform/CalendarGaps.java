package org.cinemarefund.platform;

import java.util.Set;

/** Told by whoever keeps the working calendar: deadlines in these years are provisional. */
@FunctionalInterface
public interface CalendarGaps {

    /** Years that deadlines set today may reach and whose holidays are not known yet. */
    Set<Integer> missingYears();
}
