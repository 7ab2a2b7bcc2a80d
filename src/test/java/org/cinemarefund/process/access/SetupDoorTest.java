package org.cinemarefund.process.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetupDoorTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda/api/admin/setup/default/user/create",
                "/camunda/api/admin/setup/",
                "/camunda/app/admin/default/setup/",
                "/camunda/api/admin/SETUP/default/user/create",
                "/camunda/api/admin/setup;x=1/default/user/create",
                "/camunda;a/api;b/admin;c/setup;d/default",
                "//camunda//api//admin//setup//default",
                "/camunda/api/admin/./setup/default",
                "/camunda/api/admin/%2e/setup/default",
                "/camunda/api/admin/x/../setup/default",
                "/camunda/api/admin/s%65tup/default",
                "/camunda/api/admin/s%2565tup/default",
                "/camunda/api/admin%2fsetup/default",
                "/camunda\\api\\admin\\setup\\default"
            })
    void the_first_run_setup_is_recognised_however_it_is_spelled(String uri) {
        assertThat(SetupDoor.leadsToSetup(uri)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda/app/admin/default/",
                "/camunda/api/admin/auth/user/default/login/admin",
                "/camunda/app/tasklist/setup.css",
                "/api/orders/setup"
            })
    void nothing_else_is_taken_for_it(String uri) {
        assertThat(SetupDoor.leadsToSetup(uri)).isFalse();
    }
}
