package org.cinemarefund.payment.wechat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import okhttp3.HttpUrl;
import org.cinemarefund.payment.GatedGateway;
import org.cinemarefund.payment.NotificationInbox;
import org.cinemarefund.payment.PaymentGateway;
import org.cinemarefund.payment.SendingGate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Puts the WeChat Pay adapter together. A wrong setting stops the start with a sentence that names it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CertificateProperties.class)
class WechatPayConfiguration {

    @Bean
    WechatClock observedWechatClock(Clock clock) {
        return new WechatClock(clock);
    }

    @Bean
    MerchantCertificate merchantCertificateWatch(
            WechatPayProperties settings, CertificateProperties certificate, Clock clock, MeterRegistry meters) {
        var watch = new MerchantCertificate(
                certificate.file(), required("merchant-serial-no", settings.merchantSerialNo()), clock);
        Gauge.builder(
                        "refund.certificate.refused",
                        watch,
                        merchantCertificate ->
                                merchantCertificate.refusedSince().isPresent() ? 1 : 0)
                .description("1 while WeChat answers this node 401")
                .register(meters);
        Gauge.builder("refund.certificate.days", () -> watch.daysLeft().orElse(null))
                .description("Days until the merchant certificate ends, where its file is named")
                .register(meters);
        return watch;
    }

    @Bean
    WechatPayHttp wechatPayHttp(
            WechatPayProperties settings, Clock clock, WechatClock wechatClock, MerchantCertificate certificate) {
        var signer = new RequestSigner(
                required("mch-id", settings.mchId()),
                required("merchant-serial-no", settings.merchantSerialNo()),
                PemKeys.privateKey("refund.wechat.pay.private-key-path", settings.privateKeyFile()),
                clock);
        var baseUrl = settings.baseUrl() == null
                ? null
                : HttpUrl.parse(settings.baseUrl().toString());
        if (baseUrl == null) {
            throw new IllegalStateException("refund.wechat.pay.base-url is not an http(s) address");
        }
        return new WechatPayHttp(
                WechatPayHttp.client(WechatPayHttp.BUDGET),
                baseUrl,
                signer,
                required("public-key-id", settings.publicKeyId()),
                wechatClock,
                certificate::observe);
    }

    @Bean
    ApiV3Cipher wechatApiV3Cipher(WechatPayProperties settings) {
        return new ApiV3Cipher(settings.apiV3Key());
    }

    @Bean
    SignatureVerifier wechatSignatureVerifier(
            WechatPayProperties settings, WechatPayHttp http, ApiV3Cipher cipher, Clock clock, MeterRegistry meters) {
        var certificates = new PlatformCertificates(http, cipher, clock, meters);
        var publicKey = PemKeys.publicKey("refund.wechat.pay.public-key-path", settings.publicKeyFile());
        return new SignatureVerifier(
                clock, new TrustedKeys(settings.publicKeyId(), publicKey, certificates::download, clock));
    }

    @Bean
    WechatPayClient wechatPayClient(
            WechatPayProperties settings,
            WechatPayHttp http,
            SignatureVerifier verifier,
            Clock clock,
            MeterRegistry meters) {
        required(
                "notify-url",
                settings.notifyUrl() == null ? null : settings.notifyUrl().toString());
        return new WechatPayClient(
                http, verifier, settings.notifyUrl(), settings.ratePerSecond(), WechatPayHttp.BUDGET, clock, meters);
    }

    @Bean
    WechatCardSeal wechatCardSeal(WechatPayProperties settings) {
        var publicKey = PemKeys.publicKey("refund.wechat.pay.public-key-path", settings.publicKeyFile());
        return new WechatCardSeal(required("public-key-id", settings.publicKeyId()), publicKey);
    }

    /** What everybody uses; while a gate is closed it only asks. */
    @Bean
    @Primary
    PaymentGateway paymentGateway(WechatPayClient client, ObjectProvider<SendingGate> gates) {
        return new GatedGateway(client, gates::orderedStream);
    }

    @Bean
    WechatNotificationDecoder wechatNotificationDecoder(SignatureVerifier verifier, ApiV3Cipher cipher) {
        return new WechatNotificationDecoder(verifier, cipher);
    }

    @Bean
    NotificationInbox.Merchant merchant(WechatPayProperties settings) {
        return settings::mchId;
    }

    /** All of these end up in a header or a path, so nothing but visible ASCII is right. */
    private static String required(String setting, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("refund.wechat.pay." + setting + " is not set");
        }
        if (!value.chars().allMatch(c -> c > ' ' && c < 127 && c != '"')) {
            throw new IllegalStateException("refund.wechat.pay." + setting + " holds a character that cannot be right");
        }
        return value;
    }
}
