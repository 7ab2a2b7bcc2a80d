package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureVerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
    private static final byte[] BODY = WechatDouble.bytes("{\"id\":\"1\"}");

    private final SignatureVerifier verifier = new SignatureVerifier(
            new MovableClock(NOW),
            serial -> serial.equals(WechatDouble.PUBLIC_KEY_ID)
                    ? Optional.of(WechatDouble.WECHAT.getPublic())
                    : Optional.empty());

    @Test
    void what_wechat_signed_just_now_is_genuine() {
        assertThat(check(WechatDouble.sign(BODY, NOW))).isEqualTo(Verdict.GENUINE);
    }

    @ParameterizedTest
    @CsvSource({"-300,STALE", "-299,GENUINE", "299,GENUINE", "300,STALE", "-315360000,STALE", "86400,STALE"})
    void a_message_counts_less_than_five_minutes_before_and_after(long seconds, Verdict verdict) {
        assertThat(check(WechatDouble.sign(BODY, NOW.plus(Duration.ofSeconds(seconds)))))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Signature", "Wechatpay-Serial"})
    void every_header_is_there_exactly_once(String header) {
        var headers = WechatDouble.sign(BODY, NOW);
        var once = WechatDouble.lookUp(headers);

        assertThat(verifier.check(name -> name.equals(header) ? List.of() : once.apply(name), BODY))
                .isEqualTo(Verdict.NOT_SIGNED);
        assertThat(verifier.check(name -> name.equals(header) ? null : once.apply(name), BODY))
                .isEqualTo(Verdict.NOT_SIGNED);
        var value = headers.get(header);
        assertThat(verifier.check(name -> name.equals(header) ? List.of(value, value) : once.apply(name), BODY))
                .isEqualTo(Verdict.NOT_SIGNED);
    }

    @Test
    void the_signature_type_may_be_left_out_but_names_no_other_algorithm() {
        var headers = WechatDouble.sign(BODY, NOW);
        headers.remove("Wechatpay-Signature-Type");
        assertThat(check(headers)).isEqualTo(Verdict.GENUINE);

        headers.put("Wechatpay-Signature-Type", "WECHATPAY2-SM2-WITH-SM3");
        assertThat(check(headers)).isEqualTo(Verdict.NOT_SIGNED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "1e9", "99999999999999999999", " 1795000000", ""})
    void a_timestamp_that_is_no_number_of_seconds_is_refused(String timestamp) {
        var headers = WechatDouble.sign(BODY, NOW);
        headers.put("Wechatpay-Timestamp", timestamp);

        assertThat(check(headers)).isEqualTo(Verdict.NOT_SIGNED);
    }

    @Test
    void a_line_break_cannot_be_moved_between_nonce_and_body() {
        var headers = WechatDouble.sign(WechatDouble.bytes("inner\n{\"id\":\"1\"}"), NOW);
        headers.put("Wechatpay-Nonce", headers.get("Wechatpay-Nonce") + "\ninner");

        assertThat(check(headers)).isEqualTo(Verdict.NOT_SIGNED);
    }

    @Test
    void a_signature_probe_is_a_failure_like_any_other() {
        var headers = WechatDouble.sign(BODY, NOW);
        headers.put(
                "Wechatpay-Signature",
                "WECHATPAY/SIGNTEST/" + headers.get("Wechatpay-Signature").substring(7));

        assertThat(check(headers)).isEqualTo(Verdict.PROBE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not*base64", "QUJD", "====", "QQ="})
    void a_signature_that_is_none_is_forged(String signature) {
        var headers = WechatDouble.sign(BODY, NOW);
        headers.put("Wechatpay-Signature", signature);

        assertThat(check(headers)).isEqualTo(Verdict.FORGED);
    }

    @Test
    void a_changed_body_another_key_and_an_unknown_serial_are_told_apart() {
        assertThat(verifier.check(WechatDouble.lookUp(WechatDouble.sign(BODY, NOW)), WechatDouble.bytes("{}")))
                .isEqualTo(Verdict.FORGED);
        assertThat(check(WechatDouble.sign(
                        BODY, NOW, WechatDouble.PUBLIC_KEY_ID, WechatDouble.CERTIFICATE.getPrivate())))
                .isEqualTo(Verdict.FORGED);
        assertThat(check(WechatDouble.sign(
                        BODY, NOW, WechatDouble.CERTIFICATE_SERIAL, WechatDouble.CERTIFICATE.getPrivate())))
                .isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void no_key_is_looked_up_for_a_message_that_fails_the_cheap_checks() {
        var strict = new SignatureVerifier(new MovableClock(NOW), serial -> {
            throw new AssertionError("asked for a key");
        });
        var stale = WechatDouble.sign(BODY, NOW.minusSeconds(301));
        var notBase64 = WechatDouble.sign(BODY, NOW);
        notBase64.put("Wechatpay-Signature", "*");

        assertThat(strict.check(WechatDouble.lookUp(stale), BODY)).isEqualTo(Verdict.STALE);
        assertThat(strict.check(WechatDouble.lookUp(notBase64), BODY)).isEqualTo(Verdict.FORGED);
    }

    private Verdict check(Map<String, String> headers) {
        return verifier.check(WechatDouble.lookUp(headers), BODY);
    }
}
