package org.cinemarefund.shared;

import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What one transaction knows: one object of each class, gone with it, out of reach while another transaction runs within. */
public abstract class TransactionBound implements TransactionSynchronization {
    private boolean over;

    /** The running transaction's own; empty outside of one. */
    public static <T extends TransactionBound> Optional<T> current(Class<T> type, Supplier<T> made) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()
                || !TransactionSynchronizationManager.isActualTransactionActive()) {
            return Optional.empty();
        }
        var bound = type.cast(TransactionSynchronizationManager.getResource(type));
        if (bound == null) {
            bound = made.get();
            TransactionSynchronizationManager.bindResource(type, bound);
            TransactionSynchronizationManager.registerSynchronization(bound);
        }
        return Optional.of(bound);
    }

    /** Also called when somebody begins another transaction after this one's commit, with nothing bound any more. */
    @Override
    public void suspend() {
        if (!over) {
            TransactionSynchronizationManager.unbindResource(getClass());
        }
    }

    @Override
    public void resume() {
        if (!over) {
            TransactionSynchronizationManager.bindResource(getClass(), this);
        }
    }

    @Override
    public void beforeCompletion() {
        over = true;
        TransactionSynchronizationManager.unbindResource(getClass());
    }
}
