package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.record.jdbc.RecordCheck;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;
import org.cinemarefund.testing.LocalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * The record alone is enough: from {@code refund_event} and nothing else comes what became of the application, every state
 * of every number, who decided, and how much it was about. Then the other tables are asked whether that is so.
 */
class RecordTellsTheStoryTest extends MoneyScenario {
    private static final Set<String> FINAL = Set.of("REJECTED", "WITHDRAWN", "REFUNDED", "SETTLED_OFFLINE");
    private static final Set<String> AFTER_THE_END =
            Set.of("ALARM", "ALARM_EXAMINED", "NOTICE_SENT", "NOTICE_NOT_SENT", "TICKETS");
    private static final int LARGE = 200_000;

    @Autowired
    private DataSource database;

    private LocalServer orderSystem;

    @AfterEach
    void nobody_else_has_a_ticketing_system() {
        ticketing.off();
        if (orderSystem != null) {
            orderSystem.close();
        }
    }

    /** What a reader of the record knows. */
    private static final class Story {
        String status;
        final List<String> kinds = new ArrayList<>();
        final Map<String, List<String>> states = new LinkedHashMap<>();
        final Map<String, String> about = new LinkedHashMap<>();
        final List<String> deciders = new ArrayList<>();
        String order;
        String fee;
        String refund;
    }

    private static final Set<String> DECISIONS = Set.of(
            "SECOND_APPROVAL_NEEDED",
            "APPROVED",
            "REJECTED",
            "POLICY_REJECTED",
            "WITHDRAWN",
            "EVIDENCE_REQUESTED",
            "RESOLUTION",
            "RESOLUTION_CONFIRMED",
            "RESOLUTION_DECLINED",
            "SETTLED_OFFLINE");

    private Story read(String applicationNo) {
        var story = new Story();
        var rows = jdbc.sql("select * from refund_event where application_no = ? order by nr")
                .param(applicationNo)
                .query()
                .listOfRows();
        for (var row : rows) {
            var kind = text(row, "event");
            assertThat(row.get("nr")).as("numbered without gaps").isEqualTo(story.kinds.size() + 1);
            assertThat(text(row, "from_status"))
                    .as("%s follows on what was", kind)
                    .isEqualTo(story.status);
            if (story.status != null && FINAL.contains(story.status)) {
                assertThat(kind).as("after the end").isIn(AFTER_THE_END);
            }
            story.status = text(row, "to_status");
            story.kinds.add(kind);
            if (kind.equals("POLICY_DECIDED")) {
                var facts = facts(row);
                story.order = facts.path("order").textValue();
                story.fee = facts.path("fee").toString();
                story.refund = facts.path("refund").toString();
            }
            if (DECISIONS.contains(kind)) {
                story.deciders.add(kind + " " + text(row, "actor"));
            }
            if (kind.equals("REFUND_STATE")) {
                money(story, row);
            }
        }
        return story;
    }

    private static void money(Story story, Map<String, Object> row) {
        var number = text(row, "out_refund_no");
        var states = story.states.computeIfAbsent(number, text -> new ArrayList<>());
        assertThat(text(row, "from_state"))
                .as("%s follows on what was", number)
                .isEqualTo(states.isEmpty() ? null : states.get(states.size() - 1));
        if (states.isEmpty()) {
            var facts = facts(row);
            story.about.put(
                    number, facts.path("order").textValue() + " " + facts.path("refund") + "/" + facts.path("paid"));
        }
        states.add(text(row, "to_state"));
    }

    private static JsonNode facts(Map<String, Object> row) {
        try {
            return JSON.readTree(text(row, "facts"));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Map<String, Object> row, String column) {
        return (String) row.get(column);
    }

    /** Reads it, and asks the other tables. */
    private Story told(Refund refund) {
        var story = read(refund.applicationNo());
        var application = jdbc.sql("select * from refund_application where application_no = ?")
                .param(refund.applicationNo())
                .query()
                .singleRow();
        assertThat(story.status).isEqualTo(text(application, "status"));
        assertThat(story.order).isEqualTo(refund.orderNo);
        assertThat(story.fee).isEqualTo(String.valueOf(application.get("fee")));
        assertThat(story.refund).isEqualTo(String.valueOf(application.get("refund_amount")));
        var rows = jdbc.sql("select * from refund_transaction where application_no = ? order by attempt")
                .param(refund.applicationNo())
                .query()
                .listOfRows();
        assertThat(story.states.keySet())
                .containsExactlyElementsOf(
                        rows.stream().map(map -> text(map, "out_refund_no")).toList());
        for (var row : rows) {
            var number = text(row, "out_refund_no");
            assertThat(story.states.get(number)).startsWith("PREPARED").endsWith(text(row, "state"));
            assertThat(story.about.get(number))
                    .isEqualTo(text(row, "order_no") + " " + row.get("refund_amount") + "/" + row.get("total_amount"));
        }
        var approver = text(application, "approved_by");
        if (approver != null) {
            assertThat(story.deciders).contains("APPROVED " + approver);
        }
        var resolver = text(application, "resolution_by");
        if (resolver != null) {
            assertThat(story.deciders).contains("RESOLUTION " + resolver);
        }
        assertThat(refund.events()).as("and it is whole").hasSize(story.kinds.size());
        assertThat(story.kinds.toString()).doesNotContain(refund.openid);
        assertThat(rows(refund).toString()).doesNotContain(refund.openid);
        return story;
    }

    private List<Map<String, Object>> rows(Refund refund) {
        return jdbc.sql("select * from refund_event where application_no = ?")
                .param(refund.applicationNo())
                .query()
                .listOfRows();
    }

    private static List<String> only(Story story) {
        assertThat(story.states).hasSize(1);
        return story.states.values().iterator().next();
    }

    private Refund credited(Refund refund) {
        settles(refund, Status.SUCCESS);
        return refund.performs(Step.sendCreditNotice).endedAt("refunded");
    }

    @Test
    void approved_by_a_reviewer_and_credited() {
        var processScenarioRefund = refund().applies();
        credited(processScenarioRefund
                .approves(Task.reviewRefund, processScenarioRefund.reviewer)
                .performs(Step.submitRefund));

        var story = told(processScenarioRefund);

        assertThat(story.status).isEqualTo("REFUNDED");
        assertThat(story.deciders).containsExactly("APPROVED " + processScenarioRefund.reviewer);
        assertThat(only(story)).containsExactly("PREPARED", "SENDING", "PROCESSING", "SUCCESS");
        assertThat(story.kinds).endsWith("CREDITED", "NOTICE_SENT");
    }

    @Test
    void refused_by_a_reviewer() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .rejects(Task.reviewRefund, processScenarioRefund.reviewer, "影票已取")
                .performs(Step.sendRejectionNotice);

        var story = told(processScenarioRefund);

        assertThat(story.status).isEqualTo("REJECTED");
        assertThat(story.deciders).containsExactly("REJECTED " + processScenarioRefund.reviewer);
        assertThat(story.states).isEmpty();
    }

    @Test
    void refused_by_the_rules() {
        var processScenarioRefund =
                refund().order("ticketKind", "EVENT").applies().performs(Step.sendRejectionNotice);

        assertThat(told(processScenarioRefund).deciders).containsExactly("POLICY_REJECTED system");
    }

    @Test
    void withdrawn() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund.withdraw().expect(200);

        var story = told(processScenarioRefund);

        assertThat(story.status).isEqualTo("WITHDRAWN");
        assertThat(story.deciders).containsExactly("WITHDRAWN moviegoer");
    }

    @Test
    void asked_for_more_late_in_every_way_and_decided_by_a_supervisor() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .asks(Task.reviewRefund, processScenarioRefund.reviewer, "请说明")
                .supplement("座位坏了")
                .expect(200);
        processScenarioRefund
                .asks(Task.reviewRefund, processScenarioRefund.reviewer, "还缺照片")
                .passes(Timer.evidenceOverdue);
        processScenarioRefund
                .passes(Timer.reviewReminder)
                .passes(Timer.reviewOverdue)
                .passes(Timer.supervisorOverdue);
        processScenarioRefund.approves(Task.supervisorReview, SUPERVISOR).performs(Step.submitRefund);
        assertThat(sandbox.setState(processScenarioRefund.outRefundNo(), Status.SUCCESS))
                .isTrue();
        awaitMoney(processScenarioRefund, "SUCCESS");
        processScenarioRefund.performs(Step.sendCreditNotice);

        var story = told(processScenarioRefund);

        assertThat(story.deciders)
                .containsExactly(
                        "EVIDENCE_REQUESTED " + processScenarioRefund.reviewer,
                        "EVIDENCE_REQUESTED " + processScenarioRefund.reviewer,
                        "APPROVED " + SUPERVISOR);
        assertThat(story.kinds)
                .containsSubsequence(
                        "EVIDENCE_REQUESTED",
                        "EVIDENCE_AWAITED",
                        "EVIDENCE_SUPPLIED",
                        "EVIDENCE_AWAITED",
                        "EVIDENCE_OVERDUE",
                        "REMINDED",
                        "ESCALATED",
                        "SUPERVISOR_OVERDUE",
                        "APPROVED");
    }

    @Test
    void a_large_one_has_two_deciders() {
        var processScenarioRefund = refund().order("paidAmount", LARGE).applies();
        processScenarioRefund
                .approves(Task.reviewRefund, processScenarioRefund.reviewer)
                .approves(Task.supervisorReview, SUPERVISOR);
        credited(processScenarioRefund.performs(Step.submitRefund));

        assertThat(told(processScenarioRefund).deciders)
                .containsExactly("SECOND_APPROVAL_NEEDED " + processScenarioRefund.reviewer, "APPROVED " + SUPERVISOR);
    }

    @Test
    void taken_back_before_it_was_sent_and_approved_anew() throws Exception {
        orderSystem = new LocalServer();
        ticketing.to(orderSystem.address(""));
        var processScenarioRefund = refund().applies();
        processScenarioRefund.approves(Task.reviewRefund, processScenarioRefund.reviewer);
        orderSystem.answers(409, "{\"code\":\"TICKETS_USED\"}");
        processScenarioRefund.performs(Step.confirmVoid);
        orderSystem.answers(200, "");
        processScenarioRefund.approves(Task.supervisorReview, SUPERVISOR).performs(Step.confirmVoid, Step.submitRefund);
        credited(processScenarioRefund);

        var story = told(processScenarioRefund);

        assertThat(only(story)).containsExactly("PREPARED", "REVOKED", "PREPARED", "SENDING", "PROCESSING", "SUCCESS");
        assertThat(story.deciders)
                .containsExactly("APPROVED " + processScenarioRefund.reviewer, "APPROVED " + SUPERVISOR);
    }

    @Test
    void an_unknown_outcome_that_turned_out_well() {
        var refund =
                approved(new ScenarioChoice(Scenario.RESPONSE_RESET, 1, null)).performs(Step.submitRefund);
        assertThat(refund.money()).isEqualTo("UNKNOWN");
        credited(polls(refund));

        var story = told(refund);

        assertThat(story.deciders).containsExactly("APPROVED system");
        assertThat(only(story)).containsExactly("PREPARED", "SENDING", "UNKNOWN", "PROCESSING", "SUCCESS");
    }

    @Test
    void settled_offline_by_finance() {
        var refund = approved(Scenario.USER_ACCOUNT_ABNORMAL).performs(Step.submitRefund, Step.queryRefund);
        resolves(refund, "SETTLE_OFFLINE", null, "ICBC-7").endedAt("settledOffline");

        var story = told(refund);

        assertThat(story.status).isEqualTo("SETTLED_OFFLINE");
        assertThat(only(story)).containsExactly("PREPARED", "SENDING", "UNKNOWN", "REFUSED", "SETTLED_OFFLINE");
        assertThat(story.deciders)
                .containsSubsequence("APPROVED system", "RESOLUTION " + FINANCE, "RESOLUTION_CONFIRMED " + FINANCE_TWO)
                .last()
                .asString()
                .startsWith("SETTLED_OFFLINE ");
    }

    @Test
    void refused_by_finance() {
        var refund = approved(Scenario.USER_ACCOUNT_ABNORMAL).performs(Step.submitRefund, Step.queryRefund);
        resolves(refund, "REJECT", "请联系影院", null).performs(Step.sendRejectionNotice);

        var story = told(refund);

        assertThat(story.status).isEqualTo("REJECTED");
        assertThat(story.deciders).endsWith("RESOLUTION " + FINANCE, "REJECTED " + FINANCE);
    }

    @Test
    void closed_and_paid_under_a_new_number_and_contradicted_afterwards() {
        var refund = processing();
        settles(refund, Status.CLOSED);
        resolves(refund, "NEW_NUMBER", null, null).performs(Step.submitRefund);
        settles(refund.transactionId() + "-2", Status.SUCCESS);
        refund.performs(Step.sendCreditNotice).endedAt("refunded");
        settles(refund.transactionId() + "-2", Status.CLOSED);

        var story = told(refund);

        assertThat(story.status).isEqualTo("REFUNDED");
        assertThat(story.states.get(refund.transactionId() + "-1"))
                .containsExactly("PREPARED", "SENDING", "PROCESSING", "CLOSED");
        assertThat(story.states.get(refund.transactionId() + "-2"))
                .containsExactly("PREPARED", "SENDING", "PROCESSING", "SUCCESS");
        assertThat(story.kinds).endsWith("NOTICE_SENT", "ALARM");
        assertThat(story.deciders).containsSubsequence("RESOLUTION " + FINANCE, "RESOLUTION_CONFIRMED " + FINANCE_TWO);
    }

    @Test
    void the_command_finds_every_record_of_these_whole() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .approves(Task.reviewRefund, processScenarioRefund.reviewer)
                .performs(Step.submitRefund);
        var mine = new ArrayList<String>();

        var verdict = new RecordCheck(database).run(fault -> {
            if (fault.startsWith(processScenarioRefund.applicationNo())) {
                mine.add(fault);
            }
        });

        assertThat(verdict.applications()).isPositive();
        assertThat(mine).isEmpty();
    }
}
