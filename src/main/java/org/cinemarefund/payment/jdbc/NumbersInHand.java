package org.cinemarefund.payment.jdbc;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.shared.TransactionBound;

/**
 * The numbers one transaction holds under lock: what it has locked it knows, and what it changed is written once, right before the
 * commit or before a question whose answer depends on it.
 */
final class NumbersInHand extends TransactionBound {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> newest = new HashMap<>();
    private final BiConsumer<RefundTransaction, Boolean> writer;

    private NumbersInHand(BiConsumer<RefundTransaction, Boolean> writer) {
        this.writer = writer;
    }

    /**
     * Empty outside of a transaction: then everything is read and written at once.
     *
     * @param writer of a row, and whether it is new
     */
    static Optional<NumbersInHand> current(BiConsumer<RefundTransaction, Boolean> writer) {
        return current(NumbersInHand.class, () -> new NumbersInHand(writer));
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

    @Override
    public void beforeCommit(boolean readOnly) {
        writeAll();
    }

    private record Entry(RefundTransaction row, State state) {}

    private enum State {
        LOCKED,
        CHANGED,
        NEW
    }
}
