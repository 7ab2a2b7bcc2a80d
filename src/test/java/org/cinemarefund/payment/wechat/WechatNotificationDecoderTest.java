package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.cinemarefund.payment.ChannelRefund;
import org.cinemarefund.payment.NotificationRejected;
import org.cinemarefund.payment.NotificationRejected.Why;
import org.cinemarefund.payment.RefundNotification;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WechatNotificationDecoderTest {
    private static final Instant NOW = Instant.parse("2026-11-23T02:02:00Z");
    private static final String NONCE = "fAKcOVTdU4VI";
    private static final String REFUND = """
            {"mchid":"1900000100","transaction_id":"4200000000202611220000000001","out_trade_no":"O202611220001",\
            "refund_id":"50300000002026112300000000001","out_refund_no":"R1021","refund_status":"SUCCESS",\
            "success_time":"2026-11-23T10:01:05+08:00","user_received_account":"招商银行信用卡0403",\
            "amount":{"total":4000,"refund":3500,"payer_total":4000,"payer_refund":3500}}""";

    private final WechatNotificationDecoder decoder = new WechatNotificationDecoder(
            new SignatureVerifier(
                    new MovableClock(NOW),
                    serial -> serial.equals(WechatDouble.PUBLIC_KEY_ID)
                            ? Optional.of(WechatDouble.WECHAT.getPublic())
                            : Optional.empty()),
            new ApiV3Cipher(WechatDouble.API_V3_KEY));

    @Test
    void a_genuine_notification_is_read_as_it_was_meant() throws Exception {
        assertThat(decode(envelope(REFUND)))
                .isEqualTo(new RefundNotification(
                        "8d94d2f8-0b0a-5c9b-9f4c-1d0d4b9e7b11",
                        "REFUND.SUCCESS",
                        "1900000100",
                        "R1021",
                        "O202611220001",
                        "4200000000202611220000000001",
                        "50300000002026112300000000001",
                        ChannelRefund.Status.SUCCESS,
                        3500,
                        4000,
                        "招商银行信用卡0403",
                        Instant.parse("2026-11-23T02:01:05Z"),
                        3500L));
    }

    /** What the payer gets of it decides nothing, so a value that cannot be true is no reason not to believe the rest. */
    @ParameterizedTest
    @CsvSource({
        "2450, 2450",
        "0, 0",
        "3500, 3500",
        "3501,",
        "-1,",
        "24.5,",
        "1e3,",
        "\"2450\",",
        "null,",
        "9223372036854775808,"
    })
    void how_much_of_it_is_cash_is_believed_where_it_can_be_true(String told, Long believed) throws Exception {
        var notification = decode(envelope(REFUND.replace("\"payer_refund\":3500", "\"payer_refund\":" + told)));

        assertThat(notification.payerRefund()).isEqualTo(believed);
        assertThat(notification.refundAmount()).isEqualTo(3500);
    }

    @Test
    void without_a_word_about_the_payer_nothing_is_known_of_cash() throws Exception {
        var silent = REFUND.replace(",\"payer_total\":4000,\"payer_refund\":3500", "");

        assertThat(decode(envelope(silent)).payerRefund()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABNORMAL", "CLOSED"})
    void bad_news_is_read_too_and_has_no_time_of_arrival(String status) throws Exception {
        var refund = REFUND.replace("\"SUCCESS\"", "\"" + status + "\"");

        var notification = decode(envelope(refund).replace("REFUND.SUCCESS", "REFUND." + status));

        assertThat(notification.status()).isEqualTo(ChannelRefund.Status.valueOf(status));
        assertThat(notification.successTime()).isNull();
    }

    @Test
    void keys_that_wechat_adds_later_do_no_harm() throws Exception {
        var refund = REFUND.replace("{\"mchid\"", "{\"new_key\":{\"a\":[1.5,null]},\"mchid\"");

        assertThat(decode(envelope(refund)).outRefundNo()).isEqualTo("R1021");
    }

    @Test
    void no_associated_data_means_empty_associated_data() throws Exception {
        var ciphertext = WechatDouble.encrypt(WechatDouble.API_V3_KEY, "", NONCE, WechatDouble.bytes(REFUND));
        var body = envelopeWith(ciphertext);

        assertThat(decode(body.replace("\"associated_data\":\"refund\"", "\"associated_data\":\"\""))
                        .outRefundNo())
                .isEqualTo("R1021");
        assertThat(decode(body.replace("\"associated_data\":\"refund\",", "")).outRefundNo())
                .isEqualTo("R1021");
    }

    @Test
    void what_is_not_genuine_is_not_even_parsed() {
        var body = WechatDouble.bytes("[[[[ not JSON");
        var signed = WechatDouble.sign(body, NOW);
        var probe = WechatDouble.sign(body, NOW);
        probe.put("Wechatpay-Signature", "WECHATPAY/SIGNTEST/" + probe.get("Wechatpay-Signature"));
        var truncated = WechatDouble.sign(body, NOW);
        truncated.computeIfPresent("Wechatpay-Signature", (name, value) -> value.substring(0, 300));

        assertThat(why(Map.of(), body)).isEqualTo(Why.UNAUTHENTIC);
        assertThat(why(probe, body)).isEqualTo(Why.UNAUTHENTIC);
        assertThat(why(truncated, body)).isEqualTo(Why.UNAUTHENTIC);
        assertThat(why(WechatDouble.sign(body, NOW.minusSeconds(300)), body)).isEqualTo(Why.UNAUTHENTIC);
        assertThat(why(WechatDouble.sign(body, NOW.plusSeconds(300)), body)).isEqualTo(Why.UNAUTHENTIC);
        assertThat(why(
                        WechatDouble.sign(body, NOW, WechatDouble.PUBLIC_KEY_ID, WechatDouble.MERCHANT.getPrivate()),
                        body))
                .isEqualTo(Why.UNAUTHENTIC);
        assertThat(why(signed, WechatDouble.bytes("[[[[ not JSOM"))).isEqualTo(Why.UNAUTHENTIC);
        assertThat(why(signed, body)).isEqualTo(Why.MALFORMED);
    }

    @Test
    void a_body_of_any_size_is_answered_without_being_read() {
        assertThat(why(Map.of(), new byte[WechatNotificationDecoder.LARGEST_BODY_BYTES + 1]))
                .isEqualTo(Why.MALFORMED);
        assertThat(why(Map.of(), null)).isEqualTo(Why.MALFORMED);
        assertThat(why(Map.of(), new byte[0])).isEqualTo(Why.UNAUTHENTIC);
    }

    @Test
    void another_key_or_a_changed_seal_cannot_be_opened() {
        var otherKey =
                WechatDouble.encrypt("another-key-of-32-bytes-12345678", "refund", NONCE, WechatDouble.bytes(REFUND));

        assertThat(whySigned(envelopeWith(otherKey))).isEqualTo(Why.UNDECRYPTABLE);
        assertThat(whySigned(envelope(REFUND).replace("\"associated_data\":\"refund\",", "")))
                .isEqualTo(Why.UNDECRYPTABLE);
        assertThat(whySigned(envelope(REFUND).replace("\"associated_data\":\"refund\"", "\"associated_data\":\"x\"")))
                .isEqualTo(Why.UNDECRYPTABLE);
        assertThat(whySigned(envelope(REFUND).replace(NONCE, "fAKcOVTdU4VJ"))).isEqualTo(Why.UNDECRYPTABLE);
        for (int length = 1; length < 40; length++) {
            var tooShort = Base64.getEncoder().encodeToString(new byte[length]);
            assertThat(whySigned(envelopeWith(tooShort))).as("%d bytes", length).isEqualTo(Why.UNDECRYPTABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "1",
                "\"text\"",
                "<xml><return_code>SUCCESS</return_code></xml>",
                "{\"id\":\"1\"}",
                "{\"id\":\"1\",\"event_type\":\"REFUND.SUCCESS\",\"resource_type\":\"encrypt-resource\",\"resource\":[]}"
            })
    void a_signed_body_that_is_no_envelope_is_malformed(String body) {
        assertThat(whySigned(body)).isEqualTo(Why.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"REFUND.SUCCESS\"|\"TRANSACTION.SUCCESS\"",
                "\"REFUND.SUCCESS\"|\"REFUND.PROCESSING\"",
                "\"REFUND.SUCCESS\"|null",
                "\"REFUND.SUCCESS\"|{}",
                "encrypt-resource|plain-resource",
                "AEAD_AES_256_GCM|AEAD_SM4_GCM",
                "\"original_type\":\"refund\"|\"original_type\":\"transaction\"",
                "\"original_type\":\"refund\"|\"original_type\":1",
                "\"associated_data\":\"refund\"|\"associated_data\":7",
                "\"nonce\":\"fAKcOVTdU4VI\"|\"nonce\":\"\"",
                "\"nonce\":\"fAKcOVTdU4VI\"|\"nonce\":\"short\"",
                "\"ciphertext\":\"|\"ciphertext\":\"*",
                "8d94d2f8|8d94 d2f8",
                "{\"id\":|{\"id\":\"twice\",\"id\":",
            })
    void an_envelope_with_anything_unexpected_is_malformed(String what, String instead) {
        var body = envelope(REFUND);
        assertThat(body).contains(what);

        assertThat(whySigned(body.replace(what, instead))).isEqualTo(Why.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "[]", "", "1", "\"SUCCESS\"", "not JSON"})
    void a_secret_that_is_no_refund_is_malformed(String plaintext) {
        assertThat(whySigned(envelope(plaintext))).isEqualTo(Why.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"refund_status\":\"SUCCESS\"|\"refund_status\":\"PROCESSING\"",
                "\"refund_status\":\"SUCCESS\"|\"refund_status\":\"success\"",
                "\"refund_status\":\"SUCCESS\"|\"refund_status\":null",
                "\"refund_status\":\"SUCCESS\"|\"status\":\"SUCCESS\"",
                "\"refund_status\":\"SUCCESS\"|\"refund_status\":\"CLOSED\",\"refund_status\":\"SUCCESS\"",
                "\"refund\":3500|\"refund\":-3500",
                "\"refund\":3500|\"refund\":1e30",
                "\"refund\":3500|\"refund\":3500.5",
                "\"refund\":3500|\"refund\":3500.0",
                "\"refund\":3500|\"refund\":9223372036854775808",
                "\"refund\":3500|\"refund\":1e999999999",
                "\"refund\":3500|\"refund\":\"3500\"",
                "\"refund\":3500|\"refund\":null",
                "\"refund\":3500|\"refund\":NaN",
                "\"refund\":3500|\"refund\":3500,\"refund\":3500",
                "\"total\":4000|\"total\":-1",
                "\"total\":4000|\"sum\":4000",
                "\"total\":4000|\"total\":4000,\"currency\":\"USD\"",
                "\"amount\":{|\"amounts\":{",
                "\"R1021\"|\"R 1021\"",
                "\"R1021\"|\"\"",
                "\"R1021\"|\"R1021\\u0000\"",
                "\"R1021\"|[\"R1021\"]",
                "\"1900000100\"|1900000100",
                "\"out_trade_no\":|\"out_trade\":",
                "\"transaction_id\":|\"transaction\":",
                "\"refund_id\":|\"refundid\":",
                "2026-11-23T10:01:05+08:00|2026-11-23 10:01:05",
                "2026-11-23T10:01:05+08:00|+999999999-12-31T10:01:05+08:00Z",
                "\"user_received_account\":\"|\"user_received_account\":{},\"x\":\"",
            })
    void a_refund_with_anything_unexpected_is_malformed(String what, String instead) {
        assertThat(REFUND).contains(what);

        assertThat(whySigned(envelope(REFUND.replace(what, instead)))).isEqualTo(Why.MALFORMED);
    }

    @Test
    void only_utf_8_is_read() {
        for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1)) {
            var body = envelope(REFUND).replace("退款成功", "é").getBytes(charset);
            assertThat(why(WechatDouble.sign(body, NOW), body))
                    .as(charset.name())
                    .isEqualTo(Why.MALFORMED);
        }
    }

    @Test
    void two_hundred_thousand_brackets_deep_is_malformed() {
        assertThat(whySigned("[".repeat(200_000))).isEqualTo(Why.MALFORMED);
        assertThat(whySigned("{\"a\":".repeat(150_000))).isEqualTo(Why.MALFORMED);
        assertThat(whySigned(envelope("{\"a\":".repeat(100_000)))).isEqualTo(Why.MALFORMED);
    }

    @Test
    void a_name_of_an_account_is_cleaned_and_cut_because_nobody_decides_by_it() throws Exception {
        var refund = REFUND.replace("招商银行信用卡0403", "招商\\u0000银行\\ud800" + "长".repeat(100));

        assertThat(decode(envelope(refund)).userReceivedAccount())
                .startsWith("招商银行长")
                .hasSize(64);
    }

    @Test
    void whatever_bytes_and_headers_come_there_is_a_notification_or_a_rejection() {
        var random = new Random(20261123);
        var genuineBody = WechatDouble.bytes(envelope(REFUND));
        var genuine = WechatDouble.sign(genuineBody, NOW);
        var names = List.copyOf(genuine.keySet());
        for (int i = 0; i < 3000; i++) {
            var headers = new HashMap<>(genuine);
            var body = genuineBody.clone();
            if (i % 3 != 0) {
                mutate(random, body, body.length);
            }
            if (i % 3 != 1) {
                var name = names.get(random.nextInt(names.size()));
                var value = WechatDouble.bytes(headers.get(name));
                // The last characters of Base64 hold bits that mean nothing.
                mutate(random, value, name.equals("Wechatpay-Signature") ? value.length - 4 : value.length);
                headers.put(name, new String(value, StandardCharsets.ISO_8859_1));
            }
            var rejected = rejection(headers, body);
            assertThat(rejected.why()).isEqualTo(Why.UNAUTHENTIC);
            assertThat(rejected.getMessage()).hasSizeLessThan(100);
        }
    }

    @Test
    void whatever_was_signed_there_is_a_notification_or_a_rejection_that_tells_nothing_of_it() {
        var random = new Random(4711);
        for (int i = 0; i < 1000; i++) {
            UnaryOperator<String> mutation = text -> {
                var bytes = WechatDouble.bytes(text);
                mutate(random, bytes, bytes.length);
                return new String(bytes, StandardCharsets.ISO_8859_1);
            };
            var body = WechatDouble.bytes(
                    i % 2 == 0 ? mutation.apply(envelope(REFUND)) : envelope(mutation.apply(REFUND)));
            try {
                decoder.decode(WechatDouble.lookUp(WechatDouble.sign(body, NOW)), body);
            } catch (NotificationRejected e) {
                assertThat(e.why()).isNotEqualTo(Why.UNAUTHENTIC);
                assertThat(e.getMessage()).hasSizeLessThan(100).doesNotContain("R1021", "0403", "4200000");
            }
        }
    }

    @Test
    void a_header_look_up_that_knows_nothing_is_no_fault() {
        assertThatThrownBy(() -> decoder.decode(name -> null, new byte[] {1})).isInstanceOf(NotificationRejected.class);
    }

    /** Changes a few different bytes of the first so many, so that nothing stays as it was. */
    private static void mutate(Random random, byte[] bytes, int length) {
        var start = random.nextInt(length);
        for (int n = 0; n < Math.min(length, 1 + random.nextInt(4)); n++) {
            var at = (start + n) % length;
            bytes[at] = (byte) (bytes[at] ^ (1 + random.nextInt(255)));
        }
    }

    private RefundNotification decode(String body) throws NotificationRejected {
        var bytes = WechatDouble.bytes(body);
        return decoder.decode(WechatDouble.lookUp(WechatDouble.sign(bytes, NOW)), bytes);
    }

    private Why whySigned(String body) {
        var bytes = WechatDouble.bytes(body);
        return why(WechatDouble.sign(bytes, NOW), bytes);
    }

    private Why why(Map<String, String> headers, byte[] body) {
        return rejection(headers, body).why();
    }

    private NotificationRejected rejection(Map<String, String> headers, byte[] body) {
        var rejected = catchThrowableOfType(
                NotificationRejected.class, () -> decoder.decode(WechatDouble.lookUp(headers), body));
        assertThat(rejected).as("a rejection").isNotNull();
        return rejected;
    }

    private static String envelope(String plaintext) {
        return envelopeWith(
                WechatDouble.encrypt(WechatDouble.API_V3_KEY, "refund", NONCE, WechatDouble.bytes(plaintext)));
    }

    private static String envelopeWith(String ciphertext) {
        return "{\"id\":\"8d94d2f8-0b0a-5c9b-9f4c-1d0d4b9e7b11\",\"create_time\":\"2026-11-23T10:01:06+08:00\","
                + "\"resource_type\":\"encrypt-resource\",\"event_type\":\"REFUND.SUCCESS\",\"summary\":\"退款成功\","
                + "\"resource\":{\"original_type\":\"refund\",\"algorithm\":\"AEAD_AES_256_GCM\",\"ciphertext\":\""
                + ciphertext + "\",\"associated_data\":\"refund\",\"nonce\":\"" + NONCE + "\"}}";
    }
}
