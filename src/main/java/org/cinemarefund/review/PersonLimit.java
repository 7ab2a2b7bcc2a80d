package org.cinemarefund.review;

import java.time.Instant;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.deadline.ReviewProperties;
import org.cinemarefund.shared.ChinaTime;
import org.springframework.stereotype.Component;

/**
 * How much one person may approve alone on a day in China. Nothing is counted along: the sum is that of the approvals that stand,
 * so one that came back no longer counts. The decisions of one person come one after another (the process sees to that), so
 * two at once cannot both overlook the other.
 */
@Component
class PersonLimit {
    private final RefundApplications applications;
    private final ReviewProperties settings;

    PersonLimit(RefundApplications applications, ReviewProperties settings) {
        this.applications = applications;
        this.settings = settings;
    }

    /** Whether this person would have approved too much alone, {@code amount} (fen) included. */
    boolean exceeded(String person, long amount, Instant now) {
        var limit = settings.personLimitPerDay();
        if (limit == 0) {
            return false;
        }
        var day = ChinaTime.day(now);
        return applications.approvedAlone(person, ChinaTime.start(day), ChinaTime.start(day.plusDays(1))) + amount
                > limit;
    }
}
