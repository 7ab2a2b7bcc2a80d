package org.cinemarefund.identity;

import java.time.Clock;
import org.springframework.stereotype.Component;

/** How many files one moviegoer sent this node during this minute, pictures or not: each has to be looked at. */
@Component
public class UploadRate {
    /** Of a day's pictures: whoever sends so many within a minute sends something else than pictures. */
    private static final long TIMES = 4;

    private final PerMinute files;

    UploadRate(LimitsProperties limits, Clock clock) {
        this.files = new PerMinute(clock, (int) Math.min(Integer.MAX_VALUE, TIMES * limits.evidencePerUserDay()));
    }

    /** Counts this one; false if it is one too many. */
    public boolean admits(String openid) {
        return files.count(openid);
    }

    /** For {@code Retry-After}. */
    public int secondsToWait() {
        return files.secondsLeft();
    }
}
