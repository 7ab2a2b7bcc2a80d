package org.cinemarefund.notice;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows behind what is said to moviegoers: intents and the consents they use up. Every change names the state it starts
 * from and answers false, changing nothing, when the row is elsewhere.
 */
public interface Notices {

    /** Writes the intent; false when there is one. */
    boolean intend(String applicationNo, NoticeKind kind, int round);

    Optional<Notice> find(String applicationNo, NoticeKind kind, int round);

    /** @param reason missing when there is nothing to explain */
    boolean move(String applicationNo, NoticeKind kind, int round, State from, State to, @Nullable String reason);

    /** One more message of each of these kinds was consented to. */
    void addGrants(String applicationNo, Set<NoticeKind> kinds);

    int grants(String applicationNo, NoticeKind kind);

    /** Takes one consent; false when none is left. */
    boolean spendGrant(String applicationNo, NoticeKind kind);

    record Notice(State state, String reason) {}

    enum State {
        INTENDED,
        /** About to leave, or left: from here on it may have arrived. */
        SENDING,
        SENT,
        NOT_SENT,
        UNKNOWN
    }
}
