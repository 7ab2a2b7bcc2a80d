package org.cinemarefund.policy.dmn;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.policy.StoredPlans;
import org.cinemarefund.ticketing.KnownPlans;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;

/** The plans shipped with this release, those of the operator's directory, and all that were ever known. */
@Configuration(proxyBeanMethods = false)
class PolicyConfiguration {
    static final String SHIPPED = "classpath:processes/";

    @Bean
    PlanReader planReader() {
        return new PlanReader();
    }

    @Bean
    PlanCatalogue planCatalogue(PolicyProperties settings, PlanReader reader, StoredPlans stored, Clock clock) {
        return new PlanCatalogue(
                new PlanFiles(SHIPPED, reader), directory(settings.directory(), reader), stored, reader, clock);
    }

    static Optional<PlanFiles> directory(String directory, PlanReader reader) {
        return Optional.ofNullable(directory)
                .filter(named -> !named.isBlank())
                .map(named -> new PlanFiles("file:" + Path.of(named).toAbsolutePath() + "/", reader));
    }

    @Bean
    RefundPolicy refundPolicy(PlanCatalogue catalogue, PlanReader reader) {
        return new RefundPolicy(catalogue, new PlanFiles(SHIPPED, reader).common());
    }

    @Bean
    PlanLooks planLooks(PlanCatalogue catalogue) {
        return new PlanLooks(catalogue);
    }

    /** A cinema cannot be given a plan nobody wrote, nor one that is not in force yet. */
    @Bean
    KnownPlans knownPlans(RefundPolicy policy, Clock clock) {
        return plan -> policy.knows(plan, clock.instant());
    }

    /** Every minute: a file put there is in force soon; and what another node saw is sooner. */
    static final class PlanLooks {
        private final PlanCatalogue catalogue;

        PlanLooks(PlanCatalogue catalogue) {
            this.catalogue = catalogue;
        }

        @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1M")
        void look() {
            catalogue.look();
        }

        @Scheduled(initialDelayString = "PT5S", fixedDelayString = "PT5S")
        void refresh() {
            catalogue.refresh();
        }
    }
}
