package org.cinemarefund.ticketing;

/** Whether the show takes place as sold; anything but SCHEDULED is the cinema's doing (policy P0). */
public enum ScreeningStatus {
    SCHEDULED,
    RESCHEDULED,
    CANCELLED
}
