package org.cinemarefund.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Every version of every plan that was ever known. Immutable: what is learned later makes another one. */
public final class Plans {
    /** Of two in force the later {@code validFrom} counts, then which was seen later, then the name of the version. */
    private static final Comparator<Dated> PRECEDENCE = Comparator.comparing(
                    (Dated each) -> each.plan().validFrom())
            .thenComparing(Dated::look)
            .thenComparing(each -> each.plan().version());

    private final Map<String, List<Dated>> versions;

    /**
     * A version with its time.
     *
     * @param from since when it is in force
     * @param look the number of the look at the files in which it was seen first
     */
    public record Dated(RefundPlan plan, Instant from, long look) {}

    public Plans(Collection<Dated> all) {
        versions = all.stream()
                .sorted(PRECEDENCE)
                .collect(Collectors.groupingBy(each -> each.plan().name(), TreeMap::new, Collectors.toList()));
        versions.forEach((name, dated) -> {
            if (dated.stream().map(each -> each.plan().version()).distinct().count() < dated.size()) {
                throw new IllegalArgumentException("two refund plans have the name and the version of " + name);
            }
        });
    }

    /** Plans with a single version each, in force since it says so. */
    public static Plans of(Collection<? extends RefundPlan> plans) {
        return new Plans(
                plans.stream().map(plan -> new Dated(plan, plan.validFrom(), 0)).toList());
    }

    public Set<String> names() {
        return versions.keySet();
    }

    /** Which wording of the plan counted then; empty where none did yet. */
    public Optional<RefundPlan> inForce(String name, Instant at) {
        return known(name).stream()
                .filter(each -> !each.from().isAfter(at))
                .reduce((one, later) -> later)
                .map(Dated::plan);
    }

    public Optional<RefundPlan> version(String name, String version) {
        return known(name).stream()
                .map(Dated::plan)
                .filter(plan -> plan.version().equals(version))
                .findFirst();
    }

    public List<Dated> known(String name) {
        return versions.getOrDefault(name, List.of());
    }

    /** The instants at which another wording of the plan may begin to count. */
    NavigableSet<Instant> beginnings(String name) {
        return known(name).stream().map(Dated::from).collect(Collectors.toCollection(TreeSet::new));
    }
}
