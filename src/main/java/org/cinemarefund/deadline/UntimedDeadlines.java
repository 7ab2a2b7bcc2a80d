package org.cinemarefund.deadline;

import java.util.Map;

/** What is late by our own rows and has no timer that is due. */
@FunctionalInterface
public interface UntimedDeadlines {

    /** How many at the last look, by what became of them; empty when all is well. */
    Map<String, Long> found();
}
