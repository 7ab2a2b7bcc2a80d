package org.cinemarefund.process;

import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.cinemarefund.application.OwnOrders;
import org.cinemarefund.finance.AlarmDesk;
import org.cinemarefund.finance.BalanceDesk;
import org.cinemarefund.finance.Difference;
import org.cinemarefund.finance.FinanceDesk;
import org.cinemarefund.finance.FinanceDesk.Confirmation;
import org.cinemarefund.finance.FinanceDesk.Resolution;
import org.cinemarefund.finance.ProofReference;
import org.cinemarefund.process.access.TaskCompletionCheck;
import org.cinemarefund.review.ReviewDesk;
import org.cinemarefund.review.ReviewDesk.Answer;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.springframework.stereotype.Component;

/** Says no to an impossible answer before the engine sees it, so that the person reads a sentence instead of a failure. */
@Component
class TaskAnswers implements TaskCompletionCheck {
    private final TaskService tasks;
    private final RuntimeService runtime;
    private final ReviewDesk review;
    private final FinanceDesk finance;
    private final OwnOrders ownOrders;

    TaskAnswers(
            TaskService tasks, RuntimeService runtime, ReviewDesk review, FinanceDesk finance, OwnOrders ownOrders) {
        this.tasks = tasks;
        this.runtime = runtime;
        this.review = review;
        this.finance = finance;
        this.ownOrders = ownOrders;
    }

    @Override
    public void check(String taskId, Map<String, Object> variables, String userId) {
        var task = tasks.createTaskQuery().taskId(taskId).singleResult();
        if (task == null) {
            return;
        }
        if (!userId.equals(task.getAssignee())) {
            throw new Problem(ProblemCode.TASK_NOT_YOURS);
        }
        switch (task.getTaskDefinitionKey()) {
            case "topUpMerchantAccount" -> BalanceDesk.comment(variables.get(RefundProcessListeners.COMMENT));
            case "examineAlarm" -> {
                if (runtime.getVariable(task.getExecutionId(), SettlementAlarmProcess.APPLICATION_NO)
                        instanceof String applicationNo) {
                    ownOrders.refuse(applicationNo, userId);
                }
                AlarmDesk.finding(variables.get(RefundProcessListeners.COMMENT));
                var what = runtime.getVariable(task.getExecutionId(), SettlementAlarmProcess.WHAT);
                if (Difference.KIND.equals(what)) {
                    ProofReference.of(variables.get(RefundProcessListeners.PROOF), true);
                } else if (variables.containsKey(RefundProcessListeners.PROOF)) {
                    throw Problem.invalid(RefundProcessListeners.PROOF, "unknown-variable");
                }
            }
            default -> checkRefund(task, variables, userId);
        }
    }

    private void checkRefund(Task task, Map<String, Object> variables, String userId) {
        var applicationNo = runtime.createProcessInstanceQuery()
                .processInstanceId(task.getProcessInstanceId())
                .singleResult()
                .getBusinessKey();
        ownOrders.refuse(applicationNo, userId);
        switch (RefundProcess.Task.valueOf(task.getTaskDefinitionKey())) {
            case reviewRefund, supervisorReview ->
                review.check(
                        applicationNo,
                        Answer.of(
                                variables.get(RefundProcessListeners.DECISION),
                                variables.get(RefundProcessListeners.COMMENT)),
                        userId);
            case resolveRefund ->
                finance.check(
                        applicationNo,
                        Resolution.of(
                                variables.get(RefundProcessListeners.ACTION),
                                variables.get(RefundProcessListeners.COMMENT),
                                variables.get(RefundProcessListeners.PROOF),
                                variables.get(RefundProcessListeners.REST)));
            case confirmResolution -> {
                Confirmation.of(
                        variables.get(RefundProcessListeners.DECISION), variables.get(RefundProcessListeners.COMMENT));
                finance.checkSecondPerson(applicationNo, userId);
            }
        }
    }
}
