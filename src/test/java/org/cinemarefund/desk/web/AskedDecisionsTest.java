package org.cinemarefund.desk.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cinemarefund.application.TaskDesk.Reply;
import org.cinemarefund.record.RejectReasons;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with the form of one decision is said with its field, and nothing is decided. */
class AskedDecisionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RejectReasons REASONS = new RejectReasons();

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String items(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"taskId\":\"t-" + i + "\",\"decision\":\"APPROVE\"}")
                .collect(Collectors.joining(",", "{\"items\":[", "]}"));
    }

    @Test
    void fifty_are_taken_in_their_order() {
        var asked = AskedDecisions.of(json(items(50)), REASONS).items();

        assertThat(asked).hasSize(50);
        assertThat(asked.get(49)).isEqualTo(new AskedDecisions.Item("t-49", new Reply("APPROVE", null, null)));
    }

    @Test
    void words_come_along_and_unknown_fields_do_not_matter() {
        var asked = AskedDecisions.of(
                json("{\"items\":[{\"taskId\":\"t-1\",\"decision\":\"REJECT\",\"rejectReason\":\"OTHER\","
                        + "\"comment\":\" 影票已使用 \",\"more\":1}],\"more\":[]}"),
                REASONS);

        assertThat(asked.items())
                .containsExactly(new AskedDecisions.Item("t-1", new Reply("REJECT", "影票已使用", "OTHER")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                                                                            | body
            {}                                                                            | items
            {"items":null}                                                                | items
            {"items":{}}                                                                  | items
            {"items":[]}                                                                  | items
            {"items":[1]}                                                                 | items[0]
            {"items":[{"decision":"APPROVE"}]}                                            | items[0].taskId
            {"items":[{"taskId":7,"decision":"APPROVE"}]}                                 | items[0].taskId
            {"items":[{"taskId":"a b","decision":"APPROVE"}]}                             | items[0].taskId
            {"items":[{"taskId":"a"}]}                                                    | items[0].decision
            {"items":[{"taskId":"a","decision":"APPROVE_AS_FAULT","comment":"x"}]}        | items[0].decision
            {"items":[{"taskId":"a","decision":"approve"}]}                               | items[0].decision
            {"items":[{"taskId":"a","decision":"REJECT","rejectReason":"NO_SUCH"}]}       | items[0].rejectReason
            {"items":[{"taskId":"a","decision":"APPROVE","rejectReason":"OTHER"}]}        | items[0].rejectReason
            {"items":[{"taskId":"a","decision":"APPROVE","comment":{}}]}                  | items[0].comment
            {"items":[{"taskId":"a","decision":"APPROVE"},{"taskId":"a","decision":"REJECT"}]} | items[1].taskId
            """)
    void what_is_wrong_is_named(String body, String field) {
        var refusal = catchThrowableOfType(Problem.class, () -> AskedDecisions.of(json(body), REASONS));

        assertThat(refusal.code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(refusal.properties()).containsEntry("field", field);
    }

    @Test
    void neither_fifty_one_nor_a_comment_without_end() {
        for (var body : new String[] {
            items(51),
            "{\"items\":[{\"taskId\":\"a\",\"decision\":\"REJECT\",\"comment\":\"" + "长".repeat(501) + "\"}]}"
        }) {
            var refusal = catchThrowableOfType(Problem.class, () -> AskedDecisions.of(json(body), REASONS));
            assertThat(refusal.code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        }
    }
}
