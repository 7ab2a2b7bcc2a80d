package org.cinemarefund.sandbox;

import java.util.List;

/** Where the ledger survives a restart. */
public interface Journal extends AutoCloseable {
    void append(Ledger.Entry entry);

    /** Everything appended before this start, oldest first. */
    List<Ledger.Entry> replay();

    void clear();

    @Override
    void close();

    /** Forgets everything with the process. */
    static Journal none() {
        return new Journal() {
            @Override
            public void append(Ledger.Entry entry) {}

            @Override
            public List<Ledger.Entry> replay() {
                return List.of();
            }

            @Override
            public void clear() {}

            @Override
            public void close() {}
        };
    }
}
