package org.cinemarefund.operations;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The figures of our own rows: of live refunds, and of what happened in the last hours. Nothing else is read. */
public interface OverviewRows {

    /** Live applications by cinema and status. */
    List<CinemaFigure> cinemas();

    /** Open reviews that were due before {@code now}, and those due until then. */
    Deadlines deadlines(Instant now, Instant until);

    /** Refunds by the hour in which they were approved, and by their state now. */
    List<HourFigure> approvedSince(Instant from);

    /** Cases by the hour in which they ended, and by their status. */
    List<HourFigure> endedSince(Instant from);

    /** Which of these applications have a number whose bytes may have left for WeChat. */
    Set<String> maybeSent(Collection<String> applicationNos);

    /** Cases by their numbers. */
    List<CaseLine> cases(Collection<String> applicationNos);

    /** The live ones of a cinema, the oldest first. */
    List<CaseLine> ofCinema(String cinemaId, int most);

    /** The live ones whose money is in that state, the longest first. */
    List<CaseLine> inState(String state, int most);

    /** Open reviews due in a time, the earliest first. */
    List<CaseLine> dueIn(Instant from, Instant until, int most);

    /** Those approved in a time whose money is in that state now. */
    List<CaseLine> approvedIn(Instant from, Instant until, String state, int most);

    /** Those that ended in a time with that status. */
    List<CaseLine> endedIn(Instant from, Instant until, String status, int most);

    /** @param oldest when the first of them was applied for */
    record CinemaFigure(String cinemaId, @Nullable String name, String status, long count, long fen, Instant oldest) {}

    record Deadlines(long overdue, long soon, @Nullable Instant earliest) {}

    /**
     * @param hour when it began
     * @param seconds of those with a known arrival, how long WeChat took in all
     * @param arrived how many those are
     */
    record HourFigure(Instant hour, String state, long count, long fen, long seconds, long arrived) {}

    /** @param since since when it has been there, due there, or when that happened */
    record CaseLine(
            String applicationNo,
            String orderNo,
            @Nullable String cinema,
            String filmTitle,
            String status,
            @Nullable Long refundAmount,
            @Nullable Instant since) {}
}
