package org.cinemarefund.application;

import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cinemarefund.application.RefundEvent.Kind;
import org.cinemarefund.payment.CardSeal;
import org.cinemarefund.payment.DebitCardBank;
import org.cinemarefund.payment.PayeeCards;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes the debit card to which an abnormal refund shall go. Number and name are encrypted under WeChat's key before anything
 * else happens to them: nobody here, we included, can read them afterwards.
 */
@Service
public class PayeeCardDesk {
    private static final String REMOVED = "REMOVED";

    private final RefundApplications applications;
    private final RefundPayments payments;
    private final PayeeCards cards;
    private final CardSeal seal;
    private final Clock clock;

    PayeeCardDesk(
            RefundApplications applications, RefundPayments payments, PayeeCards cards, CardSeal seal, Clock clock) {
        this.applications = applications;
        this.payments = payments;
        this.cards = cards;
        this.seal = seal;
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

        @Override
        public String toString() {
            return "TypedCard[" + bankType + "]";
        }
    }

    /**
     * Puts the card on file; one given before is replaced.
     *
     * @throws Problem NOT_FOUND; ACTION_NOT_ALLOWED unless the newest number is ABNORMAL and the application lives
     */
    @Transactional
    public void give(String applicationNo, TypedCard typed, String by) {
        var card = seal.seal(typed.bankType, typed.account, typed.name);
        var state = payments.lockNewestOf(applicationNo).map(it -> it.state()).orElse(null);
        var application = lock(applicationNo);
        if (state != RefundState.ABNORMAL || application.status().over()) {
            throw new Problem(ProblemCode.ACTION_NOT_ALLOWED);
        }
        var now = clock.instant();
        cards.keep(applicationNo, card, by, now);
        note(application, by, card.bankType());
    }

    /**
     * Takes the card off the file, whatever the state; does nothing when there is none.
     *
     * @throws Problem NOT_FOUND when there is no such application
     */
    @Transactional
    public void remove(String applicationNo, String by) {
        var application = lock(applicationNo);
        if (cards.given(applicationNo).isPresent()) {
            cards.delete(applicationNo);
            note(application, by, REMOVED);
        }
    }

    /** What may be told about the card on file. */
    @Transactional(readOnly = true)
    public Optional<PayeeCards.Given> given(String applicationNo) {
        return cards.given(applicationNo);
    }

    private RefundApplication lock(String applicationNo) {
        return applications.lock(applicationNo).orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND));
    }

    private void note(RefundApplication application, String by, String what) {
        application.event(Kind.PAYEE_CARD, by, clock.instant(), what, application.status(), application.status());
        applications.save(application);
    }
}
