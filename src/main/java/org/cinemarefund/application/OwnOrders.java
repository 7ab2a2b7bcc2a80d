package org.cinemarefund.application;

import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.staff.StaffOpenids;
import org.springframework.stereotype.Component;

/** Nobody decides about an order of their own, as far as the order system told us who is who. */
@Component
public class OwnOrders {
    private final RefundApplications applications;
    private final StaffOpenids openids;

    OwnOrders(RefundApplications applications, StaffOpenids openids) {
        this.applications = applications;
        this.openids = openids;
    }

    /** @throws Problem OWN_ORDER when this member of the staff is the moviegoer */
    public void refuse(String applicationNo, String by) {
        applications.find(applicationNo).ifPresent(application -> refuse(application, by));
    }

    public void refuse(RefundApplication application, String by) {
        if (openids.areOne(by, application.order().openid())) {
            throw new Problem(ProblemCode.OWN_ORDER);
        }
    }
}
