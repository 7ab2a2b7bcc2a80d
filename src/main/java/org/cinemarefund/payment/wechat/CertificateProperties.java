package org.cinemarefund.payment.wechat;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The merchant API certificate itself, which nothing needs but its end date.
 *
 * @param certificatePath PEM ({@code apiclient_cert.pem}); {@code file:} may stand before it; null for none
 */
@ConfigurationProperties("refund.wechat.pay")
public record CertificateProperties(String certificatePath) {

    Path file() {
        return WechatPayProperties.file(certificatePath);
    }
}
