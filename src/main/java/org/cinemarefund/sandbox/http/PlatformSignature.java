package org.cinemarefund.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cinemarefund.sandbox.SandboxKeys;
import org.jspecify.annotations.Nullable;

/** The five headers that prove a message comes from WeChat Pay, and the ways in which they may fail to. */
final class PlatformSignature {
    private static final String PROBE = "WECHATPAY/SIGNTEST/";
    private static final Duration STALE = Duration.ofMinutes(10);
    private static final byte[] SOMETHING_ELSE = "something else\n".getBytes(StandardCharsets.UTF_8);

    /** What is wrong with a signature. */
    enum Flaw {
        NONE,
        WRONG,
        PROBE,
        STALE,
        UNKNOWN_SERIAL
    }

    private final SandboxKeys keys;
    private final Clock clock;

    PlatformSignature(SandboxKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** @param wanted the serial the other side asked for; missing when it was not asked */
    Map<String, String> headers(byte[] body, @Nullable String wanted, Flaw flaw) {
        var age = flaw == Flaw.STALE ? STALE : Duration.ZERO;
        var timestamp = Long.toString(clock.instant().minus(age).getEpochSecond());
        var nonce = SandboxKeys.nonce(32);
        var message = flaw == Flaw.WRONG ? SOMETHING_ELSE : message(timestamp, nonce, body);
        var seal = keys.seal(message, wanted);
        var signature = flaw == Flaw.PROBE ? PROBE + seal.signature().substring(PROBE.length()) : seal.signature();
        var serial = flaw == Flaw.UNKNOWN_SERIAL ? "PUB_KEY_ID_0999999999999999999999999999999999" : seal.serial();

        // The names' case matters: the official SDK looks them up in a case-sensitive map.
        var headers = new LinkedHashMap<String, String>();
        headers.put("Wechatpay-Nonce", nonce);
        headers.put("Wechatpay-Signature", signature);
        headers.put("Wechatpay-Timestamp", timestamp);
        headers.put("Wechatpay-Serial", serial);
        headers.put("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048");
        return headers;
    }

    private static byte[] message(String timestamp, String nonce, byte[] body) {
        var head = (timestamp + "\n" + nonce + "\n").getBytes(StandardCharsets.UTF_8);
        var message = new byte[head.length + body.length + 1];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(body, 0, message, head.length, body.length);
        message[message.length - 1] = '\n';
        return message;
    }
}
