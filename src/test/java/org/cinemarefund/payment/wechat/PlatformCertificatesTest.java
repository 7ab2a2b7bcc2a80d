package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.SocketPolicy;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlatformCertificatesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
    private static final byte[] BODY = WechatDouble.bytes("{\"id\":\"1\"}");
    private static final String SERIAL = WechatDouble.CERTIFICATE_SERIAL;

    private final MovableClock clock = new MovableClock(NOW);
    private final MockWebServer wechat = new MockWebServer();
    private SignatureVerifier verifier;

    @BeforeEach
    void start() throws IOException {
        wechat.start();
        var signer = new RequestSigner(
                WechatDouble.MCH_ID, WechatDouble.MERCHANT_SERIAL, WechatDouble.MERCHANT.getPrivate(), clock);
        var http = new WechatPayHttp(
                WechatPayHttp.client(Duration.ofSeconds(10)),
                wechat.url("/"),
                signer,
                WechatDouble.PUBLIC_KEY_ID,
                new WechatClock(clock),
                answer -> {});
        var certificates = new PlatformCertificates(
                http, new ApiV3Cipher(WechatDouble.API_V3_KEY), clock, new SimpleMeterRegistry());
        verifier = new SignatureVerifier(
                clock,
                new TrustedKeys(
                        WechatDouble.PUBLIC_KEY_ID, WechatDouble.WECHAT.getPublic(), certificates::download, clock));
    }

    @AfterEach
    void stop() throws IOException {
        wechat.shutdown();
    }

    @Test
    void a_message_signed_by_a_platform_certificate_is_genuine_and_the_certificate_is_kept() throws Exception {
        wechat.enqueue(certificates(WechatDouble.CERTIFICATE, SERIAL, WechatDouble.API_V3_KEY));

        assertThat(checkMessageOf(SERIAL, WechatDouble.CERTIFICATE)).isEqualTo(Verdict.GENUINE);
        assertThat(checkMessageOf(SERIAL, WechatDouble.CERTIFICATE)).isEqualTo(Verdict.GENUINE);
        assertThat(checkMessageOf(SERIAL, WechatDouble.MERCHANT)).isEqualTo(Verdict.FORGED);

        assertThat(wechat.getRequestCount()).isEqualTo(1);
        assertThat(wechat.takeRequest().getRequestLine()).isEqualTo("GET /v3/certificates HTTP/1.1");
    }

    @Test
    void a_merchant_without_certificates_is_asked_once_in_ten_minutes() {
        for (int i = 0; i < 3; i++) {
            wechat.enqueue(new MockResponse().setResponseCode(404).setBody("{\"code\":\"RESOURCE_NOT_EXISTS\"}"));
        }

        assertThat(checkMessageOf(SERIAL, WechatDouble.CERTIFICATE)).isEqualTo(Verdict.UNKNOWN_KEY);
        clock.move(Duration.ofMinutes(10).minusMillis(1));
        assertThat(checkMessageOf(SERIAL, WechatDouble.CERTIFICATE)).isEqualTo(Verdict.UNKNOWN_KEY);
        assertThat(wechat.getRequestCount()).isEqualTo(1);

        clock.move(Duration.ofMillis(1));
        assertThat(checkMessageOf(SERIAL, WechatDouble.CERTIFICATE)).isEqualTo(Verdict.UNKNOWN_KEY);
        assertThat(wechat.getRequestCount()).isEqualTo(2);
    }

    @Test
    void only_what_could_be_a_certificates_serial_is_asked_for() {
        assertThat(checkMessageOf("PUB_KEY_ID_2", WechatDouble.WECHAT)).isEqualTo(Verdict.UNKNOWN_KEY);

        assertThat(wechat.getRequestCount()).isZero();
    }

    @Test
    void a_certificate_sealed_with_another_key_is_not_taken_over() {
        wechat.enqueue(certificates(WechatDouble.CERTIFICATE, SERIAL, "another-key-of-32-bytes-123456789"));

        assertThat(checkMessageOf(SERIAL, WechatDouble.CERTIFICATE)).isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void a_list_that_none_of_its_certificates_signed_is_not_taken_over() {
        var body = list(WechatDouble.CERTIFICATE, SERIAL, WechatDouble.API_V3_KEY, NOW.plusSeconds(86400));
        wechat.enqueue(WechatDouble.answer(
                200,
                body,
                WechatDouble.sign(
                        WechatDouble.bytes(body), clock.instant(), SERIAL, WechatDouble.MERCHANT.getPrivate())));

        assertThat(checkMessageOf(SERIAL, WechatDouble.CERTIFICATE)).isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void while_keys_are_switched_the_public_key_signs_the_list_that_brings_the_certificate() {
        var body = list(WechatDouble.CERTIFICATE, SERIAL, WechatDouble.API_V3_KEY, NOW.plusSeconds(86400));
        wechat.enqueue(WechatDouble.answer(200, body, WechatDouble.sign(WechatDouble.bytes(body), clock.instant())));

        assertThat(checkMessageOf(SERIAL, WechatDouble.CERTIFICATE)).isEqualTo(Verdict.GENUINE);
    }

    @Test
    void a_certificate_in_use_signs_the_list_that_brings_its_successor() {
        var successor = WechatDouble.keyPair();
        var serial = SERIAL.replace("5157", "5158");
        wechat.enqueue(certificates(WechatDouble.CERTIFICATE, SERIAL, WechatDouble.API_V3_KEY));
        assertThat(checkMessageOf(SERIAL, WechatDouble.CERTIFICATE)).isEqualTo(Verdict.GENUINE);

        clock.move(Duration.ofMinutes(10));
        wechat.enqueue(certificates(successor, serial, WechatDouble.API_V3_KEY));

        assertThat(checkMessageOf(serial, successor)).isEqualTo(Verdict.GENUINE);
    }

    @Test
    void a_list_that_the_public_key_did_not_sign_although_it_says_so_is_not_taken_over() {
        var body = list(WechatDouble.CERTIFICATE, SERIAL, WechatDouble.API_V3_KEY, NOW.plusSeconds(86400));
        var forged = WechatDouble.sign(
                WechatDouble.bytes(body),
                clock.instant(),
                WechatDouble.PUBLIC_KEY_ID,
                WechatDouble.MERCHANT.getPrivate());
        wechat.enqueue(WechatDouble.answer(200, body, forged));

        assertThat(checkMessageOf(SERIAL, WechatDouble.CERTIFICATE)).isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void a_certificate_under_anothers_serial_is_not_taken_over() {
        var listed = list(WechatDouble.CERTIFICATE, SERIAL, WechatDouble.API_V3_KEY, NOW.plusSeconds(86400))
                .replace(SERIAL, WechatDouble.MERCHANT_SERIAL);
        wechat.enqueue(signedByCertificate(listed));

        assertThat(checkMessageOf(WechatDouble.MERCHANT_SERIAL, WechatDouble.CERTIFICATE))
                .isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void a_certificate_serves_until_it_expires() {
        wechat.enqueue(signedByCertificate(
                list(WechatDouble.CERTIFICATE, SERIAL, WechatDouble.API_V3_KEY, NOW.plusSeconds(3600))));
        assertThat(checkMessageOf(SERIAL, WechatDouble.CERTIFICATE)).isEqualTo(Verdict.GENUINE);

        clock.move(Duration.ofSeconds(3601));
        wechat.enqueue(new MockResponse().setResponseCode(404));

        assertThat(checkMessageOf(SERIAL, WechatDouble.CERTIFICATE)).isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void a_download_that_fails_is_no_fault() {
        for (var answer : new MockResponse[] {
            new MockResponse().setResponseCode(500),
            new MockResponse().setBody("<html/>"),
            new MockResponse().setBody("{\"data\":[1]}"),
            signedByCertificate("{\"data\":[]}"),
            new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST)
        }) {
            wechat.enqueue(answer);
            assertThat(checkMessageOf(SERIAL, WechatDouble.CERTIFICATE)).isEqualTo(Verdict.UNKNOWN_KEY);
            clock.move(Duration.ofMinutes(10));
        }
    }

    private Verdict checkMessageOf(String serial, KeyPair keys) {
        var headers = WechatDouble.sign(BODY, clock.instant(), serial, keys.getPrivate());
        return verifier.check(WechatDouble.lookUp(headers), BODY);
    }

    private MockResponse certificates(KeyPair keys, String serial, String apiV3Key) {
        return signedByCertificate(list(keys, serial, apiV3Key.substring(0, 32), NOW.plus(Duration.ofDays(1825))));
    }

    private MockResponse signedByCertificate(String body) {
        Map<String, String> signature = WechatDouble.sign(
                WechatDouble.bytes(body), clock.instant(), SERIAL, WechatDouble.CERTIFICATE.getPrivate());
        return WechatDouble.answer(200, body, signature);
    }

    private static String list(KeyPair keys, String serial, String apiV3Key, Instant until) {
        var pem = WechatDouble.certificate(serial, keys, NOW.minusSeconds(60), until);
        var ciphertext = WechatDouble.encrypt(apiV3Key, "certificate", "61f9c719728a", WechatDouble.bytes(pem));
        return "{\"data\":[{\"effective_time\":\"2026-11-23T10:00:00+08:00\",\"encrypt_certificate\":"
                + "{\"algorithm\":\"AEAD_AES_256_GCM\",\"associated_data\":\"certificate\",\"ciphertext\":\""
                + ciphertext + "\",\"nonce\":\"61f9c719728a\"},\"expire_time\":\"2031-11-23T10:00:00+08:00\","
                + "\"serial_no\":\"" + serial + "\"}]}";
    }
}
