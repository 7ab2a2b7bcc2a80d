package org.cinemarefund.payment.wechat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Opens what WeChat Pay encrypts for this merchant: AEAD_AES_256_GCM under the API v3 key. */
final class ApiV3Cipher {
    static final String ALGORITHM = "AEAD_AES_256_GCM";
    private static final int KEY_BYTES = 32;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    /** @param apiV3Key taken as it is, character by character: neither hashed nor hexadecimal */
    ApiV3Cipher(String apiV3Key) {
        if (apiV3Key == null || apiV3Key.isBlank()) {
            throw new IllegalStateException("refund.wechat.pay.api-v3-key is not set");
        }
        var bytes = apiV3Key.getBytes(StandardCharsets.UTF_8);
        if (bytes.length != KEY_BYTES) {
            throw new IllegalStateException(
                    "refund.wechat.pay.api-v3-key must be " + KEY_BYTES + " bytes, not " + bytes.length);
        }
        this.key = new SecretKeySpec(bytes, "AES");
    }

    /**
     * @param ciphertext with the tag as its last 16 bytes
     * @throws GeneralSecurityException for another key, or anything changed on the way
     */
    byte[] open(String associatedData, String nonce, byte[] ciphertext) throws GeneralSecurityException {
        var iv = nonce.getBytes(StandardCharsets.UTF_8);
        // For both of these the JDK's cipher throws unchecked exceptions.
        if (iv.length == 0 || ciphertext.length < TAG_BITS / Byte.SIZE) {
            throw new GeneralSecurityException("no nonce, or no room for a tag");
        }
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(associatedData.getBytes(StandardCharsets.UTF_8));
        return cipher.doFinal(ciphertext);
    }
}
