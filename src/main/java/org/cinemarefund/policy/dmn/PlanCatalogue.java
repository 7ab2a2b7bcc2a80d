package org.cinemarefund.policy.dmn;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cinemarefund.policy.Decision;
import org.cinemarefund.policy.NewestTables;
import org.cinemarefund.policy.PlanBook;
import org.cinemarefund.policy.PlanSource;
import org.cinemarefund.policy.PlanTroubles;
import org.cinemarefund.policy.Plans;
import org.cinemarefund.policy.StoredPlans;
import org.cinemarefund.policy.dmn.PlanFiles.Found;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans this node decides by: those that are stored. Files only add to what is stored, and once they did it does not matter any
 * more whether they are there.
 */
final class PlanCatalogue implements PlanBook, PlanTroubles, NewestTables {
    private static final Logger log = LoggerFactory.getLogger(PlanCatalogue.class);

    private final PlanFiles shipped;
    private final Optional<PlanFiles> own;
    private final StoredPlans stored;
    private final PlanArchive archive;
    private final PlanReader reader;
    private final Clock clock;

    private volatile Map<String, String> troubles = Map.of();
    private Map<Found, PlanReader.Reading> before = Map.of();

    /**
     * Looks at the files for the first time.
     *
     * @throws InvalidPlan when what comes with the product cannot be trusted: then it does not start
     */
    PlanCatalogue(PlanFiles shipped, Optional<PlanFiles> own, StoredPlans stored, PlanReader reader, Clock clock) {
        this.shipped = shipped;
        this.own = own;
        this.stored = stored;
        this.archive = new PlanArchive(stored, reader);
        this.reader = reader;
        this.clock = clock;
        this.before = shipped.trusted();
        look();
    }

    @Override
    public Plans plans() {
        return archive.plans();
    }

    @Override
    public Plans latest() {
        return archive.latest();
    }

    @Override
    public SortedMap<String, String> tables() {
        return archive.newestTables();
    }

    @Override
    public Map<String, String> found() {
        var all = new TreeMap<>(troubles);
        all.putAll(archive.unreadable());
        return all;
    }

    /** Looks at the files again, and keeps what is new. */
    synchronized void look() {
        archive.refresh();
        var found = new TreeMap<String, String>();
        var readings = new HashMap<Found, PlanReader.Reading>();
        var news = new HashMap<String, PlanSource>();
        var seen = new LinkedHashMap<Decision.Version, StoredPlans.Seen>();
        for (var file : files(found)) {
            if (file.source() == null) {
                found.put(file.baseName(), file.unreadable());
                continue;
            }
            var reading = Optional.ofNullable(before.get(file)).orElseGet(() -> reader.read(file));
            readings.put(file, reading);
            reading.complaint().ifPresent(complaint -> found.put(file.baseName(), complaint));
            reading.plan().ifPresent(plan -> {
                var source = file.source().of(plan.name(), plan.version());
                news.put(file.baseName(), source);
                if (archive.source(plan.name(), plan.version()) == null) {
                    // Of two files with one version the first counts; the other is named below.
                    seen.putIfAbsent(Decision.Version.of(plan), new StoredPlans.Seen(source, plan.validFrom()));
                }
            });
        }
        before = readings;
        if (!seen.isEmpty()) {
            stored.keep(List.copyOf(seen.values()), clock.instant());
            archive.refresh();
        }
        news.forEach((file, source) -> {
            if (!archive.source(source.plan(), source.version()).sameAs(source)) {
                found.put(
                        file,
                        "the version " + source.version() + " of " + source.plan()
                                + " is known with other content; give the table a new camunda:versionTag");
            }
        });
        tell(found);
        troubles = Map.copyOf(found);
    }

    private List<Found> files(Map<String, String> found) {
        var files = new ArrayList<>(shipped.found());
        own.ifPresent(folder -> {
            try {
                folder.requireThere();
                files.addAll(folder.found());
            } catch (UncheckedIOException e) {
                found.put("refund.policy.directory", "cannot be listed: " + e.getMessage());
            }
        });
        return files;
    }

    /** Once, not at every look. */
    private void tell(Map<String, String> found) {
        found.forEach((file, why) -> {
            if (!why.equals(troubles.get(file))) {
                log.error("the plan {} is not taken: {}", file, why);
            }
        });
    }

    /** What other nodes stored meanwhile is seen here. */
    void refresh() {
        archive.refresh();
    }
}
