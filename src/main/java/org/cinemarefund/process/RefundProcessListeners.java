package org.cinemarefund.process;

import static org.cinemarefund.process.RefundProcessDelegates.applicationNo;
import static org.cinemarefund.process.Variable.ENDING;
import static org.cinemarefund.process.Variable.FOR_SUPERVISOR;
import static org.cinemarefund.process.Variable.NEXT;
import static org.cinemarefund.process.Variable.SETTLEMENT;
import static org.cinemarefund.process.Variable.VERDICT;

import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.cinemarefund.application.FinanceDesk;
import org.cinemarefund.application.FinanceDesk.Resolution;
import org.cinemarefund.application.RefundSteps;
import org.cinemarefund.application.ReviewDesk;
import org.cinemarefund.application.ReviewDesk.Answer;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.process.access.TaskRights;
import org.cinemarefund.shared.ChinaTime;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What happens around gateways and people's tasks; bean name = the listener's name in the diagram. */
@Configuration(proxyBeanMethods = false)
class RefundProcessListeners {
    static final String DECISION = "decision";
    static final String COMMENT = "comment";
    static final String ACTION = "action";
    static final String PROOF = "proofReference";

    private static final DateTimeFormatter SHOW = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /** A stored reason leads straight to a supervisor. */
    @Bean
    ExecutionListener lookAtReview(ReviewDesk desk) {
        return execution -> FOR_SUPERVISOR.pass(
                execution,
                desk.find(applicationNo(execution)).supervisorReason().isPresent());
    }

    /** The status turns EVIDENCE_REQUESTED in the transaction that begins the wait. */
    @Bean
    ExecutionListener beginEvidenceWait(ReviewDesk desk) {
        return execution -> desk.awaitEvidence(applicationNo(execution));
    }

    /** Takes the row's lock and keeps it until the wait is committed: no callback can slip in between. */
    @Bean
    ExecutionListener lookBeforeWaiting(RefundPayments payments) {
        return execution ->
                NEXT.pass(execution, payments.next(applicationNo(execution)).name());
    }

    @Bean
    ExecutionListener lookAtSettlement(RefundPayments payments) {
        return execution -> SETTLEMENT.pass(
                execution,
                payments.newestOf(applicationNo(execution))
                        .orElseThrow()
                        .state()
                        .name());
    }

    @Bean
    ExecutionListener lookAtEnding(RefundSteps steps) {
        return execution ->
                ENDING.pass(execution, steps.ending(applicationNo(execution)).name());
    }

    /** Task-local copies of what a card in the task list shows, and word to the staff. */
    @Bean
    TaskListener describeTask(ReviewDesk desk) {
        return task -> {
            var application = desk.find(applicationNo(task.getExecution()));
            var order = application.order();
            task.setVariableLocal("orderNo", order.orderNo());
            task.setVariableLocal("filmTitle", order.filmTitle());
            task.setVariableLocal("showTime", SHOW.format(ChinaTime.of(order.showTime())));
            task.setVariableLocal(
                    "refundYuan",
                    BigDecimal.valueOf(application.deal().refundAmount(), 2).toPlainString());
            desk.announce(
                    application.applicationNo(),
                    task.getTaskDefinitionKey().equals(RefundProcess.Task.resolveRefund.name()));
        };
    }

    /** The last line before a decision counts, whichever API it came by. */
    @Bean
    TaskListener recordDecision(ReviewDesk desk, TaskRights rights) {
        return task -> {
            rights.requireMayDecide(task);
            var answer = Answer.of(take(task, DECISION), take(task, COMMENT));
            var verdict = desk.decide(
                    applicationNo(task.getExecution()), task.getTaskDefinitionKey(), answer, task.getAssignee());
            VERDICT.pass(task.getExecution(), verdict.name());
        };
    }

    @Bean
    TaskListener recordResolution(FinanceDesk desk, TaskRights rights) {
        return task -> {
            rights.requireMayDecide(task);
            var choice = Resolution.of(take(task, ACTION), take(task, COMMENT), take(task, PROOF));
            desk.choose(applicationNo(task.getExecution()), choice, task.getAssignee());
        };
    }

    /** What was submitted lives in our tables, not in the process. */
    private static Object take(DelegateTask task, String name) {
        var value = task.getVariable(name);
        if (value != null || task.hasVariable(name)) {
            task.getExecution().removeVariable(name);
        }
        return value;
    }
}
