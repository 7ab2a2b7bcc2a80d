package org.cinemarefund.payment;

import static org.cinemarefund.payment.RefundKnowledge.US;

import java.time.Clock;
import java.util.Optional;
import org.cinemarefund.payment.card.CardMark;
import org.cinemarefund.payment.card.PayeeCards;
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

    /** The card that the money of this application could go to now. */
    @Transactional(readOnly = true)
    public Optional<CardMark> cardOnFile(String applicationNo) {
        return cards.given(applicationNo).map(PayeeCards.Given::card);
    }

    /**
     * One application for an abnormal refund to exactly this card; remote, no row is locked during the call. Sends nothing when
     * the newest number is not ABNORMAL any more, an earlier repair is still open, or the card on file is not this one.
     */
    @Transactional
    public void toCard(String applicationNo, CardMark bound) {
        repair(applicationNo, RepairRoute.CARD, bound);
    }

    /** The same, back to the merchant's account. */
    @Transactional
    public void toMerchant(String applicationNo) {
        repair(applicationNo, RepairRoute.MERCHANT, null);
    }

    private void repair(String applicationNo, RepairRoute route, CardMark bound) {
        var claimed = claim(applicationNo, route, bound).orElse(null);
        if (claimed == null) {
            return;
        }
        var before = claimed.before();
        var reply = gateway.repair(before.order(), before.told().refundId(), claimed.how());
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
        return row.state() == RefundState.ABNORMAL && !row.repair().open();
    }

    /** @param before the row as it was before the claim */
    private record Claimed(RefundTransaction before, Repair how) {}

    /**
     * Commits that the repair is being asked for, or nothing when it must not be. Who changes the card holds the same row's lock
     * and leaves it alone once a repair is open, so between this look at the card and the call nobody puts another in its place.
     */
    private Optional<Claimed> claim(String applicationNo, RepairRoute route, CardMark bound) {
        return apart.execute(status -> {
            var locked = transactions.lockNewestOf(applicationNo).orElseThrow();
            var how = repairable(locked) ? how(applicationNo, route, bound) : Optional.<Repair>empty();
            how.ifPresent(
                    repair -> knowledge.write(locked, locked.change().repairAsked(route, bound, clock.instant()), US));
            return how.map(repair -> new Claimed(locked, repair));
        });
    }

    private Optional<Repair> how(String applicationNo, RepairRoute route, CardMark bound) {
        return switch (route) {
            case MERCHANT -> Optional.of(new Repair.ToMerchant());
            case CARD ->
                cards.of(applicationNo)
                        .filter(card -> card.mark().equals(bound))
                        .map(Repair.ToCard::new);
        };
    }

    private void accepted(RefundTransaction locked, ChannelRefund refund) {
        if (locked.state() != RefundState.ABNORMAL || knowledge.contradicts(locked, refund, US)) {
            return;
        }
        var state = RefundKnowledge.stateOf(refund, locked.repair().route());
        if (state == RefundState.ABNORMAL || state == RefundState.CLOSED) {
            // Taken, it says, and nothing changed: the next query tells.
            return;
        }
        knowledge.write(locked, locked.change().state(state).told(refund).repairBegan(clock.instant()), US);
        if (locked.repair().route() == RepairRoute.MERCHANT) {
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
