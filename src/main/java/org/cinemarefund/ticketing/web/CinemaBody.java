package org.cinemarefund.ticketing.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.cinemarefund.shared.PhoneNumber;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.ticketing.Cinema;

/**
 * A cinema as the order system tells it and is answered.
 *
 * @param autoApproveUpTo fen
 * @param claimHours how long after its beginning a fault of a show can be claimed; 0 = never
 */
record CinemaBody(
        String cinemaId,
        String name,
        String region,
        String phone,
        String policyPlan,
        int reviewWorkingDays,
        Cinema.OnOverdue onOverdue,
        long autoApproveUpTo,
        String serviceHours,
        int claimHours) {

    /** Three months: later nobody can say any more what a show was like. */
    private static final int MOST_CLAIM_HOURS = 2160;

    static CinemaBody of(Cinema cinema) {
        return new CinemaBody(
                cinema.cinemaId(),
                cinema.name(),
                cinema.region(),
                cinema.phone(),
                cinema.policyPlan(),
                cinema.reviewWorkingDays(),
                cinema.onOverdue(),
                cinema.autoApproveUpTo(),
                cinema.serviceHours(),
                cinema.claimHours());
    }

    /** @throws Problem INVALID_REQUEST on the first field that cannot be accepted */
    static Cinema cinema(String cinemaId, JsonNode json) {
        String checkedCinemaId = Body.id("cinemaId", cinemaId, 54);
        Body body = Body.of(json);
        return new Cinema(
                checkedCinemaId,
                body.text("name", 200),
                body.optionalText("region", 100),
                phone(body),
                body.text("policyPlan", 64),
                body.between("reviewWorkingDays", 1, 30),
                body.choice("onOverdue", Cinema.OnOverdue.class),
                body.amount("autoApproveUpTo", 0),
                body.optionalText("serviceHours", 100),
                body.between("claimHours", 0, MOST_CLAIM_HOURS, Cinema.CLAIM_HOURS),
                List.of());
    }

    /** Something that can be dialled: moviegoers are sent there. */
    private static String phone(Body body) {
        String phone = body.optionalText("phone", 40);
        if (phone != null && !PhoneNumber.isIn(phone)) {
            throw Problem.invalid("phone", "phone");
        }
        return phone;
    }
}
