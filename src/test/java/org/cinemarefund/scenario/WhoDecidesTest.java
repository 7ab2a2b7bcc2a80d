package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.cinemarefund.application.RefundApplication.SupervisorReason;
import org.cinemarefund.process.access.TaskGroups;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.sandbox.SandboxRefund;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Not about an order of one's own, not above one's sum of the day, and always for a group told by our own rows. */
class WhoDecidesTest extends MoneyScenario {
    /** fen, as {@code refund.review.person-limit-per-day} by default. */
    private static final long LIMIT = 5_000_000;

    @Autowired
    private TaskGroups groups;

    // --- orders of one's own

    private Answer tie(String user, String... openids) {
        var body = JSON.createObjectNode();
        var own = body.putArray("openids");
        List.of(openids).forEach(own::add);
        return internal("PUT", "/internal/staff/" + user, body);
    }

    private static void ownOrder(Answer answer) {
        answer.expect(403);
        assertThat(answer.text("message")).startsWith("OWN_ORDER");
    }

    @Test
    void a_reviewer_decides_nothing_about_their_own_order_and_a_colleague_does() {
        var refund = refund().applies();
        tie(refund.reviewer, "o-somebody-else", refund.openid).expect(204);
        refund.claim(Task.reviewRefund, refund.reviewer).expect(204);

        for (var decision : List.of("APPROVE", "REJECT", "ASK_FOR_EVIDENCE")) {
            for (var verb : List.of("complete", "submit-form")) {
                ownOrder(complete(
                        refund.taskId(Task.reviewRefund),
                        refund.reviewer,
                        verb,
                        Map.of("decision", decision, "comment", "好")));
            }
        }
        assertThat(refund.status()).isEqualTo("UNDER_REVIEW");

        tie(refund.reviewer).expect(204);
        complete(refund.taskId(Task.reviewRefund), refund.reviewer, "complete", Map.of("decision", "APPROVE"))
                .expect(204);
        assertThat(approvedBy(refund)).isEqualTo(refund.reviewer);
    }

    @Test
    void in_tasklist_too() throws Exception {
        var refund = refund().applies();
        tie(refund.reviewer, refund.openid).expect(204);
        refund.claim(Task.reviewRefund, refund.reviewer).expect(204);

        var answer = new Browser(refund.reviewer)
                .send(
                        "POST",
                        "/camunda/api/engine/engine/default/task/" + refund.taskId(Task.reviewRefund) + "/submit-form",
                        "{\"variables\":{\"decision\":{\"value\":\"APPROVE\"}}}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("OWN_ORDER");
    }

    @Test
    void neither_finance_nor_their_second_person() {
        staff.ensureUser("fin-own", "F", "Own", PASSWORD, "finance");
        var refund = processing();
        settles(refund, SandboxRefund.Status.CLOSED);
        tie("fin-own", refund.openid).expect(204);

        ownOrder(refund.answer(Task.resolveRefund, "fin-own", choice("CHECK_AGAIN", null, null)));
        engineRest(
                        "fin-own",
                        "POST",
                        "/task/" + refund.taskId(Task.resolveRefund) + "/unclaim",
                        JSON.createObjectNode())
                .expect(204);
        refund.answer(Task.resolveRefund, FINANCE, choice("SETTLE_OFFLINE", null, "ICBC-8"))
                .expect(204);
        ownOrder(refund.decide(Task.confirmResolution, "fin-own", "APPROVE", null));

        assertThat(refund.money()).isEqualTo("CLOSED");
        assertThat(refund.stored().choice().confirmedBy()).isNull();
    }

    @Test
    void the_order_system_ties_known_staff_only_and_by_ids_only() {
        tie("no-such-user", "o-1").expect(404, "NOT_FOUND");
        tie(SUPERVISOR, "not an id").expect(422, "INVALID_REQUEST");
        internal("PUT", "/internal/staff/" + SUPERVISOR, JSON.createObjectNode())
                .expect(422, "INVALID_REQUEST");
        assertThat(internal("PUT", "/internal/staff/bad%20id", JSON.createObjectNode())
                        .status())
                .isEqualTo(422);
        assertThat(http("PUT", "/internal/staff/" + SUPERVISOR, JSON.createObjectNode(), Map.of())
                        .status())
                .isEqualTo(401);
        tie(SUPERVISOR, "o-1", "o-1", "o-2").expect(204);
        assertThat(jdbc.sql("select openid from staff_openid where user_id = ? order by openid")
                        .param(SUPERVISOR)
                        .query(String.class)
                        .list())
                .containsExactly("o-1", "o-2");
        tie(SUPERVISOR).expect(204);
    }

    // --- one person's sum of a day

    /** A refund the person approved alone today, and of this sum as far as anybody counts. */
    private void approvedAlready(String person, long fen) {
        var earlier = refund().sell();
        staff.ensureUser(person, "P", "P", PASSWORD, "reviewers-" + earlier.cinemaId);
        earlier.applies().approves(Task.reviewRefund, person);
        assertThat(approvedBy(earlier)).isEqualTo(person);
        jdbc.sql("update refund_application set refund_amount = ?, paid_amount = ? + fee where application_no = ?")
                .params(fen, fen, earlier.applicationNo())
                .update();
    }

    private Refund reviewedBy(String person) {
        var refund = refund().sell();
        staff.ensureUser(person, "P", "P", PASSWORD, "reviewers-" + refund.cinemaId);
        return refund.applies();
    }

    private static String approvedBy(Refund refund) {
        return refund.stored().answer().approvedBy();
    }

    private long alone(String person) {
        return applications.approvedAlone(person, MONDAY.minus(Duration.ofDays(1)), MONDAY.plus(Duration.ofDays(5)));
    }

    @Test
    void above_the_sum_of_the_day_a_supervisor_has_to_agree_and_tomorrow_it_begins_anew() {
        var person = "busy-reviewer";
        var next = reviewedBy(person);
        var amount = next.stored().deal().refundAmount();
        approvedAlready(person, LIMIT - amount);

        next.approves(Task.reviewRefund, person);
        assertThat(approvedBy(next)).as("the limit itself is allowed").isEqualTo(person);

        var above = reviewedBy(person);
        above.approves(Task.reviewRefund, person);
        assertThat(above.status()).isEqualTo("UNDER_REVIEW");
        assertThat(above.stored().supervisorReason()).contains(SupervisorReason.PERSON_LIMIT);
        assertThat(above.money()).isNull();
        above.approves(Task.supervisorReview, SUPERVISOR);
        assertThat(above.status()).isEqualTo("REFUNDING");
        assertThat(alone(person)).as("two people: nobody's").isEqualTo(LIMIT);

        var tomorrow = reviewedBy(person);
        clock.forward(Duration.ofHours(14));
        tomorrow.approves(Task.reviewRefund, person);
        assertThat(approvedBy(tomorrow)).isEqualTo(person);
    }

    @Test
    void a_supervisor_above_it_needs_another_supervisor() {
        var person = "busy-supervisor";
        approvedAlready(person, LIMIT);
        staff.ensureUser(person, "B", "S", PASSWORD, "supervisors");
        var refund = refund().applies();
        refund.passes(Timer.reviewOverdue);
        clock.set(MONDAY);

        refund.approves(Task.supervisorReview, person);

        assertThat(refund.stored().supervisorReason()).contains(SupervisorReason.PERSON_LIMIT);
        assertThat(refund.open(Task.supervisorReview).getAssignee()).isNull();
        var own = refund.decide(Task.supervisorReview, person, "APPROVE", null);
        assertThat(own.status()).isEqualTo(400);
        assertThat(own.text("message")).startsWith("SAME_PERSON");
        engineRest(
                        person,
                        "POST",
                        "/task/" + refund.taskId(Task.supervisorReview) + "/unclaim",
                        JSON.createObjectNode())
                .expect(204);
        var before = alone(SUPERVISOR);
        refund.approves(Task.supervisorReview, SUPERVISOR);
        assertThat(refund.status()).isEqualTo("REFUNDING");
        assertThat(alone(SUPERVISOR)).isEqualTo(before);
    }

    // --- groups

    @Test
    void every_task_of_the_diagrams_has_a_group_and_no_other_task_has() throws Exception {
        var refund = refund().applies();
        var tasks = Pattern.compile("<userTask id=\"(\\w+)\"");
        try (var diagrams = Files.newDirectoryStream(Path.of("processes"), "*.bpmn")) {
            for (var diagram : diagrams) {
                assertThat(tasks.matcher(Files.readString(diagram)).results().map(match -> match.group(1)))
                        .as("%s", diagram)
                        .isNotEmpty()
                        .allSatisfy(task -> assertThat(groups.groupOf(task, refund.applicationNo()))
                                .isPresent());
            }
        }
        assertThat(groups.groupOf("reviewRefund", refund.applicationNo())).contains("reviewers-" + refund.cinemaId);
        assertThat(groups.groupOf("reviewRefund", "NOSUCH")).isEmpty();
        assertThat(groups.groupOf("anythingElse", refund.applicationNo())).isEmpty();
    }

    @Test
    void a_task_lent_by_an_administrator_is_decided_by_nobody_else() {
        var refund = refund().applies();
        var task = refund.taskId(Task.reviewRefund);
        engineRest(
                        "admin",
                        "POST",
                        "/task/" + task + "/identity-links",
                        JSON.createObjectNode().put("groupId", "camunda-admin").put("type", "candidate"))
                .expect(204);

        assertThat(refund.claim(Task.reviewRefund, "admin").text("message")).startsWith("TASK_NOT_YOURS");
        assertThat(complete(task, "admin", "complete", Map.of("decision", "APPROVE"))
                        .text("message"))
                .startsWith("TASK_NOT_YOURS");
        refund.approves(Task.reviewRefund, refund.reviewer).performs(Step.submitRefund);
        assertThat(approvedBy(refund)).isEqualTo(refund.reviewer);
    }

    // --- the record of the staff

    @Test
    void supervisors_and_operators_read_who_was_appointed() throws Exception {
        staff.ensureUser("watcher-ops", "W", "O", PASSWORD, "operators");
        staff.ensureUser("appointed", "A", "P", PASSWORD);
        for (var group : List.of("finance", "supervisors")) {
            engineRest("admin", "PUT", "/group/" + group + "/members/appointed", null)
                    .expect(204);
        }
        engineRest("admin", "DELETE", "/group/finance/members/appointed", null).expect(204);
        var path = "/api/desk/staff-record?userId=appointed";

        for (var reader : List.of("watcher-ops", SUPERVISOR)) {
            var lines = new Browser(reader).read(path).path("items");
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0).toString())
                    .isEqualTo("{\"at\":\"2026-03-02T10:00:00+08:00\",\"by\":\"admin\",\"event\":\"REMOVED\","
                            + "\"userId\":\"appointed\",\"group\":\"finance\"}");
            assertThat(lines.get(2).path("event").asText()).isEqualTo("ADDED");
        }
        var supervisor = new Browser(SUPERVISOR);
        var first = supervisor.read(path + "&limit=2");
        assertThat(first.path("items")).hasSize(2);
        var second = supervisor.read(
                path + "&limit=2&cursor=" + first.path("nextCursor").asText());
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.has("nextCursor")).isFalse();
        assertThat(supervisor.read(path + "&from=2026-03-02").path("items")).hasSize(3);
        assertThat(supervisor.read(path + "&from=2026-03-03").path("items")).isEmpty();
        assertThat(supervisor.send("GET", path + "&from=yesterday", null).statusCode())
                .isEqualTo(422);

        assertThat(new Browser(FINANCE).send("GET", path, null).statusCode()).isEqualTo(403);
        assertThat(new Browser(null).send("GET", path, null).statusCode()).isEqualTo(401);
    }

    /** With the web applications open; without a user nobody is logged in. */
    private final class Browser {
        private final CookieManager jar = new CookieManager();
        private final HttpClient client =
                HttpClient.newBuilder().cookieHandler(jar).build();

        Browser(String user) throws Exception {
            send("GET", "/camunda/app/welcome/default/", null);
            if (user != null) {
                var login = client.send(
                        request("/camunda/api/admin/auth/user/default/login/welcome")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("username=" + user + "&password="
                                        + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8)))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(login.statusCode()).as(user + " logs in").isEqualTo(200);
                send("GET", "/camunda/api/admin/auth/user/default", null);
            }
        }

        JsonNode read(String path) throws Exception {
            var answer = send("GET", path, null);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JSON.readTree(answer.body());
        }

        HttpResponse<String> send(String method, String path, String body) throws Exception {
            return client.send(
                    request(path)
                            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                            .header("Content-Type", "application/json")
                            .header("Accept", "application/json, text/html")
                            .build(),
                    BodyHandlers.ofString());
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .header(
                            "X-XSRF-TOKEN",
                            jar.getCookieStore().getCookies().stream()
                                    .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                                    .map(HttpCookie::getValue)
                                    .findFirst()
                                    .orElse("none"));
        }
    }
}
