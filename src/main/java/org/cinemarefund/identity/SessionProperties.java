package org.cinemarefund.identity;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The moviegoers' session tokens.
 *
 * @param secret at least 32 bytes, the same on every node; required in production, elsewhere each start invents one
 * @param lifetime from log-in to expiry; the mini-program logs in again silently
 */
@Validated
@ConfigurationProperties("refund.session")
public record SessionProperties(
        String secret, @NotNull @DefaultValue("PT12H") Duration lifetime) {

    @Override
    public String toString() {
        return "SessionProperties[lifetime=" + lifetime + "]";
    }
}
