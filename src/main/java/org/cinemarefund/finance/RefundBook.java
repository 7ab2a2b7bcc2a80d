package org.cinemarefund.finance;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.cinemarefund.application.Arrival;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.RefundFigures;
import org.cinemarefund.notice.NoticeDesk;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.payment.ChannelRefund;
import org.cinemarefund.payment.RefundNotification;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.payment.SettlementBook;
import org.cinemarefund.payment.card.CardMark;
import org.cinemarefund.payment.card.PayeeCards;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.Particulars;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.Orders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Writes what happens to the money into the application's record, and ends the application when the payer has it. */
@Component
class RefundBook implements SettlementBook {
    private static final Logger log = LoggerFactory.getLogger(RefundBook.class);

    private static final String CHANNEL = "wechat";
    private static final String REFUNDED_ELSEWHERE = "REFUNDED_ELSEWHERE";

    private final RefundApplications applications;
    private final Orders orders;
    private final NoticeDesk notices;
    private final AlarmTasks alarms;
    private final PayeeCards cards;
    private final RefundFigures figures;
    private final Clock clock;

    RefundBook(
            RefundApplications applications,
            Orders orders,
            NoticeDesk notices,
            AlarmTasks alarms,
            PayeeCards cards,
            RefundFigures figures,
            Clock clock) {
        this.applications = applications;
        this.orders = orders;
        this.notices = notices;
        this.alarms = alarms;
        this.cards = cards;
        this.figures = figures;
        this.clock = clock;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void changed(RefundTransaction before, RefundTransaction after, String actor) {
        var application = applications.lock(after.applicationNo()).orElseThrow();
        var now = clock.instant();
        var from = before == null ? null : before.state().name();
        var to = after.state();
        application.moneyEvent(
                Kind.REFUND_STATE, actor, now, about(before, after), after.outRefundNo(), from, to.name());
        if (after.told().refundId() != null && before != null && before.told().refundId() == null) {
            application.moneyEvent(
                    Kind.SUBMITTED, actor, now, Particulars.none(), after.outRefundNo(), from, to.name());
        }
        if (to == RefundState.WAITING_FOR_BALANCE && !said(after, Kind.DELAYED, line -> true)) {
            application.moneyEvent(Kind.DELAYED, actor, now, Particulars.none(), after.outRefundNo(), from, to.name());
        }
        if (to == RefundState.SUCCESS) {
            credit(application, after, actor);
        }
        if (to.settled() && to != RefundState.ABNORMAL && mayHaveCard(before, after)) {
            // Nothing can be paid to it any more, and nobody ends an application on another way than through here.
            cards.delete(after.applicationNo());
        }
        applications.save(application);
        log.info("refund {} of {}: {} -> {}", after.outRefundNo(), after.applicationNo(), from, to);
    }

    /** One is given for an ABNORMAL number only. */
    private static boolean mayHaveCard(RefundTransaction before, RefundTransaction after) {
        return before != null && before.state() == RefundState.ABNORMAL
                || after.repair().route() != null
                || after.repair().round() > 0;
    }

    @Override
    public void requireAlive(String applicationNo) {
        var status = applications.find(applicationNo).orElseThrow().status();
        if (status.over()) {
            throw new IllegalStateException(applicationNo + " is over: " + status + ", nothing more is sent for it");
        }
    }

    private void credit(RefundApplication application, RefundTransaction after, String actor) {
        if (application.status().over()) {
            raise(application, after, actor, "SUCCESS_AFTER_" + application.status());
            return;
        }
        var card = after.toCard().orElse(null);
        var told = after.told().account();
        var arrival = Arrival.of(after).orElse(null);
        application.credited(after.told().successTime(), told, card, arrival, clock.instant());
        if (card != null && CardMark.isCard(told) && !card.mayBe(told)) {
            raise(application, after, actor, "PAID_TO_ANOTHER_CARD");
        }
        notices.intend(application.applicationNo(), NoticeKind.CREDITED, 1);
    }

    /** A new number says what it is about, so that the record needs no other table to be read. */
    private static Particulars about(RefundTransaction before, RefundTransaction after) {
        return before == null
                ? Particulars.none()
                        .with(Fact.ORDER, after.orderNo())
                        .with(Fact.PAYMENT, after.transactionId())
                        .with(Fact.PAID, after.totalAmount())
                        .with(Fact.REFUND, after.refundAmount())
                : Particulars.none().with(Fact.REFUSAL, after.refusal().code()).with(Fact.EXPLANATION, after.cause());
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void alarm(RefundTransaction transaction, String actor, String what) {
        var application = applications.lock(transaction.applicationNo()).orElseThrow();
        raise(application, transaction, actor, what);
        applications.save(application);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void stray(RefundNotification notification, String what) {
        // A number made as ours are may be one that a restored backup has forgotten.
        var elsewhere = what.equals("UNKNOWN_NUMBER")
                && notification.status() == ChannelRefund.Status.SUCCESS
                && !notification.outRefundNo().startsWith(notification.transactionId() + "-");
        var ours = elsewhere ? orders.ofPayment(notification.transactionId()) : Optional.<Order>empty();
        if (ours.isPresent()) {
            elsewhere(notification, ours.get());
            return;
        }
        figures.alarm();
        alarms.open(notification.outRefundNo(), null, what);
        log.error("ALARM refund notification {}: {}", notification.id(), what);
    }

    /** Somebody refunded a payment of ours by another way: a person has to know before more is paid of it. */
    private void elsewhere(RefundNotification told, Order order) {
        var number = told.outRefundNo();
        var application = applications.newestOn(List.of(order.orderNo())).stream()
                .reduce((earlier, later) -> later)
                .map(summary -> applications.lock(summary.applicationNo()).orElseThrow());
        var said = Particulars.none()
                .with(Fact.ALARM, REFUNDED_ELSEWHERE)
                .with(Fact.NUMBER, number)
                .with(Fact.AMOUNT, told.refundAmount())
                .forOlderNodes(REFUNDED_ELSEWHERE + " " + number + ": " + told.refundAmount() + " fen");
        if (application
                .filter(refundApplication -> said(refundApplication.applicationNo(), null, Kind.ALARM, said::isSaidBy))
                .isPresent()) {
            return;
        }
        application.ifPresent(refundApplication -> {
            refundApplication.event(
                    Kind.ALARM, CHANNEL, clock.instant(), said, refundApplication.status(), refundApplication.status());
            applications.save(refundApplication);
        });
        figures.alarm();
        alarms.open(number, application.map(RefundApplication::applicationNo).orElse(null), REFUNDED_ELSEWHERE);
        log.error("ALARM refund {} of order {} was made elsewhere", number, order.orderNo());
    }

    private boolean said(RefundTransaction transaction, Kind kind, Predicate<RefundEvent> what) {
        return said(transaction.applicationNo(), transaction.outRefundNo(), kind, what);
    }

    /** @param outRefundNo missing for what is about no number of ours */
    private boolean said(String applicationNo, @Nullable String outRefundNo, Kind kind, Predicate<RefundEvent> what) {
        return applications.eventsOf(applicationNo).stream()
                .filter(line -> line.kind() == kind && Objects.equals(outRefundNo, line.outRefundNo()))
                .anyMatch(what);
    }

    private void raise(RefundApplication application, RefundTransaction transaction, String actor, String what) {
        var said = Particulars.none().with(Fact.ALARM, what).forOlderNodes(what);
        if (said(transaction, Kind.ALARM, said::isSaidBy)) {
            return;
        }
        var state = transaction.state().name();
        application.moneyEvent(Kind.ALARM, actor, clock.instant(), said, transaction.outRefundNo(), state, state);
        figures.alarm();
        alarms.open(transaction.outRefundNo(), transaction.applicationNo(), what);
        log.error("ALARM refund {} of {}: {}", transaction.outRefundNo(), transaction.applicationNo(), what);
    }
}
