package org.cinemarefund.moviegoer;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cinemarefund.application.Appeals;
import org.cinemarefund.application.MoviegoerHistory;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.RefundWorkflow;
import org.cinemarefund.application.Registration;
import org.cinemarefund.deadline.ReviewSla;
import org.cinemarefund.evidence.EvidenceDesk;
import org.cinemarefund.notice.NoticeDesk;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.History;
import org.cinemarefund.policy.NextChange;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.FreeText;
import org.cinemarefund.shared.Page;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Cinemas;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.Orders;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What a moviegoer can do: see, ask, apply, withdraw, supply evidence. Only ever with their own orders. */
@Service
public class RefundDesk {
    private final RefundApplications applications;
    private final RefundWorkflow workflow;
    private final Orders orders;
    private final Cinemas cinemas;
    private final RefundPolicy policy;
    private final MoviegoerHistory history;
    private final RefundPayments payments;
    private final ReviewSla sla;
    private final NoticeDesk notices;
    private final EvidenceDesk evidence;
    private final Appeals appeals;
    private final IdempotencyKeys keys;
    private final Clock clock;

    RefundDesk(
            RefundApplications applications,
            RefundWorkflow workflow,
            Orders orders,
            Cinemas cinemas,
            RefundPolicy policy,
            MoviegoerHistory history,
            RefundPayments payments,
            ReviewSla sla,
            NoticeDesk notices,
            EvidenceDesk evidence,
            Appeals appeals,
            IdempotencyKeys keys,
            Clock clock) {
        this.applications = applications;
        this.workflow = workflow;
        this.orders = orders;
        this.cinemas = cinemas;
        this.policy = policy;
        this.history = history;
        this.payments = payments;
        this.sla = sla;
        this.notices = notices;
        this.evidence = evidence;
        this.appeals = appeals;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * What the moviegoer would get back now.
     *
     * @param nextChange when the answer gets worse, if it does
     * @param expectedReviewBy missing when nobody needs to look at it
     */
    public record Quote(
            Deal deal,
            Cinema cinema,
            @Nullable NextChange nextChange,
            @Nullable Instant expectedReviewBy) {}

    /** Asking changes nothing; what is read needs no transaction around it. */
    public Quote quote(String openid, String orderNo, RefundReason reason) {
        var now = clock.instant();
        var order = own(openid, orderNo);
        var cinema = cinemas.find(order.cinemaId()).orElseThrow();
        var live = applications.liveOn(orderNo);
        obstacle(order, cinema, reason, live, payments.spentOn(orderNo), now).ifPresent(obstacle -> {
            throw obstacle == Order.Obstacle.REFUND_ALREADY_OPEN
                    ? new Problem(ProblemCode.REFUND_ALREADY_OPEN)
                    : new Problem(ProblemCode.ORDER_NOT_REFUNDABLE).with("reason", obstacle);
        });
        var had = history.of(openid, now);
        var deal = policy.decide(order, cinema, reason, now, had).deal();
        var dueAt = deal.outcome() == Deal.Outcome.REVIEW
                ? sla.deadline(now, order.showTime(), cinema.reviewWorkingDays())
                        .dueAt()
                : null;
        return new Quote(
                deal, cinema, policy.nextChange(order, cinema, reason, now, had).orElse(null), dueAt);
    }

    /**
     * Why nobody may ask for the money of this order for this reason; empty where the rules decide.
     *
     * @param live whether an application for it is open
     * @param spent fen of it that went back, or may have
     */
    private Optional<Order.Obstacle> obstacle(
            Order order, Cinema cinema, RefundReason reason, boolean live, long spent, Instant now) {
        if (live) {
            return Optional.of(Order.Obstacle.REFUND_ALREADY_OPEN);
        }
        return policy.obstacle(order, cinema, reason, now)
                .or(() -> spent > 0 ? Optional.of(Order.Obstacle.ORDER_REFUNDED) : Optional.empty());
    }

    /**
     * Why the owner cannot have money back now.
     *
     * @param code an obstacle, or POLICY_REJECTED
     * @param refused by which deal; missing where something else is in the way
     */
    public record WhyNot(String code, @Nullable Deal refused) {}

    /**
     * How an order stands with its owner.
     *
     * @param newest the newest application for it, missing when there is none
     * @param whyNot missing when applying makes sense
     * @param reasons that make sense; none where there is a whyNot
     */
    public record Standing(
            RefundApplications.@Nullable Summary newest,
            @Nullable WhyNot whyNot,
            Set<RefundReason> reasons,
            Cinema cinema) {}

    /** By the orders' numbers; as many questions to the database for a page as for one. */
    @Transactional(readOnly = true)
    public Map<String, Standing> standing(List<Order> asked) {
        var numbers = asked.stream().map(Order::orderNo).toList();
        var newest = new HashMap<String, RefundApplications.Summary>();
        applications.newestOn(numbers).forEach(summary -> newest.put(summary.orderNo(), summary));
        var spent = payments.spentOn(numbers);
        var cinema = cinemas.find(asked.stream().map(Order::cinemaId).collect(Collectors.toSet()));
        var now = clock.instant();
        var had = new HashMap<String, History>();
        var standing = new HashMap<String, Standing>();
        for (var order : asked) {
            var application = newest.get(order.orderNo());
            // Only the newest can be alive: while one is, there is no other.
            var live = application != null && !application.status().over();
            var of = cinema.get(order.cinemaId());
            var spentOn = spent.getOrDefault(order.orderNo(), 0L);
            var theirs = had.computeIfAbsent(order.openid(), openid -> history.of(openid, now));
            var reasons = live || spentOn > 0 ? Set.<RefundReason>of() : policy.notRefused(order, of, now, theirs);
            var whyNot = reasons.isEmpty() ? whyNot(order, of, live, spentOn, now, theirs) : null;
            standing.put(order.orderNo(), new Standing(application, whyNot, reasons, of));
        }
        return standing;
    }

    private WhyNot whyNot(Order order, Cinema cinema, boolean live, long spent, Instant now, History had) {
        return obstacle(order, cinema, RefundReason.PERSONAL, live, spent, now)
                .map(found -> new WhyNot(found.name(), null))
                .orElseGet(() -> new WhyNot(
                        "POLICY_REJECTED",
                        policy.decide(order, cinema, RefundReason.PERSONAL, now, had)
                                .deal()));
    }

    /** The application this key already made, if the request was the same. */
    @Transactional(readOnly = true)
    public Optional<RefundApplication> alreadyMade(String openid, IdempotencyKeys.Key key) {
        return keys.find(openid, key.value(), clock.instant()).map(row -> {
            if (!row.requestHash().equals(key.requestHash())) {
                throw new Problem(ProblemCode.IDEMPOTENCY_KEY_REUSED);
            }
            return applications.find(row.applicationNo()).orElseThrow();
        });
    }

    /**
     * Starts the process; the application, its key and the process commit together or not at all.
     *
     * @param key missing when the caller sent none
     */
    @Transactional
    public RefundApplication apply(Registration registration, IdempotencyKeys.@Nullable Key key) {
        var applicationNo = workflow.start(registration);
        if (key != null) {
            keys.add(registration.openid(), key, applicationNo, clock.instant());
        }
        return applications.find(applicationNo).orElseThrow();
    }

    @Transactional
    public RefundApplication withdraw(String openid, String applicationNo) {
        var application = lockOwn(openid, applicationNo);
        application.withdraw(clock.instant());
        applications.save(application);
        workflow.withdrawn(applicationNo);
        return application;
    }

    /**
     * They do not accept a refusal: another application, with the facts of the first.
     *
     * @param ids of pictures they uploaded, those of the first among them if they like
     */
    @Transactional
    public RefundApplication appeal(
            String openid,
            String applicationNo,
            String description,
            List<String> ids,
            Set<NoticeKind> acceptedNotices,
            String locale) {
        var first = find(openid, applicationNo);
        var wish = new Registration(
                first.order().orderNo(),
                first.reason(),
                description,
                openid,
                ids,
                null,
                null,
                acceptedNotices,
                locale,
                applicationNo);
        return applications.find(workflow.start(wish)).orElseThrow();
    }

    /** Until when each of these refusals can be appealed, by their numbers. */
    public Map<String, Instant> appealableUntil(Collection<RefundApplication> all) {
        return appeals.until(all);
    }

    /** @param ids of pictures they uploaded */
    @Transactional
    public RefundApplication supplyEvidence(
            String openid,
            String applicationNo,
            String description,
            List<String> ids,
            Collection<NoticeKind> acceptedNotices) {
        var application = lockOwn(openid, applicationNo);
        var note = FreeText.of("description", description);
        if (application.status() != RefundStatus.EVIDENCE_REQUESTED) {
            // Before the pictures are looked at: whoever sends twice is told what happened and not that they are used.
            throw new Problem(ProblemCode.EVIDENCE_NOT_REQUESTED);
        }
        var pictures =
                evidence.use(openid, ids, applicationNo, application.order().cinemaId());
        application.evidenceSupplied(note, pictures, clock.instant());
        application.resumeReview(sla, clock.instant());
        applications.save(application);
        notices.grant(applicationNo, acceptedNotices);
        workflow.evidenceSupplied(applicationNo);
        return application;
    }

    @Transactional(readOnly = true)
    public RefundApplication find(String openid, String applicationNo) {
        return applications
                .find(applicationNo)
                .filter(application -> application.order().openid().equals(openid))
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
    }

    private RefundApplication lockOwn(String openid, String applicationNo) {
        return applications
                .lock(applicationNo)
                .filter(application -> application.order().openid().equals(openid))
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
    }

    @Transactional(readOnly = true)
    public Page<RefundApplication> list(String openid, Optional<Cursor> after, int limit) {
        return Page.of(
                applications.ofOwner(openid, after.orElse(null), limit + 1),
                limit,
                last -> new Cursor(last.appliedAt(), last.applicationNo()));
    }

    /** Ids of the pictures of an application, as far as they are still kept. */
    public List<String> pictures(String applicationNo, List<RefundEvent> events) {
        return pictures(Map.of(applicationNo, events)).getOrDefault(applicationNo, List.of());
    }

    /** The same of several, by their numbers; an appeal shows those of the first as well. */
    public Map<String, List<String>> pictures(Map<String, List<RefundEvent>> events) {
        var of = new HashMap<String, List<String>>();
        events.forEach((number, lines) -> {
            var cases = Stream.concat(
                            appealedBy(lines).stream(), withPictures(lines) ? Stream.of(number) : Stream.empty())
                    .toList();
            if (!cases.isEmpty()) {
                of.put(number, cases);
            }
        });
        var found = evidence.of(of.values().stream().flatMap(List::stream).collect(Collectors.toSet()));
        var pictures = new HashMap<String, List<String>>();
        of.forEach((number, cases) -> pictures.put(
                number,
                cases.stream()
                        .flatMap(each -> found.getOrDefault(each, List.of()).stream())
                        .toList()));
        return pictures;
    }

    /** The first application of an appeal. */
    private static Optional<String> appealedBy(List<RefundEvent> events) {
        return events.stream()
                .filter(line -> line.facts().has(Fact.APPEAL_OF))
                .map(line -> line.facts().code(Fact.APPEAL_OF))
                .findFirst();
    }

    /** Most have none, and the record says so without another question. */
    private static boolean withPictures(List<RefundEvent> events) {
        return events.stream().anyMatch(line -> line.facts().has(Fact.PICTURES));
    }

    public List<RefundEvent> events(String applicationNo) {
        return applications.eventsOf(applicationNo);
    }

    /** By the applications' numbers. */
    @Transactional(readOnly = true)
    public Map<String, List<RefundEvent>> events(Collection<String> applicationNos) {
        return applications.eventsOf(applicationNos);
    }

    @Transactional(readOnly = true)
    public Order own(String openid, String orderNo) {
        return orders.find(orderNo)
                .filter(order -> order.openid().equals(openid))
                .orElseThrow(() -> new Problem(ProblemCode.ORDER_NOT_FOUND));
    }
}
