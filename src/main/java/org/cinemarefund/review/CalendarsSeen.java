package org.cinemarefund.review;

/** The calendars that nodes have counted by, so that one with older files does not undo what a newer one did. */
public interface CalendarsSeen {

    /**
     * Notes a calendar that was not seen before as the newest.
     *
     * @param chosen whether somebody just changed to it, which makes it the newest also where it was seen before
     * @return whether it is the newest
     */
    boolean isNewest(String fingerprint, boolean chosen);
}
