package org.cinemarefund.moviegoer;

import java.time.Clock;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets idempotency keys after their day. */
@Component
class OldKeys {
    private final IdempotencyKeys keys;
    private final Clock clock;

    OldKeys(IdempotencyKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Scheduled(initialDelayString = "PT5M", fixedDelayString = "PT1H")
    void remove() {
        keys.removeOld(clock.instant());
    }
}
