package org.cinemarefund.sandbox.http;

import static java.util.stream.Collectors.toMap;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.cinemarefund.notice.wechat.MiniProgramProperties;
import org.cinemarefund.payment.wechat.WechatPayProperties;
import org.cinemarefund.sandbox.SandboxConfig;
import org.cinemarefund.sandbox.SigningMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;

/**
 * Makes the product a merchant of a sandbox in its own process. Switched off with {@code refund.sandbox.enabled=false}; other
 * settings are {@code refund.sandbox.port}, {@code .directory} (empty for none), {@code .settle-after} and {@code .signing}.
 */
@Configuration(proxyBeanMethods = false)
@Profile("local")
@ConditionalOnProperty(name = "refund.sandbox.enabled", matchIfMissing = true)
class SandboxConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxConfiguration.class);
    private static final String NOTIFICATIONS = "/api/wechat/refund-notifications";
    private static final int USUAL_PORT = 8080;
    /** Of the pages that come with the product. */
    private static final String DETAIL_PAGE = "packageRefund/pages/detail/detail?no={applicationNo}";

    @Bean(destroyMethod = "close")
    SandboxServer sandboxServer(Environment settings, ObjectProvider<Clock> clock) {
        var usual = SandboxConfig.defaults();
        var directory = settings.getProperty(
                "refund.sandbox.directory", usual.directory().toString());
        var server = SandboxServer.start(
                usual.withPort(settings.getProperty("refund.sandbox.port", Integer.class, usual.port()))
                        .withDirectory(directory.isBlank() ? null : Path.of(directory))
                        .withSettleAfter(settings.getProperty(
                                "refund.sandbox.settle-after", Duration.class, usual.settleAfter()))
                        .withSigning(settings.getProperty("refund.sandbox.signing", SigningMode.class, usual.signing()))
                        .withClock(clock.getIfAvailable(Clock::systemUTC)));
        LOG.info("Sandbox of WeChat Pay and the mini-program server: {}/sandbox", server.baseUrl());
        return server;
    }

    @Bean
    @Primary
    WechatPayProperties sandboxWechatPayProperties(SandboxServer sandbox, Environment settings) {
        var credentials = sandbox.credentials();
        return new WechatPayProperties(
                credentials.merchantId(),
                credentials.merchantSerialNo(),
                credentials.merchantPrivateKeyPath().toString(),
                credentials.apiV3Key(),
                credentials.publicKeyId(),
                credentials.publicKeyPath().toString(),
                local(settings.getProperty("server.port", Integer.class, USUAL_PORT))
                        .resolve(NOTIFICATIONS),
                credentials.baseUrl(),
                settings.getProperty("refund.wechat.pay.rate-per-second", Integer.class, 50));
    }

    @Bean
    @Primary
    MiniProgramProperties sandboxMiniProgramProperties(SandboxServer sandbox, Environment settings) {
        var credentials = sandbox.credentials();
        Map<String, MiniProgramProperties.Template> templates = credentials.templates().entrySet().stream()
                .collect(toMap(
                        Map.Entry::getKey,
                        entry -> new MiniProgramProperties.Template(
                                entry.getValue().id(), entry.getValue().fields())));
        return new MiniProgramProperties(
                credentials.appId(),
                credentials.appSecret(),
                credentials.baseUrl(),
                templates,
                settings.getProperty("refund.wechat.mini-program.page", DETAIL_PAGE));
    }

    /** A product on any free port learns its number only now; stored requests keep the address they were made with. */
    @Bean
    ApplicationListener<WebServerInitializedEvent> sandboxCallbackAddress(SandboxServer sandbox) {
        return started -> {
            if (started.getApplicationContext().getServerNamespace() == null) {
                sandbox.sandbox().callbackBase(local(started.getWebServer().getPort()));
            }
        };
    }

    /** Port 0 means any and is no address; the usual one stands for it until the real one is known. */
    private static URI local(int port) {
        return URI.create("http://127.0.0.1:" + (port > 0 ? port : USUAL_PORT));
    }
}
