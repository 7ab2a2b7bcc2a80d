package org.cinemarefund.application;

/** What the desks ask of the process; everything happens in the caller's transaction. */
public interface RefundWorkflow {

    /** Starts the one process that is the whole life of an application; returns its applicationNo. */
    String start(Registration registration);

    /** Tells a process under review that the moviegoer withdrew; it must be there to hear it. */
    void withdrawn(String applicationNo);

    /** Whether its process is where people decide; an operator may have led it elsewhere. */
    boolean isUnderReview(String applicationNo);

    /** Tells a process under review that the cinema is at fault by the order system's word: on to the approval. */
    void cinemaAtFault(String applicationNo);

    /** Tells a process that waits for evidence that some came; it must be there to hear it. */
    void evidenceSupplied(String applicationNo);

    /** Tells a process in which a second person looks at finance's choice that the choice stands no more; does nothing elsewhere. */
    void choiceUndone(String applicationNo);

    /** Moves the due date and the timers of an open review to the application's new deadline. */
    void deadlineMoved(String applicationNo);
}
