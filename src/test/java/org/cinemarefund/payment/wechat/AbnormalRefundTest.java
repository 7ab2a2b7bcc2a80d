package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wechat.pay.java.core.cipher.RSAPrivacyDecryptor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.SocketPolicy;
import org.cinemarefund.payment.ChannelRefund;
import org.cinemarefund.payment.RefundOrder;
import org.cinemarefund.payment.Repair;
import org.cinemarefund.payment.RepairReply;
import org.cinemarefund.payment.card.PayeeCard;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** WeChat is asked to pay an abnormal refund another way; what it can read is judged by its own SDK. */
@ExtendWith(OutputCaptureExtension.class)
class AbnormalRefundTest {
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
    private static final String REFUND_ID = "50300000002026112300000000001";
    private static final String ACCOUNT = "6222021234567890128";
    private static final String NAME = "卡奈丽";
    private static final RefundOrder ORDER =
            new RefundOrder("R1021", "4200000000202611220000000001", "O202611220001", 3500, 4000);
    private static final String ACCEPTED = """
            {"amount":{"currency":"CNY","payer_refund":3500,"payer_total":4000,"refund":3500,"total":4000},\
            "channel":"OTHER_BANKCARD","create_time":"2026-11-23T10:00:00+08:00","out_refund_no":"R1021",\
            "out_trade_no":"O202611220001","refund_id":"50300000002026112300000000001","status":"PROCESSING",\
            "transaction_id":"4200000000202611220000000001","user_received_account":"工商银行借记卡0128"}""";

    private final MovableClock clock = new MovableClock(NOW);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MockWebServer wechat = new MockWebServer();
    /** Another key than the one that answers are signed with: a card sealed before WeChat's key was changed. */
    private final WechatCardSeal seal = new WechatCardSeal("PUB_KEY_ID_OLDER", WechatDouble.CERTIFICATE.getPublic());

    private final PayeeCard card = seal.seal("ICBC_DEBIT", ACCOUNT, NAME);
    private WechatPayClient client;

    @BeforeEach
    void start() throws IOException {
        wechat.start();
        client = client(1000);
    }

    @AfterEach
    void stop() throws IOException {
        wechat.shutdown();
    }

    @Test
    void the_card_goes_out_readable_by_wechat_alone_under_the_key_it_names() throws Exception {
        wechat.enqueue(WechatDouble.signedAnswer(200, ACCEPTED, clock));

        var reply = client.repair(ORDER, REFUND_ID, new Repair.ToCard(card));

        assertThat(reply)
                .isEqualTo(new RepairReply.Accepted(new ChannelRefund(
                        "R1021",
                        "O202611220001",
                        REFUND_ID,
                        ChannelRefund.Status.PROCESSING,
                        "OTHER_BANKCARD",
                        "工商银行借记卡0128",
                        null,
                        3500L)));
        var request = wechat.takeRequest();
        assertThat(request.getRequestLine())
                .isEqualTo("POST /v3/refund/domestic/refunds/" + REFUND_ID + "/apply-abnormal-refund HTTP/1.1");
        assertThat(request.getHeaders().values("Wechatpay-Serial")).containsExactly("PUB_KEY_ID_OLDER");
        assertThat(request.getHeader("Authorization")).startsWith("WECHATPAY2-SHA256-RSA2048 mchid=");
        var body = new ObjectMapper().readTree(request.getBody().readByteArray());
        assertThat(body.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("out_refund_no", "type", "bank_type", "bank_account", "real_name");
        assertThat(body.path("out_refund_no").asText()).isEqualTo("R1021");
        assertThat(body.path("type").asText()).isEqualTo("USER_BANK_CARD");
        assertThat(body.path("bank_type").asText()).isEqualTo("ICBC_DEBIT");
        var judge = new RSAPrivacyDecryptor(WechatDouble.CERTIFICATE.getPrivate());
        assertThat(judge.decrypt(body.path("bank_account").asText())).isEqualTo(ACCOUNT);
        assertThat(judge.decrypt(body.path("real_name").asText())).isEqualTo(NAME);
        assertThat(calls("accepted")).isEqualTo(1);
    }

    @Test
    void back_to_the_merchant_takes_no_card() throws Exception {
        wechat.enqueue(WechatDouble.signedAnswer(200, ACCEPTED, clock));

        assertThat(client.repair(ORDER, REFUND_ID, new Repair.ToMerchant())).isInstanceOf(RepairReply.Accepted.class);

        var request = wechat.takeRequest();
        assertThat(request.getHeaders().values("Wechatpay-Serial")).containsExactly(WechatDouble.PUBLIC_KEY_ID);
        assertThat(request.getBody().readUtf8())
                .isEqualTo("{\"out_refund_no\":\"R1021\",\"type\":\"MERCHANT_BANK_CARD\"}");
    }

    @Test
    void the_same_card_never_reads_the_same_twice_and_the_longest_name_fits() {
        var again = seal.seal("ICBC_DEBIT", ACCOUNT, NAME);
        assertThat(again.sealedAccount()).isNotEqualTo(card.sealedAccount());
        assertThat(again.sealedName()).isNotEqualTo(card.sealedName());

        var longest = seal.seal("ICBC_DEBIT", "9".repeat(24), "名".repeat(60));
        assertThat(new RSAPrivacyDecryptor(WechatDouble.CERTIFICATE.getPrivate()).decrypt(longest.sealedName()))
                .isEqualTo("名".repeat(60));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.cinemarefund.payment.wechat.WechatPayClientTest#answersThatProveNothing")
    void an_answer_that_proves_nothing_leaves_the_outcome_unknown(String what, MockResponse answer) {
        wechat.enqueue(answer);

        assertThat(client.repair(ORDER, REFUND_ID, new Repair.ToCard(card)))
                .isInstanceOfSatisfying(RepairReply.Unknown.class, unknown -> assertThat(unknown.sent())
                        .isTrue());
        assertThat(calls("unknown")).isEqualTo(1);
    }

    @Test
    void an_answer_about_another_refund_id_proves_nothing() {
        wechat.enqueue(WechatDouble.signedAnswer(
                200, ACCEPTED.replace("00000000001\",\"status", "00000000002\",\"status"), clock));

        assertThat(client.repair(ORDER, REFUND_ID, new Repair.ToMerchant()))
                .isEqualTo(new RepairReply.Unknown("200, but it names another refund_id", true));
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource({
        "400, PARAM_ERROR,         refused",
        "400, INVALID_REQUEST,     refused",
        "403, INVALID_REQUEST,     refused",
        "403, RULE_LIMIT,          refused",
        "403, NO_AUTH,             refused",
        "404, RESOURCE_NOT_EXISTS, refused",
        "400, MCH_NOT_EXISTS,      refused",
        "404, MCH_NOT_EXISTS,      refused",
        "401, SIGN_ERROR,          unknown",
        "429, FREQUENCY_LIMITED,   unknown",
        "429, RATELIMIT_EXCEEDED,  unknown",
        "500, SYSTEM_ERROR,        unknown",
        "502, SERVICE_UNAVAILABLE, unknown",
        "503, SERVICE_UNAVAILABLE, unknown",
        "500, INVALID_REQUEST,     unknown",
        "400, NEWLY_INVENTED,      unknown",
    })
    void an_error(int status, String code, String expected) {
        wechat.enqueue(
                new MockResponse().setResponseCode(status).setBody("{\"code\":\"" + code + "\",\"message\":\"x\"}"));

        var reply = client.repair(ORDER, REFUND_ID, new Repair.ToCard(card));

        assertThat(reply.<String>fold(
                        accepted -> "accepted",
                        refused -> code.equals(refused.code()) ? "refused" : "another code",
                        unknown -> unknown.sent() ? "unknown" : "not sent"))
                .isEqualTo(expected);
        assertThat(calls(expected)).isEqualTo(1);
        // A row without a line above, or a line without a row.
        assertThat(RefundErrors.REPAIR).hasSize(14);
    }

    @Test
    void nothing_of_the_card_is_said_anywhere_even_if_wechat_quotes_it(CapturedOutput log) {
        var quoting = "{\"code\":\"PARAM_ERROR\",\"message\":\"" + ACCOUNT + " " + NAME + " " + card.sealedAccount()
                + "\",\"detail\":{\"value\":\"" + ACCOUNT + "\"}}";
        wechat.enqueue(WechatDouble.answer(400, quoting, WechatDouble.sign(WechatDouble.bytes(quoting), NOW)));
        wechat.enqueue(WechatDouble.signedAnswer(500, quoting, clock));
        wechat.enqueue(new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST));

        var how = new Repair.ToCard(card);
        var said = log.getAll()
                + client.repair(ORDER, REFUND_ID, how)
                + client.repair(ORDER, REFUND_ID, how)
                + client.repair(ORDER, REFUND_ID, how)
                + how
                + card
                + RepairRequest.of("R1021", how)
                + meters.getMetersAsString()
                + log.getAll();

        assertThat(said).contains("PARAM_ERROR", "500", "R1021");
        assertThat(said).doesNotContain(ACCOUNT, NAME, card.sealedAccount(), card.sealedName());
    }

    @Test
    void wechats_words_are_passed_on_where_no_card_was_sent() {
        wechat.enqueue(new MockResponse()
                .setResponseCode(400)
                .setBody("{\"code\":\"INVALID_REQUEST\",\"message\":\"退款单状态不是退款异常\"}"));

        assertThat(client.repair(ORDER, REFUND_ID, new Repair.ToMerchant()))
                .isEqualTo(new RepairReply.Refused("INVALID_REQUEST", "退款单状态不是退款异常"));
    }

    @Test
    void the_breaker_and_the_pace_of_refunds_hold_here_too() {
        client = client(1);
        for (int failure = 0; failure < 2; failure++) {
            wechat.enqueue(new MockResponse().setResponseCode(500));
            assertThat(client.repair(ORDER, REFUND_ID, new Repair.ToMerchant()))
                    .isInstanceOfSatisfying(RepairReply.Unknown.class, unknown -> assertThat(unknown.sent())
                            .isTrue());
        }
        assertThat(client.repair(ORDER, REFUND_ID, new Repair.ToMerchant()))
                .isEqualTo(new RepairReply.Unknown(
                        "not sent: more refunds than refund.wechat.pay.rate-per-second", false));

        client = client(1000);
        for (int failure = 0; failure < 20; failure++) {
            wechat.enqueue(new MockResponse().setResponseCode(500));
            client.repair(ORDER, REFUND_ID, new Repair.ToMerchant());
        }
        assertThat(client.repair(ORDER, REFUND_ID, new Repair.ToMerchant()))
                .isEqualTo(new RepairReply.Unknown("not sent: WeChat Pay has not been answering", false));
        assertThat(wechat.getRequestCount()).isEqualTo(22);
        assertThat(calls("not_sent")).isEqualTo(2);
    }

    @Test
    void a_refund_id_like_no_real_one_never_leaves() {
        for (var wrong : new String[] {null, "", "../1", "a b", "5".repeat(33)}) {
            assertThatThrownBy(() -> client.repair(ORDER, wrong, new Repair.ToMerchant()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(wechat.getRequestCount()).isZero();
    }

    private long calls(String result) {
        var timer = meters.find("refund.wechat.calls")
                .tags("api", "repair", "result", result)
                .timer();
        return timer == null ? 0 : timer.count();
    }

    private WechatPayClient client(int ratePerSecond) {
        var budget = Duration.ofSeconds(10);
        var signer = new RequestSigner(
                WechatDouble.MCH_ID, WechatDouble.MERCHANT_SERIAL, WechatDouble.MERCHANT.getPrivate(), clock);
        var http = new WechatPayHttp(
                WechatPayHttp.client(budget),
                wechat.url("/"),
                signer,
                WechatDouble.PUBLIC_KEY_ID,
                new WechatClock(clock),
                answer -> {});
        var verifier = new SignatureVerifier(
                clock,
                serial -> serial.equals(WechatDouble.PUBLIC_KEY_ID)
                        ? Optional.of(WechatDouble.WECHAT.getPublic())
                        : Optional.empty());
        return new WechatPayClient(
                http, verifier, URI.create("https://refund.example/n"), ratePerSecond, budget, clock, meters);
    }
}
