package org.cinemarefund.finance;

import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.cinemarefund.application.OwnOrders;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.notice.NoticeDesk;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.payment.ChannelRefund;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundRepairs;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.payment.RefundTransaction.Answer;
import org.cinemarefund.shared.FreeText;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.ticketing.Orders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What finance may do about a refund that WeChat would not or could not complete: exactly the safe actions of the state the
 * money is in, looked at when they press the button and again after WeChat was asked once more.
 */
@Service
public class FinanceDesk {
    private static final Logger log = LoggerFactory.getLogger(FinanceDesk.class);
    private static final String CARD_CHANGED = "CARD_CHANGED";

    /** Refusals that no waiting and no other request of ours changes. */
    private static final Set<String> NEVER_BY_THE_CHANNEL = Set.of("USER_ACCOUNT_ABNORMAL", "TRADE_OVERDUE");

    private final RefundApplications applications;
    private final RefundPayments payments;
    private final RefundRepairs repairs;
    private final Orders orders;
    private final NoticeDesk notices;
    private final OwnOrders ownOrders;
    private final DifferenceDesk differences;
    private final Clock clock;

    FinanceDesk(
            RefundApplications applications,
            RefundPayments payments,
            RefundRepairs repairs,
            Orders orders,
            NoticeDesk notices,
            OwnOrders ownOrders,
            DifferenceDesk differences,
            Clock clock) {
        this.applications = applications;
        this.payments = payments;
        this.repairs = repairs;
        this.orders = orders;
        this.notices = notices;
        this.ownOrders = ownOrders;
        this.differences = differences;
        this.clock = clock;
    }

    /** What a person can choose. */
    public enum Action {
        CHECK_AGAIN,
        RESEND,
        ABNORMAL_TO_CARD(true),
        ABNORMAL_TO_MERCHANT,
        NEW_NUMBER(true),
        PAY_REST(true),
        SETTLE_OFFLINE(true),
        REJECT;

        private final boolean needsTwo;

        Action() {
            this(false);
        }

        Action(boolean needsTwo) {
            this.needsTwo = needsTwo;
        }

        /** Whether a second person of finance has to confirm it: money may go out again, outside WeChat, or to another account. */
        public boolean needsTwo() {
            return needsTwo;
        }
    }

    /** A person's choice as it came in, checked for form. */
    public record Resolution(Action action, String comment, String proofReference, Long restAmount) {

        /** @throws Problem when it is no choice at all */
        public static Resolution of(Object action, Object comment, Object proofReference, Object restAmount) {
            if (!(action instanceof String name)) {
                throw Problem.invalid("action", "required");
            }
            var words = FreeText.optional("comment", comment);
            for (var financeDeskAction : Action.values()) {
                if (financeDeskAction.name().equals(name)) {
                    var proof = ProofReference.of(proofReference, financeDeskAction == Action.SETTLE_OFFLINE);
                    return new Resolution(
                            financeDeskAction,
                            FreeText.of("comment", words),
                            proof,
                            rest(financeDeskAction, restAmount));
                }
            }
            throw Problem.invalid("action", "unknown-value");
        }

        /** Missing for all that is left. */
        private static @Nullable Long rest(Action action, Object given) {
            var fen = Fen.of("restAmount", given);
            if (fen != null && action != Action.PAY_REST) {
                throw Problem.invalid("restAmount", "not-of-this-action");
            }
            return fen;
        }

        /** A rejection is read by the moviegoer. */
        private void requireComment() {
            if (action == Action.REJECT && comment == null) {
                throw new Problem(ProblemCode.COMMENT_REQUIRED).with("field", "comment");
            }
        }
    }

    /** What is safe now: a refusal also needs tickets that are still worth something, and nothing paid beside the refund. */
    @Transactional(readOnly = true)
    public Set<Action> allowed(RefundTransaction row) {
        var actions = EnumSet.noneOf(Action.class);
        actions.addAll(safe(row));
        if (mostOfTheRest(row) > 0) {
            actions.add(Action.PAY_REST);
        }
        if (actions.contains(Action.REJECT)
                && (!ticketsCanBeGivenBack(row.orderNo()) || differences.isPaid(row.applicationNo()))) {
            actions.remove(Action.REJECT);
        }
        return actions;
    }

    /**
     * Fen that may at most be paid of a refund that WeChat refused because less than that is left of the payment: the deal less
     * what signed notifications told of; 0 where it was not refused for that, or nothing is left.
     */
    @Transactional(readOnly = true)
    public long mostOfTheRest(RefundTransaction row) {
        if (row.state() != RefundState.REFUSED || !row.refusal().moreThanLeft()) {
            return 0;
        }
        var deal = applications.find(row.applicationNo()).orElseThrow().deal();
        var left = deal.refundAmount() + deal.elsewhere() - payments.refundedElsewhere(row.transactionId());
        return Math.max(0, Math.min(left, row.refundAmount()));
    }

    private long rest(RefundTransaction row, Resolution choice) {
        var most = mostOfTheRest(row);
        var fen = choice.restAmount() == null ? most : choice.restAmount();
        if (fen < 1 || fen > most) {
            throw Problem.invalid("restAmount", "more-than-left");
        }
        return fen;
    }

    private boolean ticketsCanBeGivenBack(String orderNo) {
        var order = orders.find(orderNo).orElseThrow();
        return order.showTime().isAfter(clock.instant())
                && !order.screeningStatus().withoutShow();
    }

    private static Set<Action> safe(RefundTransaction row) {
        return switch (row.state()) {
            case SENDING, UNKNOWN, PROCESSING ->
                row.calls().lastAnswer() == Answer.NOT_FOUND_SIGNED
                        ? Set.of(Action.CHECK_AGAIN, Action.RESEND)
                        : Set.of(Action.CHECK_AGAIN);
            case WAITING_FOR_BALANCE -> Set.of(Action.RESEND, Action.CHECK_AGAIN);
            case REFUSED -> Set.of(Action.RESEND, Action.SETTLE_OFFLINE, Action.REJECT);
            case ABNORMAL ->
                row.repair().open()
                        ? Set.of(Action.CHECK_AGAIN)
                        : Set.of(Action.CHECK_AGAIN, Action.ABNORMAL_TO_CARD, Action.ABNORMAL_TO_MERCHANT);
            case CLOSED -> Set.of(Action.NEW_NUMBER, Action.SETTLE_OFFLINE, Action.REJECT);
            case RETURNED_TO_MERCHANT -> Set.of(Action.SETTLE_OFFLINE);
            case PREPARED, REVOKED, GIVEN_UP, SETTLED_OFFLINE, SUCCESS -> Set.of();
        };
    }

    /** What the facts speak for; empty where a person has to weigh it. Only what is allowed is ever named. */
    @Transactional(readOnly = true)
    public Optional<Action> recommended(RefundTransaction row, Set<Action> allowed) {
        return speaksFor(row, allowed).filter(allowed::contains);
    }

    private Optional<Action> speaksFor(RefundTransaction row, Set<Action> allowed) {
        return switch (row.state()) {
            case SENDING, UNKNOWN, PROCESSING ->
                Optional.of(allowed.contains(Action.RESEND) ? Action.RESEND : Action.CHECK_AGAIN);
            case ABNORMAL ->
                row.repair().open()
                        ? Optional.of(Action.CHECK_AGAIN)
                        : repairs.cardOnFile(row.applicationNo()).map(card -> Action.ABNORMAL_TO_CARD);
            case CLOSED -> Optional.of(Action.NEW_NUMBER);
            case RETURNED_TO_MERCHANT -> Optional.of(Action.SETTLE_OFFLINE);
            case REFUSED ->
                row.refusal().moreThanLeft()
                        ? Optional.of(Action.PAY_REST)
                        : Optional.ofNullable(row.refusal().code())
                                .filter(NEVER_BY_THE_CHANNEL::contains)
                                .map(code -> Action.SETTLE_OFFLINE);
            case WAITING_FOR_BALANCE, PREPARED, REVOKED, GIVEN_UP, SETTLED_OFFLINE, SUCCESS -> Optional.empty();
        };
    }

    private void requireAllowed(RefundTransaction row, Action action) {
        if (!allowed(row).contains(action)) {
            throw new Problem(ProblemCode.ACTION_NOT_ALLOWED, action, row.state());
        }
        if (action == Action.ABNORMAL_TO_CARD
                && repairs.cardOnFile(row.applicationNo()).isEmpty()) {
            throw new Problem(ProblemCode.PAYEE_CARD_REQUIRED).with("field", "action");
        }
    }

    /**
     * Notes what a person wants; it happens only if it is still safe after WeChat was asked again.
     *
     * @return whether a second person has to confirm it first
     */
    @Transactional
    public boolean choose(String applicationNo, Resolution choice, String by) {
        choice.requireComment();
        var row = payments.lockNewestOf(applicationNo).orElseThrow();
        var application = applications.lock(applicationNo).orElseThrow();
        ownOrders.refuse(application, by);
        requireAllowed(row, choice.action());
        var card = choice.action() == Action.ABNORMAL_TO_CARD
                ? repairs.cardOnFile(applicationNo).orElseThrow()
                : null;
        var rest = choice.action() == Action.PAY_REST ? rest(row, choice) : null;
        application.resolve(
                choice.action().name(), by, choice.comment(), choice.proofReference(), card, rest, clock.instant());
        applications.save(application);
        return choice.action().needsTwo();
    }

    /** The word of a second person about a colleague's choice. */
    public record Confirmation(boolean agreed, String comment) {

        /** @throws Problem when it is neither APPROVE nor REJECT, or a refusal without a reason */
        public static Confirmation of(Object decision, Object comment) {
            if (!(decision instanceof String word)) {
                throw Problem.invalid("decision", "required");
            }
            var words = FreeText.optional("comment", comment);
            if (!word.equals("APPROVE") && !word.equals("REJECT")) {
                throw Problem.invalid("decision", "unknown-value");
            }
            var said = FreeText.of("comment", words);
            var agreed = word.equals("APPROVE");
            if (!agreed && said == null) {
                throw new Problem(ProblemCode.COMMENT_REQUIRED).with("field", "comment");
            }
            return new Confirmation(agreed, said);
        }
    }

    /**
     * Notes what a second person says about the choice.
     *
     * @return whether it may go on; never for a choice that was undone while they were looking
     */
    @Transactional
    public boolean confirm(String applicationNo, Confirmation confirmation, String by) {
        payments.lockNewestOf(applicationNo);
        var application = applications.lock(applicationNo).orElseThrow();
        ownOrders.refuse(application, by);
        application.requireSecondPerson(by);
        if (application.choiceOver()) {
            return false;
        }
        if (confirmation.agreed()) {
            application.confirmResolution(by, confirmation.comment(), clock.instant());
        } else {
            application.declineResolution(by, confirmation.comment(), clock.instant());
        }
        applications.save(application);
        return confirmation.agreed();
    }

    /** What the token does next after WeChat was asked again. */
    public enum Step {
        LOOK_AGAIN,
        RESEND,
        REPAIR,
        SETTLE_OFFLINE,
        REJECT
    }

    /** Asks WeChat (remote), then holds the choice against what is known now. */
    @Transactional
    public Step verify(String applicationNo) {
        var said = payments.query(applicationNo);
        var row = payments.lockNewestOf(applicationNo).orElseThrow();
        var application = applications.lock(applicationNo).orElseThrow();
        if (application.choiceOver()) {
            return Step.LOOK_AGAIN;
        }
        var action = Action.valueOf(application.resolution().orElseThrow());
        var why = whyNot(row, said, application, action);
        if (why != null) {
            application.resolutionRefused(why.cause(), why.told(), clock.instant());
            applications.save(application);
            return Step.LOOK_AGAIN;
        }
        return switch (action) {
            case CHECK_AGAIN -> Step.LOOK_AGAIN;
            case RESEND -> {
                payments.sendAgain(applicationNo);
                yield Step.RESEND;
            }
            case ABNORMAL_TO_CARD, ABNORMAL_TO_MERCHANT -> Step.REPAIR;
            case NEW_NUMBER -> {
                payments.renew(applicationNo, application.choice().by());
                yield Step.RESEND;
            }
            case PAY_REST -> {
                var fen = application.choice().rest();
                payments.payRest(applicationNo, fen, application.choice().by());
                application.restToPay(fen);
                applications.save(application);
                yield Step.RESEND;
            }
            case SETTLE_OFFLINE -> Step.SETTLE_OFFLINE;
            case REJECT -> {
                payments.giveUp(applicationNo, application.choice().by());
                application.rejectedByFinance(clock.instant());
                differences.refused(application);
                applications.save(application);
                notices.intend(applicationNo, NoticeKind.REJECTED, 1);
                yield Step.REJECT;
            }
        };
    }

    /**
     * Why a choice is not carried out.
     *
     * @param cause a code: one of ours, or the state that the money is in
     * @param told what the channel says now, where that is why
     */
    private record WhyNot(String cause, String told) {
        WhyNot(String cause) {
            this(cause, null);
        }
    }

    /**
     * Missing when it may be done: allowed in the state of now, and nothing final without an answer of WeChat's. That a number is
     * closed may have come with a notification only; what pays another way then also needs the answer to say so.
     */
    private @Nullable WhyNot whyNot(
            RefundTransaction row, Optional<ChannelRefund.Status> said, RefundApplication application, Action action) {
        if (action == Action.CHECK_AGAIN) {
            return null;
        }
        if (!allowed(row).contains(action)) {
            return new WhyNot(row.state().name());
        }
        if (action.needsTwo() && !application.choice().confirmed()) {
            return new WhyNot("NOT_CONFIRMED");
        }
        if (action == Action.PAY_REST && application.choice().rest() > mostOfTheRest(row)) {
            return new WhyNot("LESS_IS_LEFT");
        }
        if (action == Action.ABNORMAL_TO_CARD && !cardStands(application)) {
            return new WhyNot(CARD_CHANGED);
        }
        if (action != Action.RESEND && row.calls().lastAnswer() == Answer.UNKNOWN) {
            return new WhyNot("NO_ANSWER");
        }
        var notThere = row.calls().lastAnswer() == Answer.NOT_FOUND_SIGNED;
        if (row.state() == RefundState.REFUSED && action != Action.RESEND && !notThere) {
            return new WhyNot("NO_ANSWER");
        }
        var stillClosed = row.state() != RefundState.CLOSED
                || said.filter(ChannelRefund.Status.CLOSED::equals).isPresent();
        return stillClosed
                ? null
                : said.map(status -> new WhyNot("CLOSED_NO_MORE", status.name()))
                        .orElseGet(() -> new WhyNot("NO_ANSWER"));
    }

    /** Whether the card on file is the very one that finance chose. */
    private boolean cardStands(RefundApplication application) {
        var bound = application.choice().toCard();
        return bound.isPresent() && bound.equals(repairs.cardOnFile(application.applicationNo()));
    }

    /**
     * Asks WeChat to pay it another way (remote), as finance chose. Sends nothing, and lets the token look again, when the choice
     * was undone meanwhile or the card is another one.
     *
     * @throws IllegalStateException when that was not what finance chose, to a card not what two of them decided, however the
     *     token got here
     */
    @Transactional
    public void repair(String applicationNo) {
        var application = applications.find(applicationNo).orElseThrow();
        var chosen = application.resolution().orElse("");
        if (application.choiceOver()) {
            log.info("nothing is repaired for {}: no choice stands", applicationNo);
        } else if (chosen.equals(Action.ABNORMAL_TO_CARD.name())) {
            repairToCard(application);
        } else if (chosen.equals(Action.ABNORMAL_TO_MERCHANT.name())) {
            repairs.toMerchant(applicationNo);
            lock(applicationNo, RefundApplication::resolutionDone);
        } else {
            throw new IllegalStateException("finance chose no repair for " + applicationNo);
        }
    }

    private void repairToCard(RefundApplication application) {
        if (!application.choice().confirmed()) {
            throw new IllegalStateException(
                    "two people of finance have to send " + application.applicationNo() + " to a card first");
        }
        if (cardStands(application)) {
            repairs.toCard(
                    application.applicationNo(), application.choice().toCard().orElseThrow());
            lock(application.applicationNo(), RefundApplication::resolutionDone);
        } else {
            lock(application.applicationNo(), this::cardChanged);
        }
    }

    private void lock(String applicationNo, Consumer<RefundApplication> change) {
        payments.lockNewestOf(applicationNo);
        var locked = applications.lock(applicationNo).orElseThrow();
        change.accept(locked);
        applications.save(locked);
    }

    /**
     * What another card, or none, does to a repair that finance chose and nobody has asked for yet: it is chosen anew. In the
     * transaction that changes the card, which holds the locks of the newest number and of the application.
     *
     * @return whether there was such a choice
     */
    boolean cardChanged(RefundApplication locked) {
        var repair = locked.resolution()
                .map(Action::valueOf)
                .filter(action -> action == Action.ABNORMAL_TO_CARD || action == Action.ABNORMAL_TO_MERCHANT);
        if (repair.isEmpty()) {
            return false;
        }
        locked.resolutionRefused(CARD_CHANGED, null, clock.instant());
        return true;
    }

    /**
     * The moviegoer was paid another way, and there is proof of it.
     *
     * @throws IllegalStateException when that was not what two people decided, however the token got here
     */
    @Transactional
    public void settleOffline(String applicationNo) {
        var chosen = applications.find(applicationNo).orElseThrow();
        if (!chosen.resolution().filter(Action.SETTLE_OFFLINE.name()::equals).isPresent()
                || !chosen.choice().confirmed()) {
            throw new IllegalStateException("two people of finance have to settle " + applicationNo + " offline first");
        }
        payments.settledOffline(applicationNo, chosen.choice().by());
        var application = applications.lock(applicationNo).orElseThrow();
        application.settledOffline(clock.instant());
        applications.save(application);
        notices.intend(applicationNo, NoticeKind.SETTLED_OFFLINE, 1);
    }
}
