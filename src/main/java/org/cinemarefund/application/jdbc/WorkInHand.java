package org.cinemarefund.application.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.shared.TransactionBound;

/**
 * The applications one transaction has read: the several steps that meet in it see the same one, and what they changed is
 * written once, right before the commit.
 */
final class WorkInHand extends TransactionBound {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Consumer<Entry> writer;

    private WorkInHand(Consumer<Entry> writer) {
        this.writer = writer;
    }

    /** Empty outside of a transaction: then everything is read and written at once. */
    static Optional<WorkInHand> current(Consumer<Entry> writer) {
        return current(WorkInHand.class, () -> new WorkInHand(writer));
    }

    Optional<Entry> get(String applicationNo) {
        return Optional.ofNullable(entries.get(applicationNo));
    }

    void put(Entry entry) {
        entries.put(entry.application().applicationNo(), entry);
    }

    /** Before what belongs to them: the numbers of a new application are written after it. */
    @Override
    public int getOrder() {
        return 0;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        entries.values().stream()
                .filter(entry -> entry.state() != State.READ && entry.state() != State.LOCKED)
                .forEach(writer);
    }

    /** An application and what has to be done about it at the end. */
    record Entry(RefundApplication application, State state) {}

    enum State {
        READ,
        LOCKED,
        CHANGED,
        NEW
    }
}
