package org.cinemarefund.application;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.policy.Decision;
import org.cinemarefund.policy.History;
import org.cinemarefund.staff.StaffOpenids;
import org.cinemarefund.ticketing.Orders;

/** What desks are made of, put together without Spring. */
public final class DeskParts {
    private DeskParts() {}

    public static OwnOrders ownOrders(RefundApplications applications, StaffOpenids openids) {
        return new OwnOrders(applications, openids);
    }

    public static RefundLocks locks(Orders orders, RefundPayments payments, RefundApplications applications) {
        return new RefundLocks(orders, payments, applications);
    }

    public static RefundFigures figures() {
        return new RefundFigures(new SimpleMeterRegistry());
    }

    /** The rules have spoken. */
    public static RefundApplication agreed(RefundApplication application, Deal deal, Instant now) {
        return agreed(application, deal, false, now);
    }

    /** @param straight whether it was small enough for nobody to look */
    public static RefundApplication agreed(RefundApplication application, Deal deal, boolean straight, Instant now) {
        var asked = new Decision.Version(deal.plan(), deal.version());
        application.freeze(new Decision(deal, History.NONE, null, asked, straight), "退", "r", now);
        return application;
    }
}
