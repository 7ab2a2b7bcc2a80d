package org.cinemarefund.payment.wechat;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys WeChat Pay signs with, by the serial it names: the merchant's public key, and platform certificates, of which one
 * only hears when a message names an unknown serial.
 */
final class TrustedKeys implements Function<String, Optional<PublicKey>> {
    private static final Logger log = LoggerFactory.getLogger(TrustedKeys.class);
    /** Anybody can name an unknown serial, so asking WeChat about it has a price limit. */
    static final Duration BETWEEN_DOWNLOADS = Duration.ofMinutes(10);

    private static final Pattern CERTIFICATE_SERIAL = Pattern.compile("[0-9A-Fa-f]{16,40}");

    private final String publicKeyId;
    private final PublicKey publicKey;
    private final Function<Function<String, Optional<PublicKey>>, Map<String, X509Certificate>> download;
    private final Clock clock;
    private final AtomicReference<Instant> lastDownload = new AtomicReference<>();
    private volatile Map<String, X509Certificate> certificates = Map.of();

    /** @param download given the keys that are believed already, and may use no others to believe its list */
    TrustedKeys(
            String publicKeyId,
            PublicKey publicKey,
            Function<Function<String, Optional<PublicKey>>, Map<String, X509Certificate>> download,
            Clock clock) {
        this.publicKeyId = publicKeyId;
        this.publicKey = publicKey;
        this.download = download;
        this.clock = clock;
    }

    @Override
    public Optional<PublicKey> apply(String serial) {
        var known = known(serial);
        if (known.isPresent() || !CERTIFICATE_SERIAL.matcher(serial).matches()) {
            return known;
        }
        downloadIfDue(serial);
        return certificate(serial);
    }

    private Optional<PublicKey> known(String serial) {
        return serial.equals(publicKeyId) ? Optional.of(publicKey) : certificate(serial);
    }

    private Optional<PublicKey> certificate(String serial) {
        var now = Date.from(clock.instant());
        return Optional.ofNullable(certificates.get(serial))
                .filter(certificate -> !now.before(certificate.getNotBefore()) && !now.after(certificate.getNotAfter()))
                .map(X509Certificate::getPublicKey);
    }

    /** Whoever comes while another thread is asking does without: a message not believed now comes again. */
    private void downloadIfDue(String serial) {
        var last = lastDownload.get();
        var now = clock.instant();
        var due = last == null || Duration.between(last, now).abs().compareTo(BETWEEN_DOWNLOADS) >= 0;
        if (due && lastDownload.compareAndSet(last, now)) {
            log.info("asking for platform certificates: a message names the unknown serial {}", serial);
            var downloaded = download.apply(this::known);
            if (!downloaded.isEmpty()) {
                certificates = Map.copyOf(downloaded);
            }
        }
    }
}
