package org.cinemarefund.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

/** What keeps a production node from starting, one by one, beginning with a node that may start. */
class ProductionGuardTest {
    static final List<String> REQUIRED = ProductionGuard.REQUIRED;

    private static KeyPair keys;
    private static KeyPair shortKeys;
    private static KeyPair ellipticKeys;

    @TempDir
    Path files;

    private MockEnvironment settings;

    @BeforeAll
    static void keys() throws GeneralSecurityException {
        var rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        keys = rsa.generateKeyPair();
        rsa.initialize(1024);
        shortKeys = rsa.generateKeyPair();
        ellipticKeys = KeyPairGenerator.getInstance("EC").generateKeyPair();
    }

    @BeforeEach
    void a_production_node_that_may_start() throws IOException {
        settings = new MockEnvironment();
        settings.setActiveProfiles("production");
        ProductionSettings.in(files, keys).forEach(settings::setProperty);
    }

    @Test
    void a_complete_and_safe_set_up_starts() {
        assertThat(faults()).isEmpty();
        StartGuard.check(settings);
    }

    @ParameterizedTest
    @FieldSource("REQUIRED")
    void each_required_setting_is_asked_for_by_name(String name) {
        settings.setProperty(name, " ");

        assertThat(faults()).anyMatch(fault -> fault.equals(name + " is missing."));
    }

    @Test
    void a_setting_that_points_to_nothing_is_missing() {
        settings.setProperty("refund.session.secret", "${NO_SUCH_VARIABLE_ANYWHERE}");

        assertThat(faults()).containsExactly("refund.session.secret is missing.");
    }

    @Test
    void an_empty_machine_is_told_everything_at_once() {
        var nothing = new MockEnvironment();
        nothing.setActiveProfiles("production");

        assertThat(ProductionGuard.faults(nothing)).hasSize(REQUIRED.size());
        assertThatThrownBy(() -> StartGuard.check(nothing))
                .isInstanceOfSatisfying(StartRefused.class, refused -> assertThat(
                                new StartRefusedAnalyzer().analyze(refused).getDescription())
                        .contains(REQUIRED));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            spring.datasource.url | jdbc:h2:file:./data/refund | must be a PostgreSQL address
            spring.datasource.url | jdbc:h2:mem:postgresql | must be a PostgreSQL address
            spring.datasource.url | jdbc:mysql://db/refund | must be a PostgreSQL address
            spring.datasource.url | jdbc:postgresql://db.internal/refund | sslmode
            spring.datasource.url | jdbc:postgresql://db.internal/refund?sslmode=prefer | sslmode
            spring.datasource.url | jdbc:postgresql://db.internal/refund?sslmode=verify-full&sslmode=disable | sslmode
            spring.datasource.url | jdbc:postgresql://127.0.0.1.example.com/refund | sslmode
            spring.datasource.url | jdbc:postgresql://localhost,db.internal:5432/refund | sslmode
            spring.datasource.url | jdbc:postgresql://db/r?sslmode=require&sslfactory=org.postgresql.ssl.NonValidatingFactory | trusts any
            spring.flyway.url | jdbc:postgresql://db.internal/refund | sslmode
            spring.datasource.password | refund_app | same as the user name
            spring.datasource.password | Camunda | sample
            refund.internal.password | TICKETS | same as the user name
            refund.internal.password | order-system-local | sample
            refund.internal.password | abcdefg | shorter than 8
            refund.admin.password | demo | sample
            refund.admin.password | 9-letters | shorter than 10
            refund.admin.password | admin | sample
            refund.admin.password | password | sample
            refund.wechat.pay.api-v3-key | 0123456789abcdef0123456789abcde | 32 bytes; it has 31
            refund.wechat.pay.api-v3-key | 0123456789abcdef0123456789abcdef0 | 32 bytes; it has 33
            refund.session.secret | 0123456789abcdef0123456789abcde | 32 bytes; it has 31
            refund.wechat.pay.base-url | http://api.mch.weixin.qq.com | must be https
            refund.wechat.pay.base-url | http://127.0.0.1.example.com | must be https
            refund.wechat.pay.base-url | http://localhost.example.com | must be https
            refund.wechat.pay.base-url | ftp://127.0.0.1 | must be https
            refund.wechat.mini-program.base-url | http://api.weixin.qq.com | must be https
            refund.wechat.pay.notify-url | http://pay.example.com/n | must be https
            refund.wechat.pay.notify-url | /api/wechat/refund-notifications | whole address
            refund.wechat.pay.base-url | https://localhost@example.com | no query
            refund.wechat.pay.notify-url | https://pay.example.com/n?x=1 | no query
            refund.wechat.pay.notify-url | https://pay.example.com/n#x | no query
            refund.wechat.pay.notify-url | https://pay example com | not an address
            refund.wechat.pay.private-key-path | /no/such/file | does not exist
            refund.wechat.pay.public-key-path | /no/such/file | does not exist
            refund.wechat.pay.mch-id | change-me | still has to be filled in
            refund.wechat.mini-program.secret | change-me | still has to be filled in
            refund.metrics.username | prometheus | belong together
            refund.wechat.pay.accept-readable-keys | yes, please | must be true or false
            """)
    void an_unsafe_setting_is_refused(String name, String value, String reason) {
        settings.setProperty(name, value);

        assertThat(faults()).singleElement().asString().contains(reason).contains(name);
    }

    /** WeChat would refuse every refund that names it. */
    @Test
    void an_address_for_notifications_that_wechat_would_not_take_is_refused() {
        var longest = "https://pay.example.com/" + "n".repeat(256 - 24);
        settings.setProperty("refund.wechat.pay.notify-url", longest);
        assertThat(faults()).isEmpty();

        settings.setProperty("refund.wechat.pay.notify-url", longest + "n");

        assertThat(faults()).singleElement().asString().contains("notify-url must have at most 256");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            spring.datasource.url | jdbc:postgresql://localhost:5433/refund
            spring.datasource.url | jdbc:postgresql://[::1]:5433/refund?ApplicationName=x
            spring.datasource.url | jdbc:postgresql:refund
            spring.datasource.url | jdbc:postgresql://db/refund?sslmode=require
            spring.datasource.url | jdbc:postgresql://a,b/refund?x=y&sslmode=verify-ca
            spring.datasource.password | exactly8
            refund.wechat.pay.base-url | http://127.0.0.1:18080
            refund.wechat.mini-program.base-url | http://localhost:18080
            refund.wechat.pay.notify-url | http://[::1]:8080/api/wechat/refund-notifications
            refund.session.secret | 钥匙钥匙钥匙钥匙钥匙钥匙
            """)
    void what_stays_on_one_machine_or_is_just_safe_enough_starts(String name, String value) {
        settings.setProperty(name, value);

        assertThat(faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://127.0.0.1:5433/refund",
                "jdbc:postgresql://localhost/refund",
                "jdbc:postgresql://[::1]:5433/refund",
                "jdbc:postgresql:refund"
            })
    void a_throw_away_database_on_this_machine_may_have_a_weak_password(String url) {
        settings.setProperty("spring.datasource.url", url);
        settings.setProperty("spring.datasource.username", "postgres");
        settings.setProperty("spring.datasource.password", "postgres");

        assertThat(faults()).isEmpty();

        settings.setProperty("spring.datasource.password", "");
        assertThat(faults()).containsExactly("spring.datasource.password is missing.");
    }

    @Test
    void a_weak_owner_password_is_refused_when_only_the_migrations_go_to_another_machine() {
        settings.setProperty("spring.datasource.url", "jdbc:postgresql://localhost/refund");
        settings.setProperty("spring.flyway.url", "jdbc:postgresql://db.internal/refund?sslmode=verify-full");
        settings.setProperty("spring.flyway.user", "owner");
        settings.setProperty("spring.flyway.password", "owner");

        assertThat(faults()).containsExactly("spring.flyway.password is the same as the user name.");
    }

    @Test
    void a_private_key_that_everybody_may_read_is_refused() throws IOException {
        settings.setProperty(
                "refund.wechat.pay.private-key-path",
                ProductionSettings.privateKey(files, keys.getPrivate(), "rw-r--r--"));
        assertThat(faults()).singleElement().asString().contains("everybody");

        settings.setProperty(
                "refund.wechat.pay.private-key-path",
                ProductionSettings.privateKey(files, keys.getPrivate(), "rw-r-----"));
        assertThat(faults()).isEmpty();
    }

    @Test
    void a_key_mounted_world_readable_is_accepted_where_that_was_said_and_warned_of() throws IOException {
        settings.setProperty("spring.flyway.user", "refund_owner");
        settings.setProperty(
                "refund.wechat.pay.private-key-path",
                "file:" + ProductionSettings.privateKey(files, keys.getPrivate(), "r--r--r--"));
        settings.setProperty("refund.wechat.pay.accept-readable-keys", "false");
        assertThat(faults()).singleElement().asString().contains("refund.wechat.pay.accept-readable-keys=true");

        settings.setProperty("refund.wechat.pay.accept-readable-keys", "true");
        assertThat(faults()).isEmpty();
        assertThat(ProductionGuard.warnings(settings))
                .singleElement()
                .asString()
                .contains("refund.wechat.pay.private-key-path is world-readable");

        settings.setProperty(
                "refund.wechat.pay.private-key-path",
                ProductionSettings.privateKey(files, keys.getPrivate(), "rw-r-----"));
        assertThat(ProductionGuard.warnings(settings)).isEmpty();
    }

    @Test
    void accepting_readable_keys_says_nothing_about_what_is_in_them() throws IOException {
        var elliptic = ProductionSettings.privateKey(files, ellipticKeys.getPrivate(), "rw-r--r--");
        settings.setProperty("refund.wechat.pay.private-key-path", elliptic);
        settings.setProperty("refund.wechat.pay.accept-readable-keys", "true");

        assertThat(faults()).singleElement().asString().contains("not an RSA key");
    }

    @Test
    void only_an_rsa_key_of_some_length_in_the_right_wrapping_is_a_key() throws IOException {
        var privates = Map.of(
                ProductionSettings.pem(files, "RSA PRIVATE KEY", keys.getPrivate()), "PKCS#1",
                ProductionSettings.pem(files, "ENCRYPTED PRIVATE KEY", keys.getPrivate()), "encrypted",
                ProductionSettings.pem(files, "CERTIFICATE", keys.getPublic()), "certificate",
                ProductionSettings.pem(files, "PUBLIC KEY", keys.getPublic()), "not a PEM file with a PRIVATE KEY",
                ProductionSettings.privateKey(files, shortKeys.getPrivate(), "rw-------"), "fewer than 2048",
                ProductionSettings.privateKey(files, ellipticKeys.getPrivate(), "rw-------"), "not an RSA key");

        privates.forEach((path, reason) ->
                assertThat(KeyFile.fault(path, true).orElse("accepted")).contains(reason));
        assertThat(KeyFile.fault(ProductionSettings.pem(files, "PUBLIC KEY", ellipticKeys.getPublic()), false)
                        .orElse("accepted"))
                .contains("not an RSA key");
        assertThat(KeyFile.fault("file:" + ProductionSettings.pem(files, "PUBLIC KEY", keys.getPublic()), false))
                .isEmpty();
    }

    @Test
    void no_sentence_repeats_a_secret() throws IOException {
        Stream.of("spring.datasource.password", "refund.internal.password", "refund.admin.password")
                .forEach(name -> settings.setProperty(name, "Qx7"));
        settings.setProperty("refund.session.secret", "Qx7-session");
        settings.setProperty("refund.wechat.pay.api-v3-key", "Qx7-key");

        assertThat(faults()).hasSize(5).noneMatch(fault -> fault.contains("Qx7"));
    }

    @Test
    void one_role_for_everything_is_only_a_warning() {
        assertThat(ProductionGuard.warnings(settings)).hasSize(1);

        settings.setProperty("spring.flyway.user", "refund_owner");

        assertThat(ProductionGuard.warnings(settings)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local,production", "prod", "Production", "test", "production-eu"})
    void any_other_choice_of_profiles_is_refused_with_a_sentence(String profiles) {
        settings.setActiveProfiles(profiles.split(","));

        assertThatThrownBy(() -> StartGuard.check(settings)).isInstanceOf(StartRefused.class);
    }

    @Test
    void no_profile_at_all_is_local_by_default_and_asks_for_nothing() {
        var bare = new MockEnvironment();
        bare.setDefaultProfiles("local");

        StartGuard.check(bare);

        bare.setActiveProfiles("test", "local");
        StartGuard.check(bare);
    }

    private List<String> faults() {
        return ProductionGuard.faults(settings);
    }
}
