package org.cinemarefund.payment.jdbc;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.cinemarefund.payment.RefundTransaction;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The numbers one transaction holds under lock: what it has locked it knows, and what it changed is written once, right before the
 * commit or before a question whose answer depends on it.
 */
final class NumbersInHand implements TransactionSynchronization {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> newest = new HashMap<>();
    private final BiConsumer<RefundTransaction, Boolean> writer;
    private boolean over;

    private NumbersInHand(BiConsumer<RefundTransaction, Boolean> writer) {
        this.writer = writer;
    }

    /**
     * Empty outside of a transaction: then everything is read and written at once.
     *
     * @param writer of a row, and whether it is new
     */
    static Optional<NumbersInHand> current(BiConsumer<RefundTransaction, Boolean> writer) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()
                || !TransactionSynchronizationManager.isActualTransactionActive()) {
            return Optional.empty();
        }
        var bound = (NumbersInHand) TransactionSynchronizationManager.getResource(NumbersInHand.class);
        if (bound == null) {
            bound = new NumbersInHand(writer);
            TransactionSynchronizationManager.bindResource(NumbersInHand.class, bound);
            TransactionSynchronizationManager.registerSynchronization(bound);
        }
        return Optional.of(bound);
    }

    Optional<RefundTransaction> get(String outRefundNo) {
        return Optional.ofNullable(entries.get(outRefundNo)).map(Entry::row);
    }

    /** The newest number of an application, if it is one of these. */
    Optional<RefundTransaction> newestOf(String applicationNo) {
        return Optional.ofNullable(newest.get(applicationNo)).flatMap(this::get);
    }

    void locked(RefundTransaction row) {
        entries.putIfAbsent(row.outRefundNo(), new Entry(row, State.LOCKED));
    }

    /** Nobody can add a newer number while this one is locked. */
    void isNewest(RefundTransaction row) {
        newest.put(row.applicationNo(), row.outRefundNo());
    }

    void added(RefundTransaction row) {
        entries.put(row.outRefundNo(), new Entry(row, State.NEW));
        isNewest(row);
    }

    void changed(RefundTransaction row) {
        var before = entries.get(row.outRefundNo());
        var isNew = before != null && before.state() == State.NEW;
        entries.put(row.outRefundNo(), new Entry(row, isNew ? State.NEW : State.CHANGED));
    }

    /** Writes what is not written yet. */
    void writeAll() {
        entries.replaceAll((number, entry) -> {
            if (entry.state() != State.LOCKED) {
                writer.accept(entry.row(), entry.state() == State.NEW);
            }
            return new Entry(entry.row(), State.LOCKED);
        });
    }

    /** Also called when somebody begins another transaction after this one's commit, with nothing bound any more. */
    @Override
    public void suspend() {
        if (!over) {
            TransactionSynchronizationManager.unbindResource(NumbersInHand.class);
        }
    }

    @Override
    public void resume() {
        if (!over) {
            TransactionSynchronizationManager.bindResource(NumbersInHand.class, this);
        }
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        writeAll();
    }

    @Override
    public void beforeCompletion() {
        over = true;
        TransactionSynchronizationManager.unbindResource(NumbersInHand.class);
    }

    private record Entry(RefundTransaction row, State state) {}

    private enum State {
        LOCKED,
        CHANGED,
        NEW
    }
}
