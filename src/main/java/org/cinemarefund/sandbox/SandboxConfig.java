package org.cinemarefund.sandbox;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a sandbox behaves from its start.
 *
 * @param port of 127.0.0.1; 0 takes any free one
 * @param directory where keys and the ledger survive a restart; missing keeps everything in memory and the keys in a temporary
 *     directory
 * @param settleAfter from accepting a refund to its final state; zero settles before the request is answered
 * @param redeliveryPerMille the documented gaps between deliveries (15 s, 15 s, 30 s, 3 min, …) in thousandths
 * @param callbackTimeout how long the receiver of a notification may take
 * @param oneMinuteSpacing whether two refunds of one order within a minute are answered 429
 */
public record SandboxConfig(
        int port,
        @Nullable Path directory,
        Duration settleAfter,
        int redeliveryPerMille,
        Duration callbackTimeout,
        boolean oneMinuteSpacing,
        SigningMode signing,
        Clock clock) {

    public static final int DEFAULT_PORT = 8089;

    /** What people get who try the product. */
    public static SandboxConfig defaults() {
        return new SandboxConfig(
                DEFAULT_PORT,
                Path.of("data", "sandbox"),
                Duration.ofSeconds(2),
                20,
                Duration.ofSeconds(5),
                false,
                SigningMode.PUBLIC_KEY,
                Clock.systemUTC());
    }

    /** A free port and no traces: for tests. */
    public static SandboxConfig inMemory() {
        return defaults().withPort(0).withDirectory(null);
    }

    public SandboxConfig withPort(int value) {
        return new SandboxConfig(
                value, directory, settleAfter, redeliveryPerMille, callbackTimeout, oneMinuteSpacing, signing, clock);
    }

    public SandboxConfig withDirectory(Path value) {
        return new SandboxConfig(
                port, value, settleAfter, redeliveryPerMille, callbackTimeout, oneMinuteSpacing, signing, clock);
    }

    public SandboxConfig withSettleAfter(Duration value) {
        return new SandboxConfig(
                port, directory, value, redeliveryPerMille, callbackTimeout, oneMinuteSpacing, signing, clock);
    }

    public SandboxConfig withRedeliveryPerMille(int value) {
        return new SandboxConfig(
                port, directory, settleAfter, value, callbackTimeout, oneMinuteSpacing, signing, clock);
    }

    public SandboxConfig withOneMinuteSpacing(boolean value) {
        return new SandboxConfig(
                port, directory, settleAfter, redeliveryPerMille, callbackTimeout, value, signing, clock);
    }

    public SandboxConfig withSigning(SigningMode value) {
        return new SandboxConfig(
                port, directory, settleAfter, redeliveryPerMille, callbackTimeout, oneMinuteSpacing, value, clock);
    }

    public SandboxConfig withClock(Clock value) {
        return new SandboxConfig(
                port, directory, settleAfter, redeliveryPerMille, callbackTimeout, oneMinuteSpacing, signing, value);
    }
}
