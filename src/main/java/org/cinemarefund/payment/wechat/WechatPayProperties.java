package org.cinemarefund.payment.wechat;

import java.net.URI;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The merchant's account with WeChat Pay v3. Required in production; in {@code local} the sandbox fills them in.
 *
 * @param privateKeyPath PKCS#8 PEM of the merchant API certificate; relative to the working directory, {@code file:} may stand
 *     before it. Text, because a {@code Path} would be looked for on the class path first
 * @param apiV3Key 32 bytes, decrypts notifications
 * @param publicKeyPath X.509 SubjectPublicKeyInfo PEM of WeChat's key, known to WeChat as {@code publicKeyId}
 * @param ratePerSecond refund requests a second, per node; queries are not slowed
 */
@ConfigurationProperties("refund.wechat.pay")
public record WechatPayProperties(
        String mchId,
        String merchantSerialNo,
        String privateKeyPath,
        String apiV3Key,
        String publicKeyId,
        String publicKeyPath,
        URI notifyUrl,
        @DefaultValue("https://api.mch.weixin.qq.com") URI baseUrl,
        @DefaultValue("50") int ratePerSecond) {

    Path privateKeyFile() {
        return file(privateKeyPath);
    }

    Path publicKeyFile() {
        return file(publicKeyPath);
    }

    static Path file(String location) {
        return location == null || location.isBlank() ? null : Path.of(location.replaceFirst("^file:", ""));
    }

    @Override
    public String toString() {
        return "WechatPayProperties[mchId=" + mchId + ", baseUrl=" + baseUrl + "]";
    }
}
