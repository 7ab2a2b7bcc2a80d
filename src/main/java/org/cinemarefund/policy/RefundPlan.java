package org.cinemarefund.policy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;

/** One wording of the refund terms a cinema has chosen: rules with what they cost, and the clauses they are posted in. */
public interface RefundPlan {
    /** As cinemas name it, such as {@code shenzhen-tiers}. */
    String name();

    /** Changes with every edit of a rule or clause. */
    String version();

    /** Since when it is meant to be in force. */
    Instant validFrom();

    /** The first rule that fits; a plan always has an answer. */
    Terms termsFor(PlanFacts facts);

    /**
     * The numbers of whole minutes before the show at which the answer may be another one than a minute later: everything
     * a rule compares the time to the show with.
     */
    SortedSet<Long> minuteEdges();

    /** The same for the whole minutes since the show began. */
    default SortedSet<Long> minuteEdgesSinceStart() {
        return Collections.emptySortedSet();
    }

    /** The names of the facts that its rules look at, in their order; none where that cannot be said. */
    default List<String> looksAt() {
        return List.of();
    }

    /** What the rule says in the asked language; Chinese where the language is not English. */
    Optional<String> clause(String ruleId, Locale locale);

    /** All clauses, in the order of the rules. */
    List<PolicyText.Clause> clauses(Locale locale);
}
