package org.cinemarefund.identity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import org.cinemarefund.platform.ProductionSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What is different in production, here without an account for the metrics. */
@ActiveProfiles("production")
class ProductionWebTest extends WebSlice {
    @TempDir
    static Path files;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException, GeneralSecurityException {
        var rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        ProductionSettings.in(files, rsa.generateKeyPair()).forEach((name, value) -> registry.add(name, () -> value));
        registry.add("refund.metrics.username", () -> "");
        registry.add("refund.metrics.password", () -> "");
    }

    @Test
    void the_description_of_the_contract_is_not_served() {
        assertThat(get("/v3/api-docs").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mini-program",
                "/mini-program/",
                "/mini-program/phone/index.html",
                "/mini-program/phone/main.js",
                "/mini-program/app/app.json"
            })
    void the_pages_of_the_mini_program_are_shown_by_wechat_only(String path) {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void metrics_without_an_account_do_not_exist_and_health_is_its_status_only() {
        assertThat(get("/actuator/prometheus").statusCode()).isEqualTo(404);
        assertThat(get("/actuator/prometheus", basic("watcher", METRICS_PASSWORD))
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/actuator/prometheus", basic("", "")).statusCode()).isEqualTo(404);
        assertThat(get("/actuator/health", basic("watcher", METRICS_PASSWORD)).body())
                .isEqualTo("{\"status\":\"UP\"}");
    }
}
