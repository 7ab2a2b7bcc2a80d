package org.cinemarefund.operations;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cinemarefund.deadline.WorkingCalendar;
import org.cinemarefund.operations.LiveSteps.Standing;
import org.cinemarefund.operations.OverviewRows.CaseLine;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts what operators look at. Asked by many open pages, it counts once in a few seconds on each node; what it reads is what
 * is live or happened in the last hours, so it costs the same after a million finished refunds.
 */
@Component
public class OverviewDesk {
    /** So many hours are drawn, the present one included. */
    public static final int HOURS = 12;

    private static final Duration AT_RISK = Duration.ofHours(4);
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final OverviewRows rows;
    private final LiveSteps steps;
    private final FailedSteps failed;
    private final WorkingHours hours;
    private final Clock clock;
    private @Nullable Overview last;

    OverviewDesk(OverviewRows rows, LiveSteps steps, FailedSteps failed, WorkingCalendar calendar, Clock clock) {
        this.rows = rows;
        this.steps = steps;
        this.failed = failed;
        this.hours = new WorkingHours(calendar);
        this.clock = clock;
    }

    /** As it is now, or was a few seconds ago; whoever comes meanwhile waits for the same answer. */
    public synchronized Overview overview() {
        var now = clock.instant();
        if (last == null || now.isBefore(last.at()) || !now.isBefore(last.at().plus(KEPT))) {
            last = counted(now);
        }
        return last;
    }

    private Overview counted(Instant now) {
        var until = hours.after(now, AT_RISK);
        var from = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(HOURS - 1L));
        return new Overview(
                now,
                until,
                from,
                failed.count(),
                rows.deadlines(now, until),
                steps.steps(),
                rows.cinemas(),
                rows.approvedSince(from),
                rows.endedSince(from));
    }

    /** The cases that stand at a step, with since when. */
    public List<CaseLine> at(String activity, int most) {
        var since = new LinkedHashMap<String, Standing>();
        steps.at(activity, most).forEach(standing -> since.putIfAbsent(standing.applicationNo(), standing));
        return since.isEmpty() ? List.of() : inOrder(since, rows.cases(since.keySet()));
    }

    private static List<CaseLine> inOrder(Map<String, Standing> since, List<CaseLine> found) {
        var byNumber = new LinkedHashMap<String, CaseLine>();
        found.forEach(line -> byNumber.put(line.applicationNo(), line));
        return since.values().stream()
                .filter(standing -> byNumber.containsKey(standing.applicationNo()))
                .map(standing -> with(byNumber.get(standing.applicationNo()), standing.since()))
                .toList();
    }

    private static CaseLine with(CaseLine line, @Nullable Instant since) {
        return new CaseLine(
                line.applicationNo(),
                line.orderNo(),
                line.cinema(),
                line.filmTitle(),
                line.status(),
                line.refundAmount(),
                since);
    }

    /** Open reviews that are late, or due soon. */
    public List<CaseLine> due(boolean late, int most) {
        var now = clock.instant();
        return late ? rows.dueIn(Instant.EPOCH, now, most) : rows.dueIn(now, hours.after(now, AT_RISK), most);
    }

    public List<CaseLine> ofCinema(String cinemaId, int most) {
        return rows.ofCinema(cinemaId, most);
    }

    public List<CaseLine> inState(String state, int most) {
        return rows.inState(state, most);
    }

    /** Approved in the hour that began then, and their money in that state now. */
    public List<CaseLine> approvedIn(Instant hour, String state, int most) {
        return rows.approvedIn(hour, hour.plus(Duration.ofHours(1)), state, most);
    }

    /** Ended in the hour that began then, with that status. */
    public List<CaseLine> endedIn(Instant hour, String status, int most) {
        return rows.endedIn(hour, hour.plus(Duration.ofHours(1)), status, most);
    }
}
