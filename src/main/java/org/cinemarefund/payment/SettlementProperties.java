package org.cinemarefund.payment;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long we wait for the channel before asking it ourselves.
 *
 * @param pollDelays pauses before each query, further sends counted in; the last repeats
 * @param resendAfter the least pause between two sends of one number
 * @param giveUpAfter after this without an end a person looks
 * @param balanceDelays pauses before a refund that waits for money is sent again by itself; the last repeats
 * @param resolvePoll how often we ask on while a person looks
 */
@ConfigurationProperties("refund.settlement")
public record SettlementProperties(
        @DefaultValue({"PT1M", "PT1M", "PT1M", "PT1M", "PT1M", "PT5M", "PT10M", "PT20M", "PT30M"})
        List<Duration> pollDelays,

        @DefaultValue("PT1M") Duration resendAfter,
        @DefaultValue("P5D") Duration giveUpAfter,
        @DefaultValue({"PT10M", "PT20M", "PT30M", "PT1H"}) List<Duration> balanceDelays,

        @DefaultValue("PT30M") Duration resolvePoll) {

    public SettlementProperties {
        pollDelays = positive("poll-delays", pollDelays);
        balanceDelays = positive("balance-delays", balanceDelays);
    }

    private static List<Duration> positive(String name, List<Duration> delays) {
        if (delays.isEmpty() || delays.stream().anyMatch(duration -> duration.isNegative() || duration.isZero())) {
            throw new IllegalArgumentException("refund.settlement." + name + " needs at least one positive duration");
        }
        return List.copyOf(delays);
    }

    /** The pause after {@code tries} sends that were refused for lack of money. */
    Duration balanceDelay(int tries) {
        return balanceDelays.get(Math.min(Math.max(0, tries - 1), balanceDelays.size() - 1));
    }

    /** The longest of all these pauses. */
    Duration longestWait() {
        return Stream.of(
                        pollDelays.stream(),
                        balanceDelays.stream()
                                .map(duration -> duration.multipliedBy(3).dividedBy(2)),
                        Stream.of(resolvePoll, resendAfter))
                .flatMap(stream -> stream)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** The pause before the query after {@code polls} earlier ones. */
    Duration pollDelay(int polls) {
        return pollDelays.get(Math.min(polls, pollDelays.size() - 1));
    }
}
