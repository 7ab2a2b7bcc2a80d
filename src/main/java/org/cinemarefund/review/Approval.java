package org.cinemarefund.review;

import java.time.Clock;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.RefundLocks;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.TicketState;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** From a yes to a refund that is ready to be sent. */
@Service
public class Approval {
    private final RefundApplications applications;
    private final RefundLocks locks;
    private final RefundPayments payments;
    private final CinemaFaults faults;
    private final SampleDesk samples;
    private final Clock clock;

    Approval(
            RefundApplications applications,
            RefundLocks locks,
            RefundPayments payments,
            CinemaFaults faults,
            SampleDesk samples,
            Clock clock) {
        this.applications = applications;
        this.locks = locks;
        this.payments = payments;
        this.faults = faults;
        this.samples = samples;
        this.clock = clock;
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
        var locked = locks.all(applicationNo);
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
            application.approvedByTheRules(now);
            applications.save(application);
            samples.wentThrough(application);
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

    /** Missing when it may be paid. Of another payment it is only after a correction, which the record names. */
    private static @Nullable SupervisorReason whyNot(Order order, RefundApplication application) {
        var obstacle = order.obstacle()
                .filter(each -> each != Order.Obstacle.TICKETS_USED || !application.usedTicketsDoNotMatter());
        if (obstacle.isPresent() || order.paidAmount() != application.order().paidAmount()) {
            return order.ticketState() == TicketState.USED && !application.usedTicketsDoNotMatter()
                    ? SupervisorReason.TICKETS_USED
                    : SupervisorReason.ORDER_CHANGED;
        }
        return order.transactionId().length() > Order.LONGEST_TRANSACTION_ID ? SupervisorReason.PAYMENT_NUMBER : null;
    }

    private static String approver(RefundApplication application) {
        return application.approvedBy().orElse(RefundApplication.SYSTEM);
    }
}
