package org.cinemarefund.policy.dmn;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cinemarefund.policy.Deal.Outcome;
import org.cinemarefund.policy.Terms;
import org.cinemarefund.ticketing.TicketKind;

/**
 * Looks at a table as a whole: of everything its cells compare with, each value and its neighbours are put together in every way that
 * an order can have them, and for each of these it is seen which rows fit. So what is found is found for every order. Such a
 * combination is a number here, counted through the dimensions with the moments first.
 */
final class TableStudy {
    /** Beyond any table that people keep in their heads. */
    private static final int MOST_POINTS = 300_000;

    /** Whoever has so many has one. */
    private static final int MOST_OF_A_KIND = 50;

    /** Stands for every word that the table does not name. */
    private static final String ANY_OTHER = "…";

    private static final String SECONDS = "";
    private static final String STARTED = "started";
    private static final String TICKET_KIND = "ticketKind";

    /** Fen: two tickets of forty yuan, of which most that are sold are. */
    private static final long PRICE = 4_000;

    /** A fee in parts of the price and one in fen cross somewhere: cheap, usual and dear tickets. */
    private static final List<Long> PRICES = List.of(1_000L, PRICE, 10_000L, 30_000L);

    private static final long SERVICE_FEE = 300;
    private static final int TICKETS = 2;
    /** Minutes before the show at which the Shenzhen standard of 2019 changes, and its beginning. */
    private static final List<Long> TIERS = List.of(1440L, 120L, 60L, 30L, 0L);

    private static final long REFUSED = Long.MAX_VALUE;

    private final String file;
    private final TableInspection table;
    private final Findings findings;
    private final int last;
    private final List<List<Map<String, Object>>> dimensions;

    /** Which combinations an order can have. */
    private final BitSet possible = new BitSet();

    /** Of each row, the combinations it fits. */
    private final List<BitSet> fitting = new ArrayList<>();

    /** Of each combination the first row that fits. */
    private final int[] first;

    static void of(String file, TableInspection table, Findings findings) {
        var dimensions = dimensions(table);
        var size = dimensions.stream().mapToLong(List::size).reduce(1, (a, b) -> Math.min(a * b, Integer.MAX_VALUE));
        if (size > MOST_POINTS) {
            findings.error(
                    "TOO_LARGE",
                    file,
                    "the table compares with so much that nobody can say whether each of its rows is ever reached");
            return;
        }
        new TableStudy(file, table, dimensions, (int) size, findings).look();
    }

    private TableStudy(
            String file,
            TableInspection table,
            List<List<Map<String, Object>>> dimensions,
            int size,
            Findings findings) {
        this.file = file;
        this.table = table;
        this.dimensions = dimensions;
        this.findings = findings;
        this.last = table.rows().size() - 1;
        this.first = new int[size];
        fill(size);
    }

    private void fill(int size) {
        table.rows().forEach(row -> fitting.add(new BitSet(size)));
        var fits = dimensions.stream()
                .map(values -> values.stream().map(this::rowsFor).toList())
                .toList();
        for (int point = 0; point < size; point++) {
            if (!isPossible(facts(point))) {
                continue;
            }
            possible.set(point);
            var rows = new BitSet();
            rows.set(0, last + 1);
            for (int dimension = 0, rest = point; dimension < dimensions.size(); dimension++) {
                var values = fits.get(dimension);
                rows.and(values.get(rest % values.size()));
                rest /= values.size();
            }
            first[point] = rows.nextSetBit(0);
            for (int row = first[point]; row >= 0; row = rows.nextSetBit(row + 1)) {
                fitting.get(row).set(point);
            }
        }
    }

    /** The rows whose cells about these facts let them through. */
    private BitSet rowsFor(Map<String, Object> facts) {
        var rows = new BitSet();
        for (int row = 0; row <= last; row++) {
            if (fits(row, facts)) {
                rows.set(row);
            }
        }
        return rows;
    }

    private boolean fits(int row, Map<String, Object> facts) {
        for (int i = 0; i < table.inputs().size(); i++) {
            var value = facts.get(table.inputs().get(i));
            if (value != null
                    && !CellTest.of(table.rows().get(row).tests().get(i)).test(value)) {
                return false;
            }
        }
        return true;
    }

    private void look() {
        unreachable();
        lastRowOnly();
        overlaps();
        feeFalls();
        totalBan();
        aboveTheCaps();
    }

    /** What a combination consists of, the seconds since the show began among it. */
    private Map<String, Object> facts(int point) {
        var facts = new LinkedHashMap<String, Object>();
        var rest = point;
        for (var values : dimensions) {
            facts.putAll(values.get(rest % values.size()));
            rest /= values.size();
        }
        return facts;
    }

    /** As far as the table looks at it. */
    private String told(int point) {
        var facts = facts(point);
        facts.keySet().retainAll(table.inputs());
        return facts.toString();
    }

    private long seconds(int point) {
        return (Long) moments().get(point % moments().size()).get(SECONDS);
    }

    private List<Map<String, Object>> moments() {
        return dimensions.get(0);
    }

    private static List<List<Map<String, Object>>> dimensions(TableInspection table) {
        var dimensions = new ArrayList<List<Map<String, Object>>>();
        dimensions.add(moments(table));
        for (var input : table.inputs()) {
            var values = isOfTime(input) ? List.of() : values(table, input);
            if (!values.isEmpty()) {
                dimensions.add(values.stream()
                        .map(value -> Map.<String, Object>of(input, value))
                        .toList());
            }
        }
        return dimensions;
    }

    private static boolean isOfTime(String input) {
        return input.equals(TableInspection.TIME) || input.equals(TableInspection.SINCE_START) || input.equals(STARTED);
    }

    private static List<?> values(TableInspection table, String input) {
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
    private static List<Map<String, Object>> moments(TableInspection table) {
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

    private void unreachable() {
        var reached = new BitSet();
        possible.stream().forEach(point -> reached.set(first[point]));
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

    private void lastRowOnly() {
        var left = possible.stream().filter(point -> first[point] == last).toArray();
        if (left.length > 0) {
            findings.warning(
                    "LAST_ROW_ONLY",
                    file,
                    "only the obligatory last row answers " + told(left[0]) + (left.length > 1 ? " and others" : ""),
                    told(left[0]));
        }
    }

    private void overlaps() {
        var found = 0;
        for (int one = 0; one < last; one++) {
            for (int other = one + 1; other < last && found < MOST_OF_A_KIND; other++) {
                found += !sameAnswer(one, other) && overlap(one, other) ? 1 : 0;
            }
        }
    }

    private boolean overlap(int one, int other) {
        var both = copy(fitting.get(one));
        both.and(fitting.get(other));
        var inPart = !both.isEmpty() && !both.equals(fitting.get(one)) && !both.equals(fitting.get(other));
        if (inPart) {
            var at = told(both.nextSetBit(0));
            findings.warning(
                    "OVERLAP",
                    file,
                    name(one) + " and " + name(other) + " overlap in part and answer differently, at " + at,
                    name(one),
                    name(other),
                    at);
        }
        return inPart;
    }

    private static BitSet copy(BitSet set) {
        return (BitSet) set.clone();
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

    /** Each pair of rows once. */
    private void feeFalls() {
        var told = new HashSet<Long>();
        for (int line = 0; line < first.length; line += moments().size()) {
            var before = -1;
            for (int point = line; point < line + moments().size(); point++) {
                if (possible.get(point) && seconds(point) <= 0) {
                    if (before >= 0 && told.size() < MOST_OF_A_KIND && falls(first[before], first[point])) {
                        feeFalls(told, before, point);
                    }
                    before = point;
                }
            }
        }
    }

    private void feeFalls(Set<Long> told, int before, int point) {
        if (told.add(((long) first[before] << Integer.SIZE) + first[point])) {
            findings.warning(
                    "FEE_FALLS",
                    file,
                    "the fee falls when the show comes nearer: " + name(first[point]) + " after " + name(first[before])
                            + ", at " + told(point),
                    name(first[before]),
                    name(first[point]),
                    told(point));
        }
    }

    private boolean falls(int before, int after) {
        return before != after && PRICES.stream().anyMatch(price -> all(after, price) < all(before, price));
    }

    /** What is not given back of tickets of a price, and of the service fee on top. */
    private long all(int row, long price) {
        var kept = cost(row, price);
        return kept == REFUSED ? REFUSED : kept + (terms(row).returnServiceFee() ? 0 : SERVICE_FEE);
    }

    private long cost(int row, long price) {
        var terms = terms(row);
        return terms.outcome() == Outcome.REJECT ? REFUSED : fee(terms, price);
    }

    /** What the terms keep of the price of some tickets. */
    private static long fee(Terms terms, long price) {
        var both = price * TICKETS;
        return Math.min(
                both, both * terms.feeBasisPoints() / 10_000 + terms.feePerOrder() + TICKETS * terms.feePerTicket());
    }

    private void totalBan() {
        if (possible.stream().allMatch(point -> cost(first[point], PRICE) == REFUSED)) {
            findings.warning("TOTAL_BAN", file, "the table refuses everything");
        }
    }

    private void aboveTheCaps() {
        var told = new BitSet();
        possible.stream().forEach(point -> {
            var kind = facts(point).getOrDefault(TICKET_KIND, TicketKind.STANDARD.name());
            var covered = kind.equals(TicketKind.STANDARD.name()) || kind.equals(TicketKind.MEMBER.name());
            var cap = cap(Math.floorDiv(-seconds(point), 60L));
            var kept = cost(first[point], PRICE);
            if (covered && kept != REFUSED && kept > cap && !told.get(first[point])) {
                told.set(first[point]);
                aboveTheCap(point, kept, cap);
            }
        });
    }

    private void aboveTheCap(int point, long kept, long cap) {
        findings.warning(
                "ABOVE_CAP",
                file,
                name(first[point]) + " keeps " + kept + " fen of " + PRICE * TICKETS
                        + " for two tickets, the Shenzhen standard allows " + cap + ", at " + told(point),
                name(first[point]),
                String.valueOf(kept),
                String.valueOf(cap),
                told(point));
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
