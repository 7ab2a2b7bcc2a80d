package org.cinemarefund.ticketing;

/** Whom an order's news concerns, told in the upsert's own transaction. */
public interface OrderWatch {

    /**
     * Called first in the transaction, before the order is locked: takes the locks that come before the order's.
     *
     * @param orderNo possibly not known yet
     */
    Watcher begin(String orderNo);

    /** For one transaction. */
    interface Watcher {

        /**
         * Under the order's lock: whether everybody concerned is locked. When somebody came in between, the upsert begins anew.
         */
        boolean complete();

        /** Under the order's lock, after the order was stored. */
        void changed(Order before, Order after);
    }
}
