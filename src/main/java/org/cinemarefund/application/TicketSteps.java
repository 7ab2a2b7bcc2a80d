package org.cinemarefund.application;

import java.time.Clock;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.Particulars;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.ticketing.OutboundTicketing;
import org.cinemarefund.ticketing.OutboundTicketing.Confirmation;
import org.cinemarefund.ticketing.TicketInstruction;
import org.cinemarefund.ticketing.TicketInstructions;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What becomes of the tickets: void before the money goes, the moviegoer's again when it does not. */
@Service
public class TicketSteps {
    private final RefundApplications applications;
    private final RefundPayments payments;
    private final TicketInstructions tickets;
    private final OutboundTicketing ticketing;
    private final Clock clock;

    TicketSteps(
            RefundApplications applications,
            RefundPayments payments,
            TicketInstructions tickets,
            OutboundTicketing ticketing,
            Clock clock) {
        this.applications = applications;
        this.payments = payments;
        this.tickets = tickets;
        this.ticketing = ticketing;
        this.clock = clock;
    }

    /** The seats are void from now on; without an outbound address this was the last step before the money. */
    @Transactional
    public void voidTickets(String applicationNo) {
        var application = applications.read(applicationNo);
        application.requireApproved();
        var order = application.order();
        var coupon = application.deal().returnsCoupon();
        if (!tickets.voidTickets(order.orderNo(), applicationNo, coupon) && coupon && order.couponAmount() > 0) {
            tickets.returnCoupon(order.orderNo(), applicationNo); // void since an approval that came back
        }
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
        var approved = applications.read(applicationNo);
        if (approved.status() != RefundStatus.REFUNDED) {
            approved.requireApproved();
        }
        var order = approved.order();
        var used =
                ticketing.confirm(TicketInstruction.VOID, order.orderNo(), applicationNo) == Confirmation.TICKETS_USED;
        var underWay =
                payments.lockNewestOf(applicationNo).orElseThrow().state().maybeSent();
        // Read again, now that nobody changes what was approved: it took a while to ask.
        if (used && (underWay || applications.read(applicationNo).usedTicketsDoNotMatter())) {
            ticketsUsed(applicationNo, TicketInstruction.VOID);
        } else if (used) {
            payments.revoke(applicationNo);
            var application = applications.require(applicationNo);
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
        var application = applications.read(applicationNo);
        application.requireTicketsCanBeGivenBack();
        tickets.release(application.order().orderNo(), applicationNo);
    }

    /** Tells the ticketing system so; remote. */
    @Transactional
    public void confirmRelease(String applicationNo) {
        var refused = applications.read(applicationNo);
        refused.requireTicketsCanBeGivenBack();
        var order = refused.order();
        if (ticketing.confirm(TicketInstruction.RELEASE, order.orderNo(), applicationNo) != Confirmation.DONE) {
            ticketsUsed(applicationNo, TicketInstruction.RELEASE);
        }
    }

    private void ticketsUsed(String applicationNo, TicketInstruction asked) {
        var application = applications.require(applicationNo);
        application.event(
                Kind.TICKETS,
                RefundApplication.SYSTEM,
                clock.instant(),
                Particulars.none().with(Fact.INSTRUCTION, asked).with(Fact.CAUSE, Confirmation.TICKETS_USED),
                application.status(),
                application.status());
        applications.save(application);
    }
}
