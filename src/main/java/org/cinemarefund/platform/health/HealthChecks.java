package org.cinemarefund.platform.health;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cinemarefund.deadline.UntimedDeadlines;
import org.cinemarefund.platform.CalendarGaps;
import org.cinemarefund.platform.CertificateTroubles;
import org.cinemarefund.platform.ChannelClock;
import org.cinemarefund.platform.Warning;
import org.cinemarefund.policy.PlanTroubles;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What is wrong without being broken. A load balancer must not take a node out for these, so they are DEGRADED, never DOWN.
 */
@Configuration(proxyBeanMethods = false)
class HealthChecks {
    static final Status DEGRADED = new Status("DEGRADED");

    /** WeChat refuses a signature five minutes old; at two an operator still has time to look. */
    static final Duration TOLERATED_SKEW = Duration.ofMinutes(2);

    @Bean
    HealthIndicator calendar(ObjectProvider<CalendarGaps> gaps) {
        return () -> {
            var missing = new TreeSet<Integer>();
            var troubles = new TreeSet<String>();
            gaps.orderedStream().forEach(gap -> {
                missing.addAll(gap.missingYears());
                troubles.addAll(gap.troubles());
            });
            var health = missing.isEmpty() && troubles.isEmpty() ? Health.up() : Health.status(DEGRADED);
            if (!missing.isEmpty()) {
                health.withDetail("missingYears", missing);
            }
            if (!troubles.isEmpty()) {
                health.withDetail("files", troubles);
            }
            return health.build();
        };
    }

    @Bean
    HealthIndicator wechatClock(ObjectProvider<ChannelClock> clocks) {
        return () -> {
            var skew = clocks.orderedStream()
                    .flatMap(clock -> clock.skew().stream())
                    .max((a, b) -> a.abs().compareTo(b.abs()));
            var health = skew.filter(duration -> duration.abs().compareTo(TOLERATED_SKEW) > 0)
                    .map(duration -> Health.status(DEGRADED))
                    .orElseGet(Health::up);
            skew.ifPresent(duration -> health.withDetail("skew", duration.toString()));
            return health.build();
        };
    }

    @Bean
    HealthIndicator merchantCertificate(ObjectProvider<CertificateTroubles> troubles) {
        return () -> {
            var found = new TreeMap<String, Object>();
            troubles.orderedStream().forEach(certificateTroubles -> found.putAll(certificateTroubles.found()));
            return degradedBy(found);
        };
    }

    @Bean
    HealthIndicator deadlines(ObjectProvider<UntimedDeadlines> untimed) {
        return () -> {
            var found = new TreeMap<String, Object>();
            untimed.orderedStream().forEach(deadlines -> found.putAll(deadlines.found()));
            return degradedBy(found);
        };
    }

    @Bean
    HealthIndicator plans(ObjectProvider<PlanTroubles> troubles) {
        return () -> {
            var found = new TreeMap<String, Object>();
            troubles.orderedStream().forEach(each -> found.putAll(each.found()));
            return degradedBy(found);
        };
    }

    @Bean
    HealthIndicator warnings(ObjectProvider<Warning> warnings) {
        return () -> {
            var messages = new TreeMap<String, Object>();
            warnings.orderedStream()
                    .forEach(warning -> warning.message().ifPresent(text -> messages.put(warning.name(), text)));
            return degradedBy(messages);
        };
    }

    private static Health degradedBy(Map<String, Object> found) {
        return found.isEmpty()
                ? Health.up().build()
                : Health.status(DEGRADED).withDetails(found).build();
    }
}
