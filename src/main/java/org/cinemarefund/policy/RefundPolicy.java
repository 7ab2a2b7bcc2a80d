package org.cinemarefund.policy;

import static org.cinemarefund.policy.Deal.Outcome.AUTO_APPROVE;
import static org.cinemarefund.policy.Deal.Outcome.REJECT;
import static org.cinemarefund.policy.Deal.Outcome.REVIEW;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.Order.Obstacle;
import org.cinemarefund.ticketing.TicketState;

/**
 * Whether, how much, and who must look at it. A quote and an application ask the same questions in the same order:
 *
 * <ol>
 *   <li>The cinema is at fault by the order system's word (P0): all of it back, at once, whatever plan or ticket kind.
 *   <li>The cinema's plan: the first rule that fits, in the wording of when they paid or in that of now, whichever is better for
 *       the moviegoer. Terms are read before paying, so they bind.
 *   <li>Nothing left after the fee: refused, under a rule of its own.
 *   <li>The applicant blames the cinema and the order system does not: a person looks at it. The reason alone never
 *       makes a machine pay, and while the claim window is open none refuses it either: what the plan refuses is then a claim
 *       ({@code CLAIM}), of which nothing is paid unless the person confirms it.
 *   <li>Small enough for the cinema not to bother a person: {@code autoApproveUpTo}, and not too often for one moviegoer.
 * </ol>
 *
 * What ends the conversation before any rule ({@link #obstacle}) is asked by the caller.
 */
public final class RefundPolicy {
    /** The rule under which a refund of nothing is refused. */
    public static final String NOTHING_LEFT = "NOTHING_LEFT";

    /** The rules that lie over every plan. */
    public static final List<String> COMMON = List.of(Deal.CINEMA_AT_FAULT, Deal.CLAIM, NOTHING_LEFT);

    /** Outcomes are ordered by how much stands between the moviegoer and the money. */
    private static final Comparator<Deal> SCRUTINY = Comparator.comparingInt(deal -> switch (deal.outcome()) {
        case AUTO_APPROVE -> 0;
        case REVIEW -> 1;
        case REJECT -> 2;
    });

    private static final Comparator<Deal> FOR_THE_MOVIEGOER =
            Comparator.comparing(Deal::refundAmount).reversed().thenComparing(SCRUTINY);

    private final PlanBook book;
    private final Clauses common;

    /**
     * @param book all that are known
     * @param common the clauses of {@link #COMMON}, which lie over every plan
     */
    public RefundPolicy(PlanBook book, Clauses common) {
        this.book = book;
        this.common = common;
    }

    /** Of plans with one version each. */
    public RefundPolicy(Collection<? extends RefundPlan> plans, Clauses common) {
        var known = Plans.of(plans);
        this.book = () -> known;
        this.common = common;
    }

    /** Whether a cinema may choose this plan: there are terms of it in force. */
    public boolean knows(String plan, Instant at) {
        return book.plans().inForce(plan, at).isPresent()
                || book.latest().inForce(plan, at).isPresent();
    }

    /** Whoever decides for good asks first whether another node knows more by now. */
    public void lookUp() {
        book.latest();
    }

    /** Why nobody may ask for this money back for this reason; empty when the rules decide. */
    public Optional<Obstacle> obstacle(Order order, Cinema cinema, RefundReason reason, Instant at) {
        return order.obstacle()
                .filter(each ->
                        each != Obstacle.TICKETS_USED || !(reason.blamesTheCinema() && isOpen(order, cinema, at)));
    }

    /** The deal at this instant, for a moviegoer of whom nothing is known. */
    public Deal decide(Order order, Cinema cinema, RefundReason reason, Instant at) {
        return decide(order, cinema, reason, at, History.NONE).deal();
    }

    /** The deal at this instant, with what it was made of. */
    public Decision decide(Order order, Cinema cinema, RefundReason reason, Instant at, History history) {
        return new Question(book.plans(), order, cinema, reason, history).at(at);
    }

    /**
     * The same decision made anew.
     *
     * @param order as it was when it was made, like the cinema
     * @throws IllegalArgumentException when its version is not known
     */
    public Decision again(Order order, Cinema cinema, RefundReason reason, Instant at, Decision decision) {
        var question = new Question(book.plans(), order, cinema, reason, decision.history());
        return question.at(at, version(decision.then()), version(decision.now()));
    }

    /** The wording of a plan that counts then. */
    Optional<RefundPlan> inForce(String plan, Instant at) {
        return book.plans().inForce(plan, at);
    }

    /** By these terms and no others. */
    Deal by(
            Order order,
            Cinema cinema,
            RefundReason reason,
            Instant at,
            History history,
            Decision.Version then,
            RefundPlan now) {
        return new Question(book.plans(), order, cinema, reason, history)
                .at(at, version(then), now)
                .deal();
    }

    private RefundPlan version(Decision.Version asked) {
        return asked == null ? null : version(asked.plan(), asked.version());
    }

    /**
     * The reasons that are not refused at this instant. Whether one blames the cinema is all that tells them apart.
     *
     * @return none where something else is in the way
     */
    public Set<RefundReason> notRefused(Order order, Cinema cinema, Instant at, History history) {
        var blaming = reaches(order, cinema, RefundReason.FILM_QUALITY, at, history);
        var plain = reaches(order, cinema, RefundReason.PERSONAL, at, history);
        return Arrays.stream(RefundReason.values())
                .filter(reason -> reason.blamesTheCinema() ? blaming : plain)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(RefundReason.class)));
    }

    private boolean reaches(Order order, Cinema cinema, RefundReason reason, Instant at, History history) {
        return obstacle(order, cinema, reason, at).isEmpty()
                && decide(order, cinema, reason, at, history).deal().outcome() != REJECT;
    }

    /**
     * What becomes of a deal when the cinema is at fault after all: all of it back, at once, under the plan it was made under.
     *
     * @param order as it was when the deal was made
     */
    public static Deal atFault(Order order, Deal deal) {
        return paid(order, Terms.CINEMA_AT_FAULT, AUTO_APPROVE, false, deal.plan(), deal.version());
    }

    /** When the deal gets worse by itself: a higher fee, a person instead of none, or a refusal. Empty when never. */
    public Optional<NextChange> nextChange(Order order, Cinema cinema, RefundReason reason, Instant at) {
        return nextChange(order, cinema, reason, at, History.NONE);
    }

    /** The same for a moviegoer of whom something is known. */
    public Optional<NextChange> nextChange(
            Order order, Cinema cinema, RefundReason reason, Instant at, History history) {
        var question = new Question(book.plans(), order, cinema, reason, history);
        var now = question.at(at).deal();
        if (now.outcome() == REJECT || order.screeningStatus().withoutShow()) {
            return Optional.empty();
        }
        for (var edge : question.edgesFrom(at)) {
            var then = question.at(edge.next()).deal();
            if (then.fee() > now.fee() || SCRUTINY.compare(then, now) > 0) {
                return Optional.of(new NextChange(edge.last(), then.fee()));
            }
        }
        return Optional.empty();
    }

    /** The facts that the rules behind a deal look at; all there are where that version is not known. */
    public Map<String, Object> inputs(Deal deal, PlanFacts facts) {
        var all = new LinkedHashMap<>(facts.asMap());
        var looked = book.plans()
                .version(deal.plan(), deal.version())
                .map(RefundPlan::looksAt)
                .orElse(List.of());
        if (!looked.isEmpty()) {
            all.keySet().retainAll(looked);
        }
        return all;
    }

    /**
     * The clause behind a deal.
     *
     * @throws IllegalArgumentException when plan, version or rule is not known
     */
    public String clause(Deal deal, Locale locale) {
        return clause(deal.plan(), deal.version(), deal.ruleId(), locale);
    }

    /** @throws IllegalArgumentException when plan, version or rule is not known */
    public String clause(String plan, String version, String ruleId, Locale locale) {
        return common.text(ruleId, locale)
                .or(() -> version(plan, version).clause(ruleId, locale))
                .orElseThrow(() -> new IllegalArgumentException("plan " + plan + " has no rule " + ruleId));
    }

    /**
     * The plan in force, to be read before paying: P0 first, then the plan's own clauses in their order.
     *
     * @throws IllegalArgumentException when the plan is not known
     */
    public PolicyText text(String plan, Instant at, Locale locale) {
        return text(inForce(book.plans(), plan, at), locale);
    }

    /** One wording of the plan; empty when it is not known. */
    public Optional<PolicyText> text(String plan, String version, Locale locale) {
        return book.plans()
                .version(plan, version)
                .or(() -> book.latest().version(plan, version))
                .map(terms -> text(terms, locale));
    }

    private PolicyText text(RefundPlan terms, Locale locale) {
        var clauses = new ArrayList<PolicyText.Clause>();
        clauses.addAll(common.texts(List.of(Deal.CINEMA_AT_FAULT), locale));
        clauses.addAll(terms.clauses(locale));
        clauses.addAll(common.texts(List.of(Deal.CLAIM, NOTHING_LEFT), locale));
        return new PolicyText(terms.name(), terms.version(), terms.validFrom(), clauses);
    }

    private RefundPlan version(String name, String version) {
        return book.plans()
                .version(name, version)
                .or(() -> book.latest().version(name, version))
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no version '" + version + "' of the plan '" + name + "'"));
    }

    private static RefundPlan inForce(Plans plans, String name, Instant at) {
        return plans.inForce(name, at)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no refund plan '" + name + "' in force, only " + plans.names()));
    }

    private static Deal refused(Order order, RefundPlan plan, String ruleId) {
        var nothing = Bill.of(order, Terms.CINEMA_AT_FAULT).linesOfNothing();
        var paid = order.paidAmount();
        return new Deal(REJECT, paid, paid, 0, nothing, plan.name(), ruleId, plan.version(), false, false);
    }

    private static Deal paid(
            Order order, Terms terms, Deal.Outcome outcome, boolean forced, String plan, String version) {
        var bill = Bill.of(order, terms);
        return new Deal(
                outcome,
                order.paidAmount(),
                bill.fee(),
                bill.refundAmount(),
                bill.lines(),
                plan,
                terms.ruleId(),
                version,
                forced,
                terms.returnCoupon());
    }

    private static Instant claimsEnd(Order order, Cinema cinema) {
        return order.showTime().plus(Duration.ofHours(cinema.claimHours()));
    }

    /** Whether a fault can still be claimed. */
    private static boolean isOpen(Order order, Cinema cinema, Instant at) {
        return cinema.claimHours() > 0 && !at.isAfter(claimsEnd(order, cinema));
    }

    /**
     * The last instant of some terms.
     *
     * @param next when the others begin
     */
    private record Edge(Instant last, Instant next) {
        /** A number of whole minutes holds until its instant, and that included. */
        static Edge after(Instant last) {
            return new Edge(last, last.plusNanos(1));
        }

        /** Others begin then. */
        static Edge before(Instant next) {
            return new Edge(next.minusMillis(1), next);
        }
    }

    /** What is asked about one order, at any instant. */
    private record Question(Plans plans, Order order, Cinema cinema, RefundReason reason, History history) {

        Decision at(Instant at) {
            var now = inForce(plans, cinema.policyPlan(), at);
            var then =
                    plans.inForce(cinema.planAt(order.paidAt()), order.paidAt()).filter(other -> other != now);
            return at(at, then.orElse(null), now);
        }

        Decision at(Instant at, RefundPlan then, RefundPlan now) {
            if (order.cinemaAtFault(at)) {
                var all = paid(order, Terms.CINEMA_AT_FAULT, AUTO_APPROVE, false, now.name(), now.version());
                return decision(all, null, now, false);
            }
            var facts = PlanFacts.of(order, cinema, at, history.refundsThisMonth());
            var of = straight(by(now, facts, at));
            if (then != null) {
                var old = straight(by(then, facts, at));
                if (FOR_THE_MOVIEGOER.compare(old.deal(), of.deal()) < 0) {
                    of = old;
                }
            }
            return decision(of.deal(), then, now, of.straight());
        }

        private Decision decision(Deal deal, RefundPlan then, RefundPlan now, boolean straight) {
            return new Decision(
                    deal, history, then == null ? null : Decision.Version.of(then), Decision.Version.of(now), straight);
        }

        private Deal by(RefundPlan plan, PlanFacts facts, Instant at) {
            var deal = asked(plan, facts);
            var paysNothing = deal.outcome() == REJECT || order.ticketState() == TicketState.USED;
            return paysNothing && reason.blamesTheCinema() && isOpen(order, cinema, at)
                    ? refused(order, plan, Deal.CLAIM).toBeReviewed(true)
                    : deal;
        }

        private Deal asked(RefundPlan plan, PlanFacts facts) {
            var terms = plan.termsFor(facts);
            if (terms.outcome() == REJECT) {
                return refused(order, plan, terms.ruleId());
            }
            var forced = reason.blamesTheCinema();
            var deal = paid(order, terms, forced ? REVIEW : terms.outcome(), forced, plan.name(), plan.version());
            return deal.refundAmount() == 0 ? refused(order, plan, NOTHING_LEFT) : deal;
        }

        private record Straight(Deal deal, boolean straight) {}

        /** Small enough for nobody to look. */
        private Straight straight(Deal deal) {
            var small = deal.outcome() == REVIEW
                    && !deal.reviewForced()
                    && deal.refundAmount() <= cinema.autoApproveUpTo()
                    && history.mayGoStraightThrough();
            return new Straight(small ? deal.withoutAPerson() : deal, small);
        }

        /** Whenever the answer may be another one, in their order: also after a plan got other terms. */
        List<Edge> edgesFrom(Instant at) {
            var show = order.showTime();
            var edges = new ArrayList<Edge>();
            edges.add(Edge.after(show));
            if (reason.blamesTheCinema() && cinema.claimHours() > 0) {
                edges.add(Edge.after(claimsEnd(order, cinema)));
            }
            plans.beginnings(cinema.policyPlan()).forEach(from -> edges.add(Edge.before(from)));
            plans.inForce(cinema.policyPlan(), at).ifPresent(plan -> edges.addAll(edgesOf(plan)));
            plans.known(cinema.policyPlan()).stream()
                    .filter(each -> each.from().isAfter(at))
                    .forEach(each -> edges.addAll(edgesOf(each.plan())));
            var then = plans.inForce(cinema.planAt(order.paidAt()), order.paidAt());
            then.ifPresent(plan -> edges.addAll(edgesOf(plan)));
            return edges.stream()
                    .filter(edge -> edge.next().isAfter(at))
                    .map(edge -> edge.last().isBefore(at) ? new Edge(at, edge.next()) : edge)
                    .sorted(Comparator.comparing(Edge::next))
                    .distinct()
                    .toList();
        }

        /**
         * A rule may say "at least n" or "more than n" minutes before the show: the first ends with minute n, the second with
         * minute n + 1. Minutes since it began are counted when they are over.
         */
        private List<Edge> edgesOf(RefundPlan plan) {
            var show = order.showTime();
            var edges = new ArrayList<Edge>();
            for (var minutes : plan.minuteEdges()) {
                edges.add(Edge.after(show.minus(Duration.ofMinutes(minutes))));
                edges.add(Edge.after(show.minus(Duration.ofMinutes(minutes + 1))));
            }
            for (var minutes : plan.minuteEdgesSinceStart()) {
                edges.add(Edge.before(show.plus(Duration.ofMinutes(minutes))));
                edges.add(Edge.before(show.plus(Duration.ofMinutes(minutes + 1))));
            }
            return edges;
        }
    }
}
