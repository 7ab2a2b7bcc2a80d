package org.cinemarefund.payment.wechat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import okhttp3.HttpUrl;

/**
 * Signs what is sent to WeChat Pay (WECHATPAY2-SHA256-RSA2048). It is given the very URL and the very bytes that go on the
 * wire: anything serialised or encoded a second time would be another message.
 */
final class RequestSigner {
    private static final String SCHEME = "WECHATPAY2-SHA256-RSA2048";
    private static final String NONCE_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int NONCE_LENGTH = 32;

    private final String mchId;
    private final String merchantSerialNo;
    private final PrivateKey privateKey;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** @param merchantSerialNo serial of the merchant API certificate that belongs to the private key */
    RequestSigner(String mchId, String merchantSerialNo, PrivateKey privateKey, Clock clock) {
        this.mchId = mchId;
        this.merchantSerialNo = merchantSerialNo;
        this.privateKey = privateKey;
        this.clock = clock;
    }

    /** The value of the Authorization header. */
    String authorization(String method, HttpUrl url, byte[] body) {
        var timestamp = clock.instant().getEpochSecond();
        var nonce = nonce();
        var query = url.encodedQuery();
        var target = query == null ? url.encodedPath() : url.encodedPath() + "?" + query;
        var message = new ByteArrayOutputStream();
        message.writeBytes(
                (method + "\n" + target + "\n" + timestamp + "\n" + nonce + "\n").getBytes(StandardCharsets.UTF_8));
        message.writeBytes(body);
        message.write('\n');
        return SCHEME + " mchid=\"" + mchId + "\",nonce_str=\"" + nonce + "\",signature=\""
                + sign(message.toByteArray()) + "\",timestamp=\"" + timestamp + "\",serial_no=\"" + merchantSerialNo
                + "\"";
    }

    private String sign(byte[] message) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(privateKey);
            signature.update(message);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the merchant's private key cannot sign", e);
        }
    }

    private String nonce() {
        var nonce = new StringBuilder(NONCE_LENGTH);
        for (int i = 0; i < NONCE_LENGTH; i++) {
            nonce.append(NONCE_ALPHABET.charAt(random.nextInt(NONCE_ALPHABET.length())));
        }
        return nonce.toString();
    }
}
