package org.cinemarefund.payment.wechat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Decides whether WeChat Pay signed these very bytes just now. Answers and notifications are checked by the same rules. */
final class SignatureVerifier {
    static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String ALGORITHM = "WECHATPAY2-SHA256-RSA2048";
    private static final String PROBE_PREFIX = "WECHATPAY/SIGNTEST/";
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    /** No line break above all: it would let the signed text be divided in another way. */
    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,1024}");

    private final Clock clock;
    private final Function<String, Optional<PublicKey>> keys;

    /** @param keys by the serial a message names */
    SignatureVerifier(Clock clock, Function<String, Optional<PublicKey>> keys) {
        this.clock = clock;
        this.keys = keys;
    }

    Verdict check(Function<String, List<String>> header, byte[] body) {
        var timestamp = single(header, "Wechatpay-Timestamp");
        var nonce = single(header, "Wechatpay-Nonce");
        var signature = single(header, "Wechatpay-Signature");
        var serial = single(header, "Wechatpay-Serial");
        if (timestamp == null || nonce == null || signature == null || serial == null || !expectedAlgorithm(header)) {
            return Verdict.NOT_SIGNED;
        }
        if (!SECONDS.matcher(timestamp).matches()) {
            return Verdict.NOT_SIGNED;
        }
        // Cheap checks first: a flood of forgeries must not reach the key look-up, which may ask WeChat.
        var drift = Math.abs(clock.instant().getEpochSecond() - Long.parseLong(timestamp));
        if (drift >= TOLERANCE.toSeconds()) {
            return Verdict.STALE;
        }
        if (signature.startsWith(PROBE_PREFIX)) {
            return Verdict.PROBE;
        }
        byte[] signatureBytes;
        try {
            signatureBytes = Base64.getDecoder().decode(signature);
        } catch (IllegalArgumentException e) {
            return Verdict.FORGED;
        }
        var key = keys.apply(serial);
        if (key.isEmpty()) {
            return Verdict.UNKNOWN_KEY;
        }
        var signed = signs(key.get(), signatureBytes, timestamp + "\n" + nonce + "\n", body);
        return signed ? Verdict.GENUINE : Verdict.FORGED;
    }

    private static boolean signs(PublicKey key, byte[] signatureBytes, String head, byte[] body) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update(head.getBytes(StandardCharsets.UTF_8));
            signature.update(body);
            signature.update((byte) '\n');
            return signature.verify(signatureBytes);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The type may be left out, since the algorithm is ours to choose; but it may not name another one. */
    private static boolean expectedAlgorithm(Function<String, List<String>> header) {
        var values = header.apply("Wechatpay-Signature-Type");
        return values == null || values.isEmpty() || values.equals(List.of(ALGORITHM));
    }

    private static String single(Function<String, List<String>> header, String name) {
        var values = header.apply(name);
        if (values == null || values.size() != 1) {
            return null;
        }
        var value = values.get(0);
        return value != null && VISIBLE.matcher(value).matches() ? value : null;
    }
}
