package org.cinemarefund.sandbox.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.cinemarefund.sandbox.SandboxKeys;

/** Whether a request was signed by the merchant, checked in WeChat Pay's order. */
final class MerchantSignature {
    static final int REQUEST_ID_SUFFIX = 268443699;

    private static final String SCHEME = "WECHATPAY2-SHA256-RSA2048";
    private static final Pattern FIELD = Pattern.compile("\\s*([a-z_]+)=\"([^\"]*)\"\\s*");
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** As much of the body as a complaint shows. */
    private static final int SHOWN_BODY = 8;

    private final SandboxKeys keys;
    private final BooleanSupplier expired;
    private final Clock clock;

    /** @param expired whether the merchant's certificate is not believed any more */
    MerchantSignature(SandboxKeys keys, BooleanSupplier expired, Clock clock) {
        this.keys = keys;
        this.expired = expired;
        this.clock = clock;
    }

    /** The body of a 401; empty when the signature is good. */
    Optional<Map<String, Object>> complaint(Call call) {
        if (!call.has("Authorization")) {
            return complain("Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》");
        }
        var authorization = call.header("Authorization").strip();
        var space = authorization.indexOf(' ');
        if (space > 0 && !authorization.substring(0, space).equals(SCHEME)) {
            return complain("HTTP头Authorization认证类型不正确");
        }
        var fields = fields(authorization.substring(space + 1));
        var timestamp = fields.getOrDefault("timestamp", "");
        var nonce = fields.getOrDefault("nonce_str", "");
        var complete = space > 0
                && timestamp.matches("\\d{1,12}")
                && nonce.matches("[!-~]{1,32}")
                && !fields.getOrDefault("signature", "").isEmpty()
                && !fields.getOrDefault("mchid", "").isEmpty()
                && !fields.getOrDefault("serial_no", "").isEmpty();
        if (!complete) {
            return complain("Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》");
        }
        var age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant());
        if (age.abs().compareTo(TOLERANCE) > 0) {
            return complain("Http头Authorization中的timestamp与发起请求的时间不得超过5分钟");
        }
        if (!fields.get("mchid").equals(keys.merchantId())
                || !fields.get("serial_no").equals(keys.merchantSerialNo())) {
            return complain("商户证书序列号有误。请使用签名私钥匹配的证书序列号");
        }
        if (expired.getAsBoolean()) {
            return complain("商户证书已过期/已作废");
        }
        var message = message(call, timestamp, nonce);
        return keys.signedByMerchant(message, fields.get("signature"))
                ? Optional.empty()
                : Optional.of(mismatch(call, timestamp, nonce, message.length));
    }

    /** Duplicate fields make the header malformed: which of two is meant is nobody's guess. */
    private static Map<String, String> fields(String list) {
        var fields = new HashMap<String, String>();
        for (var part : list.split(",", -1)) {
            var field = FIELD.matcher(part);
            if (!field.matches() || fields.put(field.group(1), field.group(2)) != null) {
                return Map.of();
            }
        }
        return fields;
    }

    private static byte[] message(Call call, String timestamp, String nonce) {
        var message = new ByteArrayOutputStream();
        message.writeBytes(head(call, timestamp, nonce).getBytes(StandardCharsets.UTF_8));
        message.writeBytes(call.body());
        message.write('\n');
        return message.toByteArray();
    }

    private static String head(Call call, String timestamp, String nonce) {
        return call.method() + "\n" + call.target() + "\n" + timestamp + "\n" + nonce + "\n";
    }

    private static Optional<Map<String, Object>> complain(String message) {
        var body = new TreeMap<String, Object>();
        body.put("code", "SIGN_ERROR");
        body.put("message", message);
        return Optional.of(body);
    }

    private static Map<String, Object> mismatch(Call call, String timestamp, String nonce, int length) {
        var shown = new String(call.body(), StandardCharsets.UTF_8);
        var information = new TreeMap<String, Object>();
        information.put("method", call.method());
        information.put("sign_message_length", length);
        information.put(
                "truncated_sign_message",
                head(call, timestamp, nonce) + shown.substring(0, Math.min(SHOWN_BODY, shown.length())) + "\n");
        information.put("url", call.target());
        var detail = new TreeMap<String, Object>();
        detail.put("detail", Map.of("issue", "sign not match"));
        detail.put("field", "signature");
        detail.put("location", "authorization");
        detail.put("sign_information", information);
        var body = new TreeMap<String, Object>();
        body.put("code", "SIGN_ERROR");
        body.put("detail", detail);
        body.put("message", "签名错误");
        return body;
    }
}
