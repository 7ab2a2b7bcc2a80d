package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the packaged jar says and how it ends when it is not told enough, or something unsafe. */
class StartRefusedIT {
    private static ProductionWorld world;

    @BeforeAll
    static void settings() throws IOException {
        world = ProductionWorld.named("refused");
        world.settings()
                .put("refund.wechat.pay.notify-url", "https://refund.example.com/api/wechat/refund-notifications");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void a_node_told_nothing_names_everything_that_is_missing() throws Exception {
        var block = refusal("nothing", Map.of());

        assertThat(world.settings().keySet().stream().filter(text -> !text.startsWith("--")))
                .hasSize(17)
                .allSatisfy(name -> assertThat(block).contains("- " + name + " is missing."));
    }

    @TestFactory
    List<DynamicTest> each_kind_of_unsafe_setting() throws IOException {
        var open =
                Files.copy(world.wechat().merchantKeyFile(), world.directory().resolve("open.pem"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        var noKey = Files.writeString(world.directory().resolve("no-key.pem"), "not a key");
        return List.of(
                unsafe("H2", Map.of("spring.datasource.url", "jdbc:h2:mem:refund"), "must be a PostgreSQL address"),
                unsafe(
                        "a database elsewhere without TLS and a weak password",
                        Map.of(
                                "spring.datasource.url", "jdbc:postgresql://db.internal/refund",
                                "spring.datasource.password", "postgres"),
                        "sslmode=verify-full",
                        "spring.datasource.password is a sample"),
                unsafe(
                        "secrets too short and passwords of our samples",
                        Map.of(
                                "refund.wechat.pay.api-v3-key", "short",
                                "refund.session.secret", "short too",
                                "refund.internal.password", "order-system-local",
                                "refund.admin.password", "admin"),
                        "must have exactly 32 bytes",
                        "must have at least 32 bytes",
                        "refund.internal.password is a sample",
                        "refund.admin.password is a sample"),
                unsafe(
                        "key files",
                        Map.of(
                                "refund.wechat.pay.private-key-path", open.toString(),
                                "refund.wechat.pay.public-key-path",
                                        noKey.getFileName().toString()),
                        "everybody on this machine may read",
                        "is not a PEM file"),
                unsafe(
                        "plain http",
                        Map.of(
                                "refund.wechat.pay.notify-url", "http://refund.example.com/n",
                                "--refund.wechat.pay.base-url", "http://api.mch.weixin.qq.com"),
                        "refund.wechat.pay.notify-url must be https",
                        "refund.wechat.pay.base-url must be https"),
                unsafe("a second profile", Map.of("--spring.profiles.include", "local"), "exclude each other"));
    }

    private static DynamicTest unsafe(String what, Map<String, String> changes, String... sentences) {
        return DynamicTest.dynamicTest(what, () -> {
            var settings = new LinkedHashMap<>(world.settings());
            settings.putAll(changes);
            assertThat(refusal(what.replaceAll("\\W+", "-"), settings)).contains(sentences);
        });
    }

    /** @return the block, which is all there is of it */
    private static String refusal(String name, Map<String, String> settings) throws Exception {
        try (var node =
                ProductionNode.launch(world.directory(), name, ProductionNode.freePort(), new HashMap<>(settings))) {
            assertThat(node.awaitExit(Duration.ofSeconds(60))).isNotZero();
            var log = node.log();
            assertThat(log)
                    .containsOnlyOnce("APPLICATION FAILED TO START")
                    .contains("cinema-refund does not start like this")
                    .doesNotContain("\tat ", "Exception", "Caused by");
            assertThat(world.canaries()).noneMatch(log::contains);
            return log.substring(log.indexOf("cinema-refund does not start like this"));
        }
    }

    /** The guard is passed; the node then ends over a port that is none. */
    @Test
    void the_role_of_a_database_on_this_machine_may_be_a_throw_away_one() throws Exception {
        var settings = new LinkedHashMap<>(world.settings());
        settings.put("spring.datasource.username", "postgres");
        settings.put("spring.datasource.password", "postgres");
        settings.put("--server.port", "no port");
        try (var node = ProductionNode.launch(world.directory(), "weak", 0, settings)) {
            node.awaitExit(Duration.ofSeconds(60));
            assertThat(node.log())
                    .contains("One database role does everything")
                    .doesNotContain("cinema-refund does not start like this");
        }
    }

    @Test
    void a_misspelt_profile_is_no_production_without_its_guard() throws Exception {
        var settings = Map.of("--spring.profiles.active", "prod");
        var block = refusal("misspelt", settings);

        assertThat(block).contains("one of them must be local or production");
    }
}
