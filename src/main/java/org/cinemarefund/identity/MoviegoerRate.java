package org.cinemarefund.identity;

import java.time.Clock;
import org.springframework.stereotype.Component;

/** How often one moviegoer has called us during this minute. */
@Component
public class MoviegoerRate {
    private final PerMinute calls;

    MoviegoerRate(LimitsProperties limits, Clock clock) {
        this.calls = new PerMinute(clock, limits.requestsPerUserMinute());
    }

    /** Counts this call; false if it is one too many. */
    public boolean admits(Moviegoer moviegoer) {
        return calls.count(moviegoer.openid());
    }

    /** For {@code Retry-After}. */
    public int secondsToWait() {
        return calls.secondsLeft();
    }
}
