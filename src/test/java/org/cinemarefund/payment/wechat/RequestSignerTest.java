package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import com.wechat.pay.java.core.cipher.RSASigner;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.Test;

class RequestSignerTest {
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"(.+?)\",nonce_str=\"([0-9A-Za-z]{32})\",signature=\"(.+?)\","
                    + "timestamp=\"([0-9]+)\",serial_no=\"(.+?)\"");

    private final RequestSigner signer = new RequestSigner(
            WechatDouble.MCH_ID,
            WechatDouble.MERCHANT_SERIAL,
            WechatDouble.MERCHANT.getPrivate(),
            new MovableClock(Instant.ofEpochSecond(1_795_000_000)));

    @Test
    void the_official_library_makes_the_same_signature() {
        var url = HttpUrl.get("https://api.mch.weixin.qq.com/v3/refund/domestic/refunds");
        var body = "{\"reason\":\"电影票退款\"}";

        var header = parsed(signer.authorization("POST", url, WechatDouble.bytes(body)));

        var message = "POST\n/v3/refund/domestic/refunds\n1795000000\n" + header.group(2) + "\n" + body + "\n";
        var official = new RSASigner(WechatDouble.MERCHANT_SERIAL, WechatDouble.MERCHANT.getPrivate()).sign(message);
        assertThat(header.group(3)).isEqualTo(official.getSign());
        assertThat(header.group(1)).isEqualTo(WechatDouble.MCH_ID);
        assertThat(header.group(4)).isEqualTo("1795000000");
        assertThat(header.group(5)).isEqualTo(WechatDouble.MERCHANT_SERIAL);
    }

    @Test
    void path_and_query_are_signed_as_they_are_encoded_on_the_wire() {
        var url = HttpUrl.get("https://api.mch.weixin.qq.com/")
                .newBuilder()
                .addPathSegment("R|1*@-_")
                .addQueryParameter("mchid", "19 0")
                .build();

        var header = parsed(signer.authorization("GET", url, new byte[0]));

        var message = "GET\n/R%7C1*@-_?mchid=19%200\n1795000000\n" + header.group(2) + "\n\n";
        assertThat(WechatDouble.verifies(
                        WechatDouble.MERCHANT.getPublic(), WechatDouble.bytes(message), header.group(3)))
                .isTrue();
    }

    @Test
    void no_nonce_comes_twice() {
        var url = HttpUrl.get("https://api.mch.weixin.qq.com/v3/certificates");

        var first = parsed(signer.authorization("GET", url, new byte[0])).group(2);
        var second = parsed(signer.authorization("GET", url, new byte[0])).group(2);

        assertThat(first).isNotEqualTo(second);
    }

    private static Matcher parsed(String authorization) {
        var matcher = AUTHORIZATION.matcher(authorization);
        assertThat(matcher.matches()).as(authorization).isTrue();
        return matcher;
    }
}
