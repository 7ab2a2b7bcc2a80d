package org.cinemarefund.process.engine;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.stereotype.Component;

/**
 * The versions of our processes that this node starts and runs. While a new build replaces an old one, both serve one database, and
 * the engine by itself would start the newest version anywhere and run any step on any node, also one whose delegates that node
 * has never had. So each node starts the version it came with and runs that one and the older ones it has everything for;
 * what is newer is for newer nodes.
 */
@Component
public class NodeVersions {
    private volatile Map<String, String> own = Map.of();
    private volatile Set<String> known = Set.of();

    /**
     * Said once at the start, before anything runs.
     *
     * @param ownIds id of the definition this node came with, by key
     * @param knownIds of every definition it runs, its own among them
     */
    public void are(Map<String, String> ownIds, Set<String> knownIds) {
        own = Map.copyOf(ownIds);
        known = Set.copyOf(knownIds);
    }

    /** The definition of a process that this node starts; empty for a process that did not come with it. */
    public Optional<String> own(String processKey) {
        return Optional.ofNullable(own.get(processKey));
    }

    /** The definition's id of a process of ours, to be started. */
    public String toStart(String processKey) {
        return own(processKey).orElseThrow(() -> new IllegalStateException(processKey + " is not deployed"));
    }

    /** Whether this node may move a token of that definition; of processes that are none of ours it says nothing. */
    public boolean knows(String definitionId) {
        var end = definitionId.indexOf(':');
        return end < 0 || !own.containsKey(definitionId.substring(0, end)) || known.contains(definitionId);
    }

    /** @throws Problem {@code TRY_LATER}: another node has what it takes */
    public void requireKnown(String definitionId) {
        if (!knows(definitionId)) {
            throw new Problem(ProblemCode.TRY_LATER);
        }
    }
}
