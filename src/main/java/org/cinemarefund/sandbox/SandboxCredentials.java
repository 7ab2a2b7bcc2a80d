package org.cinemarefund.sandbox;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * Everything a product needs to be a merchant of the sandbox. Worth nothing anywhere else.
 *
 * @param merchantPrivateKeyPath PKCS#8 PEM, signs requests
 * @param publicKeyPath SubjectPublicKeyInfo PEM of the platform, known as {@code publicKeyId}
 * @param certificatePath PEM of the platform certificate, known as {@code certificateSerialNo}; both null in
 *     {@link SigningMode#PUBLIC_KEY}
 * @param templates subscription messages by kind: {@code credited}, {@code rejected}, {@code evidence-requested}
 */
public record SandboxCredentials(
        URI baseUrl,
        String merchantId,
        String merchantSerialNo,
        Path merchantPrivateKeyPath,
        String apiV3Key,
        String publicKeyId,
        Path publicKeyPath,
        String certificateSerialNo,
        Path certificatePath,
        String appId,
        String appSecret,
        Map<String, MessageTemplate> templates) {

    @Override
    public String toString() {
        return "SandboxCredentials[baseUrl=" + baseUrl + ", merchantId=" + merchantId + ", appId=" + appId + "]";
    }
}
