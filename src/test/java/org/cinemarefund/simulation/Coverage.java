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

    private record Counts(int accepted, int refused) {
        static final Counts NONE = new Counts(0, 0);

        static Counts of(Result result) {
            return result == Result.ACCEPTED ? new Counts(1, 0) : new Counts(0, 1);
        }

        Counts plus(Counts more) {
            return new Counts(accepted + more.accepted, refused + more.refused);
        }
    }

    private final Map<String, Counts> counts = new TreeMap<>();

    void count(String what, Result result) {
        counts.merge(what, Counts.of(result), Counts::plus);
    }

    int of(String what, Result result) {
        var of = counts.getOrDefault(what, Counts.NONE);
        return result == Result.ACCEPTED ? of.accepted() : of.refused();
    }

    int total() {
        return counts.values().stream()
                .mapToInt(of -> of.accepted() + of.refused())
                .sum();
    }

    @Override
    public String toString() {
        var text = new StringBuilder("%-44s %9s %9s%n".formatted("action", "accepted", "refused"));
        counts.forEach((what, n) -> text.append("%-44s %9d %9d%n".formatted(what, n.accepted(), n.refused())));
        return text.toString();
    }
}
