package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.task.Task;
import org.cinemarefund.process.Astray;
import org.cinemarefund.process.OverdueSweep;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.shared.ChinaTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Whoever makes a timer fire before its time, and however: nothing is decided, and what was open is open with its timer. */
class TimeBelongsToTheDeskTest extends MoneyScenario {
    private static final String OPERATOR = "ops-one";
    private static final String ADMIN = "admin";
    private static final String LONG_AGO = "2020-01-01T00:00:00.000+0000";
    private static final String FAR_AWAY = "2099-01-01T00:00:00.000+0000";
    /** The second working day after the Monday, end of the day in China. */
    private static final Instant DUE = Instant.parse("2026-03-04T15:59:59Z");

    /** By whose hand, and by which call. */
    enum Way {
        OPERATOR_RETRIES,
        OPERATOR_RETRIES_OF_MANY,
        OPERATOR_RETRIES_OF_INSTANCES,
        OPERATOR_RETRIES_OF_THE_DEFINITION,
        ADMINISTRATOR_RETRIES,
        ADMINISTRATOR_SETS_THE_DATE,
        ADMINISTRATOR_SETS_THE_RHYTHM,
        ADMINISTRATOR_RECALCULATES,
        ADMINISTRATOR_EXECUTES,
        ADMINISTRATOR_SUSPENDS_AND_RESUMES
    }

    @Autowired
    private OverdueSweep sweep;

    @Autowired
    private MeterRegistry registry;

    @Autowired
    @Qualifier("deadlines")
    private HealthIndicator deadlines;

    @BeforeEach
    void an_operator_is_at_work() {
        staff.ensureUser(OPERATOR, "O", "One", PASSWORD, "operators");
    }

    @Test
    void nothing_is_approved_before_the_deadline_where_the_cinema_approves_what_is_overdue() {
        var processScenarioRefund = refund().cinema("onOverdue", "APPROVE").applies();
        processScenarioRefund
                .claim(RefundProcess.Task.reviewRefund, processScenarioRefund.reviewer)
                .expect(204);

        staysAsItIs(processScenarioRefund, Timer.reviewOverdue);

        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.money()).isNull();
        assertThat(processScenarioRefund.job("reviewOverdue").getDuedate().toInstant())
                .isEqualTo(DUE);
        processScenarioRefund.nothingWasSent();
        complete(
                        processScenarioRefund.taskId(RefundProcess.Task.reviewRefund),
                        processScenarioRefund.reviewer,
                        "complete",
                        Map.of("decision", "APPROVE"))
                .expect(204);
        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDING");
    }

    @Test
    void a_reviewers_time_is_not_taken_away() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .claim(RefundProcess.Task.reviewRefund, processScenarioRefund.reviewer)
                .expect(204);

        staysAsItIs(processScenarioRefund, Timer.reviewOverdue);

        assertThat(processScenarioRefund.open(RefundProcess.Task.supervisorReview))
                .isNull();
    }

    @Test
    void a_reminder_comes_half_way_and_not_before() {
        var processScenarioRefund = refund().applies();
        var halfWay = processScenarioRefund.job("reviewReminder").getDuedate();

        staysAsItIs(processScenarioRefund, Timer.reviewReminder);

        assertThat(processScenarioRefund.open(RefundProcess.Task.reviewRefund).getPriority())
                .isEqualTo(50);
        assertThat(processScenarioRefund.job("reviewReminder").getDuedate()).isEqualTo(halfWay);
        processScenarioRefund.passes(Timer.reviewReminder);
        assertThat(processScenarioRefund.timeline()).containsOnlyOnce("REMINDED");
    }

    @Test
    void a_supervisor_is_told_day_by_day_and_not_sooner() {
        var processScenarioRefund = refund().applies().passes(Timer.reviewOverdue);
        processScenarioRefund
                .claim(RefundProcess.Task.supervisorReview, SUPERVISOR)
                .expect(204);

        staysAsItIs(processScenarioRefund, Timer.supervisorOverdue);

        processScenarioRefund.passes(Timer.supervisorOverdue).passes(Timer.supervisorOverdue);
        assertThat(processScenarioRefund.eventKinds())
                .filteredOn(Kind.SUPERVISOR_OVERDUE::equals)
                .hasSize(2);
        assertThat(clock.instant()).isEqualTo(DUE.plus(Duration.ofDays(2)));
    }

    @Test
    void a_moviegoers_time_to_answer_is_not_cut_short() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund.asks(RefundProcess.Task.reviewRefund, processScenarioRefund.reviewer, "请说明");
        var until = processScenarioRefund.job("evidenceOverdue").getDuedate();

        staysAsItIs(processScenarioRefund, Timer.evidenceOverdue);

        assertThat(processScenarioRefund.status()).isEqualTo("EVIDENCE_REQUESTED");
        assertThat(processScenarioRefund.job("evidenceOverdue").getDuedate()).isEqualTo(until);
        processScenarioRefund.supplement("好").expect(200);
        assertThat(processScenarioRefund.open(RefundProcess.Task.reviewRefund)).isNotNull();
    }

    @Test
    void wechat_is_asked_in_its_rhythm_and_not_sooner() {
        var refund = processing();
        clock.forward(Duration.ofSeconds(20));

        staysAsItIs(refund, Timer.settlementPollDue);

        assertThat(refund.requests()).hasSize(1);
        polls(refund);
        assertThat(refund.requests()).hasSize(2);
    }

    @Test
    void what_waits_for_money_is_not_tried_sooner() {
        sandbox.sandbox().balance(0L);
        try {
            var refund = approved().performs(Step.submitRefund);
            assertThat(refund.money()).isEqualTo("WAITING_FOR_BALANCE");

            staysAsItIs(refund, Timer.balanceTryDue);

            assertThat(sent(refund)).hasSize(1);
        } finally {
            sandbox.sandbox().balance(null);
        }
    }

    @Test
    void history_is_cleaned_at_night_in_china() {
        // Anew: an administrator may have asked for it at once.
        history.cleanUpHistoryAsync(false);

        assertThat(history.findHistoryCleanupJobs()).isNotEmpty().allSatisfy(job -> assertThat(
                        ChinaTime.of(job.getDuedate().toInstant()).getHour())
                .isBetween(2, 4));
    }

    // --- moved tokens
    // ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "recordOverdue, false, false",
        "recordOverdue, true, false",
        "recordOverdue, true, true",
        "reviewOverdue, false, false",
        "recordEvidenceOverdue, false, false",
        "recordEvidenceOverdue, true, false",
        "approvedWhenOverdue, false, false",
        "reviewDone, true, true"
    })
    void a_token_moved_past_the_deadline_decides_nothing(String to, boolean away, boolean quietly) {
        var processScenarioRefund = refund().cinema("onOverdue", "APPROVE").applies();
        processScenarioRefund
                .claim(RefundProcess.Task.reviewRefund, processScenarioRefund.reviewer)
                .expect(204);
        var before = processScenarioRefund.events();
        var task = processScenarioRefund.open(RefundProcess.Task.reviewRefund);

        for (var awayFirst : away ? new boolean[] {true, false} : new boolean[] {false}) {
            var answer = moves(processScenarioRefund, to, away ? "reviewRefund" : null, awayFirst, quietly);
            assertThat(answer.status()).as("%s", answer.body()).isBetween(400, 500);
        }

        assertThat(processScenarioRefund.events()).isEqualTo(before);
        assertThat(processScenarioRefund.money()).isNull();
        var now = processScenarioRefund.open(RefundProcess.Task.reviewRefund);
        assertThat(now.getId()).isEqualTo(task.getId());
        assertThat(now.getAssignee()).isEqualTo(processScenarioRefund.reviewer);
        assertThat(processScenarioRefund.job("reviewOverdue").getDuedate().toInstant())
                .isEqualTo(DUE);
    }

    @Test
    void nobody_ends_the_process_of_an_application_that_is_not_over() {
        var processScenarioRefund = refund().applies();
        var path = "/process-instance/" + processScenarioRefund.instance().getId();

        for (var how : List.of("", "?skipCustomListeners=true&skipIoMappings=true", "?failIfNotExists=false")) {
            engineRest(ADMIN, "DELETE", path + how, null).expect(400);
        }
        moves(processScenarioRefund, null, "reviewRefund", true, true).expect(400);

        processScenarioRefund
                .approves(RefundProcess.Task.reviewRefund, processScenarioRefund.reviewer)
                .performs(Step.submitRefund);
        engineRest(ADMIN, "DELETE", path, null).expect(400);
        assertThat(processScenarioRefund.job("settlementPollDue")).isNotNull();
        settles(processScenarioRefund, SandboxRefund.Status.SUCCESS);
        assertThat(processScenarioRefund.status()).isEqualTo("REFUNDED");
        engineRest(ADMIN, "DELETE", path, null).expect(204);
    }

    @Test
    void one_decision_ends_every_task_of_a_review_that_was_doubled() {
        var processScenarioRefund = refund().applies();
        moves(processScenarioRefund, "reviewRefund", null, false, false).expect(204);
        moves(processScenarioRefund, "supervisorReview", null, false, false).expect(204);
        var open = tasks.createTaskQuery()
                .processInstanceId(processScenarioRefund.instance().getId())
                .list();
        assertThat(open).hasSize(3);
        var first = open.stream()
                .filter(task -> task.getTaskDefinitionKey().equals("reviewRefund"))
                .findFirst()
                .orElseThrow();
        var claim = JSON.createObjectNode().put("userId", processScenarioRefund.reviewer);
        engineRest(processScenarioRefund.reviewer, "POST", "/task/" + first.getId() + "/claim", claim)
                .expect(204);

        complete(first.getId(), processScenarioRefund.reviewer, "complete", Map.of("decision", "APPROVE"))
                .expect(204);

        assertThat(openTask(processScenarioRefund)).isNull();
        assertThat(processScenarioRefund.money()).isEqualTo("SENDING");
        processScenarioRefund.performs(Step.submitRefund);
        assertThat(sent(processScenarioRefund)).hasSize(1);
    }

    @Test
    void a_wait_for_an_answer_that_nobody_asked_for_does_not_begin() {
        var processScenarioRefund = refund().applies();
        moves(processScenarioRefund, "sendEvidenceRequest", null, false, false).expect(204);

        processScenarioRefund.fails(Step.sendEvidenceRequest);

        assertThat(processScenarioRefund.status()).isEqualTo("UNDER_REVIEW");
        assertThat(processScenarioRefund.open(RefundProcess.Task.reviewRefund)).isNotNull();
    }

    // --- retrying
    // ---------------------------------------------------------------------------------------------------

    @Test
    void retrying_is_between_once_and_ten_times_and_never_a_date() {
        var processScenarioRefund = refund().applies();
        var job = processScenarioRefund.job("reviewOverdue");
        for (var user : List.of(OPERATOR, ADMIN)) {
            for (var asked : List.of(0, -1, 1_000_000_000)) {
                engineRest(user, "PUT", "/job/" + job.getId() + "/retries", retries(asked, FAR_AWAY))
                        .expect(204);
                assertThat(processScenarioRefund.job("reviewOverdue").getRetries())
                        .isEqualTo(asked > 0 ? 10 : 1);
            }
            engineRest(
                            user,
                            "PUT",
                            "/job/" + job.getId() + "/duedate",
                            JSON.createObjectNode().put("duedate", DUE.toString()))
                    .expect(user.equals(ADMIN) ? 400 : 403);
        }
        assertThat(processScenarioRefund.job("reviewOverdue").getDuedate().toInstant())
                .isEqualTo(DUE);
        assertThat(processScenarioRefund.incidents()).isEmpty();
    }

    // --- into the far future
    // ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(value = Timer.class, names = "resolvePollDue", mode = EnumSource.Mode.EXCLUDE)
    void what_was_put_off_is_found_when_it_is_late_and_fires(Timer timer) {
        sandbox.sandbox().balance(timer == Timer.balanceTryDue ? 0L : null);
        try {
            var refund = waitingFor(timer);
            var due = refund.job(timer.name()).getDuedate().toInstant();
            engineRest(
                            ADMIN,
                            "PUT",
                            "/job/" + refund.job(timer.name()).getId() + "/duedate",
                            JSON.createObjectNode().put("duedate", FAR_AWAY).put("cascade", true))
                    .expect(204);
            clock.set(due.plus(Duration.ofHours(3)));

            sweep.look();

            assertThat(refund.job(timer.name()).getDuedate().toInstant()).isBeforeOrEqualTo(clock.instant());
            run(refund);
            assertThat(refund.job(timer == Timer.settlementPollDue ? Step.queryRefund.name() : nextAfter(timer)))
                    .isNotNull();
            if (timer == Timer.supervisorOverdue) {
                assertThat(refund.job(timer.name()).getDuedate().toInstant())
                        .as("the rhythm is the old one")
                        .isEqualTo(due.plus(Duration.ofDays(1)));
            }
        } finally {
            sandbox.sandbox().balance(null);
        }
    }

    private Refund waitingFor(Timer timer) {
        return switch (timer) {
            case reviewReminder -> refund().applies();
            case reviewOverdue -> refund().applies().passes(Timer.reviewReminder);
            case supervisorOverdue -> refund().applies().passes(Timer.reviewOverdue);
            case evidenceOverdue -> {
                var processScenarioRefund = refund().applies();
                yield processScenarioRefund.asks(
                        RefundProcess.Task.reviewRefund, processScenarioRefund.reviewer, "请说明");
            }
            case balanceTryDue -> approved().performs(Step.submitRefund);
            default -> processing();
        };
    }

    /** A job that is there once the timer has fired. */
    private static String nextAfter(Timer timer) {
        return switch (timer) {
            case reviewReminder, evidenceOverdue -> "reviewOverdue";
            case balanceTryDue -> Step.submitRefund.name();
            default -> "supervisorOverdue";
        };
    }

    @Test
    void a_timer_that_was_deleted_is_made_again_when_it_is_late() {
        var processScenarioRefund = refund().applies();
        processScenarioRefund
                .claim(RefundProcess.Task.reviewRefund, processScenarioRefund.reviewer)
                .expect(204);
        engineRest(
                        ADMIN,
                        "DELETE",
                        "/job/" + processScenarioRefund.job("reviewOverdue").getId(),
                        null)
                .expect(204);
        processScenarioRefund.passes(Timer.reviewReminder);
        clock.set(DUE.plus(Duration.ofMinutes(5)));

        sweep.look();
        run(processScenarioRefund);

        assertThat(processScenarioRefund.open(RefundProcess.Task.supervisorReview))
                .isNotNull();
    }

    @Test
    void wechat_is_asked_on_while_finance_looks_not_sooner_and_also_when_the_timer_was_deleted() {
        var refund = processing();
        settles(refund, SandboxRefund.Status.ABNORMAL);
        clock.forward(Duration.ofSeconds(20));
        staysAsItIs(refund, Timer.resolvePollDue);
        engineRest(ADMIN, "DELETE", "/job/" + refund.job("resolvePollDue").getId(), null)
                .expect(204);
        clock.forward(Duration.ofDays(1));

        sweep.look();

        refund.passes(Timer.resolvePollDue);
        assertThat(refund.job(Step.queryWhileResolving.name())).isNotNull();
        assertThat(refund.open(RefundProcess.Task.resolveRefund)).isNotNull();
    }

    @Test
    void what_an_administrator_suspended_stays_so_and_is_said_until_it_ends() {
        var processScenarioRefund = refund().applies().passes(Timer.reviewReminder);
        var job = processScenarioRefund.job("reviewOverdue").getId();
        suspended(job, true);
        clock.set(DUE.plus(Duration.ofMinutes(5)));

        sweep.look();

        assertThat(sweep.found()).containsEntry("SUSPENDED", 1L);
        assertThat(registry.get("refund.untimed").gauge().value()).isPositive();
        assertThat(deadlines.health().getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(deadlines.health().getDetails()).containsKey("SUSPENDED");
        assertThat(processScenarioRefund.job("reviewOverdue").isSuspended()).isTrue();
        suspended(job, false);
        run(processScenarioRefund);
        sweep.look();
        assertThat(sweep.found()).doesNotContainKey("SUSPENDED");
        assertThat(processScenarioRefund.open(RefundProcess.Task.supervisorReview))
                .isNotNull();
    }

    // --- an approval by the deadline, and what fell between
    // ------------------------------------------------------------------------

    @Test
    void an_approval_by_the_deadline_says_which_deadline_and_which_rule() {
        var processScenarioRefund =
                refund().cinema("onOverdue", "APPROVE").applies().passes(Timer.reviewOverdue);

        var approval = processScenarioRefund.events().stream()
                .filter(event -> event.kind() == Kind.APPROVED)
                .findFirst()
                .orElseThrow();
        assertThat(approval.actor()).isEqualTo("system");
        assertThat(approval.facts())
                .hasToString("{\"plan\":\"shenzhen-tiers\",\"rule\":\""
                        + processScenarioRefund.stored().deal().ruleId() + "\",\"dueAt\":\"2026-03-04T15:59:59Z\"}");
        assertThat(processScenarioRefund.seen().body().path("timeline").findValuesAsText("text"))
                .contains("审核期限（2026-03-04）已过，按影院规定退款申请通过");
        assertThat(processScenarioRefund.stored().answer().comment()).isNull();
    }

    @Test
    void what_fell_between_is_counted_and_named() {
        var before = astray();
        var gone = refund().applies();
        var numberless = processing();
        var nobodys = refund().applies();
        // By somebody with rights over the tables: the engine's own calls are refused.
        jdbc.sql("update act_ru_execution set business_key_ = null where business_key_ = ?")
                .param(gone.applicationNo())
                .update();
        jdbc.sql("set referential_integrity false").update();
        jdbc.sql("update refund_transaction set application_no = 'R-OTHER' where application_no = ?")
                .param(numberless.applicationNo())
                .update();
        jdbc.sql("set referential_integrity true").update();
        jdbc.sql("update act_ru_execution set business_key_ = 'R-NONE' where business_key_ = ?")
                .param(nobodys.applicationNo())
                .update();

        var lines = astray();
        lines.removeAll(before);
        sweep.look();

        assertThat(lines).hasSize(4).anyMatch((gone.applicationNo() + ": not over, and no process leads on")::equals);
        assertThat(lines).anyMatch((nobodys.applicationNo() + ": not over, and no process leads on")::equals);
        assertThat(lines)
                .filteredOn(line -> line.endsWith("there is no such application"))
                .hasSize(2);
        assertThat(registry.get("refund.astray").gauge().value()).isGreaterThanOrEqualTo(5);
        for (var processScenarioRefund : List.of(gone, nobodys, numberless)) {
            jdbc.sql("update refund_application set status = 'WITHDRAWN', live_order_no = null, next_due_at = null"
                            + " where application_no = ?")
                    .param(processScenarioRefund.applicationNo())
                    .update();
        }
    }

    private List<String> astray() {
        var lines = new ArrayList<String>();
        new Astray(jdbc).report(lines::add);
        return lines;
    }

    private Answer moves(Refund refund, String to, String from, boolean awayFirst, boolean quietly) {
        var body = JSON.createObjectNode().put("skipCustomListeners", quietly).put("skipIoMappings", quietly);
        var instructions = body.putArray("instructions");
        var start = JSON.createObjectNode().put("type", "startBeforeActivity").put("activityId", to);
        var cancel = JSON.createObjectNode().put("type", "cancel").put("activityId", from);
        if (from != null && awayFirst) {
            instructions.add(cancel);
        }
        if (to != null) {
            instructions.add(start);
        }
        if (from != null && !awayFirst) {
            instructions.add(cancel);
        }
        return engineRest(
                ADMIN, "POST", "/process-instance/" + refund.instance().getId() + "/modification", body);
    }

    /** By whatever way: everything but the timer's own job is what it was. */
    private void staysAsItIs(Refund refund, Timer timer) {
        for (var way : Way.values()) {
            staysAsItIs(refund, timer, way);
        }
    }

    private void staysAsItIs(Refund refund, Timer timer, Way way) {
        var events = refund.events();
        var task = openTask(refund);
        var told = staffNotices.about(refund);

        bringForward(refund, timer, way);
        run(refund);

        assertThat(refund.events()).as("the record after %s", way).isEqualTo(events);
        var now = openTask(refund);
        assertThat(id(now)).as("the task after %s", way).isEqualTo(id(task));
        if (task != null) {
            assertThat(now.getAssignee()).isEqualTo(task.getAssignee());
            assertThat(now.getDueDate()).isEqualTo(task.getDueDate());
        }
        assertThat(staffNotices.about(refund)).as("what was told after %s", way).isEqualTo(told);
        assertThat(refund.job(timer.name()).getRetries()).isPositive();
        assertThat(refund.job(timer.name()).getDuedate().toInstant())
                .as("the timer after %s", way)
                .isAfter(clock.instant());
        assertThat(refund.incidents()).isEmpty();
    }

    private void bringForward(Refund refund, Timer timer, Way way) {
        var job = refund.job(timer.name());
        var path = "/job/" + job.getId();
        switch (way) {
            case OPERATOR_RETRIES -> engineRest(OPERATOR, "PUT", path + "/retries", retries(3, LONG_AGO));
            case OPERATOR_RETRIES_OF_MANY -> {
                var body = retries(3, LONG_AGO);
                body.putArray("jobIds").add(job.getId());
                engineRest(OPERATOR, "POST", "/job/retries", body);
                var query = retries(3, LONG_AGO);
                query.putObject("jobQuery").put("jobId", job.getId());
                engineRest(OPERATOR, "POST", "/job/retries", query);
            }
            case OPERATOR_RETRIES_OF_INSTANCES -> {
                var body = retries(3, LONG_AGO);
                body.putArray("processInstances").add(refund.instance().getId());
                engineRest(OPERATOR, "POST", "/process-instance/job-retries", body);
            }
            case OPERATOR_RETRIES_OF_THE_DEFINITION ->
                engineRest(
                        OPERATOR,
                        "PUT",
                        "/job-definition/" + job.getJobDefinitionId() + "/retries",
                        retries(3, LONG_AGO));
            case ADMINISTRATOR_RETRIES -> engineRest(ADMIN, "PUT", path + "/retries", retries(3, LONG_AGO));
            case ADMINISTRATOR_SETS_THE_DATE ->
                engineRest(
                                ADMIN,
                                "PUT",
                                path + "/duedate",
                                JSON.createObjectNode().put("duedate", LONG_AGO))
                        .expect(204);
            case ADMINISTRATOR_SETS_THE_RHYTHM ->
                engineRest(
                                ADMIN,
                                "PUT",
                                path + "/duedate",
                                JSON.createObjectNode().put("duedate", LONG_AGO).put("cascade", true))
                        .expect(204);
            case ADMINISTRATOR_RECALCULATES ->
                engineRest(ADMIN, "POST", path + "/duedate/recalculate?creationDateBased=false", null)
                        .expect(204);
            case ADMINISTRATOR_EXECUTES -> engineRest(ADMIN, "POST", path + "/execute", JSON.createObjectNode());
            case ADMINISTRATOR_SUSPENDS_AND_RESUMES -> {
                suspended(job.getId(), true);
                engineRest(
                                ADMIN,
                                "PUT",
                                path + "/duedate",
                                JSON.createObjectNode().put("duedate", LONG_AGO))
                        .expect(204);
                suspended(job.getId(), false);
            }
        }
    }

    private void suspended(String job, boolean suspended) {
        engineRest(
                        ADMIN,
                        "PUT",
                        "/job/" + job + "/suspended",
                        JSON.createObjectNode().put("suspended", suspended))
                .expect(204);
    }

    private static ObjectNode retries(int retries, String dueDate) {
        return JSON.createObjectNode().put("retries", retries).put("dueDate", dueDate);
    }

    /** What a job executor would do now: first the batches, then this refund. */
    private void run(Refund refund) {
        for (var round = 0; round < 4; round++) {
            management.createJobQuery().executable().list().stream()
                    .filter(job -> job.getProcessInstanceId() == null && job.getJobDefinitionId() != null)
                    .filter(job ->
                            management.createJobQuery().jobId(job.getId()).count() == 1)
                    .forEach(job -> management.executeJob(job.getId()));
        }
        management.createJobQuery().processInstanceId(refund.instance().getId()).executable().list().stream()
                .filter(job -> !job.isSuspended())
                // The one before may have ended what it belongs to.
                .filter(job -> management.createJobQuery().jobId(job.getId()).count() == 1)
                .forEach(job -> management.executeJob(job.getId()));
    }

    private Task openTask(Refund refund) {
        return tasks.createTaskQuery()
                .processInstanceId(refund.instance().getId())
                .singleResult();
    }

    private static String id(Task task) {
        return task == null ? null : task.getId();
    }
}
