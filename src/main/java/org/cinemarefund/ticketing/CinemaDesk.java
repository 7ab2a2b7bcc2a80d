package org.cinemarefund.ticketing;

import org.cinemarefund.shared.Problem;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes in what the order system says of a cinema. */
@Service
public class CinemaDesk {
    private final Cinemas cinemas;
    private final CinemaGroups groups;
    private final KnownPlans plans;
    private final TransactionTemplate transaction;

    public CinemaDesk(Cinemas cinemas, CinemaGroups groups, KnownPlans plans, PlatformTransactionManager transactions) {
        this.cinemas = cinemas;
        this.groups = groups;
        this.plans = plans;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Stores the cinema and makes sure of its staff groups, or does neither.
     *
     * @throws Problem INVALID_REQUEST on {@code policyPlan}
     */
    public Upserted<Cinema> upsert(Cinema told) {
        if (!plans.knows(told.policyPlan())) {
            throw Problem.invalid("policyPlan", "unknown-plan");
        }
        return transaction.execute(status -> {
            boolean created = cinemas.upsert(told);
            groups.exists(told.cinemaId(), told.name());
            return new Upserted<>(told, created);
        });
    }
}
