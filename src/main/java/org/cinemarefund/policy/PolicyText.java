package org.cinemarefund.policy;

import java.time.Instant;
import java.util.List;

/** A plan as it is posted for everybody to read before paying. */
public record PolicyText(String plan, String version, Instant validFrom, List<Clause> clauses) {
    public PolicyText {
        clauses = List.copyOf(clauses);
    }

    public record Clause(String ruleId, String text) {}
}
