package org.cinemarefund.finance;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cinemarefund.application.OwnOrders;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.RefundWorkflow;
import org.cinemarefund.application.StaffTasks;
import org.cinemarefund.notice.StaffNotice;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.payment.card.CardMark;
import org.cinemarefund.payment.card.CardSeal;
import org.cinemarefund.payment.card.DebitCardBank;
import org.cinemarefund.payment.card.PayeeCards;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.Particulars;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.FreeText;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes the debit card to which an abnormal refund shall go: from the moviegoer, who is asked in the application, or from the
 * one of finance who has the task and says how they got it. Number and name are encrypted under WeChat's key before anything
 * else happens to them: nobody here, we included, can read them afterwards. A card that is given, changed or removed undoes what
 * finance chose before.
 */
@Service
public class PayeeCardDesk {
    private static final String REMOVED = "REMOVED";

    private final RefundApplications applications;
    private final RefundPayments payments;
    private final PayeeCards cards;
    private final CardSeal seal;
    private final FinanceDesk finance;
    private final StaffTasks tasks;
    private final OwnOrders ownOrders;
    private final RefundWorkflow workflow;
    private final StaffNotice staff;
    private final Clock clock;

    PayeeCardDesk(
            RefundApplications applications,
            RefundPayments payments,
            PayeeCards cards,
            CardSeal seal,
            FinanceDesk finance,
            StaffTasks tasks,
            OwnOrders ownOrders,
            RefundWorkflow workflow,
            StaffNotice staff,
            Clock clock) {
        this.applications = applications;
        this.payments = payments;
        this.cards = cards;
        this.seal = seal;
        this.finance = finance;
        this.tasks = tasks;
        this.ownOrders = ownOrders;
        this.workflow = workflow;
        this.staff = staff;
        this.clock = clock;
    }

    /** A card as a person typed it, checked for form; lives no longer than the request that brought it. */
    public static final class TypedCard {
        private static final Pattern SPACES = Pattern.compile("[ \\u00A0\\u3000]");
        private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12,24}");
        /** Also what fits into one block of WeChat's key: 60 times three bytes. */
        private static final int LONGEST_NAME = 60;

        private final String bankType;
        private final String account;
        private final String name;

        private TypedCard(String bankType, String account, String name) {
            this.bankType = bankType;
            this.account = account;
            this.name = name;
        }

        /** @throws Problem INVALID_REQUEST with the field, never with what was in it */
        public static TypedCard of(Object bankType, Object bankAccount, Object realName) {
            var bank = text("bankType", bankType);
            if (DebitCardBank.ofCode(bank).isEmpty()) {
                throw Problem.invalid("bankType", "unknown-value");
            }
            var account = SPACES.matcher(text("bankAccount", bankAccount)).replaceAll("");
            if (!ACCOUNT.matcher(account).matches()) {
                throw Problem.invalid("bankAccount", "card-number");
            }
            var name = text("realName", realName).strip();
            if (name.isEmpty()
                    || name.length() > LONGEST_NAME
                    || !name.codePoints().allMatch(TypedCard::printable)) {
                throw Problem.invalid("realName", "card-holder");
            }
            return new TypedCard(bank, account, name);
        }

        private static String text(String field, Object value) {
            if (value == null) {
                throw Problem.invalid(field, "required");
            }
            if (!(value instanceof String text)) {
                throw Problem.invalid(field, "wrong-type");
            }
            return text;
        }

        private static boolean printable(int character) {
            return switch (Character.getType(character)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.PRIVATE_USE,
                        Character.UNASSIGNED,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> false;
                default -> true;
            };
        }

        /** Whether words that are kept and shown hold what only the channel may read. */
        private boolean isQuotedIn(String words) {
            return words.replaceAll("[^0-9]", "").contains(account) || words.contains(name);
        }

        @Override
        public String toString() {
            return "TypedCard[" + bankType + "]";
        }
    }

    /**
     * The moviegoer gives their own card; one given before, by whomever, is replaced.
     *
     * @throws Problem NOT_FOUND for what is not theirs; PAYEE_CARD_NOT_WANTED while the way back is open or a repair is under
     *     way already
     */
    @Transactional
    public void giveOwn(String openid, String applicationNo, TypedCard typed) {
        var theirs = applications
                .find(applicationNo)
                .filter(refundApplication -> refundApplication.order().openid().equals(openid));
        if (theirs.isEmpty()) {
            throw new Problem(ProblemCode.NOT_FOUND);
        }
        var application = lock(applicationNo, ProblemCode.PAYEE_CARD_NOT_WANTED);
        keep(application, typed, RefundApplication.MOVIEGOER, null);
        staff.tell(new StaffNotice.News(
                StaffNotice.Kind.CARD_GIVEN,
                application.cinema().name(),
                applicationNo,
                application.deal().refundAmount(),
                null));
    }

    /**
     * One of finance types a card they were told of.
     *
     * @param comment how they got it, a must
     * @throws Problem NOT_FOUND; TASK_NOT_YOURS unless they claimed the task about it; OWN_ORDER; COMMENT_REQUIRED;
     *     ACTION_NOT_ALLOWED as PAYEE_CARD_NOT_WANTED above
     */
    @Transactional
    public void giveAsFinance(String applicationNo, TypedCard typed, Object comment, String by) {
        requireClaimed(applicationNo, by);
        ownOrders.refuse(applicationNo, by);
        var note = note(comment, typed);
        keep(lock(applicationNo, ProblemCode.ACTION_NOT_ALLOWED), typed, by, note);
    }

    private static String note(Object comment, TypedCard typed) {
        var words = FreeText.of("comment", comment);
        if (words == null) {
            throw new Problem(ProblemCode.COMMENT_REQUIRED).with("field", "comment");
        }
        if (typed.isQuotedIn(words)) {
            throw Problem.invalid("comment", "card-quoted");
        }
        return words;
    }

    /** Locked, the newest number first, if a card may be given for it now. */
    private RefundApplication lock(String applicationNo, ProblemCode otherwise) {
        var row = payments.lockNewestOf(applicationNo);
        var application = applications.lock(applicationNo).orElseThrow();
        if (application.status().over() || row.filter(PayeeCardDesk::wanted).isEmpty()) {
            throw new Problem(otherwise);
        }
        return application;
    }

    private static boolean wanted(RefundTransaction row) {
        return row.state() == RefundState.ABNORMAL && !row.repair().open();
    }

    private void keep(RefundApplication application, TypedCard typed, String by, String note) {
        var card = seal.seal(typed.bankType, typed.account, typed.name);
        cards.keep(application.applicationNo(), card, by, note, clock.instant());
        application.payeeCardGiven(card.mark(), by, note, clock.instant());
        changed(application);
    }

    /**
     * Takes the card off the file, whatever the state; does nothing when there is none.
     *
     * @throws Problem NOT_FOUND; TASK_NOT_YOURS unless they claimed the task about it
     */
    @Transactional
    public void remove(String applicationNo, String by) {
        requireClaimed(applicationNo, by);
        payments.lockNewestOf(applicationNo);
        var application = applications.lock(applicationNo).orElseThrow();
        if (cards.given(applicationNo).isPresent()) {
            cards.delete(applicationNo);
            var removed = Particulars.none().with(Fact.CAUSE, REMOVED);
            application.event(
                    Kind.PAYEE_CARD, by, clock.instant(), removed, application.status(), application.status());
            changed(application);
        }
    }

    /** @throws Problem NOT_FOUND; TASK_NOT_YOURS unless this person claimed finance's open task about it */
    @Transactional(readOnly = true)
    public void requireClaimed(String applicationNo, String by) {
        if (applications.find(applicationNo).isEmpty()) {
            throw new Problem(ProblemCode.NOT_FOUND);
        }
        if (!tasks.claimedOfFinance(applicationNo, by)) {
            throw new Problem(ProblemCode.TASK_NOT_YOURS).answeredWith(403);
        }
    }

    private void changed(RefundApplication application) {
        var undone = finance.cardChanged(application);
        applications.save(application);
        if (undone) {
            workflow.choiceUndone(application.applicationNo());
        }
    }

    /** What may be told about the card on file. */
    @Transactional(readOnly = true)
    public Optional<PayeeCards.Given> given(String applicationNo) {
        return cards.given(applicationNo);
    }

    /**
     * What an application tells about the card while its way back is closed.
     *
     * @param wanted whether one would be taken now
     * @param card the one on file, if any
     */
    public record Wish(boolean wanted, Optional<CardMark> card) {}

    /** Empty unless the way back is closed. */
    @Transactional(readOnly = true)
    public Optional<Wish> wish(RefundApplication application) {
        return Optional.ofNullable(wishes(List.of(application)).get(application.applicationNo()));
    }

    /** The same of several, by their numbers: as many questions to the database as for one. */
    @Transactional(readOnly = true)
    public Map<String, Wish> wishes(List<RefundApplication> all) {
        var refunding = all.stream()
                .filter(application -> application.status() == RefundStatus.REFUNDING)
                .map(RefundApplication::applicationNo)
                .toList();
        var closed = payments.newestOf(refunding).stream()
                .filter(refund -> refund.state() == RefundState.ABNORMAL)
                .toList();
        var given = cards.given(
                closed.stream().map(RefundTransaction::applicationNo).toList());
        var wishes = new HashMap<String, Wish>();
        closed.forEach(refund -> wishes.put(
                refund.applicationNo(),
                new Wish(
                        wanted(refund),
                        Optional.ofNullable(given.get(refund.applicationNo())).map(PayeeCards.Given::card))));
        return wishes;
    }
}
