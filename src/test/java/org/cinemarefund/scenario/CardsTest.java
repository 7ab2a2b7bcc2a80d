package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.junit.jupiter.api.Test;

/** What stands on the cards of the lists of tasks, and by which marks a list chooses them. */
class CardsTest extends MoneyScenario {

    private JsonNode cards(String user, String... tasks) throws Exception {
        var answer = new DeskSession(port, user, PASSWORD)
                .send("GET", "/api/desk/cards?tasks=" + String.join(",", tasks), null, false);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("items");
    }

    private static List<String> marks(JsonNode card) {
        return StreamSupport.stream(card.path("marks").spliterator(), false)
                .map(mark ->
                        mark.path("code").asText() + " " + mark.path("text").asText())
                .toList();
    }

    private String description(String taskId) {
        return jdbc.sql("select description_ from act_ru_task where id_ = ?")
                .param(taskId)
                .query((row, n) -> String.valueOf(row.getString(1)))
                .single();
    }

    @Test
    void a_page_of_cards_is_read_at_once_and_holds_only_what_the_person_may_see() throws Exception {
        var one = refund().applies();
        var other = refund().wish("reason", "FILM_QUALITY").applies();
        var ours = one.taskId(Task.reviewRefund);
        var theirs = other.taskId(Task.reviewRefund);

        var seen = cards(one.reviewer, ours, theirs, "nobodys", ours);

        assertThat(seen).hasSize(one.reviewer.equals(other.reviewer) ? 2 : 1);
        var card = StreamSupport.stream(seen.spliterator(), false)
                .filter(each -> each.path("taskId").asText().equals(ours))
                .findFirst()
                .orElseThrow();
        assertThat(card.path("taskKey").asText()).isEqualTo("reviewRefund");
        assertThat(card.path("refund").path("applicationNo").asText()).isEqualTo(one.applicationNo());
        assertThat(card.path("refund").path("refundAmount").asLong()).isEqualTo(9700);
        assertThat(card.path("refund").path("reasonText").asText()).isEqualTo("个人原因");
        assertThat(card.path("deadline").path("overdue").asBoolean()).isFalse();
        assertThat(marks(card)).isEmpty();
        assertThat(cards(SUPERVISOR, ours, theirs)).isEmpty();
        assertThat(card.toString()).doesNotContain(one.stored().order().openid());
        assertThat(description(ours)).isEqualTo("null");
    }

    @Test
    void marks_say_what_is_special_and_lists_choose_by_them() throws Exception {
        var refund = refund().wish("reason", "FILM_QUALITY").applies();
        assertThat(marks(
                        cards(refund.reviewer, refund.taskId(Task.reviewRefund)).get(0)))
                .containsExactly("CLAIM 影院问题");
        assertThat(description(refund.taskId(Task.reviewRefund))).isEqualTo("影院问题");

        refund.answer(Task.reviewRefund, refund.reviewer, Map.of("decision", "APPROVE_AS_FAULT", "comment", "停机了"))
                .expect(204);

        var second = refund.taskId(Task.supervisorReview);
        var card = cards(SUPERVISOR, second).get(0);
        assertThat(marks(card)).containsExactly("CLAIM 影院问题", "SECOND_PERSON 待第二人");
        assertThat(card.path("refund").path("refundAmount").asLong()).isEqualTo(10000);
        assertThat(description(second)).isEqualTo("影院问题、待第二人");
        assertThat(listed(SUPERVISOR, "待第二人")).contains(second);
        assertThat(listed(SUPERVISOR, "影院问题")).contains(second);
        assertThat(listed(SUPERVISOR, "申诉")).doesNotContain(second);
        assertThat(listed(SUPERVISOR, "待审核")).contains(second);
    }

    @Test
    void only_the_answers_own_words_are_taken_now_that_a_task_carries_no_copies() {
        var refund = refund().applies();

        refund.answer(Task.reviewRefund, refund.reviewer, Map.of("decision", "APPROVE", "filmTitle", "x"))
                .expect(400);

        refund.approves(Task.reviewRefund, refund.reviewer);
    }

    @Test
    void more_than_a_page_is_refused_and_nobody_is_told_anything_without_a_session() throws Exception {
        var many = IntStream.range(0, 51).mapToObj(n -> "t" + n).collect(Collectors.joining(","));
        var reviewer = new DeskSession(port, SUPERVISOR, PASSWORD);

        assertThat(reviewer.send("GET", "/api/desk/cards?tasks=" + many, null, false)
                        .statusCode())
                .isEqualTo(422);
        assertThat(reviewer.send("GET", "/api/desk/cards", null, false).body()).contains("\"items\":[]");
        assertThat(new DeskSession(port, null, null)
                        .send("GET", "/api/desk/cards?tasks=t1", null, false)
                        .statusCode())
                .isEqualTo(401);
    }

    private String listed(String user, String list) throws Exception {
        var id = jdbc.sql("select id_ from act_ru_filter where name_ = ?")
                .param(list)
                .query(String.class)
                .single();
        var answer = new DeskSession(port, user, PASSWORD)
                .send("POST", "/camunda/api/engine/engine/default/filter/" + id + "/list", "{}", true);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
