package org.cinemarefund.payment;

import static org.cinemarefund.payment.RefundKnowledge.US;

import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Asks the channel to pay an ABNORMAL refund another way. An accepted repair begins a new round of the same number; one whose
 * answer is open is asked about, never asked for again.
 */
@Service
public class RefundRepairs {
    private static final Logger log = LoggerFactory.getLogger(RefundRepairs.class);

    private final RefundTransactions transactions;
    private final PaymentGateway gateway;
    private final PayeeCards cards;
    private final RefundKnowledge knowledge;
    private final TransactionOperations apart;
    private final Clock clock;

    RefundRepairs(
            RefundTransactions transactions,
            PaymentGateway gateway,
            PayeeCards cards,
            RefundKnowledge knowledge,
            @Qualifier("ownTransaction") TransactionOperations apart,
            Clock clock) {
        this.transactions = transactions;
        this.gateway = gateway;
        this.cards = cards;
        this.knowledge = knowledge;
        this.apart = apart;
        this.clock = clock;
    }

    /** Whether a card was given that the money of this application could go to. */
    @Transactional(readOnly = true)
    public boolean cardGiven(String applicationNo) {
        return cards.given(applicationNo).isPresent();
    }

    /**
     * One application for an abnormal refund; remote, no row is locked during the call. Does nothing when the newest number is
     * not ABNORMAL any more or an earlier repair is still open.
     *
     * @throws IllegalStateException when it shall go to a card and none was given
     */
    @Transactional
    public void repair(String applicationNo, RepairRoute route) {
        var known = transactions.newestOf(applicationNo).orElseThrow();
        if (!repairable(known)) {
            return;
        }
        var how = how(applicationNo, route);
        var claimed = claim(applicationNo, route);
        if (claimed.isEmpty()) {
            return;
        }
        var before = claimed.get();
        var reply = gateway.repair(before.order(), before.refundId(), how);
        var locked = transactions.lock(before.outRefundNo()).orElseThrow();
        reply.<Void>fold(
                accepted -> {
                    accepted(locked, accepted.refund());
                    return null;
                },
                refused -> {
                    notTaken(before, locked, refused.code() + ": " + refused.message());
                    return null;
                },
                unknown -> {
                    if (unknown.sent()) {
                        knowledge.write(locked, locked.change().cause(unknown.cause()), US);
                    } else {
                        notTaken(before, locked, unknown.cause());
                    }
                    return null;
                });
        log.info(
                "refund {} of {} repaired to {}: {}",
                before.outRefundNo(),
                applicationNo,
                route,
                reply.getClass().getSimpleName());
    }

    private static boolean repairable(RefundTransaction row) {
        return row.state() == RefundState.ABNORMAL && !row.repairOpen();
    }

    private Repair how(String applicationNo, RepairRoute route) {
        return switch (route) {
            case MERCHANT -> new Repair.ToMerchant();
            case CARD ->
                new Repair.ToCard(cards.of(applicationNo)
                        .orElseThrow(() -> new IllegalStateException("no card was given for " + applicationNo)));
        };
    }

    /** Commits that the repair is being asked for; the row as it was before, or nothing when it must not be. */
    private Optional<RefundTransaction> claim(String applicationNo, RepairRoute route) {
        return apart.execute(status -> {
            var locked = transactions.lockNewestOf(applicationNo).orElseThrow();
            if (!repairable(locked)) {
                return Optional.<RefundTransaction>empty();
            }
            knowledge.write(locked, locked.change().repairAsked(route, clock.instant()), US);
            return Optional.of(locked);
        });
    }

    private void accepted(RefundTransaction locked, ChannelRefund refund) {
        if (locked.state() != RefundState.ABNORMAL) {
            return;
        }
        var state = RefundKnowledge.stateOf(refund, locked.repair());
        if (state == RefundState.ABNORMAL || state == RefundState.CLOSED) {
            // Taken, it says, and nothing changed: the next query tells.
            return;
        }
        knowledge.write(locked, locked.change().state(state).told(refund).repairBegan(clock.instant()), US);
        if (locked.repair() == RepairRoute.MERCHANT) {
            // No card is needed any more, whichever was given.
            cards.delete(locked.applicationNo());
        }
    }

    private void notTaken(RefundTransaction before, RefundTransaction locked, String cause) {
        if (locked.state() == RefundState.ABNORMAL) {
            knowledge.write(locked, locked.change().repairNotAsked(before).cause(cause), US);
        }
    }
}
