package org.cinemarefund.policy.dmn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a cell of the small grammar lets through, understood here so that a table can be looked at without orders. */
final class CellTest {
    private static final Pattern NOT = Pattern.compile("not\\(\\s*(.*)\\s*\\)", Pattern.DOTALL);
    private static final Pattern COMPARISON = Pattern.compile("([<>]=?) *(-?\\d+)");
    private static final Pattern RANGE = Pattern.compile("([\\[(\\]]) *(-?\\d+) *\\.\\. *(-?\\d+) *([\\])\\[])");

    private CellTest() {}

    /** @param cell held to the grammar before; empty or a dash for everything */
    static Predicate<Object> of(String cell) {
        if (cell.isEmpty() || cell.equals("-")) {
            return value -> true;
        }
        var not = NOT.matcher(cell);
        if (not.matches()) {
            return anyOf(not.group(1)).negate();
        }
        return anyOf(cell);
    }

    private static Predicate<Object> anyOf(String cell) {
        List<Predicate<Object>> tests = new ArrayList<>();
        for (var part : cell.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
            tests.add(one(part.strip()));
        }
        return value -> tests.stream().anyMatch(test -> test.test(value));
    }

    private static Predicate<Object> one(String part) {
        if (part.startsWith("\"")) {
            return part.substring(1, part.length() - 1)::equals;
        }
        if (part.equals("true") || part.equals("false")) {
            return Boolean.valueOf(part)::equals;
        }
        var comparison = COMPARISON.matcher(part);
        if (comparison.matches()) {
            var bound = Long.parseLong(comparison.group(2));
            return switch (comparison.group(1)) {
                case "<" -> value -> (Long) value < bound;
                case "<=" -> value -> (Long) value <= bound;
                case ">" -> value -> (Long) value > bound;
                default -> value -> (Long) value >= bound;
            };
        }
        var range = RANGE.matcher(part);
        if (range.matches()) {
            var low = Long.parseLong(range.group(2)) + (range.group(1).equals("[") ? 0 : 1);
            var high = Long.parseLong(range.group(3)) - (range.group(4).equals("]") ? 0 : 1);
            return value -> (Long) value >= low && (Long) value <= high;
        }
        return Long.valueOf(part)::equals;
    }
}
