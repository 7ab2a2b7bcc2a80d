package org.cinemarefund.review;

/** The tasks in which somebody looks afterwards at what went straight through. */
public interface SampleTasks {

    /** Opens one, in the caller's transaction. */
    void open(String applicationNo);
}
