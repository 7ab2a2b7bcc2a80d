package org.cinemarefund.review;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.RefundWorkflow;
import org.cinemarefund.finance.DifferenceDesk;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.OrderWatch;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketInstructions;
import org.springframework.stereotype.Component;

/** What news of an order mean for its refund. */
@Component
class OrderNews implements OrderWatch {
    private final RefundApplications applications;
    private final RefundPayments payments;
    private final CinemaFaults faults;
    private final DifferenceDesk differences;
    private final RefundWorkflow workflow;
    private final TicketInstructions tickets;
    private final Clock clock;

    OrderNews(
            RefundApplications applications,
            RefundPayments payments,
            CinemaFaults faults,
            DifferenceDesk differences,
            RefundWorkflow workflow,
            TicketInstructions tickets,
            Clock clock) {
        this.applications = applications;
        this.payments = payments;
        this.faults = faults;
        this.differences = differences;
        this.workflow = workflow;
        this.tickets = tickets;
        this.clock = clock;
    }

    /** Locks the newest numbers, then the applications, as everybody does. */
    @Override
    public Watcher begin(String orderNo) {
        var before = concerned(orderNo);
        before.forEach(concerned -> payments.lockNewestOf(concerned.applicationNo()));
        before.forEach(concerned -> applications.lock(concerned.applicationNo()));
        return new Watcher() {
            @Override
            public boolean complete() {
                return concerned(orderNo).equals(before);
            }

            @Override
            public void changed(Order was, Order is) {
                before.forEach(concerned -> news(concerned.applicationNo(), was, is));
            }
        };
    }

    /** An application and its newest number, null when it has none. */
    private record Concerned(String applicationNo, String outRefundNo) {}

    private List<Concerned> concerned(String orderNo) {
        var all = applications.concernedBy(orderNo);
        var newest = payments.newestOf(all).stream()
                .collect(Collectors.toMap(RefundTransaction::applicationNo, RefundTransaction::outRefundNo));
        return all.stream().map(text -> new Concerned(text, newest.get(text))).toList();
    }

    private void news(String applicationNo, Order was, Order is) {
        var application = applications.lock(applicationNo).orElseThrow();
        if (!Objects.equals(was.transactionId(), is.transactionId())
                && !application.status().over()) {
            application.paymentCorrected(was.transactionId(), is.transactionId(), clock.instant());
            applications.save(application);
        }
        if (is.cinemaAtFault(clock.instant()) && application.isNews(is.screeningStatus())) {
            if (is.couponAmount() > 0 && tickets.returnCoupon(is.orderNo(), applicationNo)) {
                application.couponGoesBack();
                applications.save(application);
            }
            cinemaAtFault(application, is.screeningStatus());
        }
    }

    /** Approved at once while nobody has decided; once something may have been sent, finance pays the rest. */
    private void cinemaAtFault(RefundApplication application, ScreeningStatus fact) {
        var applicationNo = application.applicationNo();
        var newest = payments.newestOf(applicationNo);
        var undecided = application.status().undecided();
        if (newest.filter(refund -> refund.state().maybeSent()).isPresent()) {
            // Undecided with a number that was sent is only what a restored backup made of it: a supervisor has it.
            if (!undecided) {
                differences.owe(application, newest.get(), fact);
            }
            return;
        }
        faults.apply(application, fact);
        if (undecided && !workflow.isUnderReview(applicationNo)) {
            // Out of place: once an operator has put it back, people decide about all of it.
            applications.save(application);
        } else if (undecided) {
            application.approvedAsFault(clock.instant());
            applications.save(application);
            workflow.cinemaAtFault(applicationNo);
        } else {
            applications.save(application);
            newest.ifPresent(refund -> payments.prepare(new RefundPayments.Approved(
                    applicationNo,
                    refund.orderNo(),
                    refund.transactionId(),
                    application.deal().refundAmount(),
                    refund.totalAmount(),
                    RefundApplication.SYSTEM)));
        }
    }
}
