package org.cinemarefund.identity.web;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.cinemarefund.identity.Moviegoer;
import org.cinemarefund.identity.SessionProperties;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.stereotype.Component;

/**
 * Issues and reads the moviegoers' session tokens: JWT with HS256 under one secret, and nothing the token itself says can change
 * how it is checked. Every node with the same secret reads every node's tokens.
 */
@Component
public class SessionTokens {
    /** Our own are below 400 characters. */
    static final int LONGEST_TOKEN = 4096;

    private static final String ISSUER = "cinema-refund";
    private static final String AUDIENCE = "cinema-refund-api";
    private static final int SHORTEST_SECRET = 32;
    /** Nodes issue for each other, so only their clocks' difference needs to be forgiven. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    private static final Set<String> HEADERS = Set.of("alg", "typ");

    private final Clock clock;
    private final Duration lifetime;
    private final JwtEncoder encoder;
    private final JwtDecoder decoder;

    SessionTokens(SessionProperties properties, Clock clock) {
        var key = new SecretKeySpec(secret(properties.secret()), "HmacSHA256");
        var nimbus = NimbusJwtDecoder.withSecretKey(key)
                .macAlgorithm(MacAlgorithm.HS256)
                .build();
        nimbus.setJwtValidator(validator(clock));
        this.clock = clock;
        this.lifetime = properties.lifetime();
        this.encoder = new NimbusJwtEncoder(new ImmutableSecret<>(key));
        this.decoder = nimbus;
    }

    /** A new session of this person, beginning now. */
    public Session issue(String openid) {
        var issuedAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var expiresAt = issuedAt.plus(lifetime);
        var header = JwsHeader.with(MacAlgorithm.HS256).type("JWT").build();
        var claims = JwtClaimsSet.builder()
                .issuer(ISSUER)
                .audience(List.of(AUDIENCE))
                .subject(new Moviegoer(openid).openid())
                .issuedAt(issuedAt)
                .expiresAt(expiresAt)
                .build();
        var token = encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
        return new Session(token, expiresAt);
    }

    JwtDecoder decoder() {
        return decoder;
    }

    /** What a log-in gives. */
    public record Session(String token, Instant expiresAt) {

        @Override
        public String toString() {
            return "Session[expiresAt=" + expiresAt + "]";
        }
    }

    /** Production refuses to start without one; on a developer's machine sessions may end with the process. */
    private static byte[] secret(String configured) {
        if (configured == null || configured.isBlank()) {
            var random = new byte[SHORTEST_SECRET];
            new SecureRandom().nextBytes(random);
            return random;
        }
        var secret = configured.getBytes(StandardCharsets.UTF_8);
        if (secret.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException("refund.session.secret needs at least 32 bytes");
        }
        return secret;
    }

    private static OAuth2TokenValidator<Jwt> validator(Clock clock) {
        var timestamps = new JwtTimestampValidator(SKEW);
        timestamps.setClock(clock);
        return new DelegatingOAuth2TokenValidator<>(timestamps, SessionTokens::ours);
    }

    /** Beyond signature and time: made by us, for us, about somebody, for a limited time, and without any key hints. */
    private static OAuth2TokenValidatorResult ours(Jwt jwt) {
        var subject = jwt.getSubject();
        var ours = ISSUER.equals(jwt.getClaimAsString("iss"))
                && List.of(AUDIENCE).equals(jwt.getAudience())
                && jwt.getExpiresAt() != null
                && jwt.getIssuedAt() != null
                && subject != null
                && !subject.isBlank()
                && subject.length() <= 128
                && HEADERS.containsAll(jwt.getHeaders().keySet());
        return ours
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token"));
    }
}
