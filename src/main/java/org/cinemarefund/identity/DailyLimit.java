package org.cinemarefund.identity;

import java.time.Duration;
import java.time.Instant;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;

/** What somebody is told who did so much today that no more is taken. A day is one in China. */
public final class DailyLimit {

    private DailyLimit() {}

    /** At midnight in China everybody may again. */
    public static Problem usedUp(Instant now) {
        var left = Duration.between(now, ChinaTime.start(ChinaTime.day(now).plusDays(1)));
        return new Problem(ProblemCode.TOO_MANY_REQUESTS)
                .with("retryAfterSeconds", left.plusNanos(999_999_999).toSeconds());
    }
}
