package org.cinemarefund.payment.wechat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.cinemarefund.payment.ChannelTrust;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether WeChat still believes the merchant certificate that requests are signed for, as seen in the answers to them, and how
 * long it will, where its file is named. An expired one looks like a WeChat that is away: every answer is 401, so every outcome is
 * unknown, and nothing but a person can end that.
 */
final class MerchantCertificate implements ChannelTrust {
    private static final Logger log = LoggerFactory.getLogger(MerchantCertificate.class);
    /** WeChat gives out the next one some weeks before. */
    static final Duration WATCHED_AHEAD = Duration.ofDays(30);

    private static final Duration BETWEEN_READINGS = Duration.ofMinutes(1);
    private static final Pattern SERIAL = Pattern.compile("[0-9A-Fa-f]{1,64}");

    private final Path file;
    private final String serialNo;
    private final Clock clock;
    private final AtomicReference<Word> word = new AtomicReference<>(Word.NONE);
    private Reading reading;

    /** @param refusedSince missing while requests are believed */
    private record Word(boolean believed, @Nullable Instant refusedSince, String theirs) {
        static final Word NONE = new Word(false, null, null);
        static final Word BELIEVED = new Word(true, null, null);
    }

    /** @param certificate missing when the file was of no use, and then {@code trouble} says why */
    private record Reading(Instant at, @Nullable X509Certificate certificate, String trouble) {}

    /**
     * @param file may be missing
     * @param serialNo the serial that requests name
     */
    MerchantCertificate(@Nullable Path file, String serialNo, Clock clock) {
        this.file = file;
        this.serialNo = serialNo;
        this.clock = clock;
    }

    /** A 401 is about who asks and never about the refund; what carries a signature was answered to somebody believed. */
    void observe(HttpAnswer answer) {
        if (answer.status() == 401) {
            var now = clock.instant();
            var words = answer.errorMessage();
            var before = word.getAndUpdate(
                    old -> new Word(false, old.refusedSince() == null ? now : old.refusedSince(), words));
            if (before.refusedSince() == null) {
                log.error(
                        "WeChat Pay answers 401: check merchant certificate, private key, serial number and clock"
                                + " (Request-ID {})",
                        answer.requestId());
            }
        } else if (!answer.header("Wechatpay-Signature").isEmpty()
                && !word.get().believed()) {
            var before = word.getAndSet(Word.BELIEVED);
            if (before.refusedSince() != null) {
                log.info("WeChat Pay believes the merchant certificate again");
            }
        }
    }

    @Override
    public Optional<Instant> refusedSince() {
        return Optional.ofNullable(word.get().refusedSince());
    }

    @Override
    public boolean believed() {
        return word.get().believed();
    }

    @Override
    public Map<String, String> troubles() {
        var troubles = new LinkedHashMap<String, String>();
        var heard = word.get();
        if (heard.refusedSince() != null) {
            troubles.put("refused", "WeChat answers 401 since " + heard.refusedSince() + ": " + heard.theirs());
        }
        var read = reading();
        if (read.trouble() != null) {
            troubles.put("file", read.trouble());
        }
        if (read.certificate() != null) {
            var end = read.certificate().getNotAfter().toInstant();
            if (!clock.instant().isBefore(end)) {
                troubles.put("expired", end.toString());
            } else if (Duration.between(clock.instant(), end).compareTo(WATCHED_AHEAD) <= 0) {
                troubles.put("expires", end.toString());
            }
        }
        return troubles;
    }

    /** Until its end, negative after it; empty where no file is named, or it cannot be read. */
    Optional<Long> daysLeft() {
        return Optional.ofNullable(reading().certificate()).map(certificate -> Duration.between(
                        clock.instant(), certificate.getNotAfter().toInstant())
                .toDays());
    }

    private synchronized Reading reading() {
        var now = clock.instant();
        if (reading == null || Duration.between(reading.at(), now).abs().compareTo(BETWEEN_READINGS) >= 0) {
            reading = read(now);
        }
        return reading;
    }

    private Reading read(Instant now) {
        if (file == null) {
            return new Reading(now, null, null);
        }
        try {
            var certificate = PemKeys.certificate(Files.readAllBytes(file));
            var another = SERIAL.matcher(serialNo).matches()
                    && !certificate.getSerialNumber().equals(new BigInteger(serialNo, 16));
            return new Reading(
                    now, certificate, another ? "its serial is not refund.wechat.pay.merchant-serial-no" : null);
        } catch (IOException | GeneralSecurityException e) {
            return new Reading(
                    now,
                    null,
                    "refund.wechat.pay.certificate-path: no certificate could be read ("
                            + e.getClass().getSimpleName() + ")");
        }
    }
}
