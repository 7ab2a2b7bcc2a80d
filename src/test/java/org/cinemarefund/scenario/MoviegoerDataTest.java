package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.cinemarefund.privacy.PersonalData;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.record.jdbc.RecordCheck;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What is stored about a moviegoer is handed out whole, and after an erasure stands nowhere in the database. */
class MoviegoerDataTest extends MoneyScenario {
    @Autowired
    private DataSource database;

    @Autowired
    private PersonalData data;

    private Answer data(String method, Refund refund) {
        return internal(method, "/internal/moviegoers/" + refund.openid + "/data", null);
    }

    private List<String> broken(Refund refund) {
        var mine = new ArrayList<String>();
        new RecordCheck(database).run(fault -> {
            if (fault.startsWith(refund.applicationNo())) {
                mine.add(fault);
            }
        });
        return mine;
    }

    /** Every table with a row in which this stands. */
    private List<String> whereIs(String text) {
        return jdbc
                .sql(
                        "select table_name from information_schema.tables where table_schema = 'PUBLIC' order by table_name")
                .query(String.class)
                .list()
                .stream()
                .filter(table -> jdbc.sql("select * from \"" + table + "\"").query().listOfRows().stream()
                        .anyMatch(row -> stands(text, row)))
                .toList();
    }

    private static boolean stands(String text, Map<String, Object> row) {
        return row.values().stream()
                .anyMatch(value -> value instanceof byte[] bytes
                        ? new String(bytes, java.nio.charset.StandardCharsets.UTF_8).contains(text)
                        : String.valueOf(value).contains(text));
    }

    @Test
    void words_are_handed_out_and_erased_and_a_pseudonym_stands_where_the_openid_stood() {
        var refund = refund().wish("description", "canary-description-1");
        refund.apply("canary-key-1").expect(201);
        var task = refund.taskId(Task.reviewRefund);
        refund.claim(Task.reviewRefund, refund.reviewer);
        engineRest(
                        refund.reviewer,
                        "POST",
                        "/task/" + task + "/comment/create",
                        JSON.createObjectNode().put("message", "canary-note-1"))
                .expect(200);
        refund.decide(Task.reviewRefund, refund.reviewer, "ASK_FOR_EVIDENCE", "canary-question-1")
                .expect(204);
        refund.performs(Step.sendEvidenceRequest).supplement("canary-answer-1").expect(200);
        data("DELETE", refund).expect(409, "APPLICATION_OPEN");
        refund.decide(Task.reviewRefund, refund.reviewer, "APPROVE", "canary-comment-1")
                .expect(204);
        refund.performs(Step.submitRefund);
        data("DELETE", refund).expect(409, "APPLICATION_OPEN");
        settles(refund, Status.CLOSED);
        resolves(refund, "SETTLE_OFFLINE", "canary-resolution-1", "canary-proof-1");
        assertThat(refund.status()).isEqualTo("SETTLED_OFFLINE");

        var all = data("GET", refund).expect(200).body();
        assertThat(all.path("orders").findValuesAsText("orderNo")).containsExactly(refund.orderNo);
        assertThat(all.path("applications").findValuesAsText("applicationNo")).containsExactly(refund.applicationNo());
        assertThat(all.path("events").findValuesAsText("by")).contains("moviegoer", "system", "staff");
        assertThat(all.path("events").size()).isEqualTo(refund.events().size());
        assertThat(all.path("words").findValuesAsText("text"))
                .containsExactlyInAnyOrder(
                        "canary-description-1",
                        "canary-question-1",
                        "canary-answer-1",
                        "canary-comment-1",
                        "canary-resolution-1",
                        "canary-proof-1");
        assertThat(all.path("evidence").isArray()).isTrue();
        assertThat(all.path("notices").findValuesAsText("kind")).contains("SETTLED_OFFLINE", "EVIDENCE_REQUESTED");
        assertThat(all.toString()).doesNotContain(refund.reviewer, FINANCE);
        var lines = refund.events();
        assertThat(whereIs(refund.openid)).contains("IDEMPOTENCY_KEY", "REFUND_APPLICATION", "TICKET_ORDER");
        assertThat(whereIs("canary-note-1")).contains("ACT_HI_COMMENT");

        data("DELETE", refund).expect(204);

        assertThat(whereIs(refund.openid)).isEmpty();
        for (var word : List.of("description", "question", "answer", "comment", "resolution", "proof", "note")) {
            assertThat(whereIs("canary-" + word + "-1")).as(word).isEmpty();
        }
        assertThat(broken(refund)).isEmpty();
        assertThat(applications.eventsOf(refund.applicationNo()))
                .hasSameSizeAs(lines)
                .allMatch(line -> line.words().isEmpty());
        var nobody = data("GET", refund).expect(200).body();
        assertThat(nobody).allMatch(JsonNode::isEmpty);
        refund.asMoviegoer("GET", "/api/refund-applications/" + refund.applicationNo(), null)
                .expect(404, "NOT_FOUND");
        data("DELETE", refund).expect(204);
        var owner = ownerOf(refund);
        assertThat(owner).startsWith("erased-").matches("[0-9A-Za-z_-]{1,64}");
        var told = refund.order("invoiced", true).putOrder().expect(200);
        assertThat(told.text("openid")).isEqualTo(owner);
        assertThat(ownerOf(refund)).isEqualTo(owner);
        assertThat(whereIs(refund.openid)).isEmpty();
    }

    private String ownerOf(Refund refund) {
        return jdbc.sql("select openid from ticket_order where order_no = ?")
                .param(refund.orderNo)
                .query(String.class)
                .single();
    }

    @Test
    void not_while_finance_has_a_task_about_it_and_a_notice_goes_to_nobody() {
        var refund = processing();
        settles(refund, Status.SUCCESS);
        settles(refund, Status.CLOSED);
        assertThat(refund.status()).isEqualTo("REFUNDED");
        var alarm = tasks.createTaskQuery()
                .processVariableValueEquals("applicationNo", refund.applicationNo())
                .singleResult();
        data("DELETE", refund).expect(409, "APPLICATION_OPEN");

        claims(alarm.getId(), FINANCE);
        complete(alarm.getId(), FINANCE, "complete", Map.of("comment", "canary-finding-2"))
                .expect(204);
        data("DELETE", refund).expect(204);

        refund.performs(Step.sendCreditNotice).endedAt("refunded");
        assertThat(refund.messages()).isEmpty();
        assertThat(whereIs("canary-finding-2")).isEmpty();
        assertThat(broken(refund)).isEmpty();
    }

    @Test
    void only_the_order_system_asks_and_only_about_what_can_be_an_openid() {
        var refund = refund().applies();
        var path = "/internal/moviegoers/" + refund.openid + "/data";

        for (var method : List.of("GET", "DELETE")) {
            http(method, path, null, Map.of()).expect(401, "UNAUTHENTICATED");
            refund.asMoviegoer(method, path, null).expect(401, "UNAUTHENTICATED");
            internal(method, "/internal/moviegoers/o.x/data", null).expect(422, "INVALID_REQUEST");
        }
        assertThat(internal("GET", "/internal/moviegoers/nobody/data", null)
                        .expect(200)
                        .body())
                .hasSize(6);
        internal("DELETE", "/internal/moviegoers/nobody/data", null).expect(204);
    }

    @Test
    void words_go_by_time_too_and_what_is_written_later_goes_at_its_time() {
        var refund = refund().wish("description", "canary-description-4").applies();
        refund.rejects(Task.reviewRefund, refund.reviewer, "canary-refusal-4");
        var later = clock.instant().plus(Duration.ofDays(1));

        assertThat(data.withWords(clock.instant(), 1000)).doesNotContain(refund.applicationNo());
        assertThat(data.withWords(later, 1000)).contains(refund.applicationNo());
        data.eraseWords(List.of(refund.applicationNo()), later);

        assertThat(whereIs("canary-description-4")).isEmpty();
        assertThat(whereIs("canary-refusal-4")).isEmpty();
        assertThat(broken(refund)).isEmpty();
        assertThat(refund.seen().expect(200).text("description")).isNull();
        assertThat(data.withWords(later, 1000)).doesNotContain(refund.applicationNo());
    }
}
