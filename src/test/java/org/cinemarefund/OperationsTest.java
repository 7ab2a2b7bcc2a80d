package org.cinemarefund;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.cinemarefund.testing.Texts.text;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.cinemarefund.finance.FinanceDesk;
import org.cinemarefund.testing.Databases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an operator copies out of docs/operations.md works. */
class OperationsTest {
    private static final String OPERATIONS = text(Path.of("docs/operations.md"));
    private static final Pattern QUERY = Pattern.compile("(?s)```sql\n(.*?)```");

    @ParameterizedTest
    @EnumSource
    void every_query_runs(Databases databases) {
        var database = JdbcClient.create(databases.fresh());

        assertThat(queries()).hasSizeGreaterThan(4).allSatisfy(query -> assertThatCode(
                        () -> database.sql(query).query().listOfRows())
                .doesNotThrowAnyException());
    }

    @Test
    void every_action_of_finance_is_explained() {
        assertThat(Arrays.stream(FinanceDesk.Action.values()).map(Enum::name))
                .allSatisfy(text -> assertThat(OPERATIONS).contains("`" + text + "`"));
    }

    @Test
    void the_steps_it_explains_are_steps_of_the_diagram() {
        var incidents =
                OPERATIONS.substring(OPERATIONS.indexOf("## An incident"), OPERATIONS.indexOf("## What moving"));
        var diagrams =
                text(Path.of("processes/refund-approval.bpmn")) + text(Path.of("processes/merchant-balance.bpmn"));

        assertThat(Pattern.compile("`([a-z]+(?:[A-Z][a-z]+)+)`")
                        .matcher(incidents)
                        .results()
                        .map(match -> match.group(1)))
                .filteredOn(text -> !text.equals("applicationNo"))
                .hasSizeGreaterThan(5)
                .allSatisfy(text -> assertThat(diagrams).contains("serviceTask id=\"" + text + "\""));
    }

    @Test
    void every_remote_step_is_explained() {
        var remote = Pattern.compile("<serviceTask id=\"(\\w+)\"[^>]*asyncBefore=\"true\"")
                .matcher(text(Path.of("processes/refund-approval.bpmn")));

        assertThat(remote.results().map(match -> match.group(1)))
                .hasSizeGreaterThan(5)
                .allSatisfy(text -> assertThat(OPERATIONS).contains("`" + text + "`"));
    }

    private static List<String> queries() {
        return QUERY.matcher(OPERATIONS).results().map(match -> match.group(1)).toList();
    }
}
