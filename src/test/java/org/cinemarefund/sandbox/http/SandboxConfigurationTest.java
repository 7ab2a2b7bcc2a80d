package org.cinemarefund.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Clock;
import org.cinemarefund.notice.wechat.MiniProgramProperties;
import org.cinemarefund.payment.wechat.WechatPayProperties;
import org.cinemarefund.sandbox.SandboxConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class SandboxConfigurationTest {
    @TempDir
    static Path directory;

    private final ApplicationContextRunner product = new ApplicationContextRunner()
            .withUserConfiguration(SandboxConfiguration.class, Bound.class)
            .withPropertyValues(
                    "refund.sandbox.port=0",
                    "refund.sandbox.directory=" + directory,
                    "refund.wechat.pay.rate-per-second=7",
                    "server.port=0");

    /** As the product does, which binds both from its settings everywhere. */
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({WechatPayProperties.class, MiniProgramProperties.class})
    static class Bound {}

    @Test
    void locally_the_product_is_a_merchant_of_the_sandbox() {
        product.withPropertyValues("spring.profiles.active=local").run(context -> {
            var sandbox = context.getBean(SandboxServer.class);
            var pay = context.getBean(WechatPayProperties.class);
            var miniProgram = context.getBean(MiniProgramProperties.class);

            assertThat(pay.baseUrl()).isEqualTo(sandbox.baseUrl());
            assertThat(pay.mchId()).isEqualTo(sandbox.credentials().merchantId());
            assertThat(Path.of(pay.privateKeyPath())).exists();
            assertThat(Path.of(pay.publicKeyPath())).exists();
            assertThat(pay.ratePerSecond()).isEqualTo(7);
            assertThat(pay.notifyUrl()).hasToString("http://127.0.0.1:8080/api/wechat/refund-notifications");
            assertThat(miniProgram.baseUrl()).isEqualTo(sandbox.baseUrl());
            assertThat(miniProgram.page()).isEqualTo("packageRefund/pages/detail/detail?no={applicationNo}");
            assertThat(miniProgram.templates()).containsOnlyKeys("credited", "rejected", "evidence-requested");
            assertThat(miniProgram.templates().get("credited").fields()).containsEntry("amount3", "refundAmount");
        });
    }

    @Test
    void switched_off_or_in_production_there_is_no_sandbox() {
        product.withPropertyValues("spring.profiles.active=local", "refund.sandbox.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(SandboxServer.class));
        product.withPropertyValues("spring.profiles.active=production")
                .run(context -> assertThat(context).doesNotHaveBean(SandboxServer.class));
    }

    @Test
    void a_second_product_is_told_in_a_sentence_that_the_port_or_the_ledger_is_taken(
            @TempDir Path taken, CapturedOutput output) {
        try (var other = SandboxServer.start(
                SandboxConfig.defaults().withPort(0).withDirectory(taken).withClock(Clock.systemUTC()))) {
            refused("--refund.sandbox.port=" + other.port(), "--refund.sandbox.directory=");
            assertThat(output.getAll())
                    .containsOnlyOnce(
                            "cannot listen on 127.0.0.1:" + other.port() + ": refund.sandbox.port is taken. Another");

            refused("--refund.sandbox.port=0", "--refund.sandbox.directory=" + taken);
            assertThat(output.getAll())
                    .containsOnlyOnce("Another sandbox uses " + taken.resolve("ledger.jsonl") + ". Another")
                    .doesNotContain("\tat ");
        }
    }

    private static void refused(String... arguments) {
        var application = new SpringApplication(SandboxConfiguration.class, Bound.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setAdditionalProfiles("local");
        application.setRegisterShutdownHook(false);

        assertThat(catchThrowable(() -> application.run(arguments).close())).isNotNull();
    }
}
