package org.cinemarefund.application;

import java.time.Instant;
import org.cinemarefund.policy.History;
import org.cinemarefund.shared.ChinaTime;
import org.springframework.stereotype.Component;

/** What a moviegoer had of us in the China month of an instant, as the rules ask for it. */
@Component
public class MoviegoerHistory {
    private final RefundApplications applications;
    private final StraightThroughProperties settings;

    public MoviegoerHistory(RefundApplications applications, StraightThroughProperties settings) {
        this.applications = applications;
        this.settings = settings;
    }

    public History of(String openid, Instant at) {
        var month = ChinaTime.start(ChinaTime.day(at).withDayOfMonth(1));
        var had = applications.had(openid, month);
        return new History(had.refunds(), had.straightThrough(), settings.autoApprovalsPerMonth());
    }

    /** The same, and nobody else goes on the strength of it until the caller's transaction ends. */
    History locked(String openid, Instant at) {
        applications.lockCount(openid);
        return of(openid, at);
    }
}
