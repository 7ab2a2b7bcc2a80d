package org.cinemarefund.identity;

import jakarta.validation.constraints.Positive;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much one moviegoer may ask for. The order system, staff and WeChat are never limited by these.
 *
 * @param applicationsPerUserDay applications created by one openid on one day in China
 * @param requestsPerUserMinute calls of one openid on {@code /api/**}, per node
 * @param loginsPerIpMinute log-ins with a code, and apart from them wrong passwords anywhere, from one address, per node
 * @param evidencePerUserDay pictures uploaded by one openid on one day in China
 */
@Validated
@ConfigurationProperties("refund.limits")
public record LimitsProperties(
        @Positive @DefaultValue("20") int applicationsPerUserDay,
        @Positive @DefaultValue("600") int requestsPerUserMinute,
        @Positive @DefaultValue("600") int loginsPerIpMinute,
        @Positive @DefaultValue("30") int evidencePerUserDay) {}
