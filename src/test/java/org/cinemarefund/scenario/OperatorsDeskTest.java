package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.testing.LocalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators read in Cockpit and press there: where refunds stand, what failed, trying it again. */
class OperatorsDeskTest extends ProcessScenario {
    private static final String OPERATOR = "op-desk";
    private static final String RETRY = "/api/desk/incidents/retry";

    private LocalServer ticketSystem;
    private volatile boolean away;

    @BeforeEach
    void with_a_ticketing_system() throws IOException {
        staff.ensureUser(OPERATOR, "O", "P", PASSWORD, "operators");
        away = true;
        ticketSystem = new LocalServer();
        ticketSystem.answers(received -> new LocalServer.Reply(away ? 500 : 200, ""));
        ticketing.to(ticketSystem.address(""));
    }

    @AfterEach
    void which_goes() {
        ticketing.off();
        ticketSystem.close();
    }

    /** Approved, and every try to void its tickets failed. */
    private Refund stuck() {
        var refund = refund().applies();
        refund.approves(Task.reviewRefund, refund.reviewer);
        for (var tries = refund.job(Step.confirmVoid.name()).getRetries(); tries > 0; tries = retriesOf(refund)) {
            refund.fails(Step.confirmVoid);
        }
        assertThat(refund.incidents()).hasSize(1);
        return refund;
    }

    private int retriesOf(Refund refund) {
        return refund.job(Step.confirmVoid.name()).getRetries();
    }

    @Test
    void an_incident_is_told_in_plain_words_and_goes_away_by_one_press() throws Exception {
        var refund = stuck();
        var desk = new DeskSession(port, OPERATOR, PASSWORD);

        var group = groupOf(desk, refund);
        assertThat(group.path("activity").asText()).isEqualTo("confirmVoid");
        assertThat(group.path("what").asText()).isEqualTo("票务系统没有确认影票作废");
        assertThat(group.path("why").asText()).isEqualTo("票务系统没有给出可用的答复。");
        assertThat(group.path("money").asText()).contains("钱还没有离开账户");
        assertThat(group.path("action").asText()).contains("先重试一笔");
        assertThat(group.path("retryHelps").asBoolean()).isTrue();
        assertThat(group.at("/runbook/section").asText()).isEqualTo("the-ticketing-system-does-not-confirm");
        assertThat(group.at("/runbook/text").asText()).contains("refund.ticketing.base-url");
        var item = itemOf(group, refund);
        assertThat(item.path("message").asText()).contains("HTTP 500");
        assertThat(item.path("processInstanceId").asText())
                .isEqualTo(refund.instance().getId());

        // Still away: one try, and the incident is back.
        assertThat(retried(desk, refund.job("confirmVoid").getId())).isEqualTo("{\"retried\":1,\"gone\":0,\"left\":0}");
        assertThat(refund.incidents()).isEmpty();
        refund.fails(Step.confirmVoid);
        assertThat(refund.incidents()).hasSize(1);

        away = false;
        var job = refund.job("confirmVoid").getId();
        assertThat(retried(desk, job)).contains("\"retried\":1");
        refund.performs(Step.confirmVoid);
        assertThat(refund.incidents()).isEmpty();
        assertThat(retried(desk, job)).isEqualTo("{\"retried\":0,\"gone\":1,\"left\":0}");
        assertThat(history.createUserOperationLogQuery()
                        .operationType("SetJobRetries")
                        .jobId(job)
                        .list())
                .as("in the name of who pressed")
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.getUserId()).isEqualTo(OPERATOR));
    }

    @Test
    void all_with_the_same_error_are_retried_at_one_press() throws Exception {
        var one = stuck();
        var other = stuck();
        var desk = new DeskSession(port, OPERATOR, PASSWORD);
        var group = groupOf(desk, one);
        assertThat(group.path("count").asInt()).isGreaterThanOrEqualTo(2);
        itemOf(group, other);
        away = false;

        var answer =
                desk.send("POST", RETRY, "{\"group\":\"" + group.path("group").asText() + "\"}", true);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("retried").asInt()).isGreaterThanOrEqualTo(2);
        for (var refund : List.of(one, other)) {
            assertThat(refund.incidents()).isEmpty();
            refund.performs(Step.confirmVoid);
        }
    }

    @Test
    void a_token_moved_by_hand_is_not_to_be_retried() throws Exception {
        away = false;
        var refund = refund().applies();
        runtime.createProcessInstanceModification(refund.instance().getId())
                .startBeforeActivity(Step.submitRefund.name())
                .execute();
        while (refund.job(Step.submitRefund.name()).getRetries() > 0) {
            refund.fails(Step.submitRefund);
        }

        var group = groupOf(new DeskSession(port, OPERATOR, PASSWORD), refund);

        assertThat(group.path("cause").asText()).isEqualTo("MOVED_BY_HAND");
        assertThat(group.path("retryHelps").asBoolean()).isFalse();
        assertThat(group.path("money").asText()).contains("钱还没有离开账户");
    }

    @Test
    void incidents_are_for_operators_and_a_retry_needs_the_token_of_the_session() throws Exception {
        var nobody = new DeskSession(port, null, null);
        assertThat(nobody.send("GET", "/api/desk/incidents", null, false).statusCode())
                .isEqualTo(401);
        for (var user : List.of(SUPERVISOR, FINANCE)) {
            var session = new DeskSession(port, user, PASSWORD);
            assertThat(session.send("GET", "/api/desk/incidents", null, false).statusCode())
                    .as(user)
                    .isEqualTo(403);
            assertThat(session.send("POST", RETRY, "{\"group\":\"0\"}", true).statusCode())
                    .as(user)
                    .isEqualTo(403);
        }
        var operator = new DeskSession(port, OPERATOR, PASSWORD);
        assertThat(operator.send("POST", RETRY, "{\"group\":\"0\"}", false).statusCode())
                .isEqualTo(403);
        for (var wrong : List.of(
                "{}",
                "{\"jobIds\":[]}",
                "{\"jobIds\":[null]}",
                "{\"jobIds\":[\"a b\"]}",
                "{\"group\":\"<b>\"}",
                "{\"group\":\"0\",\"jobIds\":[\"1\"]}")) {
            assertThat(operator.send("POST", RETRY, wrong, true).statusCode())
                    .as(wrong)
                    .isEqualTo(422);
        }
        assertThat(retried(operator, "no-such-job")).isEqualTo("{\"retried\":0,\"gone\":1,\"left\":0}");
    }

    @Test
    void the_overview_says_where_refunds_stand_and_leads_to_each() throws Exception {
        away = false;
        var reviewed = refund().applies();
        var waiting = refund().applies();
        waiting.approves(Task.reviewRefund, waiting.reviewer).performs(Step.confirmVoid, Step.submitRefund);
        var done = refund().applies();
        done.approves(Task.reviewRefund, done.reviewer).performs(Step.confirmVoid, Step.submitRefund);
        assertThat(sandbox.setState(done.outRefundNo(), SandboxRefund.Status.SUCCESS))
                .isTrue();
        done.passes(Timer.settlementPollDue).performs(Step.queryRefund, Step.sendCreditNotice);
        clock.forward(Duration.ofSeconds(10));
        var desk = new DeskSession(port, OPERATOR, PASSWORD);

        var told = read(desk, "/api/desk/overview");

        assertThat(one(told.path("steps"), "code", "reviewRefund").path("count").asInt())
                .isPositive();
        assertThat(one(told.path("steps"), "code", "awaitSettlement")
                        .path("text")
                        .asText())
                .isEqualTo("等待到账");
        assertThat(one(told.path("cinemas"), "cinemaId", waiting.cinemaId)
                        .path("refunding")
                        .asInt())
                .isEqualTo(1);
        assertThat(one(told.path("cinemas"), "cinemaId", waiting.cinemaId)
                        .path("fen")
                        .asLong())
                .isEqualTo(waiting.stored().deal().refundAmount());
        assertThat(told.path("cinemas").findValuesAsText("cinemaId")).doesNotContain(done.cinemaId);
        assertThat(told.path("hours")).hasSize(12);
        assertThat(told.path("hours").get(11).path("approved").findValuesAsText("code"))
                .contains("SUCCESS", "PROCESSING");
        assertThat(told.path("hours").get(11).path("ended").findValuesAsText("code"))
                .contains("REFUNDED");

        var hour = told.path("hours").get(11).path("hour").asText().replace("+", "%2B");
        for (var figure : Map.of(
                        "step=reviewRefund",
                        reviewed,
                        "step=awaitSettlement",
                        waiting,
                        "state=PROCESSING",
                        waiting,
                        "cinemaId=" + reviewed.cinemaId,
                        reviewed,
                        "hour=" + hour + "&state=SUCCESS",
                        done,
                        "hour=" + hour + "&status=REFUNDED",
                        done)
                .entrySet()) {
            var cases =
                    read(desk, "/api/desk/overview/cases?" + figure.getKey()).path("items");
            assertThat(cases.findValuesAsText("applicationNo"))
                    .as(figure.getKey())
                    .contains(figure.getValue().applicationNo());
        }
        clock.set(reviewed.stored().reviewDueAt().plusSeconds(1));
        assertThat(read(desk, "/api/desk/overview").at("/deadlines/overdue").asInt())
                .isPositive();
        assertThat(read(desk, "/api/desk/overview/cases?deadline=OVERDUE")
                        .path("items")
                        .findValuesAsText("applicationNo"))
                .contains(reviewed.applicationNo());
    }

    @Test
    void the_path_of_a_finished_refund_is_told_with_times() throws Exception {
        away = false;
        var refund = refund().applies();
        refund.approves(Task.reviewRefund, refund.reviewer).performs(Step.confirmVoid, Step.submitRefund);
        assertThat(sandbox.setState(refund.outRefundNo(), SandboxRefund.Status.SUCCESS))
                .isTrue();
        refund.passes(Timer.settlementPollDue)
                .performs(Step.queryRefund, Step.sendCreditNotice)
                .endedAt("refunded");

        var path =
                read(new DeskSession(port, OPERATOR, PASSWORD), "/api/desk/cases/" + refund.applicationNo() + "/path");

        assertThat(path.path("running").asBoolean()).isFalse();
        assertThat(path.path("items").findValuesAsText("code"))
                .containsSubsequence(
                        "registerApplication",
                        "checkPolicy",
                        "reviewRefund",
                        "approveRefund",
                        "voidTickets",
                        "confirmVoid",
                        "submitRefund",
                        "awaitSettlement",
                        "queryRefund",
                        "sendCreditNotice",
                        "refunded");
        assertThat(one(path.path("items"), "code", "reviewRefund").path("text").asText())
                .isEqualTo("影院审核退款");
        assertThat(path.path("items"))
                .allSatisfy(stop -> assertThat(stop.has("until")).isTrue());
    }

    @Test
    void the_overview_is_for_operators_supervisors_and_finance() throws Exception {
        var refund = refund().applies();
        var paths = List.of(
                "/api/desk/overview",
                "/api/desk/overview/cases?deadline=SOON",
                "/api/desk/cases/" + refund.applicationNo() + "/path");
        for (var path : paths) {
            for (var reader : List.of(OPERATOR, SUPERVISOR, FINANCE)) {
                assertThat(new DeskSession(port, reader, PASSWORD)
                                .send("GET", path, null, false)
                                .statusCode())
                        .as("%s %s", reader, path)
                        .isEqualTo(200);
            }
            assertThat(new DeskSession(port, refund.reviewer, PASSWORD)
                            .send("GET", path, null, false)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(new DeskSession(port, null, null)
                            .send("GET", path, null, false)
                            .statusCode())
                    .isEqualTo(401);
        }
        var operator = new DeskSession(port, OPERATOR, PASSWORD);
        for (var wrong : List.of(
                "",
                "?state=LOST",
                "?deadline=x",
                "?step=a b",
                "?hour=now&state=SUCCESS",
                "?hour=2026-03-02T00:00:00Z")) {
            assertThat(operator.send("GET", "/api/desk/overview/cases" + wrong.replace(" ", "%20"), null, false)
                            .statusCode())
                    .as(wrong)
                    .isEqualTo(422);
        }
        assertThat(operator.send("GET", "/api/desk/cases/R000/path", null, false)
                        .statusCode())
                .isEqualTo(404);
    }

    private static String retried(DeskSession desk, String jobId) throws Exception {
        var answer = desk.send("POST", RETRY, "{\"jobIds\":[\"" + jobId + "\"]}", true);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static JsonNode groupOf(DeskSession desk, Refund refund) throws Exception {
        return StreamSupport.stream(
                        read(desk, "/api/desk/incidents").path("groups").spliterator(), false)
                .filter(group ->
                        group.path("items").findValuesAsText("applicationNo").contains(refund.applicationNo()))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode itemOf(JsonNode group, Refund refund) {
        return one(group.path("items"), "applicationNo", refund.applicationNo());
    }

    private static JsonNode one(JsonNode items, String field, String value) {
        return StreamSupport.stream(items.spliterator(), false)
                .filter(item -> item.path(field).asText().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + field + " " + value + " in " + items));
    }

    private static JsonNode read(DeskSession desk, String path) throws Exception {
        var answer = desk.send("GET", path, null, false);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
