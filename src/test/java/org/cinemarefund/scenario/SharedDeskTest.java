package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.sandbox.SandboxRefund;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several decisions in one call: each is judged like one made in its form, and none knows of the others. */
class SharedDeskTest extends MoneyScenario {
    private static final String PATH = "/api/desk/decisions";
    private static final AtomicInteger DESKS = new AtomicInteger();

    /** Decides for the cinemas of all refunds of a test; has a colleague at each. */
    private String reviewer;

    @BeforeEach
    void somebody_new_at_the_desk() {
        reviewer = "desk-" + DESKS.incrementAndGet();
    }

    private Refund ours(Refund refund) {
        refund.sell();
        staff.ensureUser(reviewer, "工", "李", PASSWORD, "reviewers-" + refund.cinemaId);
        return refund.applies();
    }

    private static ObjectNode approve(String taskId) {
        return JSON.createObjectNode().put("taskId", taskId).put("decision", "APPROVE");
    }

    private static ObjectNode reject(String taskId, String reason, String comment) {
        return JSON.createObjectNode()
                .put("taskId", taskId)
                .put("decision", "REJECT")
                .put("rejectReason", reason)
                .put("comment", comment);
    }

    private JsonNode decides(String user, ObjectNode... items) throws Exception {
        var body = JSON.createObjectNode();
        body.putArray("items").addAll(List.of(items));
        var answer = new DeskSession(port, user, PASSWORD).send("POST", PATH, body.toString(), true);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("items");
    }

    private static List<String> results(JsonNode items) {
        var results = new ArrayList<String>();
        items.forEach(item -> results.add(item.path("result").asText()));
        return results;
    }

    private static String assignee(Refund refund) {
        return refund.open(Task.reviewRefund).getAssignee();
    }

    @Test
    void free_tasks_are_claimed_and_decided_in_the_order_asked() throws Exception {
        var yes = ours(refund());
        var no = ours(refund());
        var own = ours(refund());
        own.claim(Task.reviewRefund, reviewer).expect(204);
        var task = own.taskId(Task.reviewRefund);

        var items = decides(
                reviewer,
                approve(task),
                reject(no.taskId(Task.reviewRefund), "OTHER", "影票已核销"),
                approve(yes.taskId(Task.reviewRefund)));

        assertThat(results(items)).containsExactly("DONE", "DONE", "DONE");
        assertThat(items.get(0).path("taskId").asText()).isEqualTo(task);
        assertThat(items.get(0).path("text").asText()).isEqualTo("已同意");
        assertThat(items.get(1).path("text").asText()).isEqualTo("已拒绝");
        for (var refund : List.of(yes, own)) {
            assertThat(refund.stored().answer().approvedBy()).isEqualTo(reviewer);
            assertThat(refund.money()).isEqualTo("SENDING");
        }
        assertThat(no.status()).isEqualTo("REJECTED");
        assertThat(no.stored().answer().comment()).isEqualTo("影票已核销");
        yes.performs(Step.submitRefund);
        assertThat(yes.money()).isEqualTo("PROCESSING");
    }

    @Test
    void each_is_refused_as_its_form_would_be_and_stays_free_and_the_others_are_decided() throws Exception {
        var taken = ours(refund());
        taken.claim(Task.reviewRefund, taken.otherReviewer).expect(204);
        var foreign = refund().applies();
        var ownOrder = ours(refund());
        internal(
                        "PUT",
                        "/internal/staff/" + reviewer,
                        JSON.createObjectNode()
                                .set("openids", JSON.createArrayNode().add(ownOrder.openid)))
                .expect(204);
        var withoutWords = ours(refund());
        // Nothing is paid by the rules: there is no plain yes.
        var claim = ours(refund().order("ticketKind", "SPECIAL").wish("reason", "FILM_QUALITY"));
        var good = ours(refund());
        var gone = good.taskId(Task.reviewRefund);

        var items = decides(
                reviewer,
                approve(taken.taskId(Task.reviewRefund)),
                approve(foreign.taskId(Task.reviewRefund)),
                approve(ownOrder.taskId(Task.reviewRefund)),
                reject(withoutWords.taskId(Task.reviewRefund), null, null),
                approve(claim.taskId(Task.reviewRefund)),
                approve("no-such-task"),
                approve(gone));

        assertThat(results(items))
                .containsExactly(
                        "TASK_NOT_YOURS",
                        "NOT_FOUND",
                        "OWN_ORDER",
                        "COMMENT_REQUIRED",
                        "ACTION_NOT_ALLOWED",
                        "NOT_FOUND",
                        "DONE");
        assertThat(items.get(0).path("text").asText()).isEqualTo("R B 正在办理");
        assertThat(items.get(1).has("by")).isFalse();
        assertThat(items.get(2).path("text").asText()).isEqualTo("不能处理本人的订单");
        for (var free : List.of(ownOrder, withoutWords, claim)) {
            assertThat(assignee(free)).as(free.orderNo).isNull();
            assertThat(free.status()).isEqualTo("UNDER_REVIEW");
        }
        assertThat(assignee(taken)).isEqualTo(taken.otherReviewer);
        assertThat(assignee(foreign)).isNull();
        assertThat(good.money()).isEqualTo("SENDING");
    }

    @Test
    void who_was_faster_is_named_to_colleagues_and_to_nobody_else() throws Exception {
        var refund = ours(refund());
        var task = refund.taskId(Task.reviewRefund);
        var withdrawn = ours(refund());
        var never = withdrawn.taskId(Task.reviewRefund);
        assertThat(results(decides(reviewer, approve(task)))).containsExactly("DONE");
        withdrawn.withdraw().expect(200);

        var late = decides(refund.otherReviewer, approve(task));
        assertThat(results(late)).containsExactly("NOT_FOUND");
        assertThat(late.get(0).path("text").asText()).isEqualTo("已由 李工 处理");
        assertThat(late.get(0).path("by").asText()).isEqualTo("李工");
        assertThat(decides(reviewer, approve(never)).get(0).path("text").asText())
                .startsWith("任务已不在");

        var elsewhere = refund().applies();
        var foreign = decides(elsewhere.reviewer, approve(task)).get(0);
        assertThat(foreign.has("by")).isFalse();
        assertThat(foreign.path("text").asText()).isEqualTo("未找到您要的内容");
    }

    @Test
    void a_large_one_goes_on_to_a_supervisor_and_the_same_person_says_yes_only_once() throws Exception {
        staff.ensureUser(reviewer, "工", "李", PASSWORD, "supervisors");
        var large = ours(refund().order("paidAmount", 200_000));

        var first = decides(reviewer, approve(large.taskId(Task.reviewRefund)));
        assertThat(results(first)).containsExactly("DONE");
        assertThat(first.get(0).path("text").asText()).isEqualTo("已同意，还须另一人复核");
        assertThat(large.stored().supervisorReason()).contains(SupervisorReason.LARGE_AMOUNT);

        var second = large.taskId(Task.supervisorReview);
        assertThat(results(decides(reviewer, approve(second)))).containsExactly("SAME_PERSON");
        assertThat(large.open(Task.supervisorReview).getAssignee()).isNull();
        assertThat(results(decides(large.otherReviewer, approve(second)))).containsExactly("NOT_FOUND");
        assertThat(results(decides(SUPERVISOR, approve(second)))).containsExactly("DONE");
        assertThat(large.money()).isEqualTo("SENDING");
    }

    @Test
    void a_yes_confirms_the_choice_that_waits() throws Exception {
        var refund = ours(refund().wish("reason", "FILM_QUALITY"));
        refund.decide(Task.reviewRefund, reviewer, "APPROVE_AS_FAULT", "放映机坏了").expect(204);

        assertThat(results(decides(SUPERVISOR, approve(refund.taskId(Task.supervisorReview)))))
                .containsExactly("DONE");

        assertThat(refund.stored().deal().refundAmount()).isEqualTo(10000);
        assertThat(refund.money()).isEqualTo("SENDING");
    }

    @Test
    void what_finance_decides_is_not_decided_here() throws Exception {
        var refund = processing();
        settles(refund, SandboxRefund.Status.CLOSED);

        assertThat(results(decides(SUPERVISOR, approve(refund.taskId(Task.resolveRefund)))))
                .containsExactly("NOT_FOUND");
        assertThat(refund.money()).isEqualTo("CLOSED");
    }

    @Test
    void it_is_for_reviewers_and_supervisors_from_our_own_pages() throws Exception {
        var refund = ours(refund());
        var body = "{\"items\":[" + approve(refund.taskId(Task.reviewRefund)) + "]}";

        assertThat(new DeskSession(port, null, null)
                        .send("POST", PATH, body, true)
                        .statusCode())
                .isEqualTo(401);
        assertThat(new DeskSession(port, FINANCE, PASSWORD)
                        .send("POST", PATH, body, true)
                        .statusCode())
                .isEqualTo(403);
        var session = new DeskSession(port, reviewer, PASSWORD);
        assertThat(session.send("POST", PATH, body, false).statusCode()).isEqualTo(403);
        assertThat(session.send("POST", PATH, "{\"items\":[]}", true).statusCode())
                .isEqualTo(422);
        assertThat(session.send("POST", PATH, "{\"items\":", true).statusCode()).isEqualTo(422);
        var twice = session.send(
                "POST", PATH, body.replace("[", "[" + approve("x") + ",").replace("]", "," + approve("x") + "]"), true);
        assertThat(JSON.readTree(twice.body()).path("field").asText()).isEqualTo("items[2].taskId");
        assertThat(refund.money()).as("nothing was decided").isNull();
        assertThat(assignee(refund)).isNull();
    }

    // --- what is open

    private JsonNode open(String user, String query) throws Exception {
        var answer = new DeskSession(port, user, PASSWORD).send("GET", "/api/desk/open-tasks" + query, null, true);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static Set<String> numbers(JsonNode view) {
        var numbers = new HashSet<String>();
        view.path("items")
                .forEach(item -> numbers.add(item.path("applicationNo").asText()));
        return numbers;
    }

    @Test
    void a_reviewer_sees_what_is_open_at_their_cinemas_and_what_a_yes_would_mean() throws Exception {
        var plain = ours(refund().order("filmTitle", "流浪地球\u202E"));
        var claim = ours(refund().order("ticketKind", "SPECIAL").wish("reason", "FILM_QUALITY"));
        claim.claim(Task.reviewRefund, claim.otherReviewer).expect(204);
        var asked = ours(refund());
        asked.asks(Task.reviewRefund, reviewer, "请拍一下票根");
        refund().applies();

        var view = open(reviewer, "");

        assertThat(numbers(view)).containsExactlyInAnyOrder(plain.applicationNo(), claim.applicationNo());
        assertThat(view.path("more").asBoolean()).isFalse();
        assertThat(view.path("rejectReasons").size()).isPositive();
        JsonNode row = null;
        JsonNode held = null;
        for (var item : view.path("items")) {
            if (item.path("applicationNo").asText().equals(plain.applicationNo())) {
                row = item;
            } else {
                held = item;
            }
        }
        assertThat(row.path("taskId").asText()).isEqualTo(plain.taskId(Task.reviewRefund));
        assertThat(row.path("filmTitle").asText()).isEqualTo("流浪地球");
        assertThat(row.path("refundAmount").asLong()).isEqualTo(9700);
        assertThat(row.path("reasonText").asText()).isEqualTo("个人原因");
        assertThat(row.path("rule").path("plan").asText()).isEqualTo("shenzhen-tiers");
        assertThat(row.path("late").asBoolean()).isFalse();
        assertThat(row.path("mine").asBoolean()).isTrue();
        assertThat(row.has("holder")).isFalse();
        assertThat(row.toString()).doesNotContain(plain.openid);
        assertThat(held.path("holder").path("name").asText()).isEqualTo("R B");
        assertThat(held.path("mine").asBoolean()).isFalse();
        assertThat(held.has("refundAmount")).as("there is no plain yes").isFalse();
        assertThat(held.path("group").asText()).isNotEqualTo(row.path("group").asText());

        clock.notBefore(plain.stored().reviewDueAt().plusSeconds(1));
        assertThat(numbers(open(reviewer, "?late=true"))).hasSize(2);
        assertThat(numbers(open(claim.otherReviewer, "?heldBy=" + claim.otherReviewer)))
                .containsExactly(claim.applicationNo());
    }

    @Test
    void a_supervisor_sees_what_came_up_to_them_and_if_asked_for_the_tasks_of_all_cinemas() throws Exception {
        var refund = ours(refund());
        var late = ours(refund());
        late.passes(Timer.reviewOverdue);

        var own = numbers(open(SUPERVISOR, ""));
        assertThat(own).contains(late.applicationNo()).doesNotContain(refund.applicationNo());
        refund.claim(Task.reviewRefund, reviewer).expect(204);
        assertThat(numbers(open(SUPERVISOR, "?scope=all&heldBy=" + reviewer))).containsExactly(refund.applicationNo());
        for (var item : open(SUPERVISOR, "").path("items")) {
            if (item.path("applicationNo").asText().equals(late.applicationNo())) {
                assertThat(item.path("marks").get(0).asText()).isEqualTo("审核超时");
                assertThat(item.path("kind").asText()).isEqualTo("主管复核");
            }
        }

        var session = new DeskSession(port, reviewer, PASSWORD);
        assertThat(session.send("GET", "/api/desk/open-tasks?scope=all", null, true)
                        .statusCode())
                .isEqualTo(403);
        assertThat(session.send("GET", "/api/desk/open-tasks?heldBy=a%20b", null, true)
                        .statusCode())
                .isEqualTo(422);
        assertThat(new DeskSession(port, FINANCE, PASSWORD)
                        .send("GET", "/api/desk/open-tasks", null, true)
                        .statusCode())
                .isEqualTo(403);
    }
}
