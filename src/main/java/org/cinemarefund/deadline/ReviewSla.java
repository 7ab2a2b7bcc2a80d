package org.cinemarefund.deadline;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.cinemarefund.shared.ChinaTime;

/**
 * Until when a review has time. A deadline is the end of a working day in China, but no later than shortly before the
 * show, after which the seat is lost; yet nobody is ever given less than the minimum. Once the show has begun there is
 * nothing left to hurry for.
 */
public final class ReviewSla {
    private static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59);

    private final WorkingCalendar calendar;
    private final ReviewProperties settings;

    public ReviewSla(WorkingCalendar calendar, ReviewProperties settings) {
        this.calendar = calendar;
        this.settings = settings;
    }

    /** @param workingDays of the cinema's reviewers, counted from the day after the application */
    public ReviewDeadline deadline(Instant appliedAt, Instant showTime, int workingDays) {
        return deadline(appliedAt, showTime, workingDays, List.of());
    }

    /**
     * The same from the beginning with the waits there were: what a provisional deadline is once its year is known.
     *
     * @param waits in their order
     */
    public ReviewDeadline deadline(Instant appliedAt, Instant showTime, int workingDays, List<EvidenceWait> waits) {
        var deadline = due(ChinaTime.day(appliedAt), workingDays, appliedAt, showTime, false);
        for (var wait : waits) {
            deadline = afterEvidence(deadline, wait, showTime);
        }
        return deadline;
    }

    /**
     * The deadline moves later by the working days that began while waiting, and the show's cap applies again, now from
     * the moment the reviewer can go on. Where that lies in the past (asked on a Friday for the same day, answered on a
     * Sunday; or asked by a supervisor when the time was over already), the working day at hand is given.
     */
    public ReviewDeadline afterEvidence(ReviewDeadline before, EvidenceWait wait, Instant showTime) {
        return due(
                ChinaTime.day(before.uncappedDueAt()),
                workingDaysBegun(wait),
                wait.resumedAt(),
                showTime,
                before.provisional());
    }

    /** Until when the moviegoer may answer: some working days, or the show's cap if that is earlier. */
    public Instant evidenceDueAt(Instant askedAt, Instant showTime) {
        return due(ChinaTime.day(askedAt), settings.evidenceWithin(), askedAt, showTime, false)
                .dueAt();
    }

    /**
     * Where a deadline goes that is counted anew: as far as counted, but nobody is left less than the minimum from now by it.
     */
    public Instant moved(Instant before, Instant counted, Instant now) {
        if (counted.equals(before)) {
            return before;
        }
        var moved = later(counted, now.plus(settings.minimum()));
        return counted.isBefore(before) && moved.isAfter(before) ? before : moved;
    }

    /** Working time until a deadline; negative, and plain time, once it has passed. */
    public Duration left(Instant now, Instant dueAt) {
        return dueAt.isAfter(now) ? calendar.workingTime(now, dueAt) : Duration.between(now, dueAt);
    }

    /** Half-way; at once when the time is over already. */
    public static Instant reminderAt(Instant from, Instant dueAt) {
        return dueAt.isAfter(from) ? from.plus(Duration.between(from, dueAt).dividedBy(2)) : from;
    }

    private int workingDaysBegun(EvidenceWait wait) {
        return calendar.workingDaysBegun(ChinaTime.day(wait.askedAt()), ChinaTime.day(wait.resumedAt()));
    }

    private ReviewDeadline due(
            LocalDate from, int workingDays, Instant since, Instant showTime, boolean alreadyProvisional) {
        var counted = calendar.plusWorkingDays(from, workingDays);
        var provisional = alreadyProvisional || counted.provisional();
        if (endOf(counted.day()).isBefore(since)) {
            counted = calendar.plusWorkingDays(ChinaTime.day(since).minusDays(1), 1);
            provisional |= counted.provisional();
        }

        var uncapped = endOf(counted.day());
        var earliest = since.plus(settings.minimum());
        var dueAt = later(uncapped, earliest);
        var capped = false;
        if (since.isBefore(showTime)) {
            var cap = later(showTime.minus(settings.showMargin()), earliest);
            capped = cap.isBefore(dueAt);
            dueAt = capped ? cap : dueAt;
        }
        return new ReviewDeadline(dueAt, uncapped, capped, provisional);
    }

    private static Instant endOf(LocalDate day) {
        return day.atTime(END_OF_DAY).toInstant(ChinaTime.OFFSET);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
