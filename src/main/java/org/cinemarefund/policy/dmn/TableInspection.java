package org.cinemarefund.policy.dmn;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
 */
record TableInspection(String version, List<String> inputs, List<String> ruleIds, SortedSet<Long> minuteEdges) {
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,15}");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"\\\\]*)\"");
    static final String TIME = "minutesToShow";
    private static final String OUTCOME = "outcome";
    private static final String RULE_ID = "ruleId";

    /** The columns a table may answer in, by type; the fees and the service fee's return may be left out. */
    private static final Map<String, Kind> OUTPUTS = Map.of(
            OUTCOME,
            Kind.WORD,
            RULE_ID,
            Kind.WORD,
            "feeBasisPoints",
            Kind.NUMBER,
            "feePerOrder",
            Kind.NUMBER,
            "feePerTicket",
            Kind.NUMBER,
            "returnServiceFee",
            Kind.FLAG);

    /** Any order: only the names and types of its facts matter. */
    private static final Map<String, Object> FACTS = new PlanFacts(
                    90, false, TicketKind.STANDARD, TicketState.ISSUED, false, "X", "X", 1, 1, 0, false, false, 0)
            .asMap();

    /** Facts with a closed set of words, where a misspelt one would never fit. */
    private static final Map<String, Set<String>> WORDS =
            Map.of("ticketKind", names(TicketKind.values()), "ticketState", names(TicketState.values()));

    private static final Set<String> TAKEN = Set.of(Deal.CINEMA_AT_FAULT, RefundPolicy.NOTHING_LEFT);
    private static final Pattern RULE_NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z._-]{1,64}");

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

    static TableInspection of(String file, String plan, byte[] dmn, FeelEngine feel) {
        return new Inspector(file, feel).inspect(plan, dmn);
    }

    private static Set<String> names(Enum<?>... constants) {
        var names = new TreeSet<String>();
        Arrays.stream(constants).map(Enum::name).forEach(names::add);
        return names;
    }

    private static final class Inspector {
        private final String file;
        private final FeelEngine feel;

        Inspector(String file, FeelEngine feel) {
            this.file = file;
            this.feel = feel;
        }

        TableInspection inspect(String plan, byte[] dmn) {
            var decision = decision(plan, dmn);
            require(
                    decision.getVersionTag() != null
                            && VERSION.matcher(decision.getVersionTag()).matches(),
                    "the decision needs a camunda:versionTag of letters, digits, '.', '_' or '-'");
            require(
                    decision.getCamundaHistoryTimeToLiveString() != null,
                    "the decision needs a camunda:historyTimeToLive, or the engine will not take it");
            require(decision.getExpression() instanceof DecisionTable, "the decision must be a decision table");
            var table = (DecisionTable) decision.getExpression();
            require(
                    table.getHitPolicy() == HitPolicy.FIRST,
                    "the hit policy must be FIRST, so that there is one answer");

            var inputs = inputs(table);
            var outputs = outputs(table);
            var ruleIds = new LinkedHashSet<String>();
            for (var rule : table.getRules()) {
                var ruleId = check(rule, inputs, outputs);
                require(ruleIds.add(ruleId), "two rows have the ruleId " + ruleId);
            }
            checkCatchAll(table, inputs, outputs);
            return new TableInspection(
                    decision.getVersionTag(), inputs, List.copyOf(ruleIds), minuteEdges(table, inputs));
        }

        private Decision decision(String plan, byte[] dmn) {
            try {
                var decisions =
                        Dmn.readModelFromStream(new ByteArrayInputStream(dmn)).getModelElementsByType(Decision.class);
                require(decisions.size() == 1, "there must be one decision, not " + decisions.size());
                var decision = decisions.iterator().next();
                require(
                        plan.equals(decision.getId()),
                        "the decision's id is '" + decision.getId() + "', but the file's name says '" + plan + "'");
                return decision;
            } catch (ModelException e) {
                throw new InvalidPlan(file, "this is no DMN file: " + e.getMessage(), e);
            }
        }

        private List<String> inputs(DecisionTable table) {
            var inputs = table.getInputs().stream().map(this::inputName).toList();
            require(!inputs.isEmpty(), "the table looks at nothing");
            require(new HashSet<>(inputs).size() == inputs.size(), "two input columns look at the same fact");
            return inputs;
        }

        private String inputName(Input input) {
            var expression = input.getInputExpression();
            var name = expression == null ? "" : textOf(expression.getText());
            require(
                    FACTS.containsKey(name),
                    "there is no fact '" + name + "' to look at; the facts are " + FACTS.keySet());
            var kind = Kind.of(FACTS.get(name));
            require(
                    kind.typeRef.equals(expression.getTypeRef()),
                    "the input '" + name + "' must have the typeRef " + kind.typeRef);
            require(expression.getExpressionLanguage() == null, "the input '" + name + "' must be plain FEEL");
            return name;
        }

        private List<String> outputs(DecisionTable table) {
            var outputs = table.getOutputs().stream().map(this::outputName).toList();
            require(new HashSet<>(outputs).size() == outputs.size(), "two output columns have the same name");
            require(outputs.containsAll(Set.of(OUTCOME, RULE_ID)), "the outputs 'outcome' and 'ruleId' are needed");
            return outputs;
        }

        private String outputName(Output output) {
            var kind = OUTPUTS.get(output.getName());
            require(
                    kind != null,
                    "there is no output '" + output.getName() + "'; the outputs are "
                            + new TreeSet<>(OUTPUTS.keySet()));
            require(
                    kind.typeRef.equals(output.getTypeRef()),
                    "the output '" + output.getName() + "' must have the typeRef " + kind.typeRef);
            return output.getName();
        }

        /** @return the row's ruleId */
        private String check(Rule rule, List<String> inputs, List<String> outputs) {
            var row = "row " + rule.getId() + ", ";
            var tests = List.copyOf(rule.getInputEntries());
            var answers = List.copyOf(rule.getOutputEntries());
            require(
                    tests.size() == inputs.size() && answers.size() == outputs.size(),
                    row + "has a cell too many or too few");
            for (int i = 0; i < tests.size(); i++) {
                checkTest(row + inputs.get(i), inputs.get(i), tests.get(i));
            }

            var values = new LinkedHashMap<String, String>();
            for (int i = 0; i < answers.size(); i++) {
                var text = textOf(answers.get(i).getText());
                values.put(outputs.get(i), text);
            }
            var refused = values.get(OUTCOME).equals("\"REJECT\"");
            for (int i = 0; i < answers.size(); i++) {
                checkAnswer(row + outputs.get(i), outputs.get(i), answers.get(i), refused);
            }
            require(
                    names(Deal.Outcome.values()).contains(unquoted(values.get(OUTCOME))),
                    row + "outcome: " + values.get(OUTCOME) + " is none of " + names(Deal.Outcome.values()));
            var basisPoints = values.getOrDefault("feeBasisPoints", "");
            require(
                    basisPoints.isEmpty() || Long.parseLong(basisPoints) <= 10_000,
                    row + "feeBasisPoints: " + basisPoints + " is more than all of it (10000)");
            var ruleId = unquoted(values.get(RULE_ID));
            require(
                    RULE_NAME.matcher(ruleId).matches() && !TAKEN.contains(ruleId),
                    row + "ruleId: '" + ruleId + "' must be capitals, digits and '_', and none of " + TAKEN);
            return ruleId;
        }

        private void checkTest(String where, String input, UnaryTests cell) {
            var text = textOf(cell.getText());
            if (isAny(text)) {
                return;
            }
            require(cell.getExpressionLanguage() == null, where + " must be plain FEEL");
            var kind = Kind.of(FACTS.get(input));
            require(
                    kind.test.matcher(text).matches(),
                    where + ": '" + text + "' does not compare with a " + kind.typeRef);
            if (WORDS.containsKey(input)) {
                QUOTED.matcher(text)
                        .results()
                        .map(word -> word.group(1))
                        .forEach(word -> require(
                                WORDS.get(input).contains(word),
                                where + ": " + word + " is none of " + WORDS.get(input)));
            }
            var asked = Variables.putValue("cellInput", FACTS.get(input)).asVariableContext();
            feels(where, text, () -> feel.evaluateSimpleUnaryTests(text, "cellInput", asked));
        }

        private void checkAnswer(String where, String output, LiteralExpression cell, boolean refused) {
            var text = textOf(cell.getText());
            if (refused && text.isEmpty() && !output.equals(RULE_ID)) {
                return; // a refusal costs nothing more
            }
            require(cell.getExpressionLanguage() == null, where + " must be plain FEEL");
            var kind = OUTPUTS.get(output);
            require(
                    kind.answer.matcher(text).matches(),
                    where + ": '" + text + "' is not a " + kind.typeRef + " written out");
            feels(
                    where,
                    text,
                    () -> feel.evaluateSimpleExpression(
                            text, Variables.createVariables().asVariableContext()));
        }

        /** Our grammar is narrower than FEEL; should the two ever disagree, it shows here and not with an order. */
        private void feels(String where, String text, Supplier<Object> evaluation) {
            try {
                require(evaluation.get() != null, where + ": '" + text + "' has no value");
            } catch (InvalidPlan e) {
                throw e;
            } catch (RuntimeException e) {
                throw new InvalidPlan(file, where + ": '" + text + "' is no FEEL", e);
            }
        }

        private void checkCatchAll(DecisionTable table, List<String> inputs, List<String> outputs) {
            var rows = List.copyOf(table.getRules());
            require(!rows.isEmpty(), "the table has no rows");
            var last = rows.get(rows.size() - 1);
            var fitsAll = last.getInputEntries().stream().allMatch(cell -> isAny(textOf(cell.getText())));
            var answer = textOf(List.copyOf(last.getOutputEntries())
                    .get(outputs.indexOf(OUTCOME))
                    .getText());
            require(
                    fitsAll && answer.equals("\"REJECT\""),
                    "the last row must look at none of " + inputs + " and REJECT what no rule foresaw");
        }

        private static SortedSet<Long> minuteEdges(DecisionTable table, List<String> inputs) {
            var column = inputs.indexOf(TIME);
            var edges = new TreeSet<Long>();
            if (column >= 0) {
                table.getRules().stream()
                        .map(rule -> List.copyOf(rule.getInputEntries()).get(column))
                        .flatMap(cell -> numbersIn(textOf(cell.getText())))
                        .forEach(edges::add);
            }
            return edges;
        }

        private static Stream<Long> numbersIn(String cell) {
            return INTEGER.matcher(cell).results().map(number -> Long.valueOf(number.group()));
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

        private void require(boolean condition, String complaint) {
            if (!condition) {
                throw new InvalidPlan(file, complaint);
            }
        }
    }
}
