package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trusted back end starts the process itself; nobody starts it anywhere but at its beginning. */
class StartedFromOutsideTest extends ProcessScenario {
    private static final String START = "/process-definition/key/refund-approval/start";

    private static ObjectNode with(Map<String, ?> variables) {
        var body = JSON.createObjectNode().put("businessKey", "mine");
        var given = body.putObject("variables");
        variables.forEach(
                (name, value) -> given.putObject(name).put("type", "String").set("value", JSON.valueToTree(value)));
        return body;
    }

    private static Map<String, String> wish(Refund refund) {
        return Map.of(
                "orderNo", refund.orderNo, "reason", "PERSONAL", "description", "临时有事", "applicant", refund.openid);
    }

    @Test
    void a_back_end_starts_what_the_mini_program_would_have() {
        var processScenarioRefund = refund().sell();

        var started = engineRest(BACKEND, "POST", START, with(wish(processScenarioRefund)))
                .expect(200);

        processScenarioRefund.known(started.text("businessKey"));
        assertThat(processScenarioRefund.applicationNo())
                .matches("[0-9A-Z]{1,32}")
                .isNotEqualTo("mine");
        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.seen().text("description")).isEqualTo("临时有事");
        assertThat(processScenarioRefund.tickets()).containsExactly("HOLD");
        var instance = processScenarioRefund.instance().getId();
        assertThat(jdbc.sql("select distinct name_ from act_ru_variable where proc_inst_id_ = ? and task_id_ is null")
                        .param(instance)
                        .query(String.class)
                        .list())
                .containsExactly("cinemaId");
        assertThat(jdbc.sql("select name_ from act_hi_varinst where proc_inst_id_ = ?")
                        .param(instance)
                        .query(String.class)
                        .list())
                .doesNotContain("reason", "description", "applicant", "evidence", "locale", "amount");
        assertThat(everythingTheEngineRemembers(instance)).doesNotContain(processScenarioRefund.openid, "临时有事");
        processScenarioRefund
                .approves(Task.reviewRefund, processScenarioRefund.reviewer)
                .performs(Step.submitRefund);
        assertThat(processScenarioRefund.requests()).hasSize(1);
        processScenarioRefund.events();
    }

    @Test
    void nothing_personal_of_the_mini_programs_own_way_stays_in_the_engine_either() {
        var processScenarioRefund = refund().wish("description", "家里有事").applies();
        processScenarioRefund
                .decide(Task.reviewRefund, processScenarioRefund.reviewer, "ASK_FOR_EVIDENCE", "请出示小票")
                .expect(204);

        assertThat(everythingTheEngineRemembers(processScenarioRefund.instance().getId()))
                .doesNotContain(processScenarioRefund.openid, "家里有事", "请出示小票");
    }

    private String everythingTheEngineRemembers(String instance) {
        return jdbc.sql("select coalesce(text_, '') || coalesce(text2_, '') from act_hi_varinst where proc_inst_id_ = ?"
                        + " union all select coalesce(text_, '') || coalesce(text2_, '') from act_ru_variable"
                        + " where proc_inst_id_ = ?"
                        + " union all select coalesce(text_, '') || coalesce(text2_, '') from act_hi_detail"
                        + " where proc_inst_id_ = ?")
                .params(instance, instance, instance)
                .query(String.class)
                .list()
                .toString();
    }

    @Test
    void a_wrong_request_is_refused_with_its_code_and_leaves_nothing_behind() {
        var processScenarioRefund = refund().sell();
        var before = instances();

        for (var wrong : List.of(
                Map.entry("ORDER_NOT_FOUND", Map.of("orderNo", "NO-SUCH")),
                Map.entry("ORDER_NOT_FOUND", Map.of("applicant", "oSomebodyElse")),
                Map.entry("INVALID_REQUEST", Map.of("reason", "BORED")),
                Map.entry("INVALID_REQUEST", Map.of("evidence", "e-1,e-2")),
                Map.entry("INVALID_REQUEST", Map.of("amount", "1")),
                Map.entry("INVALID_REQUEST", Map.of("refundAmount", "1")),
                Map.entry("INVALID_REQUEST", Map.of("cinemaId", processScenarioRefund.cinemaId)),
                Map.entry("INVALID_REQUEST", Map.of("outcome", "AUTO_APPROVE")))) {
            var variables = new java.util.HashMap<String, String>(wish(processScenarioRefund));
            variables.putAll(wrong.getValue());
            var answer = engineRest(BACKEND, "POST", START, with(variables)).expect(400);
            assertThat(answer.text("message")).as("%s", wrong).startsWith(wrong.getKey());
        }

        assertThat(instances()).isEqualTo(before);
        assertThat(processScenarioRefund.seenOrder().body().path("refundable").asBoolean())
                .isTrue();
        engineRest(BACKEND, "POST", START, with(wish(processScenarioRefund))).expect(200);
        var again = engineRest(BACKEND, "POST", START, with(wish(processScenarioRefund)));
        assertThat(again.status()).isIn(400, 409);
        assertThat(again.text("message")).startsWith("REFUND_ALREADY_OPEN");
    }

    @Test
    void a_notice_nobody_knows_is_refused_in_words() {
        var processScenarioRefund = refund().sell();
        var variables = new java.util.HashMap<String, Object>(wish(processScenarioRefund));
        variables.put("acceptedNotices", "CREDITED,FIREWORKS");

        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> runtime.startProcessInstanceByKey(RefundProcess.KEY, variables)))
                .hasMessageContaining("INVALID_REQUEST");
    }

    @Test
    void nobody_chooses_where_a_refund_begins() {
        var processScenarioRefund = refund().sell();
        var body = with(wish(processScenarioRefund));
        body.putArray("startInstructions")
                .addObject()
                .put("type", "startBeforeActivity")
                .put("activityId", "submitRefund");
        for (var user : List.of(BACKEND, "admin")) {
            engineRest(user, "POST", START, body).expect(400);
        }
        processScenarioRefund.nothingWasSent();
    }

    @Test
    void a_token_put_before_the_money_by_whoever_can_pays_nothing_and_says_why() {
        ProcessInstance strange = runtime.createProcessInstanceByKey(RefundProcess.KEY)
                .businessKey("STRANGE")
                .startBeforeActivity("submitRefund")
                .execute();
        var sent = sandbox.sandbox().ledger().requests().size();

        exhaust(strange.getId(), "submitRefund");

        assertThat(sandbox.sandbox().ledger().requests()).hasSize(sent);
        assertThat(runtime.createIncidentQuery()
                        .processInstanceId(strange.getId())
                        .singleResult()
                        .getIncidentMessage())
                .contains("no approval is stored");
        runtime.deleteProcessInstance(strange.getId(), "test");
    }

    @Test
    void an_administrator_who_moves_a_token_to_the_money_pays_nothing_and_reads_why() {
        var processScenarioRefund = refund().applies();
        var instance = processScenarioRefund.instance().getId();

        move(instance, "submitRefund").expect(204);
        exhaust(instance, "submitRefund");

        assertThat(processScenarioRefund.incidents()).singleElement().satisfies(incident -> assertThat(
                        incident.get("message").toString())
                .contains("no approval is stored"));
        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.money()).isNull();
        processScenarioRefund.nothingWasSent();
        processScenarioRefund.events();
    }

    @Test
    void a_token_moved_to_the_credit_notice_does_not_end_what_is_still_on_its_way() {
        var processScenarioRefund =
                refund().cinema("autoApproveUpTo", 1_000_000).applies().performs(Step.submitRefund);
        assertThat(processScenarioRefund.money()).isEqualTo("PROCESSING");
        var instance = processScenarioRefund.instance().getId();

        move(instance, "sendCreditNotice").expect(204);
        exhaust(instance, "sendCreditNotice");

        assertThat(processScenarioRefund.incidents()).singleElement().satisfies(incident -> assertThat(
                        incident.get("message").toString())
                .contains("is REFUNDING"));
        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
        assertThat(processScenarioRefund.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"approveRefund", "voidTickets", "releaseTickets", "checkPolicy", "registerApplication"})
    void a_token_moved_to_a_step_of_ours_changes_nothing(String step) {
        // With an address of the order system, which makes the steps before the money wait in between.
        ticketing.to(java.net.URI.create("http://127.0.0.1:1/"));
        var processScenarioRefund = refund().applies();
        var events = processScenarioRefund.events();

        assertThat(move(processScenarioRefund.instance().getId(), step).status())
                .isGreaterThanOrEqualTo(400);

        assertThat(processScenarioRefund.events()).isEqualTo(events);
        assertThat(processScenarioRefund.tickets()).containsExactly("HOLD");
        assertThat(processScenarioRefund.money()).isNull();
        assertThat(processScenarioRefund.open(Task.reviewRefund)).isNotNull();
        processScenarioRefund.nothingWasSent();
    }

    @Test
    void a_token_moved_back_to_approval_after_the_rules_yes_was_sent_back_still_needs_a_person() {
        var processScenarioRefund =
                refund().order("screeningStatus", "CANCELLED").sell();
        processScenarioRefund.order("screeningStatus", "CANCELLED").applies();
        assertThat(processScenarioRefund.money()).isEqualTo("SENDING");
        assertThat(move(processScenarioRefund.instance().getId(), "approveRefund")
                        .status())
                .isGreaterThanOrEqualTo(400);
        processScenarioRefund.performs(Step.submitRefund);
        assertThat(processScenarioRefund.requests()).hasSize(1);
    }

    private Answer move(String instance, String activity) {
        var body = JSON.createObjectNode();
        body.putArray("instructions")
                .addObject()
                .put("type", "startBeforeActivity")
                .put("activityId", activity);
        return engineRest("admin", "POST", "/process-instance/" + instance + "/modification", body);
    }

    private void exhaust(String instance, String activity) {
        var job = management
                .createJobQuery()
                .processInstanceId(instance)
                .activityId(activity)
                .singleResult();
        while (management.createJobQuery().jobId(job.getId()).singleResult().getRetries() > 0) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> management.executeJob(job.getId())))
                    .isNotNull();
        }
    }

    private long instances() {
        return runtime.createProcessInstanceQuery().count();
    }
}
