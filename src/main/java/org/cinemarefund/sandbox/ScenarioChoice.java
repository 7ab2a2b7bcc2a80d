package org.cinemarefund.sandbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A scenario with its knobs.
 *
 * @param times how many refund requests of one order it hits
 * @param delay how long the answer is held back where the scenario holds it back, otherwise the time until the refund's final
 *     state; missing for the usual
 */
public record ScenarioChoice(
        Scenario scenario, int times, @Nullable Duration delay) {

    public ScenarioChoice {
        if (times < 1) {
            throw new IllegalArgumentException("times must be at least 1");
        }
        if (delay != null && delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative");
        }
    }

    public ScenarioChoice(Scenario scenario) {
        this(scenario, scenario.times(), null);
    }

    /** How long to hold the answer back. */
    public Duration hold() {
        var usual = scenario.delay().orElse(Duration.ZERO);
        return delay != null && scenario.delay().isPresent() ? delay : usual;
    }

    Duration settleAfter(Duration usual) {
        return delay != null && scenario.delay().isEmpty() ? delay : usual;
    }

    /** The order after the scenario: normal, in its own time. */
    ScenarioChoice usedUp() {
        return new ScenarioChoice(
                Scenario.NORMAL, Integer.MAX_VALUE, scenario.delay().isPresent() ? null : delay);
    }
}
