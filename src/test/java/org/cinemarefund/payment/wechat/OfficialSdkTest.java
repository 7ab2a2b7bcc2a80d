package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import com.wechat.pay.java.core.RSAPublicKeyConfig;
import com.wechat.pay.java.core.http.DefaultHttpClientBuilder;
import com.wechat.pay.java.core.notification.NotificationParser;
import com.wechat.pay.java.core.notification.RequestParam;
import com.wechat.pay.java.service.refund.RefundService;
import com.wechat.pay.java.service.refund.model.QueryByOutRefundNoRequest;
import com.wechat.pay.java.service.refund.model.Refund;
import com.wechat.pay.java.service.refund.model.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.mockwebserver.MockWebServer;
import org.cinemarefund.payment.ChannelRefund;
import org.cinemarefund.payment.QueryReply;
import org.cinemarefund.payment.RefundOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official library as the judge: what it accepts from our double, our client accepts, and they read the same. */
class OfficialSdkTest {
    private static final RefundOrder ORDER =
            new RefundOrder("R|1021", "4200000000202611220000000001", "O202611220001", 3500, 4000);
    private static final String SUCCESS = """
            {"amount":{"currency":"CNY","discount_refund":0,"from":[],"payer_refund":3500,"payer_total":4000,\
            "refund":3500,"refund_fee":0,"settlement_refund":3500,"settlement_total":4000,"total":4000},\
            "channel":"ORIGINAL","create_time":"2026-11-23T10:00:00+08:00","funds_account":"AVAILABLE",\
            "out_refund_no":"R|1021","out_trade_no":"O202611220001","promotion_detail":[],\
            "refund_id":"50300000002026112300000000001","status":"SUCCESS",\
            "success_time":"2026-11-23T10:01:05+08:00",\
            "transaction_id":"4200000000202611220000000001","user_received_account":"支付用户零钱"}""";

    // The library reads the machine's own clock, so both must here.
    private final Clock clock = Clock.systemUTC();
    private final MockWebServer wechat = new MockWebServer();
    private final RSAPublicKeyConfig config = new RSAPublicKeyConfig.Builder()
            .merchantId(WechatDouble.MCH_ID)
            .merchantSerialNumber(WechatDouble.MERCHANT_SERIAL)
            .privateKey(WechatDouble.MERCHANT.getPrivate())
            .publicKey(WechatDouble.WECHAT.getPublic())
            .publicKeyId(WechatDouble.PUBLIC_KEY_ID)
            .apiV3Key(WechatDouble.API_V3_KEY)
            .build();
    private final SignatureVerifier verifier = new SignatureVerifier(
            clock,
            serial -> serial.equals(WechatDouble.PUBLIC_KEY_ID)
                    ? Optional.of(WechatDouble.WECHAT.getPublic())
                    : Optional.empty());

    @BeforeEach
    void start() throws IOException {
        wechat.start();
    }

    @AfterEach
    void stop() throws IOException {
        wechat.shutdown();
    }

    @Test
    void both_accept_the_same_answer_and_read_the_same_from_it() throws Exception {
        wechat.enqueue(WechatDouble.signedAnswer(200, SUCCESS, clock));
        wechat.enqueue(WechatDouble.signedAnswer(200, SUCCESS, clock));

        var official = officialQuery();
        var ours = ((QueryReply.Found) client().query(ORDER)).refund();

        assertThat(official.getStatus()).isEqualTo(Status.SUCCESS);
        assertThat(ours.status()).isEqualTo(ChannelRefund.Status.SUCCESS);
        assertThat(ours.outRefundNo()).isEqualTo(official.getOutRefundNo());
        assertThat(ours.refundId()).isEqualTo(official.getRefundId());
        assertThat(ours.channel()).isEqualTo(official.getChannel().name());
        assertThat(ours.userReceivedAccount()).isEqualTo(official.getUserReceivedAccount());
        assertThat(ours.successTime()).isEqualTo(official.getSuccessTime().replace("10:01:05+08:00", "02:01:05Z"));
        assertThat(wechat.takeRequest().getPath())
                .as("the path both sign and send")
                .isEqualTo(wechat.takeRequest().getPath());
    }

    @Test
    void both_accept_the_same_notification_and_read_the_same_from_it() throws Exception {
        var plaintext = """
                {"mchid":"1900000100","transaction_id":"42001","out_trade_no":"O1","refund_id":"50301",\
                "out_refund_no":"R1021","refund_status":"ABNORMAL","user_received_account":"支付用户零钱",\
                "amount":{"total":4000,"refund":3500,"payer_total":4000,"payer_refund":3500}}""";
        var body =
                "{\"id\":\"8d94d2f8-1\",\"create_time\":\"2026-11-23T10:01:06+08:00\",\"event_type\":\"REFUND.ABNORMAL\","
                        + "\"resource_type\":\"encrypt-resource\",\"summary\":\"退款异常\",\"resource\":{\"original_type\":\"refund\","
                        + "\"algorithm\":\"AEAD_AES_256_GCM\",\"associated_data\":\"refund\",\"nonce\":\"fAKcOVTdU4VI\",\"ciphertext\":\""
                        + WechatDouble.encrypt(
                                WechatDouble.API_V3_KEY, "refund", "fAKcOVTdU4VI", WechatDouble.bytes(plaintext))
                        + "\"}}";
        var headers = WechatDouble.sign(WechatDouble.bytes(body), clock.instant());

        var official = new NotificationParser(config)
                .parse(
                        new RequestParam.Builder()
                                .serialNumber(headers.get("Wechatpay-Serial"))
                                .timestamp(headers.get("Wechatpay-Timestamp"))
                                .nonce(headers.get("Wechatpay-Nonce"))
                                .signature(headers.get("Wechatpay-Signature"))
                                .body(body)
                                .build(),
                        com.wechat.pay.java.service.refund.model.RefundNotification.class);
        var ours = new WechatNotificationDecoder(verifier, new ApiV3Cipher(WechatDouble.API_V3_KEY))
                .decode(WechatDouble.lookUp(headers), WechatDouble.bytes(body));

        assertThat(ours.status().name()).isEqualTo(official.getRefundStatus().name());
        assertThat(ours.outRefundNo()).isEqualTo(official.getOutRefundNo());
        assertThat(ours.outTradeNo()).isEqualTo(official.getOutTradeNo());
        assertThat(ours.transactionId()).isEqualTo(official.getTransactionId());
        assertThat(ours.refundId()).isEqualTo(official.getRefundId());
        assertThat(ours.refundAmount()).isEqualTo(official.getAmount().getRefund());
        assertThat(ours.totalAmount()).isEqualTo(official.getAmount().getTotal());
    }

    private Refund officialQuery() {
        var redirected = new OkHttpClient.Builder()
                .addInterceptor(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .url(chain.request()
                                .url()
                                .newBuilder()
                                .scheme("http")
                                .host(wechat.getHostName())
                                .port(wechat.getPort())
                                .build())
                        .build()))
                .build();
        var service = new RefundService.Builder()
                .httpClient(new DefaultHttpClientBuilder()
                        .config(config)
                        .okHttpClient(redirected)
                        .build())
                .build();
        var request = new QueryByOutRefundNoRequest();
        request.setOutRefundNo(ORDER.outRefundNo());
        return service.queryByOutRefundNo(request);
    }

    private WechatPayClient client() {
        var signer = new RequestSigner(
                WechatDouble.MCH_ID, WechatDouble.MERCHANT_SERIAL, WechatDouble.MERCHANT.getPrivate(), clock);
        var http = new WechatPayHttp(
                WechatPayHttp.client(Duration.ofSeconds(10)),
                wechat.url("/"),
                signer,
                WechatDouble.PUBLIC_KEY_ID,
                new WechatClock(clock),
                answer -> {});
        return new WechatPayClient(
                http,
                verifier,
                URI.create("https://refund.example/n"),
                1000,
                Duration.ofSeconds(10),
                clock,
                new SimpleMeterRegistry());
    }
}
