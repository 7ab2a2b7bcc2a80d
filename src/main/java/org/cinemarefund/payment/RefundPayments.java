package org.cinemarefund.payment;

import static org.cinemarefund.payment.RefundKnowledge.CHANNEL;
import static org.cinemarefund.payment.RefundKnowledge.US;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.cinemarefund.payment.RefundTransaction.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The money edge: gives out numbers, asks the channel, and believes only what it verified. A number exists, stored with
 * its exact request, before anything is sent; an unknown outcome keeps its number; knowledge moves forward only.
 */
@Service
public class RefundPayments {
    private static final Logger log = LoggerFactory.getLogger(RefundPayments.class);
    /** So long a refusal that nobody listed has to be the same before it is one for good. */
    static final Duration UNLISTED_FOR = Duration.ofMinutes(30);

    private final RefundTransactions transactions;
    private final PaymentGateway gateway;
    private final SettlementBook book;
    private final RefundKnowledge knowledge;
    private final SettlementProperties settings;
    private final TransactionOperations apart;
    private final Clock clock;

    /** @param apart runs in a transaction of its own, committed before the caller goes on */
    RefundPayments(
            RefundTransactions transactions,
            PaymentGateway gateway,
            SettlementBook book,
            RefundKnowledge knowledge,
            SettlementProperties settings,
            @Qualifier("ownTransaction") TransactionOperations apart,
            Clock clock) {
        this.transactions = transactions;
        this.gateway = gateway;
        this.book = book;
        this.knowledge = knowledge;
        this.settings = settings;
        this.apart = apart;
        this.clock = clock;
    }

    /** What to pay back for an approved application. Amounts are fen. */
    public record Approved(
            String applicationNo,
            String orderNo,
            String transactionId,
            long refundAmount,
            long totalAmount,
            String approvedBy) {}

    /**
     * Stores the number and its exact request, state PREPARED; the same row, number and bytes again after a revocation, new bytes
     * under the same number where the sum is another one and nothing was ever sent, but a new row where the number of the payment
     * was corrected since. The caller holds the order's lock.
     *
     * @throws IllegalStateException when more than was paid would be given back: our own fault, never sent
     */
    @Transactional
    public void prepare(Approved approved) {
        var existing =
                transactions.lockNewestOf(approved.applicationNo()).filter(row -> !ofAWrongPayment(row, approved));
        if (existing.isPresent()) {
            prepareAgain(existing.get(), approved);
            return;
        }
        add(approved, requireCovered(approved.orderNo(), "", approved.refundAmount(), approved.totalAmount()));
    }

    /** Corrected since: what was taken back under the wrong number stays as it is. */
    private static boolean ofAWrongPayment(RefundTransaction row, Approved approved) {
        return row.state() == RefundState.REVOKED && !row.transactionId().equals(approved.transactionId());
    }

    private void prepareAgain(RefundTransaction row, Approved approved) {
        var otherSum = row.refundAmount() != approved.refundAmount();
        if (row.state() == RefundState.PREPARED && !otherSum) {
            return;
        }
        if (row.state().maybeSent()) {
            throw new IllegalStateException(
                    "refund " + row.outRefundNo() + " is " + row.state() + ", not to be prepared");
        }
        requireCovered(approved.orderNo(), row.outRefundNo(), approved.refundAmount(), approved.totalAmount());
        var change = row.change().state(RefundState.PREPARED).approvedBy(approved.approvedBy());
        if (otherSum) {
            var order = new RefundOrder(
                    row.outRefundNo(), row.transactionId(), row.orderNo(), approved.refundAmount(), row.totalAmount());
            change.asking(order, gateway.compose(order));
        }
        knowledge.write(row, change, approved.approvedBy());
    }

    /**
     * A person decided on a new number after the channel's signed word that the old one is closed. Stored and released at
     * once: the step that sends it begins after this transaction.
     *
     * @throws IllegalStateException when the newest number is anything but CLOSED, or another may still pay
     */
    @Transactional
    public void renew(String applicationNo, String decidedBy) {
        var row = transactions.lockNewestOf(applicationNo).orElseThrow();
        if (row.state() != RefundState.CLOSED) {
            throw new IllegalStateException(
                    "refund " + row.outRefundNo() + " is " + row.state() + ", not to be renewed");
        }
        requireNoOther(row);
        var again = new Approved(
                applicationNo, row.orderNo(), row.transactionId(), row.refundAmount(), row.totalAmount(), decidedBy);
        add(again, transactions.spending(row.orderNo(), "").attempts());
        release(applicationNo);
    }

    /**
     * Two people decided to pay what is left of a refund of which a part went back by another way: the refused number counts
     * nothing from now on, and a new one about less is stored and released at once.
     *
     * @param fen what is left
     * @throws IllegalStateException when the newest number is anything but refused for this reason, and not there by the channel's
     *     signed word; or when another may still pay
     */
    @Transactional
    public void payRest(String applicationNo, long fen, String decidedBy) {
        var row = transactions.lockNewestOf(applicationNo).orElseThrow();
        if (!row.refusal().moreThanLeft() || fen > row.refundAmount()) {
            throw new IllegalStateException("refund " + row.outRefundNo() + ": " + fen + " fen are no rest of it");
        }
        requireNoOther(row);
        if (row.state() == RefundState.CLOSED) {
            throw new IllegalStateException("refund " + row.outRefundNo() + " is CLOSED, not refused");
        }
        giveUp(applicationNo, decidedBy);
        var attempts = requireCovered(row.orderNo(), "", fen, row.totalAmount());
        add(
                new Approved(applicationNo, row.orderNo(), row.transactionId(), fen, row.totalAmount(), decidedBy),
                attempts);
        release(applicationNo);
    }

    /** The moviegoer was paid another way: this number counts as spent for ever and is never sent again. */
    @Transactional
    public void settledOffline(String applicationNo, String decidedBy) {
        var row = transactions.lockNewestOf(applicationNo).orElseThrow();
        if (row.state() != RefundState.SETTLED_OFFLINE) {
            knowledge.write(row, row.change().state(RefundState.SETTLED_OFFLINE), decidedBy);
        }
    }

    /**
     * Finance refuses the refund: a number that the channel refused counts nothing from now on, so that the order can be asked
     * for again. A closed one is so by the channel's own word.
     *
     * @throws IllegalStateException when the number may still move money
     */
    @Transactional
    public void giveUp(String applicationNo, String decidedBy) {
        var row = transactions.lockNewestOf(applicationNo).orElseThrow();
        if (row.state() == RefundState.CLOSED) {
            return;
        }
        if (row.state() != RefundState.REFUSED || row.calls().lastAnswer() != Answer.NOT_FOUND_SIGNED) {
            throw new IllegalStateException(
                    "refund " + row.outRefundNo() + " is " + row.state() + ", not to be given up");
        }
        knowledge.write(row, row.change().state(RefundState.GIVEN_UP), decidedBy);
    }

    /** A refund is of the whole order: while another number may pay, this one must not. */
    private void requireNoOther(RefundTransaction row) {
        if (transactions.spentOn(row.orderNo(), row.outRefundNo()) > 0) {
            throw new IllegalStateException(
                    "order " + row.orderNo() + ": another number than " + row.outRefundNo() + " may pay");
        }
    }

    /**
     * The number is made of the payment, not of the application: should a restored backup have forgotten a refund, the same
     * payment asks under the same number again, and the channel pays a number once.
     *
     * @param attempts so many were made on the order before
     */
    private void add(Approved approved, int attempts) {
        var now = clock.instant();
        var attempt = attempts + 1;
        var outRefundNo = approved.transactionId() + "-" + attempt;
        var order = new RefundOrder(
                outRefundNo,
                approved.transactionId(),
                approved.orderNo(),
                approved.refundAmount(),
                approved.totalAmount());
        var row = RefundTransaction.prepared(
                order, approved.applicationNo(), attempt, gateway.compose(order), approved.approvedBy(), now);
        transactions.add(row);
        book.changed(null, row, approved.approvedBy());
    }

    /** Says how many numbers were given for the order. */
    private int requireCovered(String orderNo, String except, long refundAmount, long totalAmount) {
        var spending = transactions.spending(orderNo, except);
        var spent = spending.fen();
        if (refundAmount < 1 || Math.addExact(spent, refundAmount) > totalAmount) {
            throw new IllegalStateException("order " + orderNo + ": " + spent + " + " + refundAmount
                    + " fen would exceed the " + totalAmount + " paid");
        }
        return spending.attempts();
    }

    /** Takes a prepared number back to review; impossible once it may have been sent. */
    @Transactional
    public void revoke(String applicationNo) {
        var row = transactions.lockNewestOf(applicationNo).orElseThrow();
        if (row.state() != RefundState.PREPARED) {
            throw new IllegalStateException(
                    "refund " + row.outRefundNo() + " is " + row.state() + ", not to be revoked");
        }
        knowledge.write(row, row.change().state(RefundState.REVOKED), US);
    }

    /** The point of no return, committed before the first byte leaves. */
    @Transactional
    public void release(String applicationNo) {
        var row = transactions.lockNewestOf(applicationNo).orElseThrow();
        if (row.state() == RefundState.PREPARED) {
            knowledge.write(row, row.change().state(RefundState.SENDING), US);
        }
    }

    /**
     * Sends the stored bytes, unless the number's end is already known or it was sent a moment ago. That it is being sent is
     * committed before the first byte leaves: whatever dies here, nobody sends the number again within the pause. No row is
     * locked during the call.
     *
     * @throws IllegalStateException without a stored approval, however the caller got here
     */
    @Transactional
    public void submit(String applicationNo) {
        var row = transactions
                .newestOf(applicationNo)
                .orElseThrow(() -> new IllegalStateException("no approval is stored for " + applicationNo));
        requireReleased(row);
        if (!toBeSent(row)) {
            return;
        }
        book.requireAlive(applicationNo);
        requireNoOther(row);
        if (!claim(row.outRefundNo())) {
            log.info("refund {} of {} was sent a moment ago", row.outRefundNo(), applicationNo);
            return;
        }
        var sentAt = clock.instant();
        var reply = gateway.submit(row.order(), row.approved().request());
        var locked = transactions.lock(row.outRefundNo()).orElseThrow();
        reply.<Void>fold(
                accepted -> {
                    knowledge.learn(locked, locked.change(), accepted.refund(), US, sentAt);
                    return null;
                },
                later -> {
                    knowledge.guess(
                            locked,
                            locked.change().unlisted(null, null),
                            RefundState.WAITING_FOR_BALANCE,
                            later.code(),
                            null);
                    return null;
                },
                refused -> {
                    knowledge.guess(
                            locked,
                            locked.change().unlisted(null, null).moreThanLeft(refused.moreThanLeft()),
                            RefundState.UNKNOWN,
                            refused.message(),
                            refused.code());
                    return null;
                },
                unlisted -> {
                    refusedUnlisted(locked, unlisted.code(), unlisted.message());
                    return null;
                },
                unknown -> {
                    if (unknown.sent()) {
                        knowledge.guess(locked, locked.change(), RefundState.UNKNOWN, unknown.cause(), null);
                    } else {
                        notSent(row, locked, unknown.cause());
                    }
                    return null;
                });
        log.info(
                "refund {} of {} submitted: {}",
                row.outRefundNo(),
                applicationNo,
                reply.getClass().getSimpleName());
    }

    /** An unknown outcome like others, sent again like them, until it has been the same for long enough to be asked about. */
    private void refusedUnlisted(RefundTransaction locked, String code, String message) {
        var since = code.equals(locked.refusal().unlisted())
                ? locked.refusal().unlistedSince()
                : locked.calls().lastSentAt();
        var still = !locked.calls().lastSentAt().isBefore(since.plus(UNLISTED_FOR));
        var change = locked.state().ownGuess() ? locked.change().unlisted(code, since) : locked.change();
        var words = still ? message : code + ": " + message;
        knowledge.guess(locked, change, RefundState.UNKNOWN, words, still ? code : null);
    }

    /** Commits that this number is being sent now; false when it may have been sent within the pause. */
    private boolean claim(String outRefundNo) {
        return Boolean.TRUE.equals(apart.execute(status -> {
            var locked = transactions.lock(outRefundNo).orElseThrow();
            var now = clock.instant();
            if (!toBeSent(locked) || !mayResend(locked, now)) {
                return false;
            }
            knowledge.write(locked, locked.change().sent(now), US);
            return true;
        }));
    }

    /** Not a byte left: what waits for money goes on waiting for it, anything else is asked about first. */
    private void notSent(RefundTransaction before, RefundTransaction locked, String cause) {
        var state = before.state() == RefundState.WAITING_FOR_BALANCE
                ? RefundState.WAITING_FOR_BALANCE
                : RefundState.UNKNOWN;
        if (locked.state().ownGuess()) {
            knowledge.write(locked, locked.change().notSent(before).state(state).cause(cause), US);
        }
    }

    private static void requireReleased(RefundTransaction row) {
        if (!row.state().maybeSent()) {
            throw new IllegalStateException("refund " + row.outRefundNo() + " is " + row.state() + ", not to be sent");
        }
    }

    /** What the channel has is not sent again, unless it signed that it does not know the number. */
    private static boolean toBeSent(RefundTransaction row) {
        return row.state().ownGuess()
                || row.state() == RefundState.PROCESSING && row.calls().lastAnswer() == Answer.NOT_FOUND_SIGNED;
    }

    /**
     * Asks the channel for the newest number. No row is locked during the call.
     *
     * @return what it said in this answer, which our row need not have believed; empty when it did not say, knows no such number or
     *     contradicts what it said before
     */
    @Transactional
    public Optional<ChannelRefund.Status> query(String applicationNo) {
        var row = transactions.newestOf(applicationNo).orElseThrow();
        if (!row.state().maybeSent()) {
            return Optional.empty();
        }
        var askedAt = clock.instant();
        var reply = gateway.query(row.order());
        var now = clock.instant();
        var locked = transactions.lock(row.outRefundNo()).orElseThrow();
        reply.<Void>fold(
                found -> {
                    knowledge.learn(
                            locked, locked.change().polled(now, answerOf(locked, found)), found.refund(), US, askedAt);
                    return null;
                },
                notFound -> {
                    notFound(locked, notFound.signed(), now);
                    return null;
                },
                unknown -> {
                    knowledge.write(
                            locked, locked.change().polled(now, Answer.UNKNOWN).cause(unknown.cause()), US);
                    return null;
                });
        log.info(
                "refund {} of {} queried: {}",
                row.outRefundNo(),
                applicationNo,
                reply.getClass().getSimpleName());
        return reply.fold(
                found -> answerOf(locked, found) == Answer.FOUND
                        ? Optional.of(found.refund().status())
                        : Optional.empty(),
                notFound -> Optional.empty(),
                unknown -> Optional.empty());
    }

    /** An answer about another refund or order than the channel itself named before is no answer about ours. */
    private static Answer answerOf(RefundTransaction row, QueryReply.Found found) {
        return row.contradictedBy(found.refund().refundId(), found.refund().outTradeNo())
                        .isEmpty()
                ? Answer.FOUND
                : Answer.UNKNOWN;
    }

    /** Asks the channel for this number, whatever we think of it: after a restored backup. Nothing is held open meanwhile. */
    public QueryReply ask(String outRefundNo) {
        return gateway.query(transactions.find(outRefundNo).orElseThrow().order());
    }

    /**
     * What the channel said about a number we may have forgotten to have sent.
     *
     * @return the application to wake and the state to tell it, when something a gateway can act on became known
     */
    @Transactional
    public Optional<Settled> applyQueryReply(String outRefundNo, QueryReply reply, Instant askedAt) {
        var now = clock.instant();
        var locked = transactions.lock(outRefundNo).orElseThrow();
        return reply.fold(
                found -> news(
                        locked,
                        knowledge.learn(
                                locked,
                                locked.change().polled(now, answerOf(locked, found)),
                                found.refund(),
                                US,
                                askedAt)),
                notFound -> {
                    // What was never sent is not looked for.
                    if (locked.state().maybeSent()) {
                        notFound(locked, notFound.signed(), now);
                    }
                    return Optional.empty();
                },
                unknown -> Optional.empty());
    }

    private void notFound(RefundTransaction locked, boolean signed, Instant now) {
        var change = locked.change().polled(now, signed ? Answer.NOT_FOUND_SIGNED : Answer.NOT_FOUND);
        if (locked.confirmedBy(signed)) {
            change.state(RefundState.REFUSED);
        } else if (locked.state() == RefundState.PROCESSING || locked.state().settled()) {
            // It was known before: an answer that contradicts what was proven moves nothing.
            if (locked.state() != RefundState.REFUSED && locked.state() != RefundState.GIVEN_UP) {
                book.alarm(locked, CHANNEL, "NOT_FOUND_AFTER_" + locked.state());
            }
        } else if (locked.state() == RefundState.SENDING) {
            change.state(RefundState.UNKNOWN);
        }
        knowledge.write(locked, change, US);
    }

    /**
     * Stores a verified notification, then holds it against our row: another merchant, payment, order or amount changes nothing and
     * raises an alarm.
     *
     * @return the application to wake and the state to tell it, when something a gateway can act on became known
     */
    @Transactional
    public Optional<Settled> accept(RefundNotification notification, String ourMchId) {
        var now = clock.instant();
        var row = transactions.lock(notification.outRefundNo());
        var verdict = verdict(notification, row.orElse(null), ourMchId);
        var applicationNo = row.map(RefundTransaction::applicationNo).orElse(null);
        var added = transactions.addNotification(notification, applicationNo, verdict, now);
        if (!added) {
            // Its first copy was acted on in the transaction that stored it.
            return Optional.empty();
        }
        if (!verdict.equals("ACCEPTED")) {
            row.ifPresentOrElse(found -> book.alarm(found, CHANNEL, verdict), () -> book.stray(notification, verdict));
            return Optional.empty();
        }
        var locked = row.orElseThrow();
        var refund = new ChannelRefund(
                notification.outRefundNo(),
                notification.outTradeNo(),
                notification.refundId(),
                notification.status(),
                null,
                notification.userReceivedAccount(),
                notification.successTime(),
                notification.payerRefund());
        var after = knowledge.learn(locked, locked.change(), refund, CHANNEL, Instant.MIN);
        return news(locked, after);
    }

    private Optional<Settled> news(RefundTransaction before, RefundTransaction after) {
        return after.state() != before.state() && after.state().settled() && isNewest(after)
                ? Optional.of(new Settled(after.applicationNo(), after.state()))
                : Optional.empty();
    }

    /** Nobody waits for a number that a newer one has replaced. */
    private boolean isNewest(RefundTransaction row) {
        return transactions
                .newestOf(row.applicationNo())
                .filter(refund -> refund.outRefundNo().equals(row.outRefundNo()))
                .isPresent();
    }

    /** An application whose refund became something that can be acted on. */
    public record Settled(String applicationNo, RefundState state) {}

    private static String verdict(RefundNotification notification, RefundTransaction row, String ourMchId) {
        if (!ourMchId.equals(notification.mchId())) {
            return "OTHER_MERCHANT";
        }
        if (row == null) {
            return "UNKNOWN_NUMBER";
        }
        if (row.refundAmount() != notification.refundAmount() || row.totalAmount() != notification.totalAmount()) {
            return "OTHER_AMOUNT";
        }
        if (!row.transactionId().equals(notification.transactionId())) {
            return "OTHER_PAYMENT";
        }
        return row.contradictedBy(notification.refundId(), notification.outTradeNo())
                .orElse(notification.contradictsItself() ? "CONTRADICTS_ITSELF" : "ACCEPTED");
    }

    /**
     * Where a token that stands before the wait goes next. Taken under the row's lock, which is kept to the commit.
     *
     * @throws IllegalStateException when nothing was released to be sent: somebody moved the token here
     */
    @Transactional
    public Next next(String applicationNo) {
        var row = transactions.lockNewestOf(applicationNo).orElseThrow();
        requireReleased(row);
        var now = clock.instant();
        var tooLong = !now.isBefore(row.underWaySince().plus(settings.giveUpAfter()));
        if (row.repair().open() && row.state() == RefundState.ABNORMAL && !tooLong) {
            return Next.WAIT;
        }
        if (row.state().settled()) {
            return Next.SETTLED;
        }
        if (row.refusalToConfirm()) {
            return Next.ASK;
        }
        if (tooLong && !mayStillAnswer(row)) {
            return Next.GIVE_UP;
        }
        if (row.state() == RefundState.WAITING_FOR_BALANCE) {
            return Next.WAIT_FOR_BALANCE;
        }
        return row.state().ownGuess() && row.unknownToChannel() && mayResend(row, now) ? Next.SEND : Next.WAIT;
    }

    /** Sent, and not asked about since: a person has nothing to look at yet. */
    private static boolean mayStillAnswer(RefundTransaction row) {
        return row.calls().lastSentAt() != null
                && row.calls().polls() == 0
                && row.state() != RefundState.WAITING_FOR_BALANCE;
    }

    /** A person wants the number sent again. Where that has to wait for the pause, the wish is not lost meanwhile. */
    @Transactional
    public void sendAgain(String applicationNo) {
        var row = transactions.lockNewestOf(applicationNo).orElseThrow();
        if (row.state().ownGuess() && !mayResend(row, clock.instant())) {
            knowledge.write(row, row.change().state(RefundState.UNKNOWN).refusal(null), US);
        }
    }

    private boolean mayResend(RefundTransaction row, Instant now) {
        return row.calls().lastSentAt() == null
                || !now.isBefore(row.calls().lastSentAt().plus(settings.resendAfter()));
    }

    /** What the process does next about a sent refund. */
    public enum Next {
        WAIT,
        WAIT_FOR_BALANCE,
        ASK,
        SEND,
        SETTLED,
        GIVE_UP
    }

    /** When to ask again about a refund that is waited for. */
    @Transactional(readOnly = true)
    public Instant nextPollAt(String applicationNo) {
        var row = transactions.newestOf(applicationNo).orElseThrow();
        // Sending again, which may go on for days, does not begin the rhythm anew.
        var now = clock.instant();
        return now.plus(pollDelay(row, now));
    }

    /** A refusal that nobody listed is looked at when its time is over, not a long pause later. */
    private Duration pollDelay(RefundTransaction row, Instant from) {
        var delay =
                settings.pollDelay(row.calls().polls() + Math.max(0, row.calls().sends() - 1));
        if (row.refusal().unlistedSince() == null) {
            return delay;
        }
        var end = row.refusal().unlistedSince().plus(UNLISTED_FOR);
        return from.isBefore(end) && end.isBefore(from.plus(delay)) ? Duration.between(from, end) : delay;
    }

    /** Before this a poll comes too soon, by our own row; empty when nothing was asked yet. */
    @Transactional(readOnly = true)
    public Optional<Instant> pollDueAt(String applicationNo) {
        return lastAsked(applicationNo, row -> pollDelay(row, row.lastAskedAt()));
    }

    /** The same for the next try of what waits for money. */
    @Transactional(readOnly = true)
    public Optional<Instant> balanceTryDueAt(String applicationNo) {
        return lastAsked(applicationNo, this::balanceDelay);
    }

    /** The same for a poll while a person looks. Its rhythm is the engine's and jitters: half the pause is what we hold it to. */
    @Transactional(readOnly = true)
    public Optional<Instant> resolvePollDueAt(String applicationNo) {
        return lastAsked(applicationNo, row -> settings.resolvePoll().dividedBy(2));
    }

    private Optional<Instant> lastAsked(String applicationNo, Function<RefundTransaction, Duration> pause) {
        return transactions
                .newestOf(applicationNo)
                .filter(row -> row.lastAskedAt() != null)
                .map(row -> row.lastAskedAt().plus(pause.apply(row)));
    }

    /** No wait for the channel is meant to be longer. */
    public Duration longestWait() {
        return settings.longestWait();
    }

    /**
     * When a refund that waits for money tries by itself. Numbers get up to half the pause more, each its own share, so that
     * what ran short together does not all come back in one minute.
     */
    @Transactional(readOnly = true)
    public Instant nextBalanceTryAt(String applicationNo) {
        var row = transactions.newestOf(applicationNo).orElseThrow();
        return clock.instant().plus(balanceDelay(row));
    }

    private Duration balanceDelay(RefundTransaction row) {
        var pause = settings.balanceDelay(row.calls().sends());
        var share = Math.floorMod(row.outRefundNo().hashCode(), 1000);
        return pause.plus(pause.multipliedBy(share).dividedBy(2000));
    }

    /** The pause between two queries while a person looks at it. */
    public Duration resolvePoll() {
        return settings.resolvePoll();
    }

    /** Σ fen of the order that count as spent, by its numbers or beside them, whatever the order system says. */
    public long spentOn(String orderNo) {
        return transactions.spending(orderNo, "").fen();
    }

    /** The same of several orders; those without any are left out. */
    @Transactional(readOnly = true)
    public Map<String, Long> spentOn(Collection<String> orderNos) {
        return transactions.spentOn(orderNos);
    }

    /** Σ fen of a payment of ours that signed notifications say were refunded under numbers that are not ours. */
    @Transactional(readOnly = true)
    public long refundedElsewhere(String transactionId) {
        return transactions.refundedElsewhere(transactionId);
    }

    /** The payment that a number is about: by our row, or by the notifications that named it. */
    @Transactional(readOnly = true)
    public Optional<String> paymentOf(String outRefundNo) {
        return transactions
                .find(outRefundNo)
                .map(RefundTransaction::transactionId)
                .or(() -> transactions.paymentNotifiedOf(outRefundNo));
    }

    @Transactional(readOnly = true)
    public Optional<RefundTransaction> newestOf(String applicationNo) {
        return transactions.newestOf(applicationNo);
    }

    @Transactional(readOnly = true)
    public List<RefundTransaction> newestOf(Collection<String> applicationNos) {
        return transactions.newestOf(applicationNos);
    }

    @Transactional(readOnly = true)
    public Optional<RefundTransaction> find(String outRefundNo) {
        return transactions.find(outRefundNo);
    }

    /** The newest number under lock: what a person's action is checked against. */
    @Transactional
    public Optional<RefundTransaction> lockNewestOf(String applicationNo) {
        return transactions.lockNewestOf(applicationNo);
    }
}
