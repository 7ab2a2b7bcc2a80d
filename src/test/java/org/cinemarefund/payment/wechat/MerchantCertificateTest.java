package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import okhttp3.Headers;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MerchantCertificateTest {
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
    private static final Headers SIGNED = Headers.of("Wechatpay-Signature", "c2lnbmVk");

    @TempDir
    Path directory;

    private final MovableClock clock = new MovableClock(NOW);

    @Test
    void from_the_first_401_on_it_is_not_believed_until_an_answer_is_signed() {
        var certificate = new MerchantCertificate(null, WechatDouble.MERCHANT_SERIAL, clock);
        assertThat(certificate.refusedSince()).isEmpty();
        assertThat(certificate.believed()).isFalse();

        certificate.observe(refused());
        clock.move(Duration.ofMinutes(1));
        certificate.observe(refused());
        // What comes from a gateway before anybody looked at the certificate says nothing about it.
        certificate.observe(new HttpAnswer(502, Headers.of(), new byte[0]));
        certificate.observe(new HttpAnswer(404, Headers.of(), new byte[0]));

        assertThat(certificate.refusedSince()).contains(NOW);
        assertThat(certificate.believed()).isFalse();
        assertThat(certificate.troubles())
                .containsExactly(Map.entry("refused", "WeChat answers 401 since " + NOW + ": 商户证书已过期/已作废"));

        certificate.observe(new HttpAnswer(403, SIGNED, new byte[0]));
        assertThat(certificate.refusedSince()).isEmpty();
        assertThat(certificate.believed()).isTrue();
        assertThat(certificate.troubles()).isEmpty();
    }

    @Test
    void its_end_is_told_thirty_days_ahead_and_a_new_file_is_seen_without_a_restart() throws Exception {
        var end = NOW.plus(Duration.ofDays(31));
        var file = write(WechatDouble.MERCHANT_SERIAL, end);
        var certificate = new MerchantCertificate(file, WechatDouble.MERCHANT_SERIAL, clock);
        assertThat(certificate.troubles()).isEmpty();
        assertThat(certificate.daysLeft()).contains(31L);

        clock.move(Duration.ofDays(1));
        assertThat(certificate.troubles()).containsExactly(Map.entry("expires", end.toString()));

        clock.move(Duration.ofDays(30));
        assertThat(certificate.troubles()).containsExactly(Map.entry("expired", end.toString()));
        assertThat(certificate.daysLeft()).contains(0L);

        write(WechatDouble.MERCHANT_SERIAL, end.plus(Duration.ofDays(1825)));
        clock.move(Duration.ofMinutes(1));
        assertThat(certificate.troubles()).isEmpty();
    }

    @Test
    void a_file_that_is_missing_or_no_certificate_or_another_one_is_told_and_stops_nothing() throws Exception {
        var missing = new MerchantCertificate(directory.resolve("none.pem"), WechatDouble.MERCHANT_SERIAL, clock);
        assertThat(missing.troubles()).containsOnlyKeys("file");
        assertThat(missing.daysLeft()).isEmpty();

        var text = Files.writeString(directory.resolve("text.pem"), "not a certificate");
        assertThat(new MerchantCertificate(text, WechatDouble.MERCHANT_SERIAL, clock).troubles())
                .containsOnlyKeys("file");

        var another = write(WechatDouble.CERTIFICATE_SERIAL, NOW.plus(Duration.ofDays(400)));
        assertThat(new MerchantCertificate(another, WechatDouble.MERCHANT_SERIAL, clock).troubles())
                .containsExactly(Map.entry("file", "its serial is not refund.wechat.pay.merchant-serial-no"));
        assertThat(new MerchantCertificate(another, WechatDouble.CERTIFICATE_SERIAL.toLowerCase(Locale.ROOT), clock)
                        .troubles())
                .isEmpty();
    }

    private Path write(String serial, Instant until) throws IOException {
        return Files.writeString(
                directory.resolve("apiclient_cert.pem"),
                WechatDouble.certificate(serial, WechatDouble.MERCHANT, NOW.minusSeconds(60), until));
    }

    private static HttpAnswer refused() {
        return new HttpAnswer(
                401, Headers.of(), WechatDouble.bytes("{\"code\":\"SIGN_ERROR\",\"message\":\"商户证书已过期/已作废\"}"));
    }
}
