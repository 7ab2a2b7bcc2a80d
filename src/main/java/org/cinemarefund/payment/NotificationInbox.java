package org.cinemarefund.payment;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes in notifications: store, move our row forward, wake the waiting process, all in one commit. When the engine loses
 * a race the whole is tried again; when it keeps losing, the notification is stored alone and the poll timer, the second
 * independent path, moves the process on.
 */
@Service
public class NotificationInbox {
    private static final Logger log = LoggerFactory.getLogger(NotificationInbox.class);
    private static final int TRIES = 3;

    private final RefundPayments payments;
    private final SettlementSignal signal;
    private final TransactionTemplate transaction;
    private final Merchant merchant;

    NotificationInbox(
            RefundPayments payments, SettlementSignal signal, TransactionTemplate transaction, Merchant merchant) {
        this.payments = payments;
        this.signal = signal;
        this.transaction = transaction;
        this.merchant = merchant;
    }

    /** Whose refunds we handle. */
    public interface Merchant {
        String mchId();
    }

    /** Returns once the notification is stored; throws when it could not be, so that the channel sends it again. */
    public void receive(RefundNotification notification) {
        Exception lost = null;
        for (var attempt = 1; attempt <= TRIES; attempt++) {
            try {
                transaction.executeWithoutResult(status -> payments.accept(notification, merchant.mchId())
                        .ifPresent(settled -> signal.settled(settled.applicationNo(), settled.state())));
                return;
            } catch (DuplicateKeyException | ConcurrencyFailureException | SettlementSignal.LostRace e) {
                lost = e;
                log.debug("notification {} lost a race, attempt {}", notification.id(), attempt);
            }
        }
        log.warn(
                "notification {} is stored, the process hears of it with the next query: {}",
                notification.id(),
                (lost.getCause() == null ? lost : lost.getCause()).toString());
        transaction.executeWithoutResult(status -> payments.accept(notification, merchant.mchId()));
    }
}
