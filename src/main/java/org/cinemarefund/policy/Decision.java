package org.cinemarefund.policy;

/**
 * What the rules said, and what they were asked besides order, cinema, reason and instant: enough to ask them again at any time.
 *
 * @param then the terms in force when they paid; null where there were none, or where they are those of now
 * @param now the terms in force at the application
 * @param straightThrough it is small, so no person looks
 */
public record Decision(Deal deal, History history, Version then, Version now, boolean straightThrough) {

    /** One wording of a plan. */
    public record Version(String plan, String version) {
        public static Version of(RefundPlan plan) {
            return new Version(plan.name(), plan.version());
        }
    }
}
