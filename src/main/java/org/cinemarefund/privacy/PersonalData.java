package org.cinemarefund.privacy;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Where the data of moviegoers lie. */
public interface PersonalData {

    /** All of one moviegoer; empty lists for one nobody knows. */
    MoviegoerData of(String openid);

    /** @param over whether it has ended, with money or without */
    record Case(String applicationNo, boolean over) {}

    /**
     * Their cases, in the order of their numbers, with numbers, applications and orders locked until the transaction ends.
     *
     * @return what is there under the locks; a case that was made meanwhile is among it, or waits until this is over
     */
    List<Case> lock(String openid);

    /** Takes away what people wrote about these cases, and what belongs to one person alone. Their rows are locked. */
    void eraseWords(Collection<String> applicationNos, Instant now);

    /** Takes away the pictures they gave us, used or not. */
    void erasePictures(String openid);

    /** Puts the pseudonym where this openid stands. */
    void rename(String openid, String pseudonym);

    /** Cases that ended before and still have words, those that ended first at the beginning. */
    List<String> withWords(Instant endedBefore, int most);

    /** Those of these whose words are still there, locked until the transaction ends. */
    List<String> lockWithWords(Collection<String> applicationNos);
}
