package org.cinemarefund.moviegoer.web;

import org.cinemarefund.ticketing.Cinema;
import org.jspecify.annotations.Nullable;

/**
 * Which cinema it is, by its name, and how it is reached now.
 *
 * @param phone missing where the cinema has none
 * @param hours when somebody answers it; missing where the cinema does not say
 */
record CinemaView(
        String cinemaId,
        String name,
        @Nullable String phone,
        @Nullable String hours) {

    static CinemaView of(Cinema cinema) {
        return new CinemaView(cinema.cinemaId(), cinema.name(), cinema.phone(), cinema.serviceHours());
    }

    ContactView contact() {
        return new ContactView(phone, hours);
    }
}
