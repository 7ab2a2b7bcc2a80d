package org.cinemarefund.payment;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long we wait for the channel before asking it ourselves.
 *
 * @param pollDelays pauses before each query, further sends counted in; the last repeats
 * @param resendAfter the least pause between two sends of one number
 * @param giveUpAfter after this without an end a person looks
 * @param resolvePoll how often we ask on while a person looks
 */
@ConfigurationProperties("refund.settlement")
public record SettlementProperties(
        @DefaultValue({"PT1M", "PT1M", "PT1M", "PT1M", "PT1M", "PT5M", "PT10M", "PT20M", "PT30M"})
        List<Duration> pollDelays,

        @DefaultValue("PT1M") Duration resendAfter,
        @DefaultValue("P5D") Duration giveUpAfter,
        @DefaultValue("PT30M") Duration resolvePoll) {

    public SettlementProperties {
        pollDelays = List.copyOf(pollDelays);
        if (pollDelays.isEmpty() || pollDelays.stream().anyMatch(it -> it.isNegative() || it.isZero())) {
            throw new IllegalArgumentException("refund.settlement.poll-delays needs at least one positive duration");
        }
    }

    /** The pause before the query after {@code polls} earlier ones. */
    Duration pollDelay(int polls) {
        return pollDelays.get(Math.min(polls, pollDelays.size() - 1));
    }
}
