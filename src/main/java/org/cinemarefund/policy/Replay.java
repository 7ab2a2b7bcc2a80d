package org.cinemarefund.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;

/**
 * Past applications, decided once by the terms of a plan as they are and once by a draft of others: the draft stands in for the
 * version in force, everything else is as it was.
 */
public final class Replay {
    private final RefundPolicy policy;
    private final RefundPlan draft;
    private final Optional<RefundPlan> live;
    private final List<Difference> differences = new ArrayList<>();
    private int applications;
    private long fen;

    /**
     * An application as the rules saw it.
     *
     * @param order as it was then, like the cinema
     * @param decision null where a node of before decided
     */
    public record Past(
            String applicationNo, Order order, Cinema cinema, RefundReason reason, Instant at, Decision decision) {}

    /** Somebody would have been decided differently. */
    public record Difference(String applicationNo, Deal before, Deal after) {}

    /** @param now which version of the plan counts as the one there is; where there is none, the draft is tried on everybody */
    public Replay(RefundPolicy policy, RefundPlan draft, Instant now) {
        this.policy = policy;
        this.draft = draft;
        this.live = policy.inForce(draft.name(), now);
    }

    /** Whether the plan of this cinema is the one that the draft is of. */
    private boolean concerns(Past past) {
        return live.isEmpty() || past.cinema().policyPlan().equals(draft.name());
    }

    public void add(Past past) {
        if (!concerns(past)) {
            return;
        }
        var before = live.map(plan -> Optional.of(by(past, plan))).orElseGet(() -> asDecided(past));
        if (before.isEmpty()) {
            return;
        }
        applications++;
        var after = by(past, draft);
        var gain = after.refundAmount() - before.get().refundAmount();
        if (gain != 0 || after.outcome() != before.get().outcome()) {
            differences.add(new Difference(past.applicationNo(), before.get(), after));
            fen += gain;
        }
    }

    private Optional<Deal> asDecided(Past past) {
        return Optional.ofNullable(past.decision()).map(Decision::deal);
    }

    /** Terms of another plan that were in force when they paid still bind; those of the same plan are what is tried. */
    private Deal by(Past past, RefundPlan plan) {
        var then = past.decision() == null || past.decision().then() == null
                ? null
                : past.decision().then();
        var other = then == null || then.plan().equals(draft.name()) ? null : then;
        var history = past.decision() == null ? History.NONE : past.decision().history();
        return policy.by(past.order(), past.cinema(), past.reason(), past.at(), history, other, plan);
    }

    public int applications() {
        return applications;
    }

    public List<Difference> differences() {
        return List.copyOf(differences);
    }

    /** What would have been paid more in all; negative for less. */
    public long fen() {
        return fen;
    }
}
