package org.cinemarefund.finance;

import org.jspecify.annotations.Nullable;

/** Puts a contradiction about money in front of a person of finance. */
public interface AlarmTasks {

    /**
     * Opens a task in the caller's transaction, unless one about the same is open.
     *
     * @param outRefundNo the refund number, or what else it is about
     * @param applicationNo missing when the number is none of ours
     * @param what a code, text for people under {@code alarm.<code>}
     */
    void open(String outRefundNo, @Nullable String applicationNo, String what);

    /** Ends the application's open task about this, in the caller's transaction: nobody has to look any more. */
    void end(String applicationNo, String what);
}
