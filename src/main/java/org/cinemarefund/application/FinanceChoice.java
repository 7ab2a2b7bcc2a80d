package org.cinemarefund.application;

import java.util.Optional;
import org.cinemarefund.payment.card.CardMark;
import org.jspecify.annotations.Nullable;

/**
 * What finance chose to do about the money.
 *
 * @param action missing before anybody chose, and once it was done, refused, declined or undone
 * @param comment what finance wrote with it
 * @param card the card it is bound to, as {@link CardMark} writes it; missing when it goes to none
 * @param rest fen that shall be paid of a refund of which a part was paid elsewhere; missing otherwise
 * @param confirmedBy the second person; missing before one agreed
 */
public record FinanceChoice(
        @Nullable String action,
        String by,
        String comment,
        String proofReference,
        String card,
        @Nullable Long rest,
        @Nullable String confirmedBy) {
    static final FinanceChoice NONE = new FinanceChoice(null, null, null, null, null, null, null);

    public boolean confirmed() {
        return confirmedBy != null;
    }

    /** Empty when it goes to no card. */
    public Optional<CardMark> toCard() {
        return CardMark.of(card);
    }

    FinanceChoice confirmed(String second) {
        return new FinanceChoice(action, by, comment, proofReference, card, rest, second);
    }

    FinanceChoice over() {
        return new FinanceChoice(null, by, comment, proofReference, card, rest, confirmedBy);
    }

    boolean isOver() {
        return action == null && by != null;
    }
}
