package org.cinemarefund.ticketing;

/**
 * A cinema and the terms it refunds by.
 *
 * @param policyPlan the decision table, {@code processes/policy-<plan>.dmn}
 * @param reviewWorkingDays how many working days its reviewers have
 * @param autoApproveUpTo refunds up to this many fen need no person; 0 = none
 */
public record Cinema(
        String cinemaId,
        String name,
        String region,
        String phone,
        String policyPlan,
        int reviewWorkingDays,
        OnOverdue onOverdue,
        long autoApproveUpTo) {

    /** What happens when nobody decided in time. */
    public enum OnOverdue {
        ESCALATE,
        APPROVE
    }
}
