package org.cinemarefund.application;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.record.RefundEvent;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.Cursor;

/** The applications, each with its chain of events. */
public interface RefundApplications {

    void add(RefundApplication application);

    /** Writes what changed, new events included; the caller holds the lock. */
    void save(RefundApplication application);

    Optional<RefundApplication> find(String applicationNo);

    /** Several by their numbers, in no order; those there are. */
    List<RefundApplication> all(Collection<String> applicationNos);

    /** Under lock until the transaction ends. */
    Optional<RefundApplication> lock(String applicationNo);

    /**
     * The same for a step of the process.
     *
     * @throws IllegalStateException when there is none: its token was not started by the desk
     */
    default RefundApplication require(String applicationNo) {
        return lock(applicationNo).orElseThrow(() -> unknown(applicationNo));
    }

    /** Without a lock, for a step of the process. */
    default RefundApplication read(String applicationNo) {
        return find(applicationNo).orElseThrow(() -> unknown(applicationNo));
    }

    private static IllegalStateException unknown(String applicationNo) {
        return new IllegalStateException(
                "no application " + applicationNo + ": this token was not started by the desk");
    }

    boolean liveOn(String orderNo);

    /** Whom news of the order concern: its applications that are open, or ended with money. */
    List<String> concernedBy(String orderNo);

    /** What stands in the way of another application, in one look. */
    Others others(String orderNo, String openid, Instant since);

    /**
     * @param live whether one is open for the order
     * @param made so many this moviegoer made since then
     */
    record Others(boolean live, int made) {}

    /**
     * What this moviegoer had of us since then, in one look.
     *
     * @param from the beginning of a month
     */
    Had had(String openid, Instant from);

    /**
     * @param refunds that arrived; none for a fault of the cinema
     * @param straightThrough applications that no person looked at because they were small
     */
    record Had(int refunds, int straightThrough) {}

    /** Nobody else counts what this moviegoer had until the caller's transaction ends. */
    void lockCount(String openid);

    /** Newest first; {@code after} is exclusive and null at the start. */
    List<RefundApplication> ofOwner(String openid, Cursor after, int limit);

    /** The applications for each of these orders, the newest of each last. */
    List<Summary> newestOn(List<String> orderNos);

    /** Those of these orders of which a refusal was appealed, whatever became of it. */
    List<String> appealed(List<String> orderNos);

    /**
     * Fen that this person approved in that time without anybody else: approvals that stand, whatever became of the refund.
     *
     * @param to exclusive
     */
    long approvedAlone(String person, Instant from, Instant to);

    /**
     * What else this moviegoer asked for since then.
     *
     * @param besides an application that is not counted
     */
    Past past(String openid, Instant since, String besides);

    /**
     * @param refunds that were paid
     * @param claims that blamed the cinema
     * @param granted of these claims
     */
    record Past(int refunds, int claims, int granted) {}

    List<RefundEvent> eventsOf(String applicationNo);

    /** Of several, by their numbers. */
    Map<String, List<RefundEvent>> eventsOf(Collection<String> applicationNos);

    /** The numbers of all that nobody has decided yet. */
    List<String> undecided();

    /** Undecided ones whose deadline was counted without knowing a year's holidays. */
    List<Provisional> provisional();

    /** @param until the day the working days led to */
    record Provisional(String applicationNo, Instant appliedAt, Instant until) {}

    /** Where the live ones stand: the status, or while refunding the state of the money. */
    List<Waiting> waiting();

    /**
     * @param amount fen
     * @param since when the one that waits longest began to
     */
    record Waiting(String step, long count, long amount, Instant since) {}

    record Summary(String orderNo, String applicationNo, RefundStatus status) {}
}
