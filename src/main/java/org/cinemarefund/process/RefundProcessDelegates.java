package org.cinemarefund.process;

import static org.cinemarefund.process.names.Variable.APPROVED;
import static org.cinemarefund.process.names.Variable.CINEMA_ID;
import static org.cinemarefund.process.names.Variable.CONFIRM;
import static org.cinemarefund.process.names.Variable.OUTCOME;
import static org.cinemarefund.process.names.Variable.STEP;
import static org.cinemarefund.process.names.Variable.VERDICT;
import static org.cinemarefund.process.names.Variable.VOIDED;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.cinemarefund.application.Appeals;
import org.cinemarefund.application.Intake;
import org.cinemarefund.application.MoviegoerNotices;
import org.cinemarefund.application.TicketSteps;
import org.cinemarefund.finance.FinanceDesk;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.review.Approval;
import org.cinemarefund.review.ReviewDesk;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One bean per automated step of {@code processes/refund-approval.bpmn}, in diagram order; bean name = element id. */
@Configuration(proxyBeanMethods = false)
class RefundProcessDelegates {

    @Bean
    JavaDelegate registerApplication(Intake intake, Appeals appeals) {
        return execution -> {
            var wish = StartVariables.consume(execution);
            var application = wish.isAppeal() ? appeals.register(wish) : intake.register(wish);
            execution.setProcessBusinessKey(application.applicationNo());
            CINEMA_ID.set(execution, application.cinema().cinemaId());
        };
    }

    @Bean
    JavaDelegate checkPolicy(Intake intake, Appeals appeals) {
        return execution -> {
            var applicationNo = applicationNo(execution);
            var application =
                    appeals.isAppeal(applicationNo) ? appeals.agree(applicationNo) : intake.checkPolicy(applicationNo);
            OUTCOME.pass(execution, application.deal().outcome().name());
        };
    }

    @Bean
    JavaDelegate remindReviewers(ReviewDesk desk, OpenTasks tasks) {
        return execution -> {
            if (desk.remind(applicationNo(execution))) {
                tasks.raise(execution.getProcessInstanceId(), RefundProcess.Task.reviewRefund);
            }
        };
    }

    @Bean
    JavaDelegate recordOverdue(ReviewDesk desk) {
        return execution ->
                VERDICT.pass(execution, desk.overdue(applicationNo(execution)).name());
    }

    @Bean
    JavaDelegate escalateSupervisorReview(ReviewDesk desk, OpenTasks tasks) {
        return execution -> {
            if (desk.supervisorOverdue(applicationNo(execution))) {
                tasks.raise(execution.getProcessInstanceId(), RefundProcess.Task.supervisorReview);
            }
        };
    }

    @Bean
    JavaDelegate sendEvidenceRequest(MoviegoerNotices notices) {
        return execution -> notices.send(applicationNo(execution), NoticeKind.EVIDENCE_REQUESTED, Tries.isLast());
    }

    @Bean
    JavaDelegate recordEvidenceOverdue(ReviewDesk desk) {
        return execution -> desk.evidenceOverdue(applicationNo(execution));
    }

    @Bean
    JavaDelegate approveRefund(Approval approval) {
        return execution -> APPROVED.pass(execution, approval.approve(applicationNo(execution)));
    }

    @Bean
    JavaDelegate voidTickets(TicketSteps tickets) {
        return execution -> {
            tickets.voidTickets(applicationNo(execution));
            CONFIRM.pass(execution, tickets.ticketingConfirms());
        };
    }

    @Bean
    JavaDelegate confirmVoid(TicketSteps tickets) {
        return execution -> VOIDED.pass(execution, tickets.confirmVoid(applicationNo(execution)));
    }

    @Bean
    JavaDelegate submitRefund(RefundPayments payments) {
        return execution -> payments.submit(applicationNo(execution));
    }

    @Bean
    JavaDelegate queryRefund(RefundPayments payments) {
        return execution -> payments.query(applicationNo(execution));
    }

    @Bean
    JavaDelegate sendCreditNotice(MoviegoerNotices notices) {
        return execution -> notices.send(applicationNo(execution), NoticeKind.CREDITED, Tries.isLast());
    }

    @Bean
    JavaDelegate queryWhileResolving(RefundPayments payments, SettlementCorrelation correlation) {
        return execution -> {
            payments.query(applicationNo(execution));
            correlation.wakeAfterCommit(applicationNo(execution));
        };
    }

    @Bean
    JavaDelegate verifyResolution(FinanceDesk desk) {
        return execution ->
                STEP.pass(execution, desk.verify(applicationNo(execution)).name());
    }

    @Bean
    JavaDelegate repairRefund(FinanceDesk desk) {
        return execution -> desk.repair(applicationNo(execution));
    }

    @Bean
    JavaDelegate settleOffline(FinanceDesk desk) {
        return execution -> desk.settleOffline(applicationNo(execution));
    }

    @Bean
    JavaDelegate sendOfflineNotice(MoviegoerNotices notices) {
        return execution -> notices.send(applicationNo(execution), NoticeKind.SETTLED_OFFLINE, Tries.isLast());
    }

    @Bean
    JavaDelegate releaseTickets(TicketSteps tickets) {
        return execution -> {
            tickets.releaseTickets(applicationNo(execution));
            CONFIRM.pass(execution, tickets.ticketingConfirms());
        };
    }

    @Bean
    JavaDelegate confirmRelease(TicketSteps tickets) {
        return execution -> tickets.confirmRelease(applicationNo(execution));
    }

    @Bean
    JavaDelegate sendRejectionNotice(MoviegoerNotices notices) {
        return execution -> notices.send(applicationNo(execution), NoticeKind.REJECTED, Tries.isLast());
    }

    static String applicationNo(DelegateExecution execution) {
        return execution.getProcessBusinessKey();
    }
}
