package org.cinemarefund.moviegoer.web;

import org.cinemarefund.ticketing.Cinema;

/**
 * Which cinema it is, by its name, and how it is reached now.
 *
 * @param phone null where the cinema has none
 * @param hours when somebody answers it; null where the cinema does not say
 */
record CinemaView(String cinemaId, String name, String phone, String hours) {

    static CinemaView of(Cinema cinema) {
        return new CinemaView(cinema.cinemaId(), cinema.name(), cinema.phone(), cinema.serviceHours());
    }

    ContactView contact() {
        return new ContactView(phone, hours);
    }
}
