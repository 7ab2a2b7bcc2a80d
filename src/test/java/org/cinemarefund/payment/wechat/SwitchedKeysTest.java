package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import org.cinemarefund.payment.NotificationDecoder;
import org.cinemarefund.payment.PaymentGateway;
import org.cinemarefund.payment.QueryReply;
import org.cinemarefund.payment.RefundNotification;
import org.cinemarefund.payment.RefundOrder;
import org.cinemarefund.payment.SubmitReply;
import org.cinemarefund.sandbox.SandboxConfig;
import org.cinemarefund.sandbox.SigningMode;
import org.cinemarefund.sandbox.http.SandboxServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Whichever of the platform's keys signs, the product believes answers and notifications: it holds both kinds of keys. */
class SwitchedKeysTest {
    private static final RefundOrder ORDER =
            new RefundOrder("R261123000000K7Q2MZ01", "4200000000202611220000000001", "O202611220001", 3500, 4000);

    @ParameterizedTest
    @EnumSource(SigningMode.class)
    void answers_and_notifications_are_believed(SigningMode signing) throws Exception {
        try (var wechat = SandboxServer.start(SandboxConfig.inMemory().withSigning(signing));
                var product = new AnnotationConfigApplicationContext()) {
            product.registerBean(Clock.class, Clock::systemUTC);
            product.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
            product.registerBean(WechatPayProperties.class, () -> settings(wechat));
            product.register(WechatPayConfiguration.class);
            product.refresh();
            var gateway = product.getBean(PaymentGateway.class);

            assertThat(gateway.submit(ORDER, gateway.compose(ORDER))).isInstanceOf(SubmitReply.Accepted.class);
            assertThat(gateway.query(ORDER)).isInstanceOf(QueryReply.Found.class);
            assertThat(notified(wechat, product.getBean(NotificationDecoder.class)))
                    .isNotNull();
        }
    }

    private static RefundNotification notified(SandboxServer wechat, NotificationDecoder decoder) throws Exception {
        var refund = wechat.sandbox().settle(ORDER.outRefundNo()).orElseThrow();
        var held = wechat.hold(refund);
        return decoder.decode(WechatDouble.lookUp(held.signed()), held.body());
    }

    private static WechatPayProperties settings(SandboxServer wechat) {
        var credentials = wechat.credentials();
        return new WechatPayProperties(
                credentials.merchantId(),
                credentials.merchantSerialNo(),
                credentials.merchantPrivateKeyPath().toString(),
                credentials.apiV3Key(),
                credentials.publicKeyId(),
                credentials.publicKeyPath().toString(),
                // Nobody listens there: the test brings the notification itself.
                URI.create("http://127.0.0.1:9/api/wechat/refund-notifications"),
                credentials.baseUrl(),
                50);
    }
}
