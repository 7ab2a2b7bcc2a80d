package org.cinemarefund.policy.dmn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cinemarefund.policy.Decision;
import org.cinemarefund.policy.PlanBook;
import org.cinemarefund.policy.PlanSource;
import org.cinemarefund.policy.Plans;
import org.cinemarefund.policy.StoredPlans;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plans that are stored, as this node can read them. */
public final class PlanArchive implements PlanBook {
    private static final Logger log = LoggerFactory.getLogger(PlanArchive.class);

    private final StoredPlans stored;
    private final PlanReader reader;
    private volatile Known known = new Known(0, new Plans(List.of()), List.of(), Map.of(), Map.of());

    /** @param unreadable what is stored and this node cannot read, with why */
    private record Known(
            long looks,
            Plans plans,
            List<Plans.Dated> dated,
            Map<Decision.Version, PlanSource> sources,
            Map<String, String> unreadable) {}

    public PlanArchive(StoredPlans stored, PlanReader reader) {
        this.stored = stored;
        this.reader = reader;
    }

    @Override
    public Plans plans() {
        return known.plans();
    }

    @Override
    public Plans latest() {
        refresh();
        return plans();
    }

    Map<String, String> unreadable() {
        return known.unreadable();
    }

    /** Null where that version is not known. */
    PlanSource source(String plan, String version) {
        return known.sources().get(new Decision.Version(plan, version));
    }

    /** Of each plan the newest that can be read here. */
    SortedMap<String, String> newestTables() {
        var now = known;
        var tables = new TreeMap<String, String>();
        for (var name : now.plans().names()) {
            var versions = now.plans().known(name);
            var newest = versions.get(versions.size() - 1).plan();
            tables.put(name, now.sources().get(Decision.Version.of(newest)).table());
        }
        return tables;
    }

    /** What other nodes stored meanwhile is seen here. */
    synchronized void refresh() {
        var looks = stored.looks();
        if (looks == known.looks()) {
            return;
        }
        var dated = new ArrayList<>(known.dated());
        var sources = new HashMap<>(known.sources());
        var unreadable = new HashMap<>(known.unreadable());
        for (var version : stored.after(known.looks())) {
            var source = version.source();
            if (sources.putIfAbsent(new Decision.Version(source.plan(), source.version()), source) != null) {
                // Stored after the number of looks was read, and read with those before.
                continue;
            }
            var reading = reader.again(source);
            reading.plan().ifPresent(plan -> dated.add(new Plans.Dated(plan, version.from(), version.look())));
            reading.complaint().ifPresent(why -> {
                log.error("the stored plan {} cannot be read here: {}", source.plan(), why);
                unreadable.put(source.plan() + "@" + source.version(), why);
            });
        }
        known = new Known(looks, new Plans(dated), List.copyOf(dated), Map.copyOf(sources), Map.copyOf(unreadable));
    }
}
