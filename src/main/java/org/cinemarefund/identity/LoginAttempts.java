package org.cinemarefund.identity;

import java.time.Clock;
import org.cinemarefund.shared.ClientNetwork;
import org.springframework.stereotype.Component;

/**
 * How often one address has tried to get in during this minute: log-ins with a code, and apart from them wrong passwords wherever
 * passwords are taken, as moviegoers and whoever guesses may share an address. A right password is never counted and never
 * refused here.
 */
@Component
public class LoginAttempts {
    private final PerMinute codes;
    private final PerMinute attempts;

    LoginAttempts(LimitsProperties limits, Clock clock) {
        this.codes = new PerMinute(clock, limits.loginsPerIpMinute());
        this.attempts = new PerMinute(clock, limits.loginsPerIpMinute());
    }

    /** Counts one more log-in with a code; false if it is one too many. */
    public boolean admitsCode(String ip) {
        return codes.count(ClientNetwork.of(ip));
    }

    /** Whether another wrong password of this address may still be answered as such; otherwise it is told to wait. */
    public boolean allowed(String ip) {
        return !attempts.isUsedUp(ClientNetwork.of(ip));
    }

    /** One more wrong password. */
    public void failed(String ip) {
        attempts.count(ClientNetwork.of(ip));
    }

    /** For {@code Retry-After}. */
    public int secondsToWait() {
        return attempts.secondsLeft();
    }
}
