package org.cinemarefund.review;

import java.time.Clock;
import java.util.Locale;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.policy.RefundPolicy;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.springframework.stereotype.Component;

/** Makes a frozen deal that of P0, which is the only thing besides a person's decision that changes one. */
@Component
class CinemaFaults {
    private final RefundPolicy policy;
    private final Clock clock;

    CinemaFaults(RefundPolicy policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /** The caller saves it. */
    void apply(RefundApplication locked, ScreeningStatus fact) {
        var all = RefundPolicy.atFault(locked.order(), locked.deal());
        locked.cinemaAtFault(
                fact,
                all,
                policy.clause(all, Locale.SIMPLIFIED_CHINESE),
                policy.clause(all, Locale.ENGLISH),
                clock.instant());
    }
}
