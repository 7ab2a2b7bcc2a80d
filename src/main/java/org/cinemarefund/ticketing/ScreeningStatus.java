package org.cinemarefund.ticketing;

/** Whether the show takes place as sold; anything but SCHEDULED is the cinema's doing (policy P0). */
public enum ScreeningStatus {
    SCHEDULED,
    RESCHEDULED,
    CANCELLED,
    /** Stopped or unusable after it began. */
    ABORTED;

    /** Whether nobody saw it, so that not even a ticket that was used was of any use. */
    public boolean withoutShow() {
        return this == CANCELLED || this == ABORTED;
    }
}
