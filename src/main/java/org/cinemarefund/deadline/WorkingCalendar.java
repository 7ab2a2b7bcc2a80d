package org.cinemarefund.deadline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which days are worked in China. The State Council announces each year in the autumn before; until then a year counts
 * Monday to Friday and everything counted through it is provisional. The years known at release lie in this jar; an
 * operator adds the next one, or mends one, by a file {@code <year>.properties} in a directory of their own.
 *
 * <p>A file applies as a whole or not at all: one that cannot be understood is logged and named in {@link #troubles()},
 * and what was known of that year before stays.
 */
public final class WorkingCalendar {
    private static final Logger LOG = LoggerFactory.getLogger(WorkingCalendar.class);

    private static final String SHIPPED = "/calendar/";
    private static final int FIRST_SHIPPED_YEAR = 2024;
    private static final Pattern FILE_NAME = Pattern.compile("(\\d{4})\\.properties");

    private final Path directory;
    private final Map<Integer, CalendarYear> shipped;
    private volatile Snapshot snapshot;
    private volatile String unlisted;

    /** @param directory the operator's files; it need not exist */
    public WorkingCalendar(Path directory) {
        this.directory = directory;
        this.shipped = shipped();
        this.snapshot = Snapshot.of(shipped, new TreeMap<>(), Map.of(), Map.of());
        reload();
    }

    /**
     * Looks at the operator's directory again; costs a directory listing while nothing changed there. A file should be
     * moved in, not written in place, so that it is never seen half.
     *
     * @return the years known now that were not known before: what was counted through them can be counted again
     */
    public synchronized SortedSet<Integer> reload() {
        var before = snapshot;
        var stamps = stamps();
        if (unlisted != null
                || stamps.equals(before.stamps()) && before.troubles().isEmpty()) {
            return new TreeSet<>();
        }

        var own = new TreeMap<Integer, CalendarYear>();
        var troubles = new TreeMap<String, String>();
        for (var file : stamps.keySet()) {
            var year = yearOf(file);
            try (var in = Files.newInputStream(file)) {
                own.put(year, CalendarYear.read(year, in));
            } catch (IOException | IllegalArgumentException e) {
                var trouble = "the calendar " + file.getFileName() + " is not used: " + e.getMessage();
                troubles.put(file.getFileName().toString(), trouble);
                if (!trouble.equals(before.troubles().get(file.getFileName().toString()))) {
                    LOG.error("{}", trouble); // once, not at every look
                }
                if (before.own().containsKey(year)) {
                    own.put(year, before.own().get(year));
                }
            }
        }
        snapshot = Snapshot.of(shipped, own, stamps, troubles);

        var added = knownYears();
        added.removeAll(before.years());
        return added;
    }

    /**
     * The n-th working day after this day; the day itself for 0.
     *
     * @throws IllegalArgumentException for a negative number
     */
    public WorkingDay plusWorkingDays(LocalDate day, int workingDays) {
        if (workingDays < 0) {
            throw new IllegalArgumentException(workingDays + " working days lie in the past");
        }
        var calendar = snapshot;
        var provisional = false;
        var current = day;
        for (int left = workingDays; left > 0; ) {
            current = current.plusDays(1);
            provisional |= !calendar.knows(current);
            if (calendar.isWorked(current)) {
                left--;
            }
        }
        return new WorkingDay(current, provisional);
    }

    /** How many working days begin after the first day and not after the last. */
    public int workingDaysBegun(LocalDate first, LocalDate last) {
        if (!last.isAfter(first)) {
            return 0;
        }
        var calendar = snapshot;
        return Math.toIntExact(first.plusDays(1)
                .datesUntil(last.plusDays(1))
                .filter(calendar::isWorked)
                .count());
    }

    /**
     * How much of the time from one moment to a later one lies on working days, the whole day counted. The last day always
     * counts: what has to be done by then has to be done on it.
     */
    public Duration workingTime(Instant from, Instant until) {
        if (!until.isAfter(from)) {
            return Duration.ZERO;
        }
        var calendar = snapshot;
        var last = ChinaTime.day(until);
        var sum = Duration.ZERO;
        var begin = from;
        for (var day = ChinaTime.day(from); day.isBefore(last); day = day.plusDays(1)) {
            var end = ChinaTime.start(day.plusDays(1));
            if (calendar.isWorked(day)) {
                sum = sum.plus(Duration.between(begin, end));
            }
            begin = end;
        }
        return sum.plus(Duration.between(begin, until));
    }

    public boolean isWorkingDay(LocalDate day) {
        return snapshot.isWorked(day);
    }

    /** The years whose holidays are known. */
    public SortedSet<Integer> knownYears() {
        return new TreeSet<>(snapshot.years());
    }

    /** The years from one day to another whose holidays are not known. */
    public SortedSet<Integer> missingYears(LocalDate from, LocalDate to) {
        var missing = new TreeSet<Integer>();
        for (int year = from.getYear(); year <= to.getYear(); year++) {
            missing.add(year);
        }
        missing.removeAll(snapshot.years());
        return missing;
    }

    /** The same for two calendars by which every day counts alike. */
    public String fingerprint() {
        return snapshot.fingerprint();
    }

    /** One sentence for each file that could not be used, for those who can mend it. */
    public Collection<String> troubles() {
        var listing = unlisted;
        return listing == null ? snapshot.troubles().values() : List.of(listing);
    }

    private Map<Path, String> stamps() {
        if (!Files.exists(directory)) {
            unlisted = null;
            return Map.of();
        }
        try (var files = Files.list(directory)) {
            var stamps = new HashMap<Path, String>();
            files.filter(file ->
                            FILE_NAME.matcher(file.getFileName().toString()).matches())
                    .forEach(file -> stamps.put(file, stamp(file)));
            unlisted = null;
            return stamps;
        } catch (IOException | UncheckedIOException e) {
            var trouble = "the calendar directory cannot be listed: " + e;
            if (!trouble.equals(unlisted)) {
                LOG.error("{}", trouble); // once, not at every look
            }
            unlisted = trouble;
            return snapshot.stamps();
        }
    }

    private static String stamp(Path file) {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            return changed.to(TimeUnit.NANOSECONDS) + "/" + Files.size(file);
        } catch (IOException e) {
            return "unreadable"; // read later, and then reported
        }
    }

    private static int yearOf(Path file) {
        return Integer.parseInt(file.getFileName().toString().substring(0, 4));
    }

    /** The years in this jar, without a gap. */
    private static Map<Integer, CalendarYear> shipped() {
        var years = new TreeMap<Integer, CalendarYear>();
        for (int year = FIRST_SHIPPED_YEAR; ; year++) {
            var name = SHIPPED + year + ".properties";
            try (InputStream in = WorkingCalendar.class.getResourceAsStream(name)) {
                if (in == null) {
                    return years;
                }
                years.put(year, CalendarYear.read(year, in));
            } catch (IOException | IllegalArgumentException e) {
                throw new IllegalStateException("the shipped calendar " + name + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * All that is known at one moment; replaced as a whole.
     *
     * @param own the operator's years
     * @param stamps by which a changed directory is noticed
     */
    private record Snapshot(
            SortedSet<Integer> years,
            Map<LocalDate, Boolean> exceptions,
            Map<Integer, CalendarYear> own,
            Map<Path, String> stamps,
            Map<String, String> troubles) {

        static Snapshot of(
                Map<Integer, CalendarYear> shipped,
                Map<Integer, CalendarYear> own,
                Map<Path, String> stamps,
                Map<String, String> troubles) {
            var known = new TreeMap<>(shipped);
            known.putAll(own);
            // In the order of the years: a later announcement knows better about the December before.
            var exceptions = new HashMap<LocalDate, Boolean>();
            known.values().forEach(year -> exceptions.putAll(year.exceptions()));
            return new Snapshot(new TreeSet<>(known.keySet()), exceptions, own, stamps, troubles);
        }

        String fingerprint() {
            return Sha256.hex(years + " " + new TreeMap<>(exceptions));
        }

        boolean knows(LocalDate day) {
            return years.contains(day.getYear());
        }

        boolean isWorked(LocalDate day) {
            return exceptions.getOrDefault(day, !CalendarYear.isWeekend(day));
        }
    }
}
