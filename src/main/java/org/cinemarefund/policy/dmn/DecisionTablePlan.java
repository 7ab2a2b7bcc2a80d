package org.cinemarefund.policy.dmn;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionRuleResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.engine.variable.Variables;
import org.cinemarefund.policy.Clauses;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.PlanFacts;
import org.cinemarefund.policy.PolicyText;
import org.cinemarefund.policy.RefundPlan;
import org.cinemarefund.policy.Terms;

/** A plan whose rules are the rows of a decision table, evaluated in memory and without history. */
final class DecisionTablePlan implements RefundPlan {
    /** Far more than a table has different answers to, unless it looks at amounts; then it begins anew. */
    private static final int MOST_ANSWERS = 10_000;

    private final DmnEngine engine;
    private final DmnDecision decision;
    private final TableInspection table;
    private final Instant validFrom;
    private final Clauses clauses;
    private final Map<Map<String, Object>, Terms> answers = new ConcurrentHashMap<>();

    DecisionTablePlan(
            DmnEngine engine, DmnDecision decision, TableInspection table, Instant validFrom, Clauses clauses) {
        this.engine = engine;
        this.decision = decision;
        this.table = table;
        this.validFrom = validFrom;
        this.clauses = clauses;
    }

    @Override
    public String name() {
        return decision.getKey();
    }

    @Override
    public String version() {
        return table.version();
    }

    @Override
    public Instant validFrom() {
        return validFrom;
    }

    /**
     * The engine reads every cell's text anew at each evaluation, which would be a good part of what a quote costs. A
     * table's answer depends on nothing but what it looks at, so each answer is asked for once.
     */
    @Override
    public Terms termsFor(PlanFacts facts) {
        var asked = whatMatters(facts);
        var answer = answers.get(asked);
        if (answer == null) {
            answer = evaluate(asked);
            if (answers.size() >= MOST_ANSWERS) {
                answers.clear();
            }
            answers.put(asked, answer);
        }
        return answer;
    }

    /** The facts the table looks at, with one minute standing for all that no rule tells apart. */
    private Map<String, Object> whatMatters(PlanFacts facts) {
        var asked = new HashMap<>(facts.asMap());
        asked.keySet().retainAll(table.inputs());
        asked.computeIfPresent(
                TableInspection.TIME, (name, minutes) -> representative((Long) minutes, table.minuteEdges()));
        asked.computeIfPresent(
                TableInspection.SINCE_START,
                (name, minutes) -> representative((Long) minutes, table.minuteEdgesSinceStart()));
        return asked;
    }

    private static long representative(long minutes, SortedSet<Long> edges) {
        if (edges.contains(minutes)) {
            return minutes;
        }
        var below = edges.headSet(minutes);
        if (!below.isEmpty()) {
            return below.last() + 1;
        }
        return edges.isEmpty() ? 0 : edges.first() - 1;
    }

    private Terms evaluate(Map<String, Object> asked) {
        var row =
                engine.evaluateDecisionTable(decision, Variables.fromMap(asked)).getSingleResult();
        if (row == null) {
            throw new IllegalStateException("plan " + name() + " has no answer to " + asked);
        }
        return new Terms(
                Deal.Outcome.valueOf(row.getEntry("outcome")),
                row.getEntry("ruleId"),
                Math.toIntExact(fen(row, "feeBasisPoints")),
                fen(row, "feePerOrder"),
                fen(row, "feePerTicket"),
                Boolean.TRUE.equals(row.get("returnServiceFee")),
                Boolean.TRUE.equals(row.get("returnCoupon")));
    }

    /** Nothing where the table has no such column, or a refusing row leaves it empty; the inspection saw to the rest. */
    private static long fen(DmnDecisionRuleResult row, String output) {
        return row.get(output) instanceof Long amount ? amount : 0;
    }

    @Override
    public SortedSet<Long> minuteEdges() {
        return table.minuteEdges();
    }

    @Override
    public SortedSet<Long> minuteEdgesSinceStart() {
        return table.minuteEdgesSinceStart();
    }

    @Override
    public List<String> looksAt() {
        return table.inputs();
    }

    List<String> ruleIds() {
        return table.ruleIds();
    }

    @Override
    public Optional<String> clause(String ruleId, Locale locale) {
        return clauses.text(ruleId, locale);
    }

    @Override
    public List<PolicyText.Clause> clauses(Locale locale) {
        return clauses.texts(table.ruleIds(), locale);
    }
}
