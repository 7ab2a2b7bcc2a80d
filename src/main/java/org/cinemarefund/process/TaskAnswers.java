package org.cinemarefund.process;

import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.cinemarefund.application.OwnOrders;
import org.cinemarefund.finance.AlarmDesk;
import org.cinemarefund.finance.BalanceDesk;
import org.cinemarefund.finance.Difference;
import org.cinemarefund.finance.FinanceDesk;
import org.cinemarefund.finance.FinanceDesk.Confirmation;
import org.cinemarefund.finance.FinanceDesk.Resolution;
import org.cinemarefund.finance.ProofReference;
import org.cinemarefund.process.access.TaskCompletionCheck;
import org.cinemarefund.process.access.TaskRights.OpenTask;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.SettlementAlarmProcess;
import org.cinemarefund.process.names.Words;
import org.cinemarefund.review.ReviewDesk;
import org.cinemarefund.review.ReviewDesk.Answer;
import org.cinemarefund.shared.Problem;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Says no to an impossible answer before the engine sees it, so that the person reads a sentence instead of a failure. */
@Component
class TaskAnswers implements TaskCompletionCheck {
    private final RuntimeService runtime;
    private final ReviewDesk review;
    private final FinanceDesk finance;
    private final OwnOrders ownOrders;

    TaskAnswers(RuntimeService runtime, ReviewDesk review, FinanceDesk finance, OwnOrders ownOrders) {
        this.runtime = runtime;
        this.review = review;
        this.finance = finance;
        this.ownOrders = ownOrders;
    }

    @Override
    @Transactional(readOnly = true)
    public void check(OpenTask task, Map<String, Object> variables, String userId) {
        switch (task.key()) {
            case "topUpMerchantAccount" -> BalanceDesk.comment(variables.get(Words.COMMENT));
            case "examineAlarm" -> {
                if (runtime.getVariable(task.executionId(), SettlementAlarmProcess.APPLICATION_NO)
                        instanceof String applicationNo) {
                    ownOrders.refuse(applicationNo, userId);
                }
                AlarmDesk.finding(variables.get(Words.COMMENT));
                var what = runtime.getVariable(task.executionId(), SettlementAlarmProcess.WHAT);
                if (Difference.KIND.equals(what)) {
                    ProofReference.of(variables.get(Words.PROOF), true);
                } else if (variables.containsKey(Words.PROOF)) {
                    throw Problem.invalid(Words.PROOF, "unknown-variable");
                }
            }
            default -> checkRefund(task, variables, userId);
        }
    }

    private void checkRefund(OpenTask task, Map<String, Object> variables, String userId) {
        var applicationNo = task.businessKey();
        ownOrders.refuse(applicationNo, userId);
        switch (RefundProcess.Task.valueOf(task.key())) {
            case reviewRefund, supervisorReview ->
                review.check(
                        applicationNo, Answer.of(variables.get(Words.DECISION), variables.get(Words.COMMENT)), userId);
            case resolveRefund ->
                finance.check(
                        applicationNo,
                        Resolution.of(
                                variables.get(Words.ACTION),
                                variables.get(Words.COMMENT),
                                variables.get(Words.PROOF),
                                variables.get(Words.REST)));
            case confirmResolution -> {
                Confirmation.of(variables.get(Words.DECISION), variables.get(Words.COMMENT));
                finance.checkSecondPerson(applicationNo, userId);
            }
        }
    }
}
