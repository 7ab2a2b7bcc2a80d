package org.cinemarefund.identity.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Whom a session token lets in: whoever we gave it to, until it expires, and nobody else. */
class SessionTokenTest extends WebSlice {

    @Test
    void a_login_code_gives_a_session_that_opens_the_moviegoers_own_orders() {
        var login = post("/api/session", "{\"code\":\"good\"}");

        assertThat(login.statusCode()).isEqualTo(200);
        assertThat(login.body())
                .contains("\"token\":\"ey")
                .contains("\"expiresAt\":\"2026-")
                .contains("+08:00\"");
        var token = login.body().replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
        var orders = get("/api/orders", "Authorization", "Bearer " + token);
        assertThat(orders.statusCode()).isEqualTo(200);
        assertThat(orders.body()).isEqualTo("{\"known\":true}");
        assertThat(orders.headers().map()).doesNotContainKey("set-cookie");
    }

    @Test
    void a_wrong_code_is_refused_and_a_missing_or_endless_one_is_invalid() {
        assertThat(post("/api/session", "{\"code\":\"bad\"}").body()).contains("LOGIN_CODE_INVALID");
        assertThat(post("/api/session", "{}").body()).contains("\"field\":\"code\"");
        assertThat(post("/api/session", "{\"code\":\"" + "x".repeat(257) + "\"}")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void an_expired_token_does_not_stand_in_the_way_of_a_new_login() {
        var login = post("/api/session", "{\"code\":\"good\"}", "Authorization", "Bearer expired");

        assertThat(login.statusCode()).isEqualTo(200);
    }

    @Test
    void only_a_token_as_we_make_them_is_let_in() throws JOSEException {
        var key = SECRET.getBytes(StandardCharsets.UTF_8);
        var good = signed(key, claims -> {});
        assertAccepted(good);

        var refused = new LinkedHashMap<String, String>();
        refused.put("alg none", new PlainJWT(claims(jWTClaimsSetBuilder -> {})).serialize());
        refused.put(
                "another key",
                signed(
                        "another-secret-of-at-least-32-bytes!!".getBytes(StandardCharsets.UTF_8),
                        jWTClaimsSetBuilder -> {}));
        refused.put(
                "HS512 with our key", sign(new JWSHeader(JWSAlgorithm.HS512), longer(key), jWTClaimsSetBuilder -> {}));
        refused.put(
                "expired",
                signed(key, jWTClaimsSetBuilder -> jWTClaimsSetBuilder.expirationTime(date(Duration.ofSeconds(-6)))));
        refused.put("no expiry", signed(key, jWTClaimsSetBuilder -> jWTClaimsSetBuilder.expirationTime(null)));
        refused.put(
                "not yet valid",
                signed(key, jWTClaimsSetBuilder -> jWTClaimsSetBuilder.notBeforeTime(date(Duration.ofSeconds(60)))));
        refused.put("other issuer", signed(key, jWTClaimsSetBuilder -> jWTClaimsSetBuilder.issuer("somebody")));
        refused.put("no issuer", signed(key, jWTClaimsSetBuilder -> jWTClaimsSetBuilder.issuer(null)));
        refused.put("other audience", signed(key, jWTClaimsSetBuilder -> jWTClaimsSetBuilder.audience("somebody")));
        refused.put("no audience", signed(key, jWTClaimsSetBuilder -> jWTClaimsSetBuilder.audience((String) null)));
        refused.put("no subject", signed(key, jWTClaimsSetBuilder -> jWTClaimsSetBuilder.subject(null)));
        refused.put("blank subject", signed(key, jWTClaimsSetBuilder -> jWTClaimsSetBuilder.subject(" ")));
        refused.put(
                "endless subject", signed(key, jWTClaimsSetBuilder -> jWTClaimsSetBuilder.subject("x".repeat(129))));
        refused.put("kid", sign(header().keyID("../../dev/null").build(), key, jWTClaimsSetBuilder -> {}));
        refused.put(
                "jku",
                sign(header().jwkURL(URI.create("http://localhost:1/")).build(), key, jWTClaimsSetBuilder -> {}));
        refused.put("signature stripped", good.substring(0, good.lastIndexOf('.') + 1));
        refused.put("two parts", good.substring(0, good.lastIndexOf('.')));
        refused.put("payload tampered with", tampered(good));
        refused.put(
                "longer than ours ever are",
                signed(key, jWTClaimsSetBuilder -> jWTClaimsSetBuilder.claim("x", "x".repeat(8000))));
        refused.put(
                "deep",
                signed(key, jWTClaimsSetBuilder -> jWTClaimsSetBuilder.subject(null))
                        .replaceFirst("\\..*\\.", "." + deep() + "."));
        refused.put("garbage", "%%%");

        SoftAssertions.assertSoftly(all -> refused.forEach((kind, token) -> {
            var answer = get("/api/orders", "Authorization", "Bearer " + token);
            all.assertThat(answer.statusCode()).as(kind).isEqualTo(401);
            all.assertThat(answer.body()).as(kind).contains("\"code\":\"UNAUTHENTICATED\"");
            all.assertThat(answer.headers().firstValue("www-authenticate"))
                    .as(kind)
                    .contains("Bearer");
        }));
    }

    @Test
    void a_token_anywhere_but_in_the_header_is_not_seen() {
        var token = tokens.issue(OPENID).token();

        assertThat(get("/api/orders?access_token=" + token).statusCode()).isEqualTo(401);
        assertThat(send(
                                "POST",
                                "/api/refund-applications",
                                "access_token=" + token,
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(401);
        assertThat(get("/api/orders", "Cookie", "access_token=" + token).statusCode())
                .isEqualTo(401);
    }

    @Test
    void a_token_of_a_megabyte_is_refused_before_it_is_read() {
        // The container's limit for headers stands before ours.
        assertThat(RawHttp.statusOf(
                        port,
                        "GET /api/orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + "x".repeat(1 << 20)
                                + "\r\n\r\n"))
                .isIn(0, 400, 431);
    }

    private void assertAccepted(String token) {
        assertThat(get("/api/orders", "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(200);
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.HS256);
    }

    private String signed(byte[] key, Consumer<JWTClaimsSet.Builder> change) throws JOSEException {
        return sign(header().build(), key, change);
    }

    private String sign(JWSHeader header, byte[] key, Consumer<JWTClaimsSet.Builder> change) throws JOSEException {
        var jwt = new SignedJWT(header, claims(change));
        jwt.sign(new MACSigner(key));
        return jwt.serialize();
    }

    private JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        var claims = new JWTClaimsSet.Builder()
                .issuer("cinema-refund")
                .audience("cinema-refund-api")
                .subject(OPENID)
                .issueTime(date(Duration.ofHours(-1)))
                .expirationTime(date(Duration.ofHours(1)));
        change.accept(claims);
        return claims.build();
    }

    private Date date(Duration fromNow) {
        return Date.from(clock.instant().plus(fromNow));
    }

    private static byte[] longer(byte[] key) {
        return Arrays.copyOf(key, 64);
    }

    private static String tampered(String token) {
        var parts = token.split("\\.");
        var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        var changed = payload.replace(OPENID, "oSomebodyElse");
        assertThat(changed).isNotEqualTo(payload);
        return parts[0] + "." + base64(changed) + "." + parts[2];
    }

    private static String deep() {
        return base64("[".repeat(1500));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
