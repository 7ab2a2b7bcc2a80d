package org.cinemarefund.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyRuleTest {
    @ParameterizedTest
    @CsvSource({
        "/api/session, 4096, 10",
        "/camunda/api/admin/auth/user/default/login/tasklist, 4096, 10",
        "/camunda/api/admin/auth/user/default/logout, 4096, 10",
        "/api/desk/refunds/R1/payee-card, 4096, 30",
        "/api/refund-applications/R1/payee-card, 4096, 30",
        "/api/wechat/refund-notifications, 65536, 5",
        "/engine-rest/task/t1/complete, 65536, 30",
        "/engine-rest/process-definition/key/refund-approval/start, 65536, 30",
        "/camunda/api/engine/engine/default/task, 65536, 30",
        "/camunda/app/tasklist/default/, 65536, 30",
        "/engine-rest, 65536, 30",
        "/engine-rest/deployment/create, 65536, 30",
        "/camunda/api/engine/engine/default/deployment/create, 65536, 30",
        "/api/evidence, 5308416, 120",
        "/api/evidence/, 262144, 30",
        "/api/refund-applications, 262144, 30",
        "/internal/orders/1, 262144, 30",
        "/actuator/health, 262144, 30",
        "/nowhere, 262144, 30",
        "'', 262144, 30"
    })
    void every_path_has_a_size_and_a_time(String path, int bytes, int seconds) {
        assertThat(BodyRule.of(path).bytes()).isEqualTo(bytes);
        assertThat(BodyRule.of(path).time()).hasSeconds(seconds);
    }
}
