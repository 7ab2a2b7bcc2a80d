package org.cinemarefund.payment.restore;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.cinemarefund.payment.RefundState;

/** How far each restored backup has been held against the channel. */
public interface Restores {

    /** Unless it was begun before. */
    void begin(String restore, Instant now);

    boolean finished(String restore);

    void finish(String restore, Instant now);

    /** One node at a time: true when it is, or stays, this node's turn until {@code until}. */
    boolean takeTurn(String restore, String node, Instant now, Instant until);

    /** Numbers without an answer in this restore, whose state is none of {@code known}, in order; {@code after} is exclusive. */
    List<String> unanswered(String restore, Collection<RefundState> known, String after, int limit);

    void answered(String restore, String outRefundNo);

    int answers(String restore);
}
