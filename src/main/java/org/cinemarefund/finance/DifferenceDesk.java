package org.cinemarefund.finance;

import java.time.Clock;
import java.util.Optional;
import org.cinemarefund.application.OwnOrders;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.Particulars;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What finance pays beside a refund whose sum cannot rise any more: once a number may have been sent, the channel pays that sum
 * and no other.
 */
@Service
public class DifferenceDesk {
    private static final Logger log = LoggerFactory.getLogger(DifferenceDesk.class);

    private final RefundApplications applications;
    private final Differences differences;
    private final AlarmTasks tasks;
    private final OwnOrders ownOrders;
    private final Clock clock;

    DifferenceDesk(
            RefundApplications applications,
            Differences differences,
            AlarmTasks tasks,
            OwnOrders ownOrders,
            Clock clock) {
        this.applications = applications;
        this.differences = differences;
        this.tasks = tasks;
        this.ownOrders = ownOrders;
        this.clock = clock;
    }

    /** Asks finance for it, once, however often the fact is told. */
    public void owe(RefundApplication locked, RefundTransaction newest, ScreeningStatus fact) {
        var amount = locked.deal().fee();
        if (amount == 0 || differences.find(locked.applicationNo()).isPresent()) {
            return;
        }
        var now = clock.instant();
        differences.add(
                new Difference(locked.applicationNo(), locked.order().orderNo(), amount, Difference.State.OPEN), now);
        locked.event(
                Kind.DIFFERENCE_DUE,
                RefundApplication.SYSTEM,
                now,
                Particulars.none()
                        .with(Fact.SCREENING, fact)
                        .with(Fact.AMOUNT, amount)
                        .forOlderNodes(fact.name()),
                locked.status(),
                locked.status());
        applications.save(locked);
        tasks.open(newest.outRefundNo(), locked.applicationNo(), Difference.KIND);
        log.info("{} fen are owed beside refund {} of {}", amount, newest.outRefundNo(), locked.applicationNo());
    }

    /**
     * A person of finance paid it.
     *
     * @throws Problem ALREADY_DECIDED when it is owed no more
     */
    @Transactional
    public void paid(String applicationNo, String by, String comment, String proofReference) {
        var application = applications.lock(applicationNo).orElseThrow();
        ownOrders.refuse(application, by);
        var owed = differences
                .find(applicationNo)
                .filter(difference -> difference.state() == Difference.State.OPEN)
                .orElseThrow(() -> new Problem(ProblemCode.ALREADY_DECIDED));
        var now = clock.instant();
        differences.end(applicationNo, Difference.State.PAID, now);
        application.event(
                Kind.SETTLED_OFFLINE,
                by,
                now,
                Particulars.none()
                        .with(Fact.AMOUNT, owed.amount())
                        .words(Fact.PROOF, proofReference)
                        .words(Fact.COMMENT, comment),
                application.status(),
                application.status());
        applications.save(application);
        log.info("the difference of {} was paid by {}", applicationNo, by);
    }

    /** Finance refuses the refund itself: nothing is owed beside it. */
    void refused(RefundApplication locked) {
        var open = differences
                .find(locked.applicationNo())
                .filter(difference -> difference.state() == Difference.State.OPEN)
                .isPresent();
        if (open) {
            differences.end(locked.applicationNo(), Difference.State.ENDED, clock.instant());
            tasks.end(locked.applicationNo(), Difference.KIND);
        }
    }

    /** Whether it was paid: then the refund itself can be refused no more. */
    @Transactional(readOnly = true)
    public boolean isPaid(String applicationNo) {
        return find(applicationNo)
                .filter(difference -> difference.state() == Difference.State.PAID)
                .isPresent();
    }

    @Transactional(readOnly = true)
    public Optional<Difference> find(String applicationNo) {
        return differences.find(applicationNo);
    }
}
