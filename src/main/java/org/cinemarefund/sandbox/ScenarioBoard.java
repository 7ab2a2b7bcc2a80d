package org.cinemarefund.sandbox;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Who gets which scenario: what was said about the order, else what its transaction id says, else the default. */
final class ScenarioBoard {
    private final Map<String, Part> assigned = new LinkedHashMap<>();
    private final Map<Scenario, Part> samples = new HashMap<>();
    private Part byDefault = new Part(new ScenarioChoice(Scenario.NORMAL));

    /** A choice and how often each order has met it. */
    private static final class Part {
        private final ScenarioChoice choice;
        private final Map<String, Integer> hits = new HashMap<>();

        Part(ScenarioChoice choice) {
            this.choice = choice;
        }

        ScenarioChoice next(String order) {
            return hits.merge(order, 1, Integer::sum) <= choice.times() ? choice : choice.usedUp();
        }
    }

    synchronized void assign(String order, ScenarioChoice choice) {
        assigned.put(order, new Part(choice));
    }

    synchronized void byDefault(ScenarioChoice choice) {
        byDefault = new Part(choice);
    }

    /** Counts as one refund request of the order. Either number may be null. */
    synchronized ScenarioChoice next(String transactionId, String outTradeNo) {
        var part = Stream.of(transactionId, outTradeNo)
                .filter(Objects::nonNull)
                .map(assigned::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> sampleOrDefault(transactionId));
        return part.next(transactionId != null ? transactionId : outTradeNo);
    }

    private Part sampleOrDefault(String transactionId) {
        if (transactionId == null) {
            return byDefault;
        }
        return SandboxIds.scenarioOf(transactionId)
                .map(eachScenario ->
                        samples.computeIfAbsent(eachScenario, scenario -> new Part(new ScenarioChoice(scenario))))
                .orElse(byDefault);
    }

    synchronized Map<String, ScenarioChoice> assignments() {
        var choices = new LinkedHashMap<String, ScenarioChoice>();
        assigned.forEach((order, part) -> choices.put(order, part.choice));
        return choices;
    }

    synchronized ScenarioChoice byDefault() {
        return byDefault.choice;
    }

    synchronized void clear() {
        assigned.clear();
        samples.clear();
        byDefault = new Part(new ScenarioChoice(Scenario.NORMAL));
    }
}
