package org.cinemarefund.application;

import java.time.Clock;
import java.util.Locale;
import org.cinemarefund.deadline.ReviewSla;
import org.cinemarefund.evidence.EvidenceDesk;
import org.cinemarefund.identity.DailyLimit;
import org.cinemarefund.identity.LimitsProperties;
import org.cinemarefund.notice.NoticeDesk;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.Decision;
import org.cinemarefund.policy.History;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.ticketing.Cinemas;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.Orders;
import org.cinemarefund.ticketing.TicketInstructions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How an application begins: registered with the facts of that instant, then judged by the cinema's plan. */
@Service
public class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final RefundApplications applications;
    private final ApplicationNumbers numbers;
    private final Orders orders;
    private final Cinemas cinemas;
    private final RefundPolicy policy;
    private final MoviegoerHistory history;
    private final ReviewSla sla;
    private final RefundPayments payments;
    private final TicketInstructions tickets;
    private final NoticeDesk notices;
    private final EvidenceDesk evidence;
    private final LimitsProperties limits;
    private final RefundFigures figures;
    private final Clock clock;

    Intake(
            RefundApplications applications,
            ApplicationNumbers numbers,
            Orders orders,
            Cinemas cinemas,
            RefundPolicy policy,
            MoviegoerHistory history,
            ReviewSla sla,
            RefundPayments payments,
            TicketInstructions tickets,
            NoticeDesk notices,
            EvidenceDesk evidence,
            LimitsProperties limits,
            RefundFigures figures,
            Clock clock) {
        this.applications = applications;
        this.numbers = numbers;
        this.orders = orders;
        this.cinemas = cinemas;
        this.policy = policy;
        this.history = history;
        this.sla = sla;
        this.payments = payments;
        this.tickets = tickets;
        this.notices = notices;
        this.evidence = evidence;
        this.limits = limits;
        this.figures = figures;
        this.clock = clock;
    }

    /**
     * Checks the order, stores the application with the facts of this instant and holds the tickets.
     *
     * @throws Problem for a wrong request, which leaves nothing behind
     */
    @Transactional
    public RefundApplication register(Registration wish) {
        var order = orders.lock(wish.orderNo())
                .filter(found -> found.openid().equals(wish.openid()))
                .orElseThrow(() -> new Problem(ProblemCode.ORDER_NOT_FOUND));
        if (wish.amount() != null && wish.amount() != order.paidAmount()) {
            throw new Problem(ProblemCode.AMOUNT_MISMATCH).with("field", "amount");
        }
        var now = clock.instant();
        var others = applications.others(order.orderNo(), wish.openid(), ChinaTime.start(ChinaTime.day(now)));
        if (others.live()) {
            throw new Problem(ProblemCode.REFUND_ALREADY_OPEN);
        }
        var cinema = cinemas.find(order.cinemaId()).orElseThrow();
        policy.obstacle(order, cinema, wish.reason(), now).ifPresent(Intake::refuse);
        if (payments.spentOn(order.orderNo()) > 0) {
            refuse(Order.Obstacle.ORDER_REFUNDED);
        }
        if (others.made() >= limits.applicationsPerUserDay()) {
            throw DailyLimit.usedUp(now);
        }
        var applicationNo = numbers.next();
        var pictures = evidence.use(wish.openid(), wish.evidence(), applicationNo, order.cinemaId());
        var applied = new Applied(
                applicationNo,
                order,
                cinema,
                wish.reason(),
                wish.description(),
                wish.locale(),
                now,
                wish.quotedRefundAmount());
        var application = RefundApplication.register(applied, pictures);
        applications.add(application);
        tickets.hold(order.orderNo(), application.applicationNo());
        notices.grant(application.applicationNo(), wish.acceptedNotices());
        return application;
    }

    private static void refuse(Order.Obstacle obstacle) {
        throw new Problem(ProblemCode.ORDER_NOT_REFUNDABLE).with("reason", obstacle);
    }

    /** The cinema's plan decides; its answer is frozen with the application. */
    @Transactional
    public RefundApplication checkPolicy(String applicationNo) {
        var application = applications.require(applicationNo);
        var now = clock.instant();
        var order = application.order();
        var cinema = application.cinema();
        var decision = decide(application.applied());
        var deal = decision.deal();
        var quoted = application.applied().quotedRefundAmount();
        if (quoted != null && quoted != deal.refundAmount()) {
            throw new Problem(ProblemCode.QUOTE_CHANGED);
        }
        application.freeze(
                decision, policy.clause(deal, Locale.SIMPLIFIED_CHINESE), policy.clause(deal, Locale.ENGLISH), now);
        if (deal.outcome() == Deal.Outcome.REVIEW) {
            var due = sla.deadline(application.appliedAt(), order.showTime(), cinema.reviewWorkingDays());
            application.dueAt(due);
        }
        applications.save(application);
        if (deal.outcome() == Deal.Outcome.REJECT) {
            notices.intend(applicationNo, NoticeKind.REJECTED, 1);
        }
        figures.applied(decision);
        log.info("application {} of order {}: {} by {}", applicationNo, order.orderNo(), deal.outcome(), deal.ruleId());
        return application;
    }

    /** Of several that are small, no more go without a person than may: counted under a lock once it would be one of them. */
    private Decision decide(Applied applied) {
        policy.lookUp();
        var openid = applied.order().openid();
        var decision = decide(applied, history.of(openid, applied.at()));
        return decision.straightThrough() ? decide(applied, history.locked(openid, applied.at())) : decision;
    }

    private Decision decide(Applied applied, History had) {
        return policy.decide(applied.order(), applied.cinema(), applied.reason(), applied.at(), had);
    }
}
