package org.cinemarefund.notice;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import org.cinemarefund.notice.MessageChannel.Delivery;
import org.cinemarefund.notice.MessageChannel.Delivery.Outcome;
import org.cinemarefund.notice.Notices.Notice;
import org.cinemarefund.notice.Notices.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells a moviegoer something at most once. That a message is about to leave is committed before it does, so whatever
 * breaks afterwards, nobody is told twice: a missing notice is a pity, two are a complaint.
 */
@Service
public class NoticeDesk {
    /** The operator gave this kind no template. */
    public static final String NO_TEMPLATE = "NO_TEMPLATE";
    /** The moviegoer did not consent, or the consent is used up. */
    public static final String NO_GRANT = "NO_GRANT";
    /** Nobody intended this notice in a transaction that was committed. */
    public static final String NO_INTENT = "NO_INTENT";
    /** An attempt to send died in the middle. */
    public static final String INTERRUPTED = "INTERRUPTED";
    /** The channel's adapter broke its promise and threw. */
    public static final String CHANNEL_FAULT = "CHANNEL_FAULT";

    /** The template has no room for what this moviegoer must not be left without. */
    public static final String NO_ROOM = "NO_ROOM";

    /** The moviegoer's data were erased: there is nobody to tell. */
    public static final String ERASED = "ERASED";

    private static final Logger LOG = LoggerFactory.getLogger(NoticeDesk.class);
    private static final int MOST_REASON = 80;

    private final Notices notices;
    private final MessageChannel channel;
    private final TransactionTemplate apart;

    public NoticeDesk(Notices notices, MessageChannel channel, PlatformTransactionManager transactions) {
        this.notices = notices;
        this.channel = channel;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** One more message of each of these kinds was consented to. In the caller's transaction. */
    public void grant(String applicationNo, Collection<NoticeKind> kinds) {
        if (!kinds.isEmpty()) {
            notices.addGrants(applicationNo, EnumSet.copyOf(kinds));
        }
    }

    /**
     * Decides that this is to be told, in the caller's transaction, which must be another than the one that delivers.
     *
     * @param round tells apart what may be said more than once, such as a second request for evidence
     */
    public void intend(String applicationNo, NoticeKind kind, int round) {
        notices.intend(applicationNo, kind, round);
    }

    /**
     * Sends what was intended, unless it was sent or may have been; asked again it answers what came of it. Never throws
     * for what the channel does. After {@link Outcome#NOT_YET} intent and consent are there as before: it may be asked again, or
     * ended by {@link #withhold}.
     *
     * @param values by our field names, see {@link MessageChannel#send}
     */
    public Delivery deliver(
            String applicationNo, NoticeKind kind, int round, String openid, Map<String, String> values) {
        Notice notice = notices.find(applicationNo, kind, round).orElse(null);
        if (notice == null) {
            return new Delivery(Outcome.NOT_SENT, NO_INTENT);
        }
        if (notice.state() == State.SENDING) {
            return end(applicationNo, kind, round, State.SENDING, State.UNKNOWN, INTERRUPTED);
        }
        if (notice.state() != State.INTENDED) {
            return delivery(notice);
        }
        // What is not going to leave needs no transaction of its own.
        String obstacle = !channel.hasTemplate(kind)
                ? NO_TEMPLATE
                : notices.grants(applicationNo, kind.under()) < 1 ? NO_GRANT : null;
        if (obstacle != null) {
            return end(applicationNo, kind, round, State.INTENDED, State.NOT_SENT, obstacle);
        }
        Notice claimed = apart.execute(status -> claim(applicationNo, kind, round));
        if (claimed.state() != State.SENDING) {
            return delivery(claimed);
        }
        Delivery delivery = send(kind, openid, values);
        if (delivery.outcome() == Outcome.NOT_YET || !TransactionSynchronizationManager.isActualTransactionActive()) {
            return apart.execute(status -> store(applicationNo, kind, round, delivery));
        }
        storeWithTheCaller(applicationNo, kind, round, delivery);
        return delivery;
    }

    /** As the last thing of the caller's transaction, a commit fewer; should that be undone, apart: what left, left. */
    private void storeWithTheCaller(String applicationNo, NoticeKind kind, int round, Delivery delivery) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                store(applicationNo, kind, round, delivery);
            }

            @Override
            public void afterCompletion(int status) {
                if (status == STATUS_COMMITTED) {
                    return;
                }
                try {
                    apart.executeWithoutResult(own -> store(applicationNo, kind, round, delivery));
                } catch (RuntimeException fault) {
                    LOG.warn(
                            "What came of notice {} of {} is not kept, it stays unknown: {}",
                            kind,
                            applicationNo,
                            fault.getClass().getName());
                }
            }
        });
    }

    /** Whether a message of this kind would tell this value of a field whole. */
    public boolean carries(NoticeKind kind, String field, String value) {
        return channel.carries(kind, field, value);
    }

    /** Ends what was intended without sending it; what was sent, or may have been, stays so. */
    public Delivery withhold(String applicationNo, NoticeKind kind, int round, String reason) {
        return notices.find(applicationNo, kind, round)
                        .map(Notice::state)
                        .filter(State.INTENDED::equals)
                        .isPresent()
                ? end(applicationNo, kind, round, State.INTENDED, State.NOT_SENT, reason)
                : delivery(takenByAnother(applicationNo, kind, round));
    }

    /** SENDING when it is ours to send, otherwise how it already ended. */
    private Notice claim(String applicationNo, NoticeKind kind, int round) {
        if (!notices.move(applicationNo, kind, round, State.INTENDED, State.SENDING, null)) {
            return takenByAnother(applicationNo, kind, round);
        }
        if (!notices.spendGrant(applicationNo, kind.under())) {
            notices.move(applicationNo, kind, round, State.SENDING, State.NOT_SENT, NO_GRANT);
            return new Notice(State.NOT_SENT, NO_GRANT);
        }
        return new Notice(State.SENDING, null);
    }

    /** Ends what we are not going to send (any more), unless another run was quicker. */
    private Delivery end(String applicationNo, NoticeKind kind, int round, State from, State to, String reason) {
        boolean ended = notices.move(applicationNo, kind, round, from, to, reason);
        return delivery(ended ? new Notice(to, reason) : takenByAnother(applicationNo, kind, round));
    }

    /** Another run took it between our look and now, and may be sending this instant. */
    private Notice takenByAnother(String applicationNo, NoticeKind kind, int round) {
        return notices.find(applicationNo, kind, round)
                .map(other -> other.state() == State.SENDING ? new Notice(State.UNKNOWN, INTERRUPTED) : other)
                .orElse(new Notice(State.NOT_SENT, NO_INTENT));
    }

    private Delivery send(NoticeKind kind, String openid, Map<String, String> values) {
        try {
            return channel.send(kind, openid, values);
        } catch (RuntimeException fault) {
            // Its message may quote what was sent, so only the kind of fault is told.
            LOG.warn(
                    "Notice {} came to an unknown end: {}",
                    kind,
                    fault.getClass().getName());
            return new Delivery(Outcome.UNKNOWN, CHANNEL_FAULT);
        }
    }

    private Delivery store(String applicationNo, NoticeKind kind, int round, Delivery delivery) {
        String reason = delivery.reason();
        if (reason != null && reason.length() > MOST_REASON) {
            reason = reason.substring(0, MOST_REASON);
        }
        if (delivery.outcome() == Outcome.NOT_YET) {
            if (notices.move(applicationNo, kind, round, State.SENDING, State.INTENDED, reason)) {
                notices.addGrants(applicationNo, EnumSet.of(kind.under()));
                return delivery;
            }
            // Another run ended it meanwhile: nobody will try again.
            notices.move(applicationNo, kind, round, State.UNKNOWN, State.NOT_SENT, reason);
            return new Delivery(Outcome.NOT_SENT, delivery.reason());
        }
        State end =
                switch (delivery.outcome()) {
                    case SENT -> State.SENT;
                    case NOT_SENT, NOT_YET -> State.NOT_SENT;
                    case UNKNOWN -> State.UNKNOWN;
                };
        // A run that found us sending may have called it unknown meanwhile; we know better.
        if (!notices.move(applicationNo, kind, round, State.SENDING, end, reason)) {
            notices.move(applicationNo, kind, round, State.UNKNOWN, end, reason);
        }
        return delivery;
    }

    private static Delivery delivery(Notice notice) {
        Outcome outcome =
                switch (notice.state()) {
                    case SENT -> Outcome.SENT;
                    case NOT_SENT -> Outcome.NOT_SENT;
                    case UNKNOWN, SENDING, INTENDED -> Outcome.UNKNOWN;
                };
        return new Delivery(outcome, notice.reason());
    }
}
