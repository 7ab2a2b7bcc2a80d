package org.cinemarefund.finance;

import java.time.Clock;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.payment.RefundTransactions.Waiting;
import org.cinemarefund.payment.balance.WaitingRefunds;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.Particulars;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.shared.FreeText;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The merchant account as finance sees it: how much is missing, and who says that it was topped up. */
@Service
public class BalanceDesk {
    private final RefundApplications applications;
    private final WaitingRefunds waiting;
    private final Clock clock;

    BalanceDesk(RefundApplications applications, WaitingRefunds waiting, Clock clock) {
        this.applications = applications;
        this.waiting = waiting;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public Waiting waiting() {
        return waiting.waiting();
    }

    /** What a person says when they close the task, checked for form; a decision is not asked for. */
    public static String comment(Object comment) {
        return FreeText.of("comment", comment);
    }

    /** Written into the record of the refund that will be tried first. */
    @Transactional
    public void toppedUp(String by, String comment) {
        waiting.first().ifPresent(applicationNo -> {
            var application = applications.lock(applicationNo).orElseThrow();
            application.event(
                    Kind.BALANCE_TOPPED_UP,
                    by,
                    clock.instant(),
                    Particulars.none().words(Fact.COMMENT, comment),
                    application.status(),
                    application.status());
            applications.save(application);
        });
    }
}
