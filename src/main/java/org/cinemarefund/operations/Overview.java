package org.cinemarefund.operations;

import java.time.Instant;
import java.util.List;
import org.cinemarefund.operations.LiveSteps.StepFigure;
import org.cinemarefund.operations.OverviewRows.CinemaFigure;
import org.cinemarefund.operations.OverviewRows.Deadlines;
import org.cinemarefund.operations.OverviewRows.HourFigure;

/**
 * Everything at one glance.
 *
 * @param at when it was counted
 * @param dueUntil what is due before then is at risk
 * @param from the beginning of the first hour
 * @param approved by the hour of approval and by the state now
 * @param ended by the hour of the end and by status
 */
public record Overview(
        Instant at,
        Instant dueUntil,
        Instant from,
        long incidents,
        Deadlines deadlines,
        List<StepFigure> steps,
        List<CinemaFigure> cinemas,
        List<HourFigure> approved,
        List<HourFigure> ended) {
    public Overview {
        steps = List.copyOf(steps);
        cinemas = List.copyOf(cinemas);
        approved = List.copyOf(approved);
        ended = List.copyOf(ended);
    }
}
