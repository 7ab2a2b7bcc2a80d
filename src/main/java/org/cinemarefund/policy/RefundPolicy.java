package org.cinemarefund.policy;

import static org.cinemarefund.policy.Deal.Outcome.AUTO_APPROVE;
import static org.cinemarefund.policy.Deal.Outcome.REJECT;
import static org.cinemarefund.policy.Deal.Outcome.REVIEW;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;

/**
 * Whether, how much, and who must look at it. A quote and an application ask the same questions in the same order:
 *
 * <ol>
 *   <li>The cinema is at fault by the order system's word (P0): all of it back, at once, whatever plan or ticket kind.
 *   <li>The cinema's plan: the first rule that fits.
 *   <li>Nothing left after the fee: refused, under a rule of its own.
 *   <li>The applicant blames the cinema and the order system does not: a person looks at it. The reason alone never
 *       changes outcome or fee, so what the plan refuses stays refused and what it keeps stays kept; the reason only takes
 *       the automatic way away, and marks the application for the reviewer.
 *   <li>Small enough for the cinema not to bother a person: {@code autoApproveUpTo}.
 * </ol>
 *
 * What ends the conversation before any rule ({@link Order#obstacle()}) is asked by the caller.
 */
public final class RefundPolicy {
    /** The rule under which a refund of nothing is refused. */
    public static final String NOTHING_LEFT = "NOTHING_LEFT";

    private final Map<String, RefundPlan> plans;
    private final Clauses common;

    /** @param common the clauses of P0 and {@link #NOTHING_LEFT}, which lie over every plan */
    public RefundPolicy(Collection<? extends RefundPlan> plans, Clauses common) {
        this.plans = plans.stream()
                .collect(Collectors.toMap(RefundPlan::name, Function.identity(), RefundPolicy::neverTwo, TreeMap::new));
        this.common = common;
    }

    /** Whether a cinema may choose this plan. */
    public boolean knows(String plan) {
        return plans.containsKey(plan);
    }

    /** The deal at this instant, for a moviegoer whose earlier refunds do not count. */
    public Deal decide(Order order, Cinema cinema, RefundReason reason, Instant at) {
        return decide(order, cinema, reason, at, 0);
    }

    /** @param refundsThisMonth of this moviegoer, not counting this one */
    public Deal decide(Order order, Cinema cinema, RefundReason reason, Instant at, int refundsThisMonth) {
        var plan = plan(cinema.policyPlan());
        var atFault = order.cinemaAtFault(at);
        var terms = atFault ? Terms.CINEMA_AT_FAULT : plan.termsFor(PlanFacts.of(order, cinema, at, refundsThisMonth));
        if (terms.outcome() == REJECT) {
            return refused(order, plan, terms.ruleId());
        }

        var bill = Bill.of(order, terms);
        if (bill.refundAmount() == 0) {
            return refused(order, plan, NOTHING_LEFT);
        }

        var forced = !atFault && reason.blamesTheCinema();
        var outcome = forced ? REVIEW : terms.outcome();
        if (outcome == REVIEW && !forced && bill.refundAmount() <= cinema.autoApproveUpTo()) {
            outcome = AUTO_APPROVE;
        }
        return new Deal(
                outcome,
                order.paidAmount(),
                bill.fee(),
                bill.refundAmount(),
                bill.lines(),
                plan.name(),
                terms.ruleId(),
                plan.version(),
                forced);
    }

    /** The reasons that are not refused at this instant. Whether one blames the cinema is all that tells them apart. */
    public Set<RefundReason> notRefused(Order order, Cinema cinema, Instant at) {
        var answers = new HashMap<Boolean, Boolean>();
        return Arrays.stream(RefundReason.values())
                .filter(reason -> answers.computeIfAbsent(
                        reason.blamesTheCinema(),
                        blames -> decide(order, cinema, reason, at).outcome() != REJECT))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(RefundReason.class)));
    }

    /**
     * What becomes of a deal when the cinema is at fault after all: all of it back, at once, under the plan it was made under.
     *
     * @param order as it was when the deal was made
     */
    public static Deal atFault(Order order, Deal deal) {
        var bill = Bill.of(order, Terms.CINEMA_AT_FAULT);
        return new Deal(
                AUTO_APPROVE,
                order.paidAmount(),
                bill.fee(),
                bill.refundAmount(),
                bill.lines(),
                deal.plan(),
                Terms.CINEMA_AT_FAULT.ruleId(),
                deal.version(),
                false);
    }

    /** When the deal gets worse by itself: a higher fee, a person instead of none, or a refusal. Empty when never. */
    public Optional<NextChange> nextChange(Order order, Cinema cinema, RefundReason reason, Instant at) {
        return nextChange(order, cinema, reason, at, 0);
    }

    /** @param refundsThisMonth of this moviegoer, not counting this one */
    public Optional<NextChange> nextChange(
            Order order, Cinema cinema, RefundReason reason, Instant at, int refundsThisMonth) {
        var now = decide(order, cinema, reason, at, refundsThisMonth);
        if (now.outcome() == REJECT || order.screeningStatus().withoutShow()) {
            return Optional.empty();
        }
        for (var edge : edgesFrom(at, order.showTime(), plan(cinema.policyPlan()))) {
            var then = decide(order, cinema, reason, edge.plusNanos(1), refundsThisMonth);
            if (then.fee() > now.fee() || severity(then) > severity(now)) {
                return Optional.of(new NextChange(edge, then.fee()));
            }
        }
        return Optional.empty();
    }

    /** What the table of the cinema's plan is asked about, to be kept with its answer. */
    public Map<String, Object> inputs(Order order, Cinema cinema, Instant at, int refundsThisMonth) {
        return PlanFacts.of(order, cinema, at, refundsThisMonth).asMap();
    }

    /**
     * The clause behind a deal made under the plan as it is now. Of an older deal, keep the clause with the deal.
     *
     * @throws IllegalArgumentException when the plan or the rule is not known, or not any more
     */
    public String clause(String plan, String ruleId, Locale locale) {
        return common.text(ruleId, locale)
                .or(() -> plan(plan).clause(ruleId, locale))
                .orElseThrow(() -> new IllegalArgumentException("plan " + plan + " has no rule " + ruleId));
    }

    /**
     * The plan in force, to be read before paying: P0 first, then the plan's own clauses in their order.
     *
     * @throws IllegalArgumentException when the plan is not known
     */
    public PolicyText text(String plan, Locale locale) {
        var terms = plan(plan);
        var clauses = new ArrayList<PolicyText.Clause>();
        clauses.addAll(common.texts(List.of(Deal.CINEMA_AT_FAULT), locale));
        clauses.addAll(terms.clauses(locale));
        clauses.addAll(common.texts(List.of(NOTHING_LEFT), locale));
        return new PolicyText(terms.name(), terms.version(), terms.validFrom(), clauses);
    }

    private RefundPlan plan(String name) {
        var plan = plans.get(name);
        if (plan == null) {
            throw new IllegalArgumentException("there is no refund plan '" + name + "', only " + plans.keySet());
        }
        return plan;
    }

    private static Deal refused(Order order, RefundPlan plan, String ruleId) {
        var paid = order.paidAmount();
        return new Deal(REJECT, paid, paid, 0, List.of(), plan.name(), ruleId, plan.version(), false);
    }

    /** Outcomes are ordered by how much stands between the moviegoer and the money. */
    private static int severity(Deal deal) {
        return switch (deal.outcome()) {
            case AUTO_APPROVE -> 0;
            case REVIEW -> 1;
            case REJECT -> 2;
        };
    }

    /**
     * The last instants of whole numbers of minutes the plan compares with, and the beginning of the show. A rule may say
     * "at least n" or "more than n" minutes: the first ends with minute n, the second with minute n + 1.
     */
    private static Iterable<Instant> edgesFrom(Instant at, Instant showTime, RefundPlan plan) {
        var edges = new TreeSet<Instant>();
        edges.add(showTime);
        for (var minutes : plan.minuteEdges()) {
            edges.add(showTime.minus(Duration.ofMinutes(minutes)));
            edges.add(showTime.minus(Duration.ofMinutes(minutes + 1)));
        }
        return edges.tailSet(at, true);
    }

    private static RefundPlan neverTwo(RefundPlan one, RefundPlan other) {
        throw new IllegalArgumentException("two refund plans have the name " + one.name());
    }
}
