package org.cinemarefund.platform.web;

import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;

/** Why a body was not taken in; found before any filter, answered by {@link BodyRefusalFilter}. */
enum BodyRefusal {
    TOO_LARGE(413),
    TOO_SLOW(408),
    /** A chunk without a size, an end before the end. */
    MALFORMED(400),
    /** Too many others are at it, from the same network or in all. */
    NO_PLACE(503);

    /** The request's attribute. */
    static final String ATTRIBUTE = BodyRefusal.class.getName();

    private final int status;

    BodyRefusal(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    Problem problem() {
        return this == NO_PLACE
                ? new Problem(ProblemCode.TRY_LATER).with(ProblemResponses.RETRY_AFTER, 5)
                : ProblemOf.status(status);
    }
}
