package org.cinemarefund.process.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryCostTest {

    // --- what Tasklist, Cockpit and back ends ask

    @ParameterizedTest
    @ValueSource(
            strings = {
                "firstResult=0&maxResults=15",
                "firstResult=0&itemCount=false&maxResults=2000&resourceType=Task",
                "variables=orderNo_eq_A1001,filmTitle_like_%25x%25&sortBy=startTime&sortOrder=asc",
                "processInstanceId=4fdccf9e-e937-11f1-b78e-02fc00000001&deserializeValues=false",
                "withTaskVariablesInReturn=true&maxResults=15",
                "withTaskVariablesInReturn=false&maxResults=2000",
                "maxResults=",
                ""
            })
    void an_everyday_address_is_let_through(String queryString) {
        assertThatCode(() -> QueryCost.check(queryString, bytes(""))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"sorting\":[{\"sortBy\":\"created\",\"sortOrder\":\"desc\"}],\"active\":true}",
                "{\"processVariables\":[{\"name\":\"orderNo\",\"operator\":\"eq\",\"value\":\"A1001\"}],"
                        + "\"candidateGroups\":[\"reviewers-sz\",\"finance\"]}",
                "{\"orQueries\":[{\"nameLike\":\"%x%\",\"taskVariables\":"
                        + "[{\"name\":\"filmTitle\",\"operator\":\"like\",\"value\":\"%x%\"}]}],\"sorting\":["
                        + "{\"sortBy\":\"processVariable\",\"sortOrder\":\"asc\",\"parameters\":"
                        + "{\"variable\":\"showTime\",\"type\":\"String\"}},{\"sortBy\":\"dueDate\",\"sortOrder\":\"asc\"}]}"
            })
    void an_everyday_body_is_let_through(String body) {
        assertThatCode(() -> QueryCost.check(null, bytes(body))).doesNotThrowAnyException();
    }

    @Test
    void exactly_the_share_is_let_through() {
        assertThatCode(() -> QueryCost.check(
                        "processInstanceIds=" + ids(100),
                        bytes("{\"orQueries\":[" + times(5, "{" + variables(2) + "}") + "]}")))
                .doesNotThrowAnyException();
        assertThatCode(() -> QueryCost.check(
                        null, bytes("{\"processInstanceIdIn\":[" + quoted(100) + "]," + variables(10) + "}")))
                .doesNotThrowAnyException();
    }

    // --- more than the share, however it is spread

    @Test
    void conditions_on_variables_are_counted_wherever_they_stand() {
        assertRefused("variables", null, "{" + variables(11) + "}");
        assertRefused("variables", null, "{" + variables(6) + "," + variables(5).replace("process", "task") + "}");
        assertRefused(
                "variables", null, "{" + variables(1) + ",\"orQueries\":[" + times(5, "{" + variables(2) + "}") + "]}");
        assertRefused("variables", null, "{\"a_list_of_tomorrow\":[" + times(11, "{}") + "]}");
        assertRefused("variables", null, "{\"x\":{\"y\":{" + variables(11) + "}}}");
        assertRefused("variables", null, "{\"variables\":[[" + times(11, "{\"x\":[{}]}") + "]]}");
        assertRefused("variables", "processVariables=" + conditions(11), "");
        assertRefused("variables", "processVariables=" + conditions(6) + "&taskVariables=" + conditions(5), "");
        assertRefused("variables", times(11, "variables=a_eq_b").replace(",", "&"), "");
        assertRefused("variables", "variableValues=" + conditions(11).replace(",", "%2C"), "");
        assertRefused("variables", "%76ariables=" + conditions(11), "");
        assertRefused("variables", "variables=" + conditions(5), "{" + variables(6) + "}");
    }

    @Test
    void sorting_by_a_variable_is_a_condition_too() {
        var byVariable = "{\"sortBy\":\"processVariable\",\"parameters\":{\"variable\":\"x\",\"type\":\"String\"}}";
        assertRefused("variables", null, "{\"sorting\":[" + times(3, byVariable) + "]," + variables(8) + "}");
        assertRefused("sorting", null, "{\"sorting\":[" + times(6, "{\"sortBy\":\"name\"}") + "]}");
    }

    @Test
    void alternatives_are_counted_nested_or_not() {
        assertRefused("orQueries", null, "{\"orQueries\":[" + times(6, "{}") + "]}");
        assertRefused("orQueries", null, "{\"orQueries\":[" + times(3, "{\"orQueries\":[{}]}") + "]}");
        assertRefused("orQueries", "orQueries=x", "");
    }

    @Test
    void lists_are_counted_together() {
        assertRefused("list", null, "{\"processInstanceIdIn\":[" + quoted(101) + "]}");
        assertRefused("list", null, "{\"assigneeIn\":[" + quoted(60) + "],\"taskIdIn\":[" + quoted(41) + "]}");
        assertRefused("list", null, "{\"orQueries\":[{\"taskIdIn\":[" + quoted(101) + "]}]}");
        assertRefused("list", "processInstanceIds=" + ids(101), "");
        assertRefused("list", "x=" + ids(40) + "&y=" + ids(40) + "&z=" + ids(40), "");
    }

    @Test
    void bodies_addresses_and_depth_have_an_end() {
        assertThat(refusal(null, "{\"nameLike\":\"" + "%a".repeat(5000) + "\"}").code())
                .isEqualTo(ProblemCode.PAYLOAD_TOO_LARGE);
        assertRefused("query", "nameLike=" + "%25a".repeat(2500), "");
        assertRefused("depth", null, "{\"x\":".repeat(2000 / 5) + "1" + "}".repeat(2000 / 5));
        assertRefused("depth", null, "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "firstResult=-5",
                "firstResult=x",
                "firstResult=99999999999",
                "f%69rstResult=-1",
                "a=b&firstResult=-1"
            })
    void a_page_that_cannot_be_is_refused(String queryString) {
        assertRefused("firstResult", queryString, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxResults=2001", "maxResults=-1", "maxResults=1e9", "maxResults=2&maxResults=1647483647"})
    void a_page_that_is_too_long_is_refused(String queryString) {
        assertRefused("maxResults", queryString, "");
    }

    @Test
    void what_asks_once_more_for_each_row_has_a_shorter_page() {
        assertRefused("maxResults", "withTaskVariablesInReturn=true", "");
        assertRefused("maxResults", "maxResults=16", "{\"withCommentAttachmentInfo\":true}");
        assertRefused("maxResults", "maxResults=16&maxResults=5", "{\"withTaskLocalVariablesInReturn\":\"true\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"variables\":[],\"variables\":[]}", "{} {}", "[", "{'a':1}"})
    void what_two_readers_could_read_differently_is_refused(String body) {
        assertRefused("body", null, body);
    }

    // --- questions inside of acts

    @Test
    void a_question_that_is_saved_or_acted_upon_is_counted() {
        assertNestedRefused("variables", "{\"name\":\"f\",\"query\":{" + variables(11) + "}}");
        assertNestedRefused(
                "variables",
                "{\"processInstanceQuery\":{" + variables(6) + "},\"historicProcessInstanceQuery\":{" + variables(5)
                        + "}}");
        assertNestedRefused(
                "orQueries", "{\"instructions\":[{\"x\":{\"taskQuery\":{\"orQueries\":[" + times(6, "{}") + "]}}}]}");
        assertNestedRefused("depth", "[".repeat(500) + "]".repeat(500));
    }

    @Test
    void what_is_not_a_question_is_not_counted() {
        assertThatCode(() -> QueryCost.checkNested(bytes("{\"jobIds\":[" + quoted(1500) + "],\"retries\":3,"
                        + "\"instructions\":[" + times(20, "{\"type\":\"cancel\"}") + "]}")))
                .doesNotThrowAnyException();
        assertThatCode(() -> QueryCost.checkNested(bytes("{\"name\":\"f\",\"query\":{},\"properties\":{\"variables\":["
                        + times(12, "{\"name\":\"a\",\"label\":\"b\"}") + "]}}")))
                .doesNotThrowAnyException();
    }

    private static void assertRefused(String field, String queryString, String body) {
        assertThat(refusal(queryString, body).properties())
                .as("%s %s", queryString, body)
                .containsEntry("field", field);
    }

    private static void assertNestedRefused(String field, String body) {
        var refusal = catchThrowableOfType(Problem.class, () -> QueryCost.checkNested(bytes(body)));
        assertThat(refusal).as(body).isNotNull();
        assertThat(refusal.properties()).containsEntry("field", field);
    }

    private static Problem refusal(String queryString, String body) {
        var refusal = catchThrowableOfType(Problem.class, () -> QueryCost.check(queryString, bytes(body)));
        assertThat(refusal).as("%s %s", queryString, body).isNotNull();
        return refusal;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String variables(int count) {
        return "\"processVariables\":[" + times(count, "{\"name\":\"v\",\"operator\":\"like\",\"value\":\"%a%\"}")
                + "]";
    }

    private static String conditions(int count) {
        return times(count, "v_like_a");
    }

    private static String ids(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    private static String quoted(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "\"" + number + "\"")
                .collect(Collectors.joining(","));
    }

    private static String times(int count, String text) {
        return String.join(",", Collections.nCopies(count, text));
    }
}
