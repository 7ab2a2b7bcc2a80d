package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.cinemarefund.payment.ChannelRefund;
import org.cinemarefund.payment.ChannelRefund.Status;
import org.cinemarefund.payment.PaymentGateway;
import org.cinemarefund.payment.QueryReply;
import org.cinemarefund.payment.RefundOrder;
import org.cinemarefund.payment.Repair;
import org.cinemarefund.payment.RepairReply;
import org.cinemarefund.payment.SubmitReply;
import org.cinemarefund.payment.card.CardSeal;
import org.cinemarefund.payment.wechat.WechatPayProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;

/** The product's client and seal against the double that shares no line with them. */
class AbnormalRefundTest {
    private static final RefundOrder ORDER =
            new RefundOrder("4200007777-1", "4200007777202611230000000001", "O1", 3500, 4000);

    @Test
    void an_abnormal_refund_goes_to_the_card_that_was_sealed_and_only_once(@TempDir Path directory) throws Exception {
        try (var wechat = IndependentWechat.start(directory)) {
            wechat.settleAfter(Duration.ofMillis(1));
            wechat.endsAbnormal(true);
            wechat.callbacks(IndependentWechat.Callbacks.LOST);
            wechat.paid(ORDER.transactionId(), 4000, "oPayer");
            product(wechat).run(context -> {
                var gateway = context.getBean(PaymentGateway.class);
                var card = context.getBean(CardSeal.class).seal("PSBC_DEBIT", "6222021234567890128", "阿依古丽·买买提");
                var accepted = (SubmitReply.Accepted) gateway.submit(ORDER, gateway.compose(ORDER));
                var refundId = accepted.refund().refundId();
                await().until(() -> told(gateway).status() == Status.ABNORMAL);

                assertThat(gateway.repair(ORDER, "50399", new Repair.ToMerchant()))
                        .isInstanceOfSatisfying(RepairReply.Refused.class, refused -> assertThat(refused.code())
                                .isEqualTo("RESOURCE_NOT_EXISTS"));
                assertThat(gateway.repair(ORDER, refundId, new Repair.ToCard(card)))
                        .isInstanceOf(RepairReply.Accepted.class);

                await().until(() -> told(gateway).status() == Status.SUCCESS);
                assertThat(told(gateway).channel()).isEqualTo("OTHER_BANKCARD");
                assertThat(told(gateway).userReceivedAccount()).isEqualTo("银行借记卡0128");
                assertThat(gateway.repair(ORDER, refundId, new Repair.ToCard(card)))
                        .isInstanceOfSatisfying(RepairReply.Refused.class, refused -> assertThat(refused.code())
                                .isEqualTo("INVALID_REQUEST"));
            });
            var repaired = wechat.repairOf(ORDER.outRefundNo());
            assertThat(repaired.bankType()).isEqualTo("PSBC_DEBIT");
            assertThat(repaired.account()).isEqualTo("6222021234567890128");
            assertThat(repaired.name()).isEqualTo("阿依古丽·买买提");
            assertThat(wechat.violations()).isEmpty();
            assertThat(Files.readString(directory.resolve("ledger.jsonl")))
                    .contains("REPAIRED_USER_BANK_CARD", "NOT_ABNORMAL")
                    .doesNotContain("6222021234567890128", "阿依古丽");
        }
    }

    private static ChannelRefund told(PaymentGateway gateway) {
        return ((QueryReply.Found) gateway.query(ORDER)).refund();
    }

    private static ApplicationContextRunner product(IndependentWechat wechat) {
        return new ApplicationContextRunner()
                .withUserConfiguration(WechatPay.class)
                .withBean(Clock.class, Clock::systemUTC)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues(
                        "refund.wechat.pay.mch-id=" + IndependentWechat.MERCHANT,
                        "refund.wechat.pay.merchant-serial-no=" + IndependentWechat.MERCHANT_SERIAL,
                        "refund.wechat.pay.private-key-path=" + wechat.merchantKeyFile(),
                        "refund.wechat.pay.api-v3-key=" + IndependentWechat.API_V3_KEY,
                        "refund.wechat.pay.public-key-id=" + IndependentWechat.PUBLIC_KEY_ID,
                        "refund.wechat.pay.public-key-path=" + wechat.publicKeyFile(),
                        "refund.wechat.pay.notify-url=https://refund.example/api/wechat/refund-notifications",
                        "refund.wechat.pay.base-url=" + wechat.baseUrl());
    }

    @EnableConfigurationProperties(WechatPayProperties.class)
    @ComponentScan(
            basePackages = "org.cinemarefund.payment.wechat",
            useDefaultFilters = false,
            includeFilters = @Filter(type = FilterType.REGEX, pattern = ".*\\.WechatPayConfiguration"))
    static class WechatPay {}
}
