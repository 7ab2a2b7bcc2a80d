package org.cinemarefund.payment;

import java.time.Instant;
import org.cinemarefund.payment.card.CardMark;
import org.jspecify.annotations.Nullable;

/**
 * How far the abnormal refund of a number has come.
 *
 * @param round counts accepted applications for one
 * @param route where the newest of them sends the money; also while its outcome is open; missing when there was none
 * @param card the card the newest one to a card was asked for with, as {@link CardMark} writes it; missing when there was none
 * @param askedAt when it was asked for, committed before the call; once it is accepted, when that was known
 * @param open whether the channel's answer to it is still open
 */
public record RepairRound(int round, @Nullable RepairRoute route, String card, Instant askedAt, boolean open) {
    static final RepairRound NONE = new RepairRound(0, null, null, null, false);

    /** @param to missing when it goes to no card */
    RepairRound asked(RepairRoute next, @Nullable CardMark to, Instant at) {
        return new RepairRound(round, next, to == null ? null : to.toString(), at, true);
    }

    /** From here on ABNORMAL is only believed when it was said later. */
    RepairRound began(Instant at) {
        return new RepairRound(round + 1, route, card, at, false);
    }

    /** It was not taken: who has the money is what the channel says of the account alone. */
    RepairRound failed() {
        return new RepairRound(round, null, null, askedAt, false);
    }

    /** The refund has ended, by this repair or before it. */
    RepairRound ended() {
        return new RepairRound(round, route, card, askedAt, false);
    }

    /** Nothing of what {@link #asked} claimed took place. */
    RepairRound notAsked(RepairRound before) {
        return new RepairRound(round, before.route, before.card, before.askedAt, before.open);
    }
}
