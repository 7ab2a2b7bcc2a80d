package org.cinemarefund.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cinemarefund.shared.ClientNetwork;
import org.springframework.stereotype.Component;

/**
 * Makes guessing one person's password slow and never shuts the person out. Wrong passwords make one address wait for one account,
 * longer each time and never as long as two minutes; what comes meanwhile is not looked at and lengthens nothing. When an account is
 * guessed at from many addresses, one it has not been used from takes a turn first: told to wait once, let try when it comes
 * back. So whoever knows the password is in within two minutes, however long the guessing goes on. Names nobody has are treated the
 * same, or the pause would tell who exists.
 *
 * <p>In this node's memory, bounded: what is forgotten was a brake and no decision.
 */
@Component
public class PasswordPauses {
    /** Wrong passwords in a row that cost nothing. */
    static final int FREE = 3;

    static final Duration FIRST = Duration.ofSeconds(5);
    static final Duration LONGEST = Duration.ofSeconds(110);

    /** Wrong ones for one account from anywhere, within {@link #WINDOW}, before strangers take turns. */
    static final int GUESSED_AT = 30;

    static final Duration WINDOW = Duration.ofMinutes(10);
    static final Duration TURN = Duration.ofSeconds(45);

    /** Addresses that wait for their turn at one account; so many may try within {@link #TURN}. */
    static final int TURNS = 1000;

    private static final Duration FORGOTTEN = Duration.ofHours(1);
    private static final int LONGEST_NAME = 64;

    private final Clock clock;
    private final Map<Pair, Wrong> pairs = new Newest<>(100_000);
    private final Map<String, Guessing> accounts = new Newest<>(10_000);
    private final Map<Pair, Boolean> familiar = new Newest<>(10_000);

    PasswordPauses(Clock clock) {
        this.clock = clock;
    }

    /**
     * To be asked before a password is looked at, and to be told {@link #wrong} or {@link #right} afterwards.
     *
     * @return seconds to wait, for {@code Retry-After}; 0 to go on
     */
    public synchronized int secondsToWait(String account, String ip) {
        var now = clock.instant();
        var pair = pair(account, ip);
        var wrong = pairs.get(pair);
        if (wrong != null && now.isBefore(wrong.until)) {
            return seconds(now, wrong.until);
        }
        var guessing = accounts.get(pair.account);
        if (guessing != null && guessing.isOn(now) && !familiar.containsKey(pair)) {
            var turn = guessing.turn(pair.network, now);
            if (now.isBefore(turn)) {
                return seconds(now, turn);
            }
        }
        if (wrong != null && wrong.count >= FREE) {
            // Before the answer is known, or a hundred at the same moment would all be answered.
            wrong.until = now.plus(pause(wrong.count + 1));
        }
        return 0;
    }

    /** @return true when the address has to wait from now on */
    public synchronized boolean wrong(String account, String ip) {
        var now = clock.instant();
        var pair = pair(account, ip);
        var wrong = pairs.compute(pair, (k, old) -> old == null || old.isForgotten(now) ? new Wrong() : old);
        wrong.count++;
        wrong.until = now.plus(pause(wrong.count));
        accounts.compute(pair.account, (k, old) -> old == null || old.isOver(now) ? new Guessing(now) : old).count++;
        return now.isBefore(wrong.until);
    }

    public synchronized void right(String account, String ip) {
        var pair = pair(account, ip);
        pairs.remove(pair);
        familiar.put(pair, true);
    }

    /** Somebody who may says that this account is to be let in. */
    public synchronized void forget(String account) {
        pairs.keySet().removeIf(pair -> pair.account.equals(account));
        accounts.remove(account);
    }

    synchronized int remembered() {
        return pairs.size() + accounts.size() + familiar.size();
    }

    private static Duration pause(int wrong) {
        if (wrong < FREE) {
            return Duration.ZERO;
        }
        var doubled = FIRST.multipliedBy(1L << Math.min(wrong - FREE, 10));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    private static int seconds(Instant now, Instant until) {
        return (int) ((Duration.between(now, until).toMillis() + 999) / 1000);
    }

    /** No account of the engine has a longer name. */
    private static Pair pair(String account, String ip) {
        return new Pair(account.length() > LONGEST_NAME ? "" : account, ClientNetwork.of(ip));
    }

    /** Forgets what was not asked for the longest. */
    private static final class Newest<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        private final int most;

        Newest(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    private record Pair(String account, String network) {}

    private static final class Wrong {
        private int count;
        private Instant until = Instant.MIN;

        boolean isForgotten(Instant now) {
            return count > 0 && until.plus(FORGOTTEN).isBefore(now);
        }
    }

    private static final class Guessing {
        private final Instant since;
        private final Map<String, Instant> turns = new LinkedHashMap<>();
        private int count;

        Guessing(Instant since) {
            this.since = since;
        }

        boolean isOver(Instant now) {
            return since.plus(WINDOW).isBefore(now);
        }

        boolean isOn(Instant now) {
            return count >= GUESSED_AT && !isOver(now);
        }

        /** When this address may try; each turn is good for one try. */
        Instant turn(String network, Instant now) {
            turns.values().removeIf(from -> from.plus(WINDOW).isBefore(now));
            var from = turns.get(network);
            if (from == null) {
                from = now.plus(TURN);
                if (turns.size() < TURNS) {
                    turns.put(network, from);
                }
            } else if (!now.isBefore(from)) {
                turns.remove(network);
            }
            return from;
        }
    }
}
