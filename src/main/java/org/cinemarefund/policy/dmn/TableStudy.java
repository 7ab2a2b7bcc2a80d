package org.cinemarefund.policy.dmn;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.cinemarefund.policy.Deal.Outcome;
import org.cinemarefund.policy.Terms;
import org.cinemarefund.ticketing.TicketKind;

/**
 * Looks at a table as a whole: of everything its cells compare with, each value and its neighbours are put together in every way that
 * an order can have them, and for each of these it is seen which rows fit. So what is found is found for every order.
 */
final class TableStudy {
    /** Beyond any table that people keep in their heads; a larger one is said not to have been looked at. */
    private static final int MOST_POINTS = 300_000;

    /** Stands for every word that the table does not name. */
    private static final String ANY_OTHER = "…";

    private static final String SECONDS = "";
    private static final String STARTED = "started";
    private static final String TICKET_KIND = "ticketKind";

    /** Fen: two tickets of forty yuan, of which most that are sold are. */
    private static final long PRICE = 4_000;

    private static final int TICKETS = 2;
    /** Minutes before the show at which the Shenzhen standard of 2019 changes, and its beginning. */
    private static final List<Long> TIERS = List.of(1440L, 120L, 60L, 30L, 0L);

    private static final long REFUSED = Long.MAX_VALUE;

    private final String file;
    private final TableInspection table;
    private final List<List<Predicate<Object>>> tests;
    private final int last;

    private TableStudy(String file, TableInspection table) {
        this.file = file;
        this.table = table;
        this.tests = table.rows().stream()
                .map(row -> row.tests().stream().map(CellTest::of).toList())
                .toList();
        this.last = table.rows().size() - 1;
    }

    static void of(String file, TableInspection table, Findings findings) {
        new TableStudy(file, table).into(findings);
    }

    /** A moment: seconds since the show began, negative before. */
    private record Point(Long seconds, Map<String, Object> facts, BitSet rows) {
        int first() {
            return rows.nextSetBit(0);
        }
    }

    private void into(Findings findings) {
        var dimensions = dimensions();
        var size = dimensions.stream().mapToLong(List::size).reduce(1, (a, b) -> Math.min(a * b, Integer.MAX_VALUE));
        if (size > MOST_POINTS) {
            findings.warning(
                    "TOO_LARGE", file, "the table compares with so much that its rows were not looked at together");
            return;
        }
        var points = new ArrayList<Point>();
        collect(dimensions, 0, new LinkedHashMap<>(), points);
        unreachable(points, findings);
        lastRowOnly(points, findings);
        overlaps(points, findings);
        feeFalls(points, findings);
        totalBan(points, findings);
        aboveTheCaps(points, findings);
    }

    private List<List<Map<String, Object>>> dimensions() {
        var dimensions = new ArrayList<List<Map<String, Object>>>();
        dimensions.add(moments());
        for (var input : table.inputs()) {
            if (!isOfTime(input)) {
                dimensions.add(values(input).stream()
                        .map(value -> Map.of(input, value))
                        .toList());
            }
        }
        return dimensions;
    }

    private static boolean isOfTime(String input) {
        return input.equals(TableInspection.TIME) || input.equals(TableInspection.SINCE_START) || input.equals(STARTED);
    }

    private List<Object> values(String input) {
        var column = table.inputs().indexOf(input);
        var cells = table.rows().stream().map(row -> row.tests().get(column)).toList();
        if (cells.stream().anyMatch(cell -> cell.contains("true") || cell.contains("false"))
                && cells.stream().noneMatch(cell -> cell.contains("\""))) {
            return List.of(true, false);
        }
        if (TableInspection.WORDS.containsKey(input)) {
            return List.copyOf(TableInspection.WORDS.get(input));
        }
        var words = new TreeSet<String>();
        cells.forEach(cell -> words.addAll(TableInspection.wordsIn(cell)));
        if (!words.isEmpty()) {
            words.add(ANY_OTHER);
            return List.copyOf(words);
        }
        var numbers = new TreeSet<Long>();
        cells.forEach(cell -> TableInspection.numbersIn(cell).forEach(number -> {
            numbers.add(number);
            numbers.add(number - 1);
            numbers.add(number + 1);
        }));
        numbers.removeIf(number -> number < (input.equals("seats") ? 1 : 0));
        return numbers.isEmpty() ? List.of() : List.copyOf(numbers);
    }

    /** Before, at and after every number of minutes that is compared with, from long before the show to long after. */
    private List<Map<String, Object>> moments() {
        var seconds = new TreeSet<Long>();
        TIERS.forEach(minutes -> around(seconds, -60 * minutes));
        table.minuteEdges().forEach(minutes -> around(seconds, -60 * minutes));
        table.minuteEdges().forEach(minutes -> around(seconds, -60 * (minutes + 1)));
        table.minuteEdgesSinceStart().forEach(minutes -> around(seconds, 60 * minutes));
        table.minuteEdgesSinceStart().forEach(minutes -> around(seconds, 60 * (minutes + 1)));
        return seconds.stream().map(TableStudy::moment).toList();
    }

    private static void around(Set<Long> seconds, long at) {
        seconds.addAll(List.of(at - 1, at, at + 1));
    }

    private static Map<String, Object> moment(long seconds) {
        return Map.of(
                SECONDS,
                seconds,
                TableInspection.TIME,
                Math.floorDiv(-seconds, 60L),
                STARTED,
                seconds >= 0,
                TableInspection.SINCE_START,
                seconds < 0 ? 0L : seconds / 60);
    }

    private void collect(
            List<List<Map<String, Object>>> dimensions, int depth, Map<String, Object> sofar, List<Point> points) {
        if (depth == dimensions.size()) {
            if (isPossible(sofar)) {
                points.add(point(new LinkedHashMap<>(sofar)));
            }
            return;
        }
        var values = dimensions.get(depth);
        if (values.isEmpty()) {
            collect(dimensions, depth + 1, sofar, points);
        }
        for (var value : values) {
            sofar.putAll(value);
            collect(dimensions, depth + 1, sofar, points);
        }
    }

    /** Facts that are told twice do not contradict each other. */
    private static boolean isPossible(Map<String, Object> facts) {
        var kind = facts.get(TICKET_KIND);
        var state = facts.get("ticketState");
        var coupon = facts.get("couponAmount");
        return agree(facts.get("memberTicket"), kind == null ? null : kind.equals(TicketKind.MEMBER.name()))
                && agree(facts.get("collected"), state == null ? null : !state.equals("ISSUED"))
                && agree(facts.get("couponUsed"), coupon == null ? null : (Long) coupon > 0);
    }

    private static boolean agree(Object told, Object known) {
        return told == null || known == null || told.equals(known);
    }

    private Point point(Map<String, Object> facts) {
        var seconds = (Long) facts.remove(SECONDS);
        var rows = new BitSet();
        IntStream.rangeClosed(0, last).filter(row -> fits(row, facts)).forEach(rows::set);
        facts.keySet().retainAll(table.inputs());
        return new Point(seconds, facts, rows);
    }

    private boolean fits(int row, Map<String, Object> facts) {
        for (int i = 0; i < table.inputs().size(); i++) {
            var value = facts.get(table.inputs().get(i));
            if (value != null && !tests.get(row).get(i).test(value)) {
                return false;
            }
        }
        return true;
    }

    private void unreachable(List<Point> points, Findings findings) {
        var reached = new BitSet();
        points.forEach(point -> reached.set(point.first()));
        for (int row = 0; row < last; row++) {
            if (!reached.get(row)) {
                findings.error(
                        "UNREACHABLE",
                        file,
                        name(row) + " can never be reached: the rows before it answer everything it fits",
                        name(row));
            }
        }
    }

    private void lastRowOnly(List<Point> points, Findings findings) {
        var left = points.stream().filter(point -> point.first() == last).toList();
        if (!left.isEmpty()) {
            findings.warning(
                    "LAST_ROW_ONLY",
                    file,
                    "only the obligatory last row answers " + left.get(0).facts()
                            + (left.size() > 1 ? " and others" : ""),
                    left.get(0).facts().toString());
        }
    }

    private void overlaps(List<Point> points, Findings findings) {
        for (int one = 0; one < last; one++) {
            for (int other = one + 1; other < last; other++) {
                if (!sameAnswer(one, other)) {
                    overlap(points, one, other, findings);
                }
            }
        }
    }

    private void overlap(List<Point> points, int one, int other, Findings findings) {
        Point both = null;
        var onlyOne = false;
        var onlyOther = false;
        for (var point : points) {
            var fitsOne = point.rows().get(one);
            var fitsOther = point.rows().get(other);
            both = both == null && fitsOne && fitsOther ? point : both;
            onlyOne |= fitsOne && !fitsOther;
            onlyOther |= fitsOther && !fitsOne;
        }
        if (both != null && onlyOne && onlyOther) {
            findings.warning(
                    "OVERLAP",
                    file,
                    name(one) + " and " + name(other) + " overlap in part and answer differently, at " + both.facts(),
                    name(one),
                    name(other),
                    both.facts().toString());
        }
    }

    private boolean sameAnswer(int one, int other) {
        var a = terms(one);
        var b = terms(other);
        return a.outcome() == b.outcome()
                && (a.outcome() == Outcome.REJECT
                        || a.feeBasisPoints() == b.feeBasisPoints()
                                && a.feePerOrder() == b.feePerOrder()
                                && a.feePerTicket() == b.feePerTicket()
                                && a.returnServiceFee() == b.returnServiceFee()
                                && a.returnCoupon() == b.returnCoupon());
    }

    private void feeFalls(List<Point> points, Findings findings) {
        var lines = new LinkedHashMap<Map<String, Object>, TreeMap<Long, Point>>();
        for (var point : points) {
            if (point.seconds() <= 0) {
                var others = new LinkedHashMap<>(point.facts());
                others.keySet().removeIf(TableStudy::isOfTime);
                lines.computeIfAbsent(others, facts -> new TreeMap<>()).put(point.seconds(), point);
            }
        }
        for (var line : lines.values()) {
            Point before = null;
            for (var point : line.values()) {
                if (before != null && cost(point) < cost(before)) {
                    findings.warning(
                            "FEE_FALLS",
                            file,
                            "the fee falls when the show comes nearer: " + name(point.first()) + " after "
                                    + name(before.first()) + ", at " + point.facts(),
                            name(before.first()),
                            name(point.first()),
                            point.facts().toString());
                    return;
                }
                before = point;
            }
        }
    }

    private long cost(Point point) {
        var terms = terms(point.first());
        return terms.outcome() == Outcome.REJECT ? REFUSED : fee(terms);
    }

    /** What the terms keep of the price of the sample order. */
    private static long fee(Terms terms) {
        var price = PRICE * TICKETS;
        return Math.min(
                price, price * terms.feeBasisPoints() / 10_000 + terms.feePerOrder() + TICKETS * terms.feePerTicket());
    }

    private void totalBan(List<Point> points, Findings findings) {
        if (points.stream().allMatch(point -> cost(point) == REFUSED)) {
            findings.warning("TOTAL_BAN", file, "the table refuses everything");
        }
    }

    private void aboveTheCaps(List<Point> points, Findings findings) {
        var told = new BitSet();
        for (var point : points) {
            var kind = point.facts().getOrDefault(TICKET_KIND, TicketKind.STANDARD.name());
            var covered = kind.equals(TicketKind.STANDARD.name()) || kind.equals(TicketKind.MEMBER.name());
            var cap = cap(Math.floorDiv(-point.seconds(), 60L));
            var kept = cost(point);
            if (covered && kept != REFUSED && kept > cap && !told.get(point.first())) {
                told.set(point.first());
                findings.warning(
                        "ABOVE_CAP",
                        file,
                        name(point.first()) + " keeps " + kept + " fen of " + PRICE * TICKETS
                                + " for two tickets, the Shenzhen standard allows " + cap + ", at " + point.facts(),
                        name(point.first()),
                        String.valueOf(kept),
                        String.valueOf(cap),
                        point.facts().toString());
            }
        }
    }

    /** What the Shenzhen standard of 2019 allows to keep of the sample order; it says nothing of the last half hour. */
    private static long cap(long minutesToShow) {
        var percent = minutesToShow >= 1440 ? 0 : minutesToShow >= 120 ? 10 : minutesToShow >= 60 ? 20 : 30;
        return minutesToShow >= 30 ? PRICE * TICKETS * percent / 100 : REFUSED;
    }

    private Terms terms(int row) {
        return table.rows().get(row).terms();
    }

    private String name(int row) {
        return "row " + table.rows().get(row).id() + " (" + terms(row).ruleId() + ")";
    }
}
