package org.cinemarefund.application.web;

import java.time.Duration;
import java.time.Instant;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.deadline.WorkingCalendar;
import org.cinemarefund.shared.ChinaTime;
import org.springframework.stereotype.Component;

/** When the money should be there: how it was paid decides how honestly we can say. */
@Component
public class ExpectedCredit {
    /** WeChat's wallet is usually there within minutes. */
    private static final Duration WALLET = Duration.ofMinutes(30);

    private static final int CARD_WORKING_DAYS = 7;

    private final WorkingCalendar calendar;

    ExpectedCredit(WorkingCalendar calendar) {
        this.calendar = calendar;
    }

    /** At the latest, from the approval on; cards take up to seven working days. */
    public Instant by(RefundApplication application) {
        var from = application.answer().approvedAt() == null
                ? application.appliedAt()
                : application.answer().approvedAt();
        if (PaidBy.isWallet(application.order().bankType())) {
            return from.plus(WALLET);
        }
        var day =
                calendar.plusWorkingDays(ChinaTime.day(from), CARD_WORKING_DAYS).day();
        return ChinaTime.start(day.plusDays(1)).minusSeconds(1);
    }
}
