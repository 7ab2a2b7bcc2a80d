package org.cinemarefund.deadline;

import java.util.Set;

/** Years without holidays that open deadlines were counted through. */
@FunctionalInterface
public interface ProvisionalYears {

    /** At the last look. */
    Set<Integer> years();
}
