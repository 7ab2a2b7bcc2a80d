package org.cinemarefund.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wechat.pay.java.core.RSAAutoCertificateConfig;
import com.wechat.pay.java.core.cipher.RSAPrivacyEncryptor;
import com.wechat.pay.java.core.exception.ServiceException;
import com.wechat.pay.java.core.http.DefaultHttpClientBuilder;
import com.wechat.pay.java.core.util.PemUtil;
import com.wechat.pay.java.service.refund.model.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.Ledger.Violation.Kind;
import org.cinemarefund.sandbox.SandboxConfig;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.SigningMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WechatPayApiTest {
    private static final String REFUNDS = "/v3/refund/domestic/refunds";
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static SandboxServer sandbox;
    private static Merchant merchant;

    private final String number = "R" + NUMBERS.incrementAndGet();
    private final String order = "4200000000202611230%09d".formatted(NUMBERS.get());

    @BeforeAll
    static void start() {
        sandbox = SandboxServer.start(SandboxConfig.inMemory().withSettleAfter(Duration.ofHours(1)));
        merchant = new Merchant(sandbox);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void forget() {
        sandbox.sandbox().reset();
    }

    @Test
    void the_official_sdk_creates_a_refund_and_verifies_the_answer() {
        var refund = merchant.submit(Merchant.request(number, order, 100, 300, "http://127.0.0.1:8080/notify"));

        assertThat(refund.getOutRefundNo()).isEqualTo(number);
        assertThat(refund.getTransactionId()).isEqualTo(order);
        assertThat(refund.getStatus()).isEqualTo(Status.PROCESSING);
        assertThat(refund.getRefundId()).matches("503\\d{26}");
        assertThat(refund.getAmount().getRefund()).isEqualTo(100);
        assertThat(refund.getAmount().getTotal()).isEqualTo(300);
        assertThat(refund.getCreateTime()).endsWith("+08:00");
    }

    @Test
    void the_official_sdk_queries_a_refund_whose_number_needs_encoding() {
        var odd = number + "|*@_-";
        merchant.submit(Merchant.request(odd, order, 300, 300, null));
        sandbox.setState(odd, SandboxRefund.Status.SUCCESS);

        var refund = merchant.query(odd);

        assertThat(refund.getStatus()).isEqualTo(Status.SUCCESS);
        assertThat(refund.getSuccessTime()).endsWith("+08:00");
    }

    @Test
    void an_unknown_refund_is_a_signed_404() {
        var reply = merchant.draft("GET", REFUNDS + "/nobody", "").send();

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("RESOURCE_NOT_EXISTS");
        assertThat(reply.signed()).isTrue();
    }

    @Test
    void headers_keep_the_case_the_official_sdk_looks_for() {
        var reply = submission().send();

        assertThat(reply.headers())
                .containsKeys(
                        "Wechatpay-Nonce",
                        "Wechatpay-Signature",
                        "Wechatpay-Timestamp",
                        "Wechatpay-Serial",
                        "Wechatpay-Signature-Type",
                        "Request-ID");
        assertThat(reply.headers().get("Request-ID")).matches("[0-9A-F]{32}-0");
    }

    @Test
    void an_unknown_path_is_an_empty_404_and_a_wrong_method_an_empty_405() {
        var unknown = merchant.draft("GET", "/v3/nothing", "").send();
        var wrong = merchant.draft("PUT", REFUNDS, "{}").send();

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).isEmpty();
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"User-Agent", "Accept"})
    void a_request_without_one_of_these_is_refused_before_anybody_looks_at_the_signature(String header) {
        var reply =
                submission().header("Authorization", "nonsense").without(header).send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
        assertThat(reply.signed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "WECHATPAY2-SHA256-RSA2048 mchid=\"1\"",
                "WECHATPAY2-SHA256-RSA2048 mchid=\"1\",mchid=\"2\",nonce_str=\"a\",signature=\"b\",timestamp=\"1\",serial_no=\"c\"",
                "WECHATPAY2-SM2-WITH-SM3 mchid=\"1\",nonce_str=\"a\",signature=\"b\",timestamp=\"1\",serial_no=\"c\""
            })
    void a_malformed_authorization_is_refused(String authorization) {
        var reply = submission().header("Authorization", authorization).send();

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo("SIGN_ERROR");
        assertThat(reply.json().path("message").asText()).contains("Authorization");
        assertThat(reply.signed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {-310, 310})
    void a_clock_more_than_five_minutes_off_is_refused_before_the_signature(long seconds) {
        var reply = submission()
                .at(Instant.now().plusSeconds(seconds))
                .signedOver("something else")
                .send();

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.json().path("message").asText()).contains("不得超过5分钟");
    }

    @Test
    void a_foreign_merchant_or_serial_is_refused() {
        var foreign = submission().as("1900000001").send();
        var serial = submission()
                .withSerial("0123456789ABCDEF0123456789ABCDEF01234567")
                .send();

        assertThat(foreign.status()).isEqualTo(401);
        assertThat(serial.status()).isEqualTo(401);
        assertThat(serial.json().path("message").asText()).contains("证书序列号");
        assertThat(sandbox.sandbox().refunds()).isEmpty();
    }

    @Test
    void a_signature_over_other_bytes_is_refused_with_what_the_server_built() {
        var reply = submission().signedOver(body() + " ").send();

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.json().at("/detail/detail/issue").asText()).isEqualTo("sign not match");
        var information = reply.json().at("/detail/sign_information");
        assertThat(information.path("method").asText()).isEqualTo("POST");
        assertThat(information.path("url").asText()).isEqualTo(REFUNDS);
        assertThat(information.path("sign_message_length").asInt()).isPositive();
        assertThat(information.path("truncated_sign_message").asText())
                .startsWith("POST\n" + REFUNDS + "\n")
                .endsWith("\n{\"transa\n");
        assertThat(reply.headers().get("Request-ID")).endsWith("-268443699");
        assertThat(sandbox.sandbox().refunds()).isEmpty();
    }

    @Test
    void the_query_is_part_of_what_is_signed() {
        var target = "/v3/certificates?algorithm_type=RSA";

        var signed = merchant.draft("GET", target, "").send();
        var unsigned =
                merchant.draft("GET", target, "").signedFor("/v3/certificates").send();

        assertThat(signed.status()).isEqualTo(404);
        assertThat(signed.code()).isEqualTo("RESOURCE_NOT_EXISTS");
        assertThat(unsigned.status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[]",
                "{\"out_refund_no\":\"R\",\"amount\":{\"refund\":1,\"total\":1,\"currency\":\"CNY\"}}",
                "{\"transaction_id\":\"T\",\"amount\":{\"refund\":1,\"total\":1,\"currency\":\"CNY\"}}",
                "{\"transaction_id\":\"T\",\"out_refund_no\":\"R R\",\"amount\":{\"refund\":1,\"total\":1,\"currency\":\"CNY\"}}",
                "{\"transaction_id\":\"T\",\"out_refund_no\":\"R\",\"amount\":{\"refund\":0,\"total\":1,\"currency\":\"CNY\"}}",
                "{\"transaction_id\":\"T\",\"out_refund_no\":\"R\",\"amount\":{\"refund\":1.5,\"total\":2,\"currency\":\"CNY\"}}",
                "{\"transaction_id\":\"T\",\"out_refund_no\":\"R\",\"amount\":{\"refund\":\"1\",\"total\":2,\"currency\":\"CNY\"}}",
                "{\"transaction_id\":\"T\",\"out_refund_no\":\"R\",\"amount\":{\"refund\":1,\"total\":1}}",
                "{\"transaction_id\":\"T\",\"out_refund_no\":\"R\",\"amount\":{\"refund\":1,\"total\":1,\"currency\":\"USD\"}}",
                "{\"transaction_id\":\"T\",\"out_refund_no\":\"R\",\"reason\":null,\"amount\":{\"refund\":1,\"total\":1,\"currency\":\"CNY\"}}",
                "{\"transaction_id\":\"T\",\"out_refund_no\":\"R\",\"reason\":\"\\uD83D\\uDE00\",\"amount\":{\"refund\":1,\"total\":1,\"currency\":\"CNY\"}}",
                "{\"transaction_id\":\"T\",\"out_refund_no\":\"R\",\"notify_url\":\"https://a.example/x?y=1\",\"amount\":{\"refund\":1,\"total\":1,\"currency\":\"CNY\"}}",
                "{\"transaction_id\":\"T\",\"out_refund_no\":\"R\",\"sub_mchid\":\"1\",\"amount\":{\"refund\":1,\"total\":1,\"currency\":\"CNY\"}}",
            })
    void a_body_against_the_documentation_is_a_parameter_error(String body) {
        var reply = merchant.submission(body).send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("PARAM_ERROR");
        assertThat(sandbox.sandbox().refunds()).isEmpty();
    }

    @Test
    void undefined_keys_are_named_by_their_pointers() {
        var reply = merchant.submission(body().replace("\"refund\":", "\"extra\":1,\"refund\":")
                        .replaceFirst("\\{", "{\"attach\":\"x\","))
                .send();

        assertThat(reply.code()).isEqualTo("PARAM_ERROR");
        assertThat(reply.json().at("/detail/value"))
                .extracting(node -> node.asText())
                .containsExactly("/body/attach", "/body/amount/extra");
    }

    @Test
    void the_same_number_with_the_same_bytes_is_the_same_refund_in_its_present_state() {
        var first = submission().send();
        sandbox.setState(number, SandboxRefund.Status.SUCCESS);

        var second = submission().send();

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().path("status").asText()).isEqualTo("SUCCESS");
        assertThat(second.json().path("refund_id")).isEqualTo(first.json().path("refund_id"));
        assertThat(sandbox.sandbox().refunds()).hasSize(1);
        assertThat(sandbox.sandbox().ledger().violations()).isEmpty();
    }

    @Test
    void the_same_number_with_another_amount_is_refused_and_held_against_the_product() {
        submission().send();

        var reply = merchant.submission(Merchant.body(number, order, 200, 300)).send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
        assertThat(reply.json().path("message").asText()).contains("与之前请求不一致");
        assertThat(violations()).containsExactly(Kind.NUMBER_REUSED);
    }

    @Test
    void the_same_number_for_another_order_is_refused_and_held_against_the_product() {
        submission().send();

        var reply =
                merchant.submission(Merchant.body(number, "4200999", 100, 300)).send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(violations()).contains(Kind.NUMBER_REUSED);
    }

    @Test
    void the_same_refund_in_other_bytes_is_answered_and_held_against_the_product() {
        submission().send();

        var reply = merchant.submission(body().replace(",", ", ")).send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(violations()).containsExactly(Kind.BODY_CHANGED);
    }

    @Test
    void a_second_number_for_one_order_is_paid_and_held_against_the_product() {
        submission().send();

        var reply = merchant.submission(Merchant.body(number + "b", order, 200, 300))
                .send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(violations()).containsExactly(Kind.SECOND_REFUND_FOR_ORDER);
    }

    @Test
    void more_than_was_paid_is_paid_back_and_held_against_the_product() {
        submission().send();

        merchant.submission(Merchant.body(number + "b", order, 201, 300)).send();

        assertThat(violations()).containsExactly(Kind.SECOND_REFUND_FOR_ORDER, Kind.OVER_REFUND);
    }

    @Test
    void a_second_number_after_a_closed_refund_is_in_order() {
        submission().send();
        sandbox.setState(number, SandboxRefund.Status.CLOSED);

        merchant.submission(Merchant.body(number + "b", order, 300, 300)).send();

        assertThat(violations()).isEmpty();
    }

    @Test
    void a_total_that_is_not_the_orders_is_refused() {
        submission().send();

        var reply = merchant.submission(Merchant.body(number + "b", order, 100, 400))
                .send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
    }

    @Test
    void a_payment_older_than_a_year_is_refused() {
        sandbox.sandbox().register(order, "ORDER-" + number, 300, Instant.now().minus(Duration.ofDays(366)));

        var reply = submission().send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
    }

    @Test
    void a_registered_order_is_answered_with_both_its_numbers() {
        sandbox.sandbox().register(order, "ORDER-" + number, 300, null);

        var reply = submission().send();

        assertThat(reply.json().path("out_trade_no").asText()).isEqualTo("ORDER-" + number);
    }

    @Test
    void the_balance_limits_what_is_paid_until_it_is_topped_up() {
        sandbox.sandbox().balance(99L);
        var poor = submission().send();
        sandbox.sandbox().balance(250L);

        var rich = submission().send();

        assertThat(poor.status()).isEqualTo(403);
        assertThat(poor.code()).isEqualTo("NOT_ENOUGH");
        assertThat(poor.signed()).isTrue();
        assertThat(poor.headers().get("Request-ID")).endsWith("-268892709");
        assertThat(rich.status()).isEqualTo(200);
        assertThat(sandbox.sandbox().balance()).contains(150L);
    }

    @Test
    void two_refunds_of_one_order_within_a_minute_are_too_fast_where_that_is_switched_on() {
        try (var strict = SandboxServer.start(
                SandboxConfig.inMemory().withOneMinuteSpacing(true).withSettleAfter(Duration.ofHours(1)))) {
            var hasty = new Merchant(strict);
            hasty.submission(Merchant.body("A", order, 100, 300)).send();

            var reply = hasty.submission(Merchant.body("B", order, 100, 300)).send();

            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.code()).isEqualTo("FREQUENCY_LIMITED");
        }
    }

    @Test
    void the_ledger_knows_every_request_with_its_answer() {
        submission().send();
        merchant.draft("GET", REFUNDS + "/" + number, "").send();
        submission().signedOver("{}").send();

        assertThat(sandbox.sandbox().ledger().requests())
                .extracting(
                        Ledger.Request::api,
                        Ledger.Request::outRefundNo,
                        Ledger.Request::amount,
                        Ledger.Request::answer)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Ledger.SUBMIT, number, 100L, "200"),
                        org.assertj.core.groups.Tuple.tuple(
                                "GET /v3/refund/domestic/refunds/{out_refund_no}", number, 100L, "200"),
                        org.assertj.core.groups.Tuple.tuple(Ledger.SUBMIT, null, 0L, "401 SIGN_ERROR"));
        assertThat(sandbox.sandbox().ledger().requests().get(0).bodySha256()).hasSize(64);
        assertThat(sandbox.sandbox().ledger().requests().get(0).order()).isEqualTo(order);
    }

    @Test
    void an_abnormal_refund_is_repaired_to_a_card_whose_details_are_encrypted() throws Exception {
        sandbox.sandbox().scenario(order, Scenario.BECOMES_ABNORMAL);
        var refundId = submission().send().json().path("refund_id").asText();
        sandbox.setState(number, SandboxRefund.Status.ABNORMAL);
        var encrypt = new RSAPrivacyEncryptor(
                PemUtil.loadPublicKeyFromPath(
                        sandbox.credentials().publicKeyPath().toString()),
                sandbox.credentials().publicKeyId());
        var body =
                "{\"out_refund_no\":\"%s\",\"type\":\"USER_BANK_CARD\",\"bank_type\":\"CMB_DEBIT\",\"bank_account\":\"%s\",\"real_name\":\"%s\"}"
                        .formatted(number, encrypt.encrypt("6225880123450403"), encrypt.encrypt("李雷"));

        var reply = merchant.draft("POST", REFUNDS + "/" + refundId + "/apply-abnormal-refund", body)
                .header("Wechatpay-Serial", sandbox.credentials().publicKeyId())
                .send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("status").asText()).isEqualTo("PROCESSING");
        assertThat(reply.json().path("channel").asText()).isEqualTo("OTHER_BANKCARD");
        assertThat(reply.json().path("user_received_account").asText()).isEqualTo("招商银行借记卡0403");
    }

    @Test
    void a_repair_needs_an_abnormal_refund_the_platforms_serial_and_readable_secrets() {
        var refundId = submission().send().json().path("refund_id").asText();
        var path = REFUNDS + "/" + refundId + "/apply-abnormal-refund";
        var toMerchant = "{\"out_refund_no\":\"%s\",\"type\":\"MERCHANT_BANK_CARD\"}".formatted(number);
        var garbled =
                "{\"out_refund_no\":\"%s\",\"type\":\"USER_BANK_CARD\",\"bank_type\":\"CMB_DEBIT\",\"bank_account\":\"QUJD\",\"real_name\":\"QUJD\"}"
                        .formatted(number);
        var serial = sandbox.credentials().publicKeyId();

        var early = merchant.draft("POST", path, toMerchant)
                .header("Wechatpay-Serial", serial)
                .send();
        sandbox.setState(number, SandboxRefund.Status.ABNORMAL);
        var noSerial = merchant.draft("POST", path, toMerchant).send();
        var unreadable = merchant.draft("POST", path, garbled)
                .header("Wechatpay-Serial", serial)
                .send();
        var stranger = merchant.draft("POST", REFUNDS + "/50300/apply-abnormal-refund", toMerchant)
                .header("Wechatpay-Serial", serial)
                .send();
        var good = merchant.draft("POST", path, toMerchant)
                .header("Wechatpay-Serial", serial)
                .send();

        assertThat(early.code()).isEqualTo("INVALID_REQUEST");
        assertThat(noSerial.code()).isEqualTo("PARAM_ERROR");
        assertThat(unreadable.code()).isEqualTo("PARAM_ERROR");
        assertThat(stranger.code()).isEqualTo("RESOURCE_NOT_EXISTS");
        assertThat(good.status()).isEqualTo(200);
    }

    @Test
    void the_official_sdk_downloads_the_platform_certificate_and_verifies_answers_with_it() {
        try (var older = SandboxServer.start(SandboxConfig.inMemory().withSigning(SigningMode.CERTIFICATE))) {
            var credentials = older.credentials();
            var config = new RSAAutoCertificateConfig.Builder()
                    .merchantId(credentials.merchantId())
                    .privateKeyFromPath(credentials.merchantPrivateKeyPath().toString())
                    .merchantSerialNumber(credentials.merchantSerialNo())
                    .apiV3Key(credentials.apiV3Key())
                    .httpClientBuilder(new DefaultHttpClientBuilder()
                            .okHttpClient(Merchant.redirecting(older.baseUrl()).build()))
                    .build();

            var refund = Merchant.refunds(older, config).create(Merchant.request(number, order, 100, 300, null));

            assertThat(refund.getStatus()).isEqualTo(Status.PROCESSING);
        }
    }

    @Test
    void while_keys_change_answers_follow_the_serial_that_was_asked_for() {
        try (var changing = SandboxServer.start(SandboxConfig.inMemory().withSigning(SigningMode.SWITCHING))) {
            var product = new Merchant(changing);
            var credentials = changing.credentials();

            var byKey = product.draft("GET", REFUNDS + "/x", "")
                    .header("Wechatpay-Serial", credentials.publicKeyId())
                    .send();
            var byCertificate = product.draft("GET", REFUNDS + "/x", "")
                    .header("Wechatpay-Serial", credentials.certificateSerialNo())
                    .send();

            assertThat(byKey.headers()).containsEntry("Wechatpay-Serial", credentials.publicKeyId());
            assertThat(byCertificate.headers()).containsEntry("Wechatpay-Serial", credentials.certificateSerialNo());
        }
    }

    @Test
    void new_merchants_have_no_certificate_to_download() {
        assertThatThrownBy(() -> new RSAAutoCertificateConfig.Builder()
                        .merchantId(sandbox.credentials().merchantId())
                        .privateKeyFromPath(
                                sandbox.credentials().merchantPrivateKeyPath().toString())
                        .merchantSerialNumber(sandbox.credentials().merchantSerialNo())
                        .apiV3Key(sandbox.credentials().apiV3Key())
                        .httpClientBuilder(new DefaultHttpClientBuilder()
                                .okHttpClient(
                                        Merchant.redirecting(sandbox.baseUrl()).build()))
                        .build())
                .isInstanceOfSatisfying(
                        ServiceException.class, serviceException -> assertThat(serviceException.getErrorCode())
                                .isEqualTo("RESOURCE_NOT_EXISTS"));
    }

    private Merchant.Draft submission() {
        return merchant.submission(body());
    }

    private String body() {
        return Merchant.body(number, order, 100, 300);
    }

    private static java.util.List<Kind> violations() {
        return sandbox.sandbox().ledger().violations().stream()
                .map(Ledger.Violation::kind)
                .toList();
    }
}
