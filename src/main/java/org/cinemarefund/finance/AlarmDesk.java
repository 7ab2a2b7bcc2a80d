package org.cinemarefund.finance;

import java.time.Clock;
import org.cinemarefund.application.OwnOrders;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.Particulars;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.shared.FreeText;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What a person found out about a contradiction. */
@Service
public class AlarmDesk {
    private static final Logger log = LoggerFactory.getLogger(AlarmDesk.class);

    private final RefundApplications applications;
    private final OwnOrders ownOrders;
    private final Clock clock;

    AlarmDesk(RefundApplications applications, OwnOrders ownOrders, Clock clock) {
        this.applications = applications;
        this.ownOrders = ownOrders;
        this.clock = clock;
    }

    /** @throws Problem when nothing was written down: the next person needs it */
    public static String finding(Object comment) {
        var finding = FreeText.of("comment", comment);
        if (finding == null) {
            throw new Problem(ProblemCode.COMMENT_REQUIRED).with("field", "comment");
        }
        return finding;
    }

    /** @param applicationNo missing when the number is none of ours: then the task itself is the only record */
    @Transactional
    public void examined(@Nullable String applicationNo, String outRefundNo, String what, String by, String finding) {
        log.info("alarm {} about refund {} was examined by {}", what, outRefundNo, by);
        if (applicationNo == null) {
            return;
        }
        var application = applications.lock(applicationNo).orElseThrow();
        ownOrders.refuse(application, by);
        application.event(
                Kind.ALARM_EXAMINED,
                by,
                clock.instant(),
                Particulars.none().with(Fact.ALARM, what).words(Fact.COMMENT, finding),
                application.status(),
                application.status());
        applications.save(application);
    }
}
