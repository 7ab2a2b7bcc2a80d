package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.shared.SecurityLog;
import org.junit.jupiter.api.Test;

/** Somebody is away: what they hold goes to a colleague or back to all of them. */
class AbsenceTest extends CallbackScenario {

    private HttpResponse<String> hands(String user, String taskId, String to) throws Exception {
        var body = to == null ? null : JSON.createObjectNode().put("userId", to).toString();
        return new DeskSession(port, user, PASSWORD)
                .send("POST", "/api/desk/tasks/" + taskId + "/handover", body, true);
    }

    private void handed(String user, Refund refund, Task task, String to) throws Exception {
        var answer = hands(user, refund.taskId(task), to);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(refund.open(task).getAssignee()).isEqualTo(to);
    }

    private void refused(String user, Refund refund, Task task, String to, int status, String said) throws Exception {
        var before = refund.open(task).getAssignee();
        var answer = hands(user, refund.taskId(task), to);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(said);
        assertThat(refund.open(task).getAssignee()).isEqualTo(before);
    }

    @Test
    void a_reviewer_hands_their_task_to_a_colleague_who_decides_it() throws Exception {
        var refund = refund().applies();
        refund.claim(Task.reviewRefund, refund.reviewer).expect(204);

        try (var log = new Listening()) {
            handed(refund.reviewer, refund, Task.reviewRefund, refund.otherReviewer);
            assertThat(log.texts("TASK_HANDED_OVER"))
                    .containsExactly("TASK_HANDED_OVER " + refund.reviewer + " " + refund.applicationNo() + " "
                            + refund.otherReviewer);
            assertThat(log.lines)
                    .filteredOn(line -> line.getFormattedMessage().startsWith("TASK_HANDED_OVER"))
                    .allMatch(line -> line.getLoggerName().equals(SecurityLog.LOGGER));
        }

        var kept = history.createUserOperationLogQuery()
                .taskId(refund.taskId(Task.reviewRefund))
                .property("assignee")
                .list();
        assertThat(kept)
                .filteredOn(entry -> refund.otherReviewer.equals(entry.getNewValue()))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.getUserId()).isEqualTo(refund.reviewer);
                    assertThat(entry.getOrgValue()).isEqualTo(refund.reviewer);
                    assertThat(entry.getOperationType()).isEqualTo(UserOperationLogEntry.OPERATION_TYPE_ASSIGN);
                });
        // The one gave it away, and has no more say in it.
        refused(refund.reviewer, refund, Task.reviewRefund, null, 403, "TASK_NOT_YOURS");
        complete(
                        refund.taskId(Task.reviewRefund),
                        refund.otherReviewer,
                        "complete",
                        java.util.Map.of("decision", "APPROVE"))
                .expect(204);
        assertThat(refund.stored().answer().approvedBy()).isEqualTo(refund.otherReviewer);
    }

    @Test
    void it_can_be_given_back_and_a_supervisor_hands_over_for_who_is_away() throws Exception {
        var refund = refund().applies();
        refund.claim(Task.reviewRefund, refund.reviewer).expect(204);

        handed(SUPERVISOR, refund, Task.reviewRefund, refund.otherReviewer);
        handed(refund.otherReviewer, refund, Task.reviewRefund, null);
        handed(SUPERVISOR, refund, Task.reviewRefund, refund.reviewer);
        handed(refund.reviewer, refund, Task.reviewRefund, refund.reviewer);
        handed(SUPERVISOR, refund, Task.reviewRefund, null);
        handed(SUPERVISOR, refund, Task.reviewRefund, null);

        var up = refund().applies();
        up.passes(Timer.reviewOverdue);
        handed(SUPERVISOR, up, Task.supervisorReview, OTHER_SUPERVISOR);
    }

    @Test
    void only_to_members_of_its_group_and_only_by_who_holds_it() throws Exception {
        var refund = refund().applies();
        var foreign = refund().applies();
        refused(refund.reviewer, refund, Task.reviewRefund, refund.otherReviewer, 403, "TASK_NOT_YOURS");
        refund.claim(Task.reviewRefund, refund.reviewer).expect(204);

        for (var other : List.of(foreign.reviewer, SUPERVISOR, FINANCE, "admin", "nobody-at-all")) {
            refused(refund.reviewer, refund, Task.reviewRefund, other, 422, "\"field\":\"userId\"");
            refused(SUPERVISOR, refund, Task.reviewRefund, other, 422, "\"field\":\"userId\"");
        }
        refused(refund.reviewer, refund, Task.reviewRefund, "not an id", 422, "\"field\":\"userId\"");
        refused(refund.otherReviewer, refund, Task.reviewRefund, refund.otherReviewer, 403, "TASK_NOT_YOURS");
        refused(foreign.reviewer, refund, Task.reviewRefund, null, 404, "NOT_FOUND");
        refused(FINANCE, refund, Task.reviewRefund, null, 404, "NOT_FOUND");
        staff.ensureUser("desk-service", "S", "V", PASSWORD, "service");
        refused("desk-service", refund, Task.reviewRefund, null, 403, "FORBIDDEN");
        assertThat(hands(SUPERVISOR, "no-such-task", null).statusCode()).isEqualTo(404);

        var path = "/api/desk/tasks/" + refund.taskId(Task.reviewRefund) + "/handover";
        assertThat(new DeskSession(port, null, null)
                        .send("POST", path, null, true)
                        .statusCode())
                .isEqualTo(401);
        var session = new DeskSession(port, refund.reviewer, PASSWORD);
        assertThat(session.send("POST", path, null, false).statusCode()).isEqualTo(403);
        assertThat(session.send("POST", path, "[]", true).statusCode()).isEqualTo(422);
        assertThat(session.send("POST", path, "{\"userId\":7}", true).statusCode())
                .isEqualTo(422);
        assertThat(refund.open(Task.reviewRefund).getAssignee()).isEqualTo(refund.reviewer);
    }

    @Test
    void the_engines_own_calls_still_give_nothing_to_others() throws Exception {
        var refund = refund().applies();
        refund.claim(Task.reviewRefund, refund.reviewer).expect(204);
        var task = "/task/" + refund.taskId(Task.reviewRefund);
        var to = JSON.createObjectNode().put("userId", refund.otherReviewer);

        for (var user : List.of(refund.reviewer, SUPERVISOR, "admin")) {
            for (var call : List.of("/assignee", "/delegate")) {
                assertThat(engineRest(user, "POST", task + call, to).status()).isGreaterThanOrEqualTo(400);
            }
        }
        assertThat(refund.open(Task.reviewRefund).getAssignee()).isEqualTo(refund.reviewer);
    }

    @Test
    void finance_hands_over_its_own_tasks_too() throws Exception {
        var refund = processing();
        settles(refund, SandboxRefund.Status.CLOSED);
        refund.claim(Task.resolveRefund, FINANCE).expect(204);

        refused(FINANCE, refund, Task.resolveRefund, SUPERVISOR, 422, "\"field\":\"userId\"");
        handed(FINANCE, refund, Task.resolveRefund, FINANCE_TWO);
        handed(SUPERVISOR, refund, Task.resolveRefund, null);
    }

    private JsonNode read(String user, String path) throws Exception {
        var answer = new DeskSession(port, user, PASSWORD).send("GET", path, null, true);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void colleagues_are_offered_who_has_least_to_do_first() throws Exception {
        var refund = refund().applies();
        refund.claim(Task.reviewRefund, refund.reviewer).expect(204);
        var path = "/api/desk/tasks/" + refund.taskId(Task.reviewRefund) + "/colleagues";

        for (var user : List.of(refund.reviewer, SUPERVISOR)) {
            var people = new ArrayList<String>();
            read(user, path)
                    .path("items")
                    .forEach(each -> people.add(each.path("userId").asText() + " "
                            + each.path("name").asText() + " "
                            + each.path("tasks").asInt()));
            assertThat(people).containsExactly(refund.otherReviewer + " R B 0", refund.reviewer + " R A 1");
        }
        assertThat(new DeskSession(port, refund.otherReviewer, PASSWORD)
                        .send("GET", path, null, true)
                        .statusCode())
                .isEqualTo(403);
        assertThat(new DeskSession(port, FINANCE, PASSWORD)
                        .send("GET", path, null, true)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void supervisors_see_who_has_how_much_and_what_is_late_and_what_nobody_has() throws Exception {
        var held = refund().applies();
        var alsoHeld = refund().sell();
        staff.ensureUser(held.reviewer, "R", "A", PASSWORD, "reviewers-" + alsoHeld.cinemaId);
        alsoHeld.applies();
        held.claim(Task.reviewRefund, held.reviewer).expect(204);
        alsoHeld.claim(Task.reviewRefund, held.reviewer).expect(204);
        var free = refund().cinema("name", "无人认领影城").applies();
        clock.notBefore(held.stored().reviewDueAt().plusSeconds(1));

        var load = read(SUPERVISOR, "/api/desk/load");

        assertThat(load.path("open").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(load.path("people"))
                .filteredOn(each -> each.path("userId").asText().equals(held.reviewer))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.path("name").asText()).isEqualTo("R A");
                    assertThat(each.path("open").asInt()).isEqualTo(2);
                    assertThat(each.path("late").asInt()).isEqualTo(2);
                    assertThat(each.path("oldestDueAt").asText()).isEqualTo("2026-03-04T23:59:59+08:00");
                });
        assertThat(load.path("free"))
                .filteredOn(each -> each.path("group").asText().equals("无人认领影城"))
                .singleElement()
                .satisfies(each -> assertThat(each.path("open").asInt()).isEqualTo(1));
        assertThat(free.open(Task.reviewRefund).getAssignee()).isNull();
        assertThat(new DeskSession(port, held.reviewer, PASSWORD)
                        .send("GET", "/api/desk/load", null, true)
                        .statusCode())
                .isEqualTo(403);
    }
}
