package org.cinemarefund.ticketing;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cinema and the terms it refunds by.
 *
 * @param policyPlan the decision table, {@code processes/policy-<plan>.dmn}
 * @param reviewWorkingDays how many working days its reviewers have
 * @param autoApproveUpTo refunds up to this many fen need no person; 0 = none
 * @param serviceHours when somebody answers the phone, in the cinema's words; missing when it does not say
 * @param claimHours how long after the beginning of a show a fault of it can be claimed; 0 = never
 * @param plans which plan it had since when, the oldest first; none where only the present one is known
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
        @Nullable String serviceHours,
        int claimHours,
        List<PlanSince> plans) {

    /** Unless a cinema says otherwise: two days. */
    public static final int CLAIM_HOURS = 48;

    public Cinema {
        plans = plans == null ? List.of() : List.copyOf(plans);
    }

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
        this(
                cinemaId,
                name,
                region,
                phone,
                policyPlan,
                reviewWorkingDays,
                onOverdue,
                autoApproveUpTo,
                null,
                CLAIM_HOURS,
                List.of());
    }

    /** What happens when nobody decided in time. */
    public enum OnOverdue {
        ESCALATE,
        APPROVE
    }

    /** From then on it had this plan. */
    public record PlanSince(String plan, Instant since) {}

    /** The plan it had then; its first one counts as having been there always. */
    public String planAt(Instant at) {
        var then = plans.isEmpty() ? policyPlan : plans.get(0).plan();
        for (var each : plans) {
            if (!each.since().isAfter(at)) {
                then = each.plan();
            }
        }
        return then;
    }

    public Cinema withClaimHours(int hours) {
        return with(hours, plans);
    }

    public Cinema withPlans(List<PlanSince> known) {
        return with(claimHours, known);
    }

    private Cinema with(int hours, List<PlanSince> known) {
        return new Cinema(
                cinemaId,
                name,
                region,
                phone,
                policyPlan,
                reviewWorkingDays,
                onOverdue,
                autoApproveUpTo,
                serviceHours,
                hours,
                known);
    }
}
