package org.cinemarefund.payment;

/** Wakes whoever waits for the settlement of an application. */
public interface SettlementSignal {

    /**
     * Called with the transaction row locked, in the transaction that made {@code state} known; nobody may be waiting yet.
     *
     * @throws LostRace when somebody else moved the process at the same time: roll back and try again
     */
    void settled(String applicationNo, RefundState state);

    /** What the engine says when somebody else was faster, without naming the engine. */
    final class LostRace extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public LostRace(Throwable cause) {
            super(cause.getMessage(), cause, false, false);
        }
    }
}
