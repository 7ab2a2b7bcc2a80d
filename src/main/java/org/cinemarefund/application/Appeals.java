package org.cinemarefund.application;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.application.RefundApplication.Ending;
import org.cinemarefund.deadline.ReviewSla;
import org.cinemarefund.evidence.EvidenceDesk;
import org.cinemarefund.identity.DailyLimit;
import org.cinemarefund.identity.LimitsProperties;
import org.cinemarefund.notice.NoticeDesk;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.Orders;
import org.cinemarefund.ticketing.TicketInstructions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** A refusal that is not accepted: once per order, for somebody else to look at, with the facts and the deal of the first. */
@Service
public class Appeals {
    private static final Logger log = LoggerFactory.getLogger(Appeals.class);

    private final RefundApplications applications;
    private final ApplicationNumbers numbers;
    private final Orders orders;
    private final RefundPolicy policy;
    private final ReviewSla sla;
    private final RefundPayments payments;
    private final TicketInstructions tickets;
    private final NoticeDesk notices;
    private final EvidenceDesk evidence;
    private final LimitsProperties limits;
    private final AppealProperties settings;
    private final RefundFigures figures;
    private final Clock clock;

    Appeals(
            RefundApplications applications,
            ApplicationNumbers numbers,
            Orders orders,
            RefundPolicy policy,
            ReviewSla sla,
            RefundPayments payments,
            TicketInstructions tickets,
            NoticeDesk notices,
            EvidenceDesk evidence,
            LimitsProperties limits,
            AppealProperties settings,
            RefundFigures figures,
            Clock clock) {
        this.applications = applications;
        this.numbers = numbers;
        this.orders = orders;
        this.policy = policy;
        this.sla = sla;
        this.payments = payments;
        this.tickets = tickets;
        this.notices = notices;
        this.evidence = evidence;
        this.limits = limits;
        this.settings = settings;
        this.figures = figures;
        this.clock = clock;
    }

    /** Until when this refusal can be appealed, as far as it is up to the refusal itself; empty when it cannot. */
    private Optional<Instant> until(RefundApplication application, Instant now) {
        var ending = application.ending().orElse(null);
        var refused = ending == Ending.REJECTED_BY_POLICY || ending == Ending.REJECTED_BY_REVIEWER;
        if (!refused || application.appealOf().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(application.closing().at().plus(settings.appealWithin()))
                .filter(until -> !now.isAfter(until));
    }

    /** Until when each of these can be appealed, by their numbers; one that cannot is not there. Asks the database once, or not. */
    @Transactional(readOnly = true)
    public Map<String, Instant> until(Collection<RefundApplication> all) {
        var now = clock.instant();
        var open = new HashMap<RefundApplication, Instant>();
        all.forEach(each -> until(each, now).ifPresent(until -> open.put(each, until)));
        if (open.isEmpty()) {
            return Map.of();
        }
        var orderNos = open.keySet().stream()
                .map(each -> each.order().orderNo())
                .distinct()
                .toList();
        var taken = new HashSet<>(applications.appealed(orderNos));
        applications.newestOn(orderNos).stream()
                .filter(each -> isLiveOrPaid(each.status()))
                .forEach(each -> taken.add(each.orderNo()));
        var until = new HashMap<String, Instant>();
        open.forEach((each, at) -> {
            if (!taken.contains(each.order().orderNo())) {
                until.put(each.applicationNo(), at);
            }
        });
        return until;
    }

    private static boolean isLiveOrPaid(RefundStatus status) {
        return status != RefundStatus.REJECTED && status != RefundStatus.WITHDRAWN;
    }

    /**
     * Checks the refusal and the order, stores a new application with the facts of the first and holds the tickets again.
     *
     * @throws Problem for a wrong request, which leaves nothing behind
     */
    @Transactional
    public RefundApplication register(Registration wish) {
        if (wish.description() == null) {
            throw Problem.invalid("description", "required");
        }
        var first = applications
                .lock(wish.appealOf())
                .filter(found -> found.order().openid().equals(wish.openid()))
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        var order = orders.lock(first.order().orderNo())
                .filter(now -> now.openid().equals(wish.openid()))
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
        var now = clock.instant();
        requirePossible(first, order, now);
        var made = applications
                .others(order.orderNo(), wish.openid(), ChinaTime.start(ChinaTime.day(now)))
                .made();
        if (made >= limits.applicationsPerUserDay()) {
            throw DailyLimit.usedUp(now);
        }
        var applicationNo = numbers.next();
        var pictures =
                evidence.use(wish.openid(), wish.evidence(), applicationNo, order.cinemaId(), first.applicationNo());
        var application = RefundApplication.register(
                new Applied(
                        applicationNo,
                        first.order(),
                        first.cinema(),
                        first.reason(),
                        wish.description(),
                        wish.locale(),
                        now,
                        null,
                        first.applicationNo()),
                pictures);
        applications.add(application);
        first.appealedBy(applicationNo, now);
        applications.save(first);
        tickets.hold(order.orderNo(), applicationNo);
        notices.grant(applicationNo, wish.acceptedNotices());
        return application;
    }

    private void requirePossible(RefundApplication first, Order order, Instant now) {
        var orderNo = order.orderNo();
        var others = applications.newestOn(List.of(orderNo));
        var paid = others.stream()
                .anyMatch(each ->
                        each.status() == RefundStatus.REFUNDED || each.status() == RefundStatus.SETTLED_OFFLINE);
        // Of another sum the deal of the first would be none.
        if (until(first, now).isEmpty()
                || order.paidAmount() != first.order().paidAmount()
                || paid
                || !applications.appealed(List.of(orderNo)).isEmpty()) {
            throw new Problem(ProblemCode.APPEAL_NOT_POSSIBLE);
        }
        if (others.stream().anyMatch(each -> !each.status().over())) {
            throw new Problem(ProblemCode.REFUND_ALREADY_OPEN);
        }
        if (payments.spentOn(orderNo) > 0) {
            throw new Problem(ProblemCode.APPEAL_NOT_POSSIBLE);
        }
        // Used tickets are what it may be about.
        order.obstacle()
                .filter(obstacle -> obstacle != Order.Obstacle.TICKETS_USED)
                .ifPresent(obstacle -> {
                    throw new Problem(ProblemCode.ORDER_NOT_REFUNDABLE).with("reason", obstacle);
                });
    }

    /** Whether this is one: then the rules are not asked again. */
    @Transactional(readOnly = true)
    public boolean isAppeal(String applicationNo) {
        return applications.read(applicationNo).applied().isAppeal();
    }

    /** The deal of the first, for a supervisor to look at; where the cinema is at fault by now, all of it, at once. */
    @Transactional
    public RefundApplication agree(String applicationNo) {
        var appeal = applications.require(applicationNo);
        var first = applications.read(appeal.applied().appealOf());
        var now = clock.instant();
        var order = orders.find(appeal.order().orderNo()).orElseThrow();
        if (order.cinemaAtFault(now)) {
            var all = RefundPolicy.atFault(appeal.order(), first.deal());
            appeal.freezeAppeal(
                    new AgreedDeal(
                            all,
                            policy.clause(all, Locale.SIMPLIFIED_CHINESE),
                            policy.clause(all, Locale.ENGLISH),
                            order.screeningStatus()),
                    null,
                    now);
        } else {
            // As if there were no show to hurry for.
            var due = sla.deadline(now, now, appeal.cinema().reviewWorkingDays());
            var deal = first.dealOfTheRules().toBeReviewed(first.reason().blamesTheCinema());
            var agreed = first.agreed();
            appeal.freezeAppeal(new AgreedDeal(deal, agreed.clauseZh(), agreed.clauseEn(), agreed.atFault()), due, now);
        }
        applications.save(appeal);
        figures.appealed();
        log.info(
                "appeal {} of {}: {}",
                applicationNo,
                first.applicationNo(),
                appeal.deal().outcome());
        return appeal;
    }
}
