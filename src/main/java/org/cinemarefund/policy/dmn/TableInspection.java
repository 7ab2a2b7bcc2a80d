package org.cinemarefund.policy.dmn;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.HitPolicy;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.LiteralExpression;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.camunda.bpm.model.dmn.instance.Text;
import org.camunda.bpm.model.dmn.instance.UnaryTests;
import org.camunda.bpm.model.xml.ModelException;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.PlanFacts;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.policy.Terms;
import org.cinemarefund.ticketing.TicketKind;
import org.cinemarefund.ticketing.TicketState;

/**
 * Reads a decision table before it may decide about money. The engine would find a wrong cell only when a moviegoer's
 * order reaches it, and a misspelt name never: it is {@code null}, and the rule silently does not fit. So cells are held
 * to a small grammar, numbers, words and yes or no compared with facts we compute ourselves, and everything else is
 * refused with a sentence.
 *
 * @param inputs the facts the table looks at
 * @param minuteEdges every number the column {@code minutesToShow} compares with
 * @param minuteEdgesSinceStart the same of the minutes since the show began
 * @param rows in their order
 */
record TableInspection(
        String plan,
        String version,
        List<String> inputs,
        List<String> ruleIds,
        SortedSet<Long> minuteEdges,
        SortedSet<Long> minuteEdgesSinceStart,
        List<Row> rows) {
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,15}");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"\\\\]*)\"");
    static final String TIME = "minutesToShow";
    static final String SINCE_START = "minutesSinceStart";
    private static final String OUTCOME = "outcome";
    private static final String RULE_ID = "ruleId";
    private static final String FEE_BASIS_POINTS = "feeBasisPoints";
    private static final String FEE_PER_ORDER = "feePerOrder";
    private static final String FEE_PER_TICKET = "feePerTicket";
    private static final String RETURN_SERVICE_FEE = "returnServiceFee";
    private static final String RETURN_COUPON = "returnCoupon";

    /** The columns a table may answer in, by type; the fees and what is returned may be left out. */
    private static final Map<String, Kind> OUTPUTS = Map.of(
            OUTCOME,
            Kind.WORD,
            RULE_ID,
            Kind.WORD,
            FEE_BASIS_POINTS,
            Kind.NUMBER,
            FEE_PER_ORDER,
            Kind.NUMBER,
            FEE_PER_TICKET,
            Kind.NUMBER,
            RETURN_SERVICE_FEE,
            Kind.FLAG,
            RETURN_COUPON,
            Kind.FLAG);

    /** Any order: only the names and types of its facts matter. */
    private static final Map<String, Object> FACTS = new PlanFacts(
                    90,
                    false,
                    0,
                    TicketKind.STANDARD,
                    TicketState.ISSUED,
                    false,
                    "X",
                    "X",
                    "X",
                    "X",
                    "X",
                    1,
                    1,
                    0,
                    0,
                    false,
                    0)
            .asMap();

    /** Facts with a closed set of words, where a misspelt one would never fit. */
    static final Map<String, Set<String>> WORDS =
            Map.of("ticketKind", names(TicketKind.values()), "ticketState", names(TicketState.values()));

    private static final Set<String> TAKEN = Set.copyOf(RefundPolicy.COMMON);
    /** More than anybody keeps in their head, and few enough to look at all of them together. */
    private static final int MOST_ROWS = 500;

    private static final int LONGEST_CELL = 1_000;
    private static final Pattern TIME_TO_LIVE = Pattern.compile("P?\\d{1,5}D?");
    private static final Pattern RULE_NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final Pattern PLAN = Pattern.compile("[0-9A-Za-z_-]{1,64}");
    static final Pattern VERSION = Pattern.compile("[0-9A-Za-z._-]{1,64}");

    /**
     * A rule as it stands in the table.
     *
     * @param id of the row, for those who edit it
     * @param tests a cell for each input, as it is written
     */
    record Row(String id, List<String> tests, Terms terms) {}

    private enum Kind {
        NUMBER(
                "long",
                "(?:[<>]=? *I|I|[\\[(\\]] *I *\\.\\. *I *[\\])\\[])".replace("I", INTEGER.pattern()),
                "\\d{1,15}"),
        FLAG("boolean", "(?:true|false)", "(?:true|false)"),
        WORD("string", QUOTED.pattern(), QUOTED.pattern());

        private final String typeRef;
        private final Pattern test;
        private final Pattern answer;

        Kind(String typeRef, String test, String answer) {
            this.typeRef = typeRef;
            var tests = test + "(?:\\s*,\\s*" + test + ")*";
            this.test = Pattern.compile(tests + "|not\\(\\s*" + tests + "\\s*\\)");
            this.answer = Pattern.compile(answer);
        }

        static Kind of(Object fact) {
            return fact instanceof Long ? NUMBER : fact instanceof Boolean ? FLAG : WORD;
        }
    }

    /**
     * @param plan which it must be; null for any
     * @param named takes the ruleId of each row that has one, also of a table that is not taken
     * @return empty when there was something to complain about that must not be
     */
    static Optional<TableInspection> of(
            String file, String plan, String dmn, FeelEngine feel, Findings findings, Collection<String> named) {
        return new Inspector(file, feel, findings, named).inspect(plan, dmn);
    }

    private static Set<String> names(Enum<?>... constants) {
        var names = new TreeSet<String>();
        Arrays.stream(constants).map(Enum::name).forEach(names::add);
        return names;
    }

    private static final class Inspector {
        private final String file;
        private final FeelEngine feel;
        private final Findings findings;
        private final Collection<String> named;

        Inspector(String file, FeelEngine feel, Findings findings, Collection<String> named) {
            this.named = named;
            this.file = file;
            this.feel = feel;
            this.findings = findings;
        }

        Optional<TableInspection> inspect(String plan, String dmn) {
            var decision = decision(plan, dmn);
            if (decision == null) {
                return Optional.empty();
            }
            require(
                    decision.getVersionTag() != null
                            && VERSION.matcher(decision.getVersionTag()).matches(),
                    "VERSION_TAG",
                    "the decision needs a camunda:versionTag of letters, digits, '.', '_' or '-'");
            require(
                    decision.getCamundaHistoryTimeToLiveString() != null
                            && TIME_TO_LIVE
                                    .matcher(decision.getCamundaHistoryTimeToLiveString())
                                    .matches(),
                    "NOT_FOR_THE_ENGINE",
                    "the decision needs a camunda:historyTimeToLive such as P180D, or the engine will not take it");
            if (!require(
                    decision.getExpression() instanceof DecisionTable,
                    "NO_TABLE",
                    "the decision must be a decision table")) {
                return Optional.empty();
            }
            var table = (DecisionTable) decision.getExpression();
            require(
                    table.getHitPolicy() == HitPolicy.FIRST,
                    "HIT_POLICY",
                    "the hit policy must be FIRST, so that there is one answer");
            require(table.getAggregation() == null, "HIT_POLICY", "rows are not added up");
            if (!require(
                    table.getRules().size() <= MOST_ROWS,
                    "TOO_LARGE",
                    "the table has more than " + MOST_ROWS + " rows")) {
                return Optional.empty();
            }

            var inputs = inputs(table);
            var outputs = outputs(table);
            var ruleIds = new ArrayList<String>();
            var rows = new ArrayList<Row>();
            for (var rule : table.getRules()) {
                var row = row(rule, inputs, outputs);
                if (row != null) {
                    var ruleId = row.terms().ruleId();
                    require(!ruleIds.contains(ruleId), "RULE_ID", "two rows have the ruleId " + ruleId, ruleId);
                    ruleIds.add(ruleId);
                    rows.add(row);
                }
            }
            checkCatchAll(table, inputs, outputs);
            if (!findings.withoutErrors()) {
                return Optional.empty();
            }
            return Optional.of(new TableInspection(
                    decision.getId(),
                    decision.getVersionTag(),
                    inputs,
                    List.copyOf(ruleIds),
                    edges(table, inputs, TIME),
                    edges(table, inputs, SINCE_START),
                    List.copyOf(rows)));
        }

        private Decision decision(String plan, String dmn) {
            try {
                var decisions = Dmn.readModelFromStream(new ByteArrayInputStream(dmn.getBytes(StandardCharsets.UTF_8)))
                        .getModelElementsByType(Decision.class);
                if (!require(
                        decisions.size() == 1, "NO_TABLE", "there must be one decision, not " + decisions.size())) {
                    return null;
                }
                var decision = decisions.iterator().next();
                require(
                        plan == null || plan.equals(decision.getId()),
                        "NAME",
                        "the decision's id is '" + decision.getId() + "', but the file's name says '" + plan + "'",
                        String.valueOf(decision.getId()),
                        String.valueOf(plan));
                require(
                        decision.getId() != null
                                && PLAN.matcher(decision.getId()).matches(),
                        "NAME",
                        "the decision's id '" + decision.getId() + "' is no name of a plan",
                        String.valueOf(decision.getId()));
                return decision;
            } catch (ModelException e) {
                complain("NO_DMN", "this is no DMN file: " + e.getMessage(), String.valueOf(e.getMessage()));
                return null;
            }
        }

        private List<String> inputs(DecisionTable table) {
            var inputs = table.getInputs().stream().map(this::inputName).toList();
            require(!inputs.isEmpty(), "COLUMN", "the table looks at nothing");
            require(new HashSet<>(inputs).size() == inputs.size(), "COLUMN", "two input columns look at the same fact");
            return inputs;
        }

        private String inputName(Input input) {
            var expression = input.getInputExpression();
            var name = expression == null ? "" : textOf(expression.getText());
            if (require(
                    FACTS.containsKey(name),
                    "UNKNOWN_FACT",
                    "there is no fact '" + name + "' to look at; the facts are " + FACTS.keySet(),
                    name)) {
                var kind = Kind.of(FACTS.get(name));
                require(
                        kind.typeRef.equals(expression.getTypeRef()),
                        "COLUMN",
                        "the input '" + name + "' must have the typeRef " + kind.typeRef,
                        name,
                        kind.typeRef);
                require(
                        expression.getExpressionLanguage() == null,
                        "COLUMN",
                        "the input '" + name + "' must be plain FEEL",
                        name);
            }
            return name;
        }

        private List<String> outputs(DecisionTable table) {
            var outputs = table.getOutputs().stream().map(this::outputName).toList();
            require(new HashSet<>(outputs).size() == outputs.size(), "COLUMN", "two output columns have the same name");
            require(
                    outputs.containsAll(Set.of(OUTCOME, RULE_ID)),
                    "COLUMN",
                    "the outputs 'outcome' and 'ruleId' are needed");
            return outputs;
        }

        private String outputName(Output output) {
            var name = String.valueOf(output.getName());
            var kind = OUTPUTS.get(name);
            if (require(
                    kind != null,
                    "COLUMN",
                    "there is no output '" + name + "'; the outputs are " + new TreeSet<>(OUTPUTS.keySet()),
                    name)) {
                require(
                        kind.typeRef.equals(output.getTypeRef()),
                        "COLUMN",
                        "the output '" + name + "' must have the typeRef " + kind.typeRef,
                        name,
                        kind.typeRef);
            }
            return name;
        }

        /** Null where the row cannot be read. */
        private Row row(Rule rule, List<String> inputs, List<String> outputs) {
            var row = "row " + rule.getId() + ", ";
            var tests = List.copyOf(rule.getInputEntries());
            var answers = List.copyOf(rule.getOutputEntries());
            if (!require(
                    tests.size() == inputs.size() && answers.size() == outputs.size(),
                    "CELL",
                    row + "has a cell too many or too few",
                    String.valueOf(rule.getId()))) {
                return null;
            }
            var fine = true;
            for (int i = 0; i < tests.size(); i++) {
                fine &= checkTest(row + inputs.get(i), inputs.get(i), tests.get(i));
            }

            var values = new LinkedHashMap<String, String>();
            for (int i = 0; i < answers.size(); i++) {
                var text = textOf(answers.get(i).getText());
                values.put(outputs.get(i), text);
            }
            var outcome = values.getOrDefault(OUTCOME, "");
            var refused = outcome.equals("\"REJECT\"");
            for (int i = 0; i < answers.size(); i++) {
                fine &= checkAnswer(row + outputs.get(i), outputs.get(i), answers.get(i), refused);
            }
            fine &= require(
                    names(Deal.Outcome.values()).contains(unquoted(outcome)),
                    "CELL",
                    row + "outcome: " + outcome + " is none of " + names(Deal.Outcome.values()),
                    row + "outcome",
                    outcome);
            var basisPoints = values.getOrDefault(FEE_BASIS_POINTS, "");
            fine &= require(
                    !basisPoints.matches("\\d{1,15}") || Long.parseLong(basisPoints) <= 10_000,
                    "CELL",
                    row + "feeBasisPoints: " + basisPoints + " is more than all of it (10000)",
                    row + FEE_BASIS_POINTS,
                    basisPoints);
            var ruleId = unquoted(values.getOrDefault(RULE_ID, ""));
            fine &= require(
                    RULE_NAME.matcher(ruleId).matches() && !TAKEN.contains(ruleId),
                    "RULE_ID",
                    row + "ruleId: '" + ruleId + "' must be capitals, digits and '_', and none of "
                            + new TreeSet<>(TAKEN),
                    ruleId);
            if (RULE_NAME.matcher(ruleId).matches()) {
                named.add(ruleId);
            }
            if (!fine) {
                return null;
            }
            var terms = new Terms(
                    Deal.Outcome.valueOf(unquoted(outcome)),
                    ruleId,
                    Math.toIntExact(number(values, FEE_BASIS_POINTS)),
                    number(values, FEE_PER_ORDER),
                    number(values, FEE_PER_TICKET),
                    Boolean.parseBoolean(values.get(RETURN_SERVICE_FEE)),
                    Boolean.parseBoolean(values.get(RETURN_COUPON)));
            return new Row(
                    String.valueOf(rule.getId()),
                    tests.stream().map(cell -> textOf(cell.getText())).toList(),
                    terms);
        }

        /** Nothing where the table has no such column, or a refusing row leaves it empty. */
        private static long number(Map<String, String> values, String output) {
            var text = values.getOrDefault(output, "");
            return text.isEmpty() ? 0 : Long.parseLong(text);
        }

        private boolean checkTest(String where, String input, UnaryTests cell) {
            var text = textOf(cell.getText());
            if (isAny(text) || !FACTS.containsKey(input)) {
                return true;
            }
            var kind = Kind.of(FACTS.get(input));
            if (!require(
                    text.length() <= LONGEST_CELL,
                    "CELL",
                    where + " is longer than " + LONGEST_CELL + " characters",
                    where,
                    text.substring(0, Math.min(20, text.length())))) {
                return false;
            }
            if (!plain(where, cell.getExpressionLanguage())
                    || !require(
                            kind.test.matcher(text).matches(),
                            "CELL",
                            where + ": '" + text + "' does not compare with a " + kind.typeRef,
                            where,
                            text)) {
                return false;
            }
            var known = WORDS.get(input);
            var fine = true;
            if (known != null) {
                for (var word : wordsIn(text)) {
                    fine &= require(
                            known.contains(word), "CELL", where + ": " + word + " is none of " + known, where, word);
                }
            }
            var asked = Variables.putValue("cellInput", FACTS.get(input)).asVariableContext();
            return fine && feels(where, text, () -> feel.evaluateSimpleUnaryTests(text, "cellInput", asked));
        }

        private boolean checkAnswer(String where, String output, LiteralExpression cell, boolean refused) {
            var text = textOf(cell.getText());
            var kind = OUTPUTS.get(output);
            if (kind == null || refused && text.isEmpty() && !output.equals(RULE_ID)) {
                return true; // a refusal costs nothing more
            }
            return plain(where, cell.getExpressionLanguage())
                    && require(
                            kind.answer.matcher(text).matches(),
                            "CELL",
                            where + ": '" + text + "' is not a " + kind.typeRef + " written out",
                            where,
                            text)
                    && feels(
                            where,
                            text,
                            () -> feel.evaluateSimpleExpression(
                                    text, Variables.createVariables().asVariableContext()));
        }

        private boolean plain(String where, String language) {
            return require(language == null, "CELL", where + " must be plain FEEL", where, String.valueOf(language));
        }

        /** Our grammar is narrower than FEEL; should the two ever disagree, it shows here and not with an order. */
        private boolean feels(String where, String text, Supplier<Object> evaluation) {
            try {
                return require(evaluation.get() != null, "CELL", where + ": '" + text + "' has no value", where, text);
            } catch (RuntimeException e) {
                return complain("CELL", where + ": '" + text + "' is no FEEL", where, text);
            }
        }

        private void checkCatchAll(DecisionTable table, List<String> inputs, List<String> outputs) {
            var rows = List.copyOf(table.getRules());
            var column = outputs.indexOf(OUTCOME);
            if (!require(!rows.isEmpty(), "LAST_ROW", "the table has no rows") || column < 0) {
                return;
            }
            var last = rows.get(rows.size() - 1);
            var answers = List.copyOf(last.getOutputEntries());
            var fitsAll = last.getInputEntries().stream().allMatch(cell -> isAny(textOf(cell.getText())));
            require(
                    fitsAll
                            && answers.size() > column
                            && textOf(answers.get(column).getText()).equals("\"REJECT\""),
                    "LAST_ROW",
                    "the last row must look at none of " + inputs + " and REJECT what no rule foresaw");
        }

        private static SortedSet<Long> edges(DecisionTable table, List<String> inputs, String input) {
            var column = inputs.indexOf(input);
            var edges = new TreeSet<Long>();
            if (column >= 0) {
                table.getRules().stream()
                        .map(rule -> List.copyOf(rule.getInputEntries()).get(column))
                        .flatMap(cell -> numbersIn(textOf(cell.getText())))
                        .forEach(edges::add);
            }
            return edges;
        }

        private static boolean isAny(String cell) {
            return cell.isEmpty() || cell.equals("-");
        }

        private static String textOf(Text text) {
            return text == null || text.getTextContent() == null
                    ? ""
                    : text.getTextContent().strip();
        }

        private static String unquoted(String literal) {
            var matcher = QUOTED.matcher(literal);
            return matcher.matches() ? matcher.group(1) : "";
        }

        private boolean require(boolean condition, String code, String complaint, String... details) {
            return findings.require(condition, code, file, complaint, details);
        }

        private boolean complain(String code, String complaint, String... details) {
            return require(false, code, complaint, details);
        }
    }

    static Stream<Long> numbersIn(String cell) {
        return INTEGER.matcher(cell).results().map(number -> Long.valueOf(number.group()));
    }

    static List<String> wordsIn(String cell) {
        return QUOTED.matcher(cell).results().map(word -> word.group(1)).toList();
    }
}
