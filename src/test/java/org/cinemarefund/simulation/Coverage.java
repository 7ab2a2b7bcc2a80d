package org.cinemarefund.simulation;

import java.util.Map;
import java.util.TreeMap;

/** How often each action ran, and what came of it: a shape that is never made proves nothing. */
final class Coverage {

    /** What came of an action. */
    enum Result {
        ACCEPTED,
        REFUSED
    }

    private final Map<String, int[]> counts = new TreeMap<>();

    void count(String what, Result result) {
        counts.computeIfAbsent(what, it -> new int[Result.values().length])[result.ordinal()]++;
    }

    int of(String what, Result result) {
        return counts.getOrDefault(what, new int[Result.values().length])[result.ordinal()];
    }

    int total() {
        return counts.values().stream().mapToInt(it -> it[0] + it[1]).sum();
    }

    @Override
    public String toString() {
        var text = new StringBuilder("%-44s %9s %9s%n".formatted("action", "accepted", "refused"));
        counts.forEach((what, n) -> text.append("%-44s %9d %9d%n".formatted(what, n[0], n[1])));
        return text.toString();
    }
}
