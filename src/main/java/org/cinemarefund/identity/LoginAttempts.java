package org.cinemarefund.identity;

import java.time.Clock;
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
        return codes.count(network(ip));
    }

    /** Whether another wrong password of this address may still be answered as such; otherwise it is told to wait. */
    public boolean allowed(String ip) {
        return !attempts.isUsedUp(network(ip));
    }

    /** One more wrong password. */
    public void failed(String ip) {
        attempts.count(network(ip));
    }

    /** For {@code Retry-After}. */
    public int secondsToWait() {
        return attempts.secondsLeft();
    }

    /** One subscriber has a whole /64 of IPv6 addresses, so it counts as one. */
    static String network(String ip) {
        if (ip == null) {
            return "unknown";
        }
        if (ip.indexOf(':') < 0) {
            return ip;
        }
        var groups = ip.split(":", -1);
        // Tomcat writes addresses in full; a shortened one is taken as it is.
        return ip.contains("::") || groups.length < 8
                ? ip
                : String.join(":", groups[0], groups[1], groups[2], groups[3]);
    }
}
