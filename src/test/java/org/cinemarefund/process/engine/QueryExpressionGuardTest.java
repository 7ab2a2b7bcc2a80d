package org.cinemarefund.process.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryExpressionGuardTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${currentUser()}",
                "${ currentUserGroups() }",
                "${now()}",
                "${dateTime()}",
                "${dateTime().plusHours(4)}",
                "${dateTime().withTimeAtStartOfDay().plusDays(1).minusSeconds(1)}"
            })
    void what_the_filters_of_the_task_list_need_is_harmless(String text) {
        assertThat(QueryExpressionGuard.isHarmless(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${currentUser().getClass()}",
                "${now()}${someBean.call()}",
                "${dateTime().getClass().forName('java.lang.Runtime')}",
                "${dateTime().plusHours(someBean.call())}",
                "${someBean}",
                "#{someBean.call()}",
                "${''.getClass()}",
                "prefix ${now()}",
                "${now()}\n${someBean.call()}"
            })
    void everything_else_is_not(String text) {
        assertThat(QueryExpressionGuard.isHarmless(text)).isFalse();
    }
}
