package org.cinemarefund.desk.web;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.finance.FinanceDesk;
import org.cinemarefund.finance.FinanceDesk.Action;
import org.cinemarefund.finance.PayeeCardDesk;
import org.cinemarefund.finance.web.CardTexts;
import org.cinemarefund.finance.web.MoneyTexts;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.payment.card.PayeeCards;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.VisibleText;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** The money of a refund, for the person of finance who has to do something about it, and for the one who confirms that. */
@Component
class MoneyViews {
    private final RefundPayments payments;
    private final FinanceDesk finance;
    private final PayeeCardDesk cards;
    private final CardTexts cardTexts;
    private final MoneyTexts texts;
    private final MessageSource messages;

    MoneyViews(
            RefundPayments payments,
            FinanceDesk finance,
            PayeeCardDesk cards,
            CardTexts cardTexts,
            MoneyTexts texts,
            MessageSource messages) {
        this.payments = payments;
        this.finance = finance;
        this.cards = cards;
        this.cardTexts = cardTexts;
        this.texts = texts;
        this.messages = messages;
    }

    /**
     * The money, for finance.
     *
     * @param refundedElsewhere fen of the payment that signed notifications say went back under numbers that are not ours
     * @param mostOfTheRest fen that may be paid where less than the refund is left of the payment; missing where that is no choice
     * @param what what happened
     * @param where where the money is, and whether it is safe
     * @param answer what WeChat said last; missing where it said nothing that explains the state
     * @param banks to whose cards it may go; none where it may go to no card
     */
    record MoneyView(
            String outRefundNo,
            String transactionId,
            long refundedElsewhere,
            @Nullable Long mostOfTheRest,
            String refundId,
            RefundState state,
            String stateText,
            String what,
            String where,
            MoneyTexts.@Nullable AnswerView answer,
            String refusal,
            String cause,
            int sends,
            OffsetDateTime firstSentAt,
            OffsetDateTime lastAskedAt,
            String receivedAccount,
            List<ActionView> actions,
            CardOnFile payeeCard,
            List<CardTexts.BankView> banks) {}

    /**
     * The card given for an abnormal refund, as far as anybody can still say.
     *
     * @param own whether the moviegoer gave it
     * @param comment how finance got it otherwise
     */
    record CardOnFile(
            String bank, String lastDigits, String givenBy, boolean own, OffsetDateTime givenAt, String comment) {}

    /**
     * @param recommended what the facts speak for; of a state at most one is
     * @param twoPeople whether a second person has to confirm it
     */
    record ActionView(
            Action code,
            String text,
            boolean recommended,
            boolean twoPeople,
            String does,
            String sends,
            String people,
            String undo) {}

    /** What a colleague of finance chose, for the second person. */
    record ResolutionView(
            String action,
            String actionText,
            String by,
            String comment,
            String proofReference,
            Long restAmount,
            CardOnFile card,
            MoneyTexts.@Nullable EffectView effect) {}

    MoneyView of(RefundTransaction refund, Locale locale) {
        var rest = finance.mostOfTheRest(refund);
        var allowed = finance.allowed(refund);
        var recommended = finance.recommended(refund, allowed);
        return new MoneyView(
                refund.outRefundNo(),
                refund.transactionId(),
                payments.refundedElsewhere(refund.transactionId()),
                rest > 0 ? rest : null,
                refund.told().refundId(),
                refund.state(),
                messages.getMessage("state." + refund.state(), null, locale),
                texts.what(refund, locale),
                texts.where(refund, locale),
                texts.answer(refund, locale),
                refund.refusal().code(),
                VisibleText.of(refund.cause()),
                refund.calls().sends(),
                ChinaTime.orNull(refund.calls().firstSentAt()),
                ChinaTime.orNull(refund.calls().lastPolledAt()),
                refund.told().account(),
                allowed.stream()
                        .sorted()
                        .map(action -> action(
                                action,
                                refund.state(),
                                recommended.filter(action::equals).isPresent(),
                                locale))
                        .toList(),
                cards.given(refund.applicationNo())
                        .map(card -> onFile(card, locale))
                        .orElse(null),
                allowed.contains(Action.ABNORMAL_TO_CARD) ? cardTexts.banks(locale) : List.of());
    }

    private ActionView action(Action action, RefundState state, boolean recommended, Locale locale) {
        var effect = texts.effect(action, state, locale);
        return new ActionView(
                action,
                name(action.name(), locale),
                recommended,
                action.needsTwo(),
                effect.does(),
                effect.sends(),
                effect.people(),
                effect.undo());
    }

    /** Missing while finance chose nothing. */
    @Nullable
    ResolutionView resolution(RefundApplication application, @Nullable RefundTransaction refund, Locale locale) {
        return application
                .resolution()
                .map(action -> new ResolutionView(
                        action,
                        name(action, locale),
                        application.choice().by(),
                        VisibleText.of(application.choice().comment()),
                        VisibleText.of(application.choice().proofReference()),
                        application.choice().rest(),
                        cards.given(application.applicationNo())
                                .filter(card -> application
                                        .choice()
                                        .toCard()
                                        .filter(card.card()::equals)
                                        .isPresent())
                                .map(card -> onFile(card, locale))
                                .orElse(null),
                        refund == null ? null : texts.effect(Action.valueOf(action), refund.state(), locale)))
                .orElse(null);
    }

    private String name(String action, Locale locale) {
        return messages.getMessage("action." + action, null, action, locale);
    }

    private CardOnFile onFile(PayeeCards.Given given, Locale locale) {
        return new CardOnFile(
                cardTexts.bank(given.card().bankType(), locale),
                given.card().lastDigits(),
                messages.getMessage("actor." + given.by(), null, given.by(), locale),
                given.by().equals(RefundApplication.MOVIEGOER),
                ChinaTime.of(given.at()),
                VisibleText.of(given.note()));
    }
}
