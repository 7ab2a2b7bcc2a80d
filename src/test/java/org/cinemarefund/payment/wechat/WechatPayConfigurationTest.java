package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import org.cinemarefund.payment.GatedGateway;
import org.cinemarefund.payment.NotificationDecoder;
import org.cinemarefund.payment.PaymentGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class WechatPayConfigurationTest {
    @TempDir
    Path keys;

    private Path privateKey;
    private Path publicKey;

    @BeforeEach
    void writeKeys() throws IOException {
        privateKey = Files.writeString(
                keys.resolve("apiclient_key.pem"),
                WechatDouble.pem(
                        "PRIVATE KEY", WechatDouble.MERCHANT.getPrivate().getEncoded()));
        publicKey = Files.writeString(
                keys.resolve("pub_key.pem"),
                WechatDouble.pem("PUBLIC KEY", WechatDouble.WECHAT.getPublic().getEncoded()));
    }

    @Test
    void complete_settings_make_a_gateway_a_decoder_and_a_clock() {
        try (var context = new AnnotationConfigApplicationContext()) {
            context.registerBean(Clock.class, Clock::systemUTC);
            context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
            context.registerBean(
                    WechatPayProperties.class, () -> settings(privateKey, publicKey, WechatDouble.API_V3_KEY));
            context.register(WechatPayConfiguration.class);
            context.refresh();

            assertThat(context.getBean(PaymentGateway.class)).isInstanceOf(GatedGateway.class);
            assertThat(context.getBean(NotificationDecoder.class)).isInstanceOf(WechatNotificationDecoder.class);
            assertThat(context.getBean(WechatClock.class).skew()).isEmpty();
        }
    }

    @Test
    void the_setting_of_an_unusable_private_key_is_named() throws IOException {
        assertThatThrownBy(() -> PemKeys.privateKey("the.setting", null)).hasMessage("the.setting is not set");
        assertThatThrownBy(() -> PemKeys.privateKey("the.setting", keys.resolve("missing.pem")))
                .hasMessageStartingWith("the.setting: ")
                .hasMessageEndingWith("cannot be read (NoSuchFileException)");
        assertThatThrownBy(() -> PemKeys.privateKey("the.setting", publicKey))
                .hasMessageContaining("'PRIVATE KEY' section");
        var other = Files.writeString(keys.resolve("other.pem"), WechatDouble.pem("PRIVATE KEY", new byte[100]));
        assertThatThrownBy(() -> PemKeys.privateKey("the.setting", other)).hasMessageContaining("RSA private key");
        var small = WechatDouble.keyPair(1024).getPrivate().getEncoded();
        var weak = Files.writeString(keys.resolve("weak.pem"), WechatDouble.pem("PRIVATE KEY", small));
        assertThatThrownBy(() -> PemKeys.privateKey("the.setting", weak)).hasMessageContaining("1024 bits");
    }

    @Test
    void the_setting_of_an_unusable_public_key_is_named() throws IOException {
        assertThatThrownBy(() -> PemKeys.publicKey("the.setting", privateKey))
                .hasMessageStartingWith("the.setting: ")
                .hasMessageContaining("'PUBLIC KEY' section");
        var binary = Files.write(keys.resolve("binary.der"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> PemKeys.publicKey("the.setting", binary)).hasMessageStartingWith("the.setting: ");
    }

    @Test
    void a_key_file_may_carry_text_before_the_key() throws IOException {
        var der = WechatDouble.WECHAT.getPublic().getEncoded();
        var file = Files.writeString(
                keys.resolve("windows.pem"),
                "Bag Attributes\r\n-----BEGIN PUBLIC KEY-----\r\n"
                        + Base64.getMimeEncoder().encodeToString(der) + "\r\n-----END PUBLIC KEY-----\r\n");

        assertThat(PemKeys.publicKey("the.setting", file)).isEqualTo(WechatDouble.WECHAT.getPublic());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789abcdefghijklmnopqrstu",
                "0123456789abcdefghijklmnopqrstuvw",
                "十二三四五六七八九十十二三四五六七八九十十二三四五六七八九十十二"
            })
    void an_api_v3_key_that_is_not_32_bytes_is_refused_without_being_told(String key) {
        assertThatThrownBy(() -> new ApiV3Cipher(key)).satisfies(e -> {
            assertThat(e).hasMessageStartingWith("refund.wechat.pay.api-v3-key");
            assertThat(key.isEmpty() || !e.getMessage().contains(key)).isTrue();
        });
    }

    @Test
    void a_setting_that_is_missing_or_cannot_be_right_is_named() {
        var configuration = new WechatPayConfiguration();
        var clock = new WechatClock(Clock.systemUTC());
        var unnamed = new MerchantCertificate(null, "A1", Clock.systemUTC());
        var complete = settings(privateKey, publicKey, WechatDouble.API_V3_KEY);

        var noMerchant = new WechatPayProperties(
                " ",
                "A1",
                privateKey.toString(),
                null,
                "PUB_KEY_ID_1",
                publicKey.toString(),
                null,
                complete.baseUrl(),
                50);
        assertThatThrownBy(() -> configuration.wechatPayHttp(noMerchant, Clock.systemUTC(), clock, unnamed))
                .hasMessage("refund.wechat.pay.mch-id is not set");
        var broken = new WechatPayProperties(
                "19\n00",
                "A1",
                privateKey.toString(),
                null,
                "PUB_KEY_ID_1",
                publicKey.toString(),
                null,
                complete.baseUrl(),
                50);
        assertThatThrownBy(() -> configuration.wechatPayHttp(broken, Clock.systemUTC(), clock, unnamed))
                .hasMessageStartingWith("refund.wechat.pay.mch-id ");
        var noAddress = new WechatPayProperties(
                "1900",
                "A1",
                privateKey.toString(),
                null,
                "PUB_KEY_ID_1",
                publicKey.toString(),
                null,
                URI.create("ftp://x"),
                50);
        assertThatThrownBy(() -> configuration.wechatPayHttp(noAddress, Clock.systemUTC(), clock, unnamed))
                .hasMessageStartingWith("refund.wechat.pay.base-url ");
    }

    @Test
    void a_relative_key_path_starts_in_the_working_directory_whatever_the_class_path_holds() {
        var bound = new Binder(new MapConfigurationPropertySource(Map.of(
                        "refund.wechat.pay.private-key-path", "application.yaml",
                        "refund.wechat.pay.public-key-path", "file:keys/pub_key.pem")))
                .bind("refund.wechat.pay", WechatPayProperties.class)
                .get();

        assertThat(bound.privateKeyFile()).isEqualTo(Path.of("application.yaml"));
        assertThat(bound.publicKeyFile()).isEqualTo(Path.of("keys/pub_key.pem"));
    }

    private static WechatPayProperties settings(Path privateKey, Path publicKey, String apiV3Key) {
        return new WechatPayProperties(
                WechatDouble.MCH_ID,
                WechatDouble.MERCHANT_SERIAL,
                privateKey.toString(),
                apiV3Key,
                WechatDouble.PUBLIC_KEY_ID,
                publicKey.toString(),
                URI.create("https://refund.example/api/wechat/refund-notifications"),
                URI.create("https://api.mch.weixin.qq.com"),
                50);
    }
}
