package org.cinemarefund.payment.wechat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads WeChat Pay's platform certificates: the older kind of key, with which merchants on their way to the public key
 * still get some answers and notifications signed. Merchants who never had any are told 404, which is as good.
 */
final class PlatformCertificates {
    private static final Logger log = LoggerFactory.getLogger(PlatformCertificates.class);
    /** Comes on top of the budget of the call whose answer is being checked, or of WeChat's five seconds for a callback. */
    private static final Duration BUDGET = Duration.ofSeconds(3);

    private static final Pattern SERIAL = Pattern.compile("[0-9A-Fa-f]{1,64}");
    private static final Pattern ANY = Pattern.compile("(?s).{1,65536}");

    private final WechatPayHttp http;
    private final ApiV3Cipher cipher;
    private final Clock clock;
    private final MeterRegistry meters;

    PlatformCertificates(WechatPayHttp http, ApiV3Cipher cipher, Clock clock, MeterRegistry meters) {
        this.http = http;
        this.cipher = cipher;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * By serial; empty when there are none or they could not be had. Never throws.
     *
     * @param trusted the keys that are believed already, by serial
     */
    Map<String, X509Certificate> download(Function<String, Optional<PublicKey>> trusted) {
        var sample = Timer.start(meters);
        var certificates = new HashMap<String, X509Certificate>();
        String result;
        try {
            var answer = http.get(BUDGET, "v3", "certificates");
            if (answer.status() == 200) {
                certificates.putAll(read(answer, trusted));
                result = "ok";
            } else {
                result = answer.status() == 404 ? "none" : "failed";
            }
            log.info("platform certificates: HTTP {}, {} usable", answer.status(), certificates.size());
        } catch (IOException | GeneralSecurityException | StrictJson.Unreadable e) {
            result = "failed";
            log.warn("platform certificates: {}", e.getClass().getSimpleName());
        }
        sample.stop(meters.timer(WechatPayClient.CALLS, "api", "certificates", "result", result));
        return certificates;
    }

    /**
     * The encryption under the API v3 key vouches for the certificates; the list must be signed as well, by one of them or by a
     * key that is believed already, or nothing is taken over. While keys are switched it is signed by the public key, since that
     * is what our requests name.
     */
    private Map<String, X509Certificate> read(HttpAnswer answer, Function<String, Optional<PublicKey>> trusted)
            throws GeneralSecurityException, StrictJson.Unreadable {
        var certificates = new HashMap<String, X509Certificate>();
        for (var entry : StrictJson.object(answer.body()).objects("data")) {
            var serial = entry.text("serial_no", SERIAL);
            var certificate = decrypt(entry.object("encrypt_certificate"));
            if (!certificate.getSerialNumber().equals(new BigInteger(serial, 16))) {
                throw new GeneralSecurityException("a certificate under another serial");
            }
            if (certificate.getNotAfter().after(Date.from(clock.instant()))) {
                certificates.put(serial, certificate);
            }
        }
        var verdict = new SignatureVerifier(
                        clock, serial -> publicKey(certificates, serial).or(() -> trusted.apply(serial)))
                .check(answer::header, answer.body());
        if (verdict != Verdict.GENUINE) {
            throw new GeneralSecurityException(verdict.text());
        }
        return certificates;
    }

    private X509Certificate decrypt(StrictJson encrypted) throws GeneralSecurityException, StrictJson.Unreadable {
        encrypted.text("algorithm", Pattern.compile(Pattern.quote(ApiV3Cipher.ALGORITHM)));
        var associatedData = encrypted.optionalText("associated_data", 64);
        byte[] ciphertext;
        try {
            ciphertext = Base64.getDecoder().decode(encrypted.text("ciphertext", ANY));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("not Base64");
        }
        return PemKeys.certificate(
                cipher.open(associatedData == null ? "" : associatedData, encrypted.text("nonce", ANY), ciphertext));
    }

    private static Optional<PublicKey> publicKey(Map<String, X509Certificate> certificates, String serial) {
        return Optional.ofNullable(certificates.get(serial)).map(X509Certificate::getPublicKey);
    }
}
