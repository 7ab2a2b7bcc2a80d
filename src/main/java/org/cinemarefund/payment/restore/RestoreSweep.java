package org.cinemarefund.payment.restore;

import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.cinemarefund.payment.QueryReply;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.SettlementSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Asks the channel for every number whose end a restored backup does not know, so that what it forgot is learned before
 * anything is sent. One node at a time; what was answered is kept in the database, so another node, or the next start, goes
 * on where this one stopped. A number without an answer is asked for again until there is one.
 */
@Component
public class RestoreSweep {
    private static final Logger log = LoggerFactory.getLogger(RestoreSweep.class);
    /** Ends that were known when the backup was made, and cannot change. */
    static final Set<RefundState> KNOWN =
            EnumSet.of(RefundState.SUCCESS, RefundState.SETTLED_OFFLINE, RefundState.RETURNED_TO_MERCHANT);

    private static final int PAGE = 100;
    /** So many in a row, and it is the channel that does not answer: we knock again later. */
    private static final int IN_VAIN = 10;

    private static final int TRIES = 3;
    /** Longer than the longest call, so that nobody asks beside a node that is well. */
    private static final Duration TURN = Duration.ofSeconds(60);
    /** The channel takes 300 queries a second of a merchant; we need that for the refunds of the day. */
    private static final Duration BETWEEN_NUMBERS = Duration.ofMillis(20);

    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(5);

    private final RestoreProperties settings;
    private final Restores restores;
    private final RestoreGate gate;
    private final RefundPayments payments;
    private final SettlementSignal signal;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final String node = UUID.randomUUID().toString();
    /** Where the next round begins, so that one stubborn number does not keep us from the others. */
    private String after = "";

    private Thread worker;

    RestoreSweep(
            RestoreProperties settings,
            Restores restores,
            RestoreGate gate,
            RefundPayments payments,
            SettlementSignal signal,
            TransactionTemplate transaction,
            Clock clock) {
        this.settings = settings;
        this.restores = restores;
        this.gate = gate;
        this.payments = payments;
        this.signal = signal;
        this.transaction = transaction;
        this.clock = clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        if (!settings.restored()) {
            return;
        }
        if (gate.closed().isEmpty()) {
            log.warn("restore {} was made good before; take refund.settlement.after-restore away", name());
            return;
        }
        worker = new Thread(this::run, "restore-sweep");
        worker.setDaemon(true);
        worker.start();
    }

    @PreDestroy
    void stop() throws InterruptedException {
        if (worker != null) {
            worker.interrupt();
            worker.join(TURN.toMillis() / 3);
        }
    }

    private String name() {
        return settings.afterRestore();
    }

    private void run() {
        log.warn("restore {}: nothing is sent to WeChat until it was asked for every open number", name());
        try {
            while (!done()) {
                Thread.sleep(BETWEEN_ROUNDS.toMillis());
            }
        } catch (InterruptedException stopping) {
            log.info("restore {}: the next start goes on with it", name());
        }
    }

    private boolean done() throws InterruptedException {
        try {
            restores.begin(name(), clock.instant());
            // Asked again after the round: the gate opens on every node, and its health says so.
            return (restores.finished(name()) || round()) && gate.closed().isEmpty();
        } catch (RuntimeException e) {
            log.warn("restore {}: goes on in a moment: {}", name(), e.toString());
            return false;
        }
    }

    /**
     * Every number without an answer once, unless the channel answers nothing at all.
     *
     * @return whether nothing is left
     */
    boolean round() throws InterruptedException {
        var inVain = 0;
        while (myTurn()) {
            var page = restores.unanswered(name(), KNOWN, after, PAGE);
            if (page.isEmpty()) {
                after = "";
                return finish();
            }
            for (var outRefundNo : page) {
                if (inVain >= IN_VAIN || !myTurn()) {
                    return false;
                }
                after = outRefundNo;
                inVain = ask(outRefundNo) ? 0 : inVain + 1;
                Thread.sleep(BETWEEN_NUMBERS.toMillis());
            }
        }
        return false;
    }

    private boolean finish() {
        if (!restores.unanswered(name(), KNOWN, "", 1).isEmpty()) {
            return false;
        }
        restores.finish(name(), clock.instant());
        log.warn(
                "restore {} is made good, {} numbers were asked for; take refund.settlement.after-restore away",
                name(),
                restores.answers(name()));
        return true;
    }

    private boolean myTurn() {
        var now = clock.instant();
        return restores.takeTurn(name(), node, now, now.plus(TURN));
    }

    /** @return whether there was an answer, and it is stored */
    private boolean ask(String outRefundNo) {
        var askedAt = clock.instant();
        var reply = payments.ask(outRefundNo);
        if (!reply.<Boolean>fold(found -> true, notFound -> notFound.signed(), unknown -> false)) {
            return false;
        }
        for (var attempt = 1; attempt <= TRIES; attempt++) {
            try {
                applyReply(outRefundNo, reply, askedAt, attempt < TRIES);
                return true;
            } catch (ConcurrencyFailureException | SettlementSignal.LostRace e) {
                log.debug("refund {}: lost a race, attempt {}", outRefundNo, attempt);
            }
        }
        return false;
    }

    /** @param wake false after too many lost races: what was learned counts more, and the poll timer moves the process on */
    private void applyReply(String outRefundNo, QueryReply reply, Instant askedAt, boolean wake) {
        transaction.executeWithoutResult(status -> {
            payments.applyQueryReply(outRefundNo, reply, askedAt)
                    .filter(settled -> wake)
                    .ifPresent(settled -> signal.settled(settled.applicationNo(), settled.state()));
            restores.answered(name(), outRefundNo);
        });
    }
}
