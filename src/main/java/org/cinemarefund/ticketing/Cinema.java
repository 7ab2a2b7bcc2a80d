package org.cinemarefund.ticketing;

import org.jspecify.annotations.Nullable;

/**
 * A cinema and the terms it refunds by.
 *
 * @param policyPlan the decision table, {@code processes/policy-<plan>.dmn}
 * @param reviewWorkingDays how many working days its reviewers have
 * @param autoApproveUpTo refunds up to this many fen need no person; 0 = none
 * @param serviceHours when somebody answers the phone, in the cinema's words; missing when it does not say
 */
public record Cinema(
        String cinemaId,
        String name,
        String region,
        String phone,
        String policyPlan,
        int reviewWorkingDays,
        OnOverdue onOverdue,
        long autoApproveUpTo,
        @Nullable String serviceHours) {

    /** One that does not say when it answers the phone. */
    public Cinema(
            String cinemaId,
            String name,
            String region,
            String phone,
            String policyPlan,
            int reviewWorkingDays,
            OnOverdue onOverdue,
            long autoApproveUpTo) {
        this(cinemaId, name, region, phone, policyPlan, reviewWorkingDays, onOverdue, autoApproveUpTo, null);
    }

    /** What happens when nobody decided in time. */
    public enum OnOverdue {
        ESCALATE,
        APPROVE
    }
}
