package org.cinemarefund.policy.dmn;

import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.ticketing.KnownPlans;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The plans shipped with this release. */
@Configuration(proxyBeanMethods = false)
class PolicyConfiguration {

    @Bean
    RefundPolicy refundPolicy() {
        return new PlanFiles("classpath:processes/").policy();
    }

    /** A cinema cannot be given a plan nobody wrote. */
    @Bean
    KnownPlans knownPlans(RefundPolicy policy) {
        return policy::knows;
    }
}
