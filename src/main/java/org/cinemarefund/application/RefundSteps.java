package org.cinemarefund.application;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.cinemarefund.application.RefundApplication.Ending;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.application.RefundEvent.Kind;
import org.cinemarefund.identity.LimitsProperties;
import org.cinemarefund.notice.NoticeDesk;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.review.ReviewSla;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.ticketing.Cinemas;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.Orders;
import org.cinemarefund.ticketing.OutboundTicketing;
import org.cinemarefund.ticketing.OutboundTicketing.Confirmation;
import org.cinemarefund.ticketing.TicketInstruction;
import org.cinemarefund.ticketing.TicketInstructions;
import org.cinemarefund.ticketing.TicketState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The automated steps of an application's life that touch our own tables and the tickets, one method a step. */
@Service
public class RefundSteps {
    private static final Logger log = LoggerFactory.getLogger(RefundSteps.class);
    static final Locale ZH = Locale.SIMPLIFIED_CHINESE;

    private final RefundApplications applications;
    private final RefundLocks locks;
    private final ApplicationNumbers numbers;
    private final Orders orders;
    private final Cinemas cinemas;
    private final RefundPolicy policy;
    private final ReviewSla sla;
    private final RefundPayments payments;
    private final TicketInstructions tickets;
    private final OutboundTicketing ticketing;
    private final CinemaFaults faults;
    private final NoticeDesk notices;
    private final LimitsProperties limits;
    private final RefundFigures figures;
    private final Clock clock;

    RefundSteps(
            RefundApplications applications,
            RefundLocks locks,
            ApplicationNumbers numbers,
            Orders orders,
            Cinemas cinemas,
            RefundPolicy policy,
            ReviewSla sla,
            RefundPayments payments,
            TicketInstructions tickets,
            OutboundTicketing ticketing,
            CinemaFaults faults,
            NoticeDesk notices,
            LimitsProperties limits,
            RefundFigures figures,
            Clock clock) {
        this.applications = applications;
        this.locks = locks;
        this.numbers = numbers;
        this.orders = orders;
        this.cinemas = cinemas;
        this.policy = policy;
        this.sla = sla;
        this.payments = payments;
        this.tickets = tickets;
        this.ticketing = ticketing;
        this.faults = faults;
        this.notices = notices;
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
    public RefundApplication register(Registration it) {
        var order = orders.lock(it.orderNo())
                .filter(found -> found.openid().equals(it.openid()))
                .orElseThrow(() -> new Problem(ProblemCode.ORDER_NOT_FOUND));
        if (it.amount() != null && it.amount() != order.paidAmount()) {
            throw new Problem(ProblemCode.AMOUNT_MISMATCH).with("field", "amount");
        }
        if (applications.liveOn(order.orderNo())) {
            throw new Problem(ProblemCode.REFUND_ALREADY_OPEN);
        }
        order.obstacle().ifPresent(RefundSteps::refuse);
        if (payments.spentOn(order.orderNo()) > 0) {
            refuse(Order.Obstacle.ORDER_REFUNDED);
        }
        var now = clock.instant();
        requireFewToday(it.openid(), now);
        var cinema = cinemas.find(order.cinemaId()).orElseThrow();
        var application = RefundApplication.register(
                numbers.next(),
                order,
                cinema,
                it.reason(),
                it.description(),
                it.locale(),
                now,
                it.quotedRefundAmount());
        applications.add(application);
        tickets.hold(order.orderNo(), application.applicationNo());
        notices.grant(application.applicationNo(), it.acceptedNotices());
        return application;
    }

    /** A day is one in China: at midnight there everybody may apply again. */
    private void requireFewToday(String openid, Instant now) {
        var today = ChinaTime.day(now);
        if (applications.countOf(openid, ChinaTime.start(today)) >= limits.applicationsPerUserDay()) {
            var left = Duration.between(now, ChinaTime.start(today.plusDays(1)));
            throw new Problem(ProblemCode.TOO_MANY_REQUESTS)
                    .with("retryAfterSeconds", left.plusNanos(999_999_999).toSeconds());
        }
    }

    private static void refuse(Order.Obstacle obstacle) {
        throw new Problem(ProblemCode.ORDER_NOT_REFUNDABLE).with("reason", obstacle);
    }

    /** The cinema's plan decides; its answer is frozen with the application. */
    @Transactional
    public RefundApplication checkPolicy(String applicationNo) {
        var application = lock(applicationNo);
        var now = clock.instant();
        var order = application.order();
        var cinema = application.cinema();
        var deal = policy.decide(order, cinema, application.reason(), application.appliedAt());
        if (application.quotedRefundAmount != null && application.quotedRefundAmount != deal.refundAmount()) {
            throw new Problem(ProblemCode.QUOTE_CHANGED);
        }
        application.freeze(
                deal,
                policy.clause(deal.plan(), deal.ruleId(), ZH),
                policy.clause(deal.plan(), deal.ruleId(), Locale.ENGLISH),
                now);
        if (deal.outcome() == Deal.Outcome.REVIEW) {
            var due = sla.deadline(application.appliedAt(), order.showTime(), cinema.reviewWorkingDays());
            application.dueAt(due);
        }
        applications.save(application);
        if (deal.outcome() == Deal.Outcome.REJECT) {
            notices.intend(applicationNo, NoticeKind.REJECTED, 1);
        }
        figures.applied(deal.outcome());
        log.info("application {} of order {}: {} by {}", applicationNo, order.orderNo(), deal.outcome(), deal.ruleId());
        return application;
    }

    /**
     * Reads the order again under lock and, if nothing moved meanwhile, stores the refund with its number and its exact
     * request before anything is sent.
     *
     * @return false when the order changed: back to a supervisor
     * @throws IllegalStateException when neither a person nor the rules approved, however the token got here
     */
    @Transactional
    public boolean approve(String applicationNo) {
        var locked = locks.all(applicationNo).orElseThrow(() -> unknown(applicationNo));
        var application = locked.application();
        application.requireApproval();
        var now = clock.instant();
        var order = locked.order();
        // Told before this rule was there; whoever applied since then has it from the upsert.
        if (order.cinemaAtFault(now) && application.isNews(order.screeningStatus())) {
            faults.apply(application, order.screeningStatus());
            applications.save(application);
        }
        var why = whyNot(order, application);
        if (why != null) {
            application.sendBack(why, now);
            applications.save(application);
            return false;
        }
        if (application.status() == RefundStatus.UNDER_REVIEW) {
            application.approved(RefundApplication.SYSTEM, application.deal().ruleId(), now);
            applications.save(application);
        }
        payments.prepare(new RefundPayments.Approved(
                applicationNo,
                order.orderNo(),
                order.transactionId(),
                application.deal().refundAmount(),
                order.paidAmount(),
                approver(application)));
        return true;
    }

    /** Null when it may be paid. Of another payment it is only after a correction, which the record names. */
    private static SupervisorReason whyNot(Order order, RefundApplication application) {
        var obstacle = order.obstacle()
                .filter(it -> it != Order.Obstacle.TICKETS_USED || !application.usedTicketsDoNotMatter());
        if (obstacle.isPresent() || order.paidAmount() != application.order().paidAmount()) {
            return order.ticketState() == TicketState.USED && !application.usedTicketsDoNotMatter()
                    ? SupervisorReason.TICKETS_USED
                    : SupervisorReason.ORDER_CHANGED;
        }
        return order.transactionId().length() > Order.LONGEST_TRANSACTION_ID ? SupervisorReason.PAYMENT_NUMBER : null;
    }

    private static String approver(RefundApplication application) {
        return application.approvedBy == null ? RefundApplication.SYSTEM : application.approvedBy;
    }

    /** The seats are void from now on; without an outbound address this was the last step before the money. */
    @Transactional
    public void voidTickets(String applicationNo) {
        var application = find(applicationNo);
        application.requireApproved();
        tickets.voidTickets(application.order().orderNo(), applicationNo);
        if (!ticketing.configured()) {
            payments.release(applicationNo);
        }
    }

    public boolean ticketingConfirms() {
        return ticketing.configured();
    }

    /**
     * Asks the ticketing system to confirm; remote. Usually nothing was sent yet; after a restored backup WeChat may have the
     * refund already, and then there is nothing to take back. Where nobody saw the show, used tickets are as good as void.
     *
     * @return false when somebody went in with these tickets: nothing was sent yet, back to a supervisor
     */
    @Transactional
    public boolean confirmVoid(String applicationNo) {
        var approved = find(applicationNo);
        if (approved.status() != RefundStatus.REFUNDED) {
            approved.requireApproved();
        }
        var order = approved.order();
        var used =
                ticketing.confirm(TicketInstruction.VOID, order.orderNo(), applicationNo) == Confirmation.TICKETS_USED;
        var underWay =
                payments.lockNewestOf(applicationNo).orElseThrow().state().maybeSent();
        if (used && (underWay || approved.usedTicketsDoNotMatter())) {
            recordTickets(applicationNo, "VOID refused: TICKETS_USED");
        } else if (used) {
            payments.revoke(applicationNo);
            var application = lock(applicationNo);
            application.sendBack(SupervisorReason.TICKETS_USED, clock.instant());
            applications.save(application);
            return false;
        }
        payments.release(applicationNo);
        return true;
    }

    /** The tickets are the moviegoer's again. */
    @Transactional
    public void releaseTickets(String applicationNo) {
        var application = find(applicationNo);
        application.requireTicketsCanBeGivenBack();
        tickets.release(application.order().orderNo(), applicationNo);
    }

    /** Tells the ticketing system so; remote. */
    @Transactional
    public void confirmRelease(String applicationNo) {
        var refused = find(applicationNo);
        refused.requireTicketsCanBeGivenBack();
        var order = refused.order();
        if (ticketing.confirm(TicketInstruction.RELEASE, order.orderNo(), applicationNo) != Confirmation.DONE) {
            recordTickets(applicationNo, "RELEASE refused: TICKETS_USED");
        }
    }

    private void recordTickets(String applicationNo, String what) {
        var application = lock(applicationNo);
        application.event(
                Kind.TICKETS,
                RefundApplication.SYSTEM,
                clock.instant(),
                what,
                application.status(),
                application.status());
        applications.save(application);
    }

    /** How it ended, for the gateways that choose the end. */
    @Transactional(readOnly = true)
    public Ending ending(String applicationNo) {
        return find(applicationNo)
                .ending()
                .orElseThrow(() -> new IllegalStateException(applicationNo + " has not ended"));
    }

    private RefundApplication lock(String applicationNo) {
        return applications.lock(applicationNo).orElseThrow(() -> unknown(applicationNo));
    }

    private RefundApplication find(String applicationNo) {
        return applications.find(applicationNo).orElseThrow(() -> unknown(applicationNo));
    }

    private static IllegalStateException unknown(String applicationNo) {
        return new IllegalStateException(
                "no application " + applicationNo + ": this token was not started by the desk");
    }
}
