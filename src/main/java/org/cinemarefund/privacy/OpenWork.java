package org.cinemarefund.privacy;

import java.util.Collection;

/** What the process engine knows of cases that are over in our tables. */
public interface OpenWork {

    /** Whether somebody of finance still has a task about one of these. */
    boolean isAbout(Collection<String> applicationNos);

    /** Takes away what people wrote to tasks of these, in the caller's transaction. */
    void eraseWords(Collection<String> applicationNos);
}
