package org.cinemarefund.process;

import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.RuntimeService;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.RefundWorkflow;
import org.cinemarefund.application.Registration;
import org.cinemarefund.process.engine.NodeVersions;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The desks' wishes in the engine's words. */
@Component
class CamundaRefundWorkflow implements RefundWorkflow {
    private static final String REVIEW = "review";

    private final RuntimeService runtime;
    private final NodeVersions versions;
    private final RefundApplications applications;
    private final OpenTasks tasks;

    CamundaRefundWorkflow(
            RuntimeService runtime, NodeVersions versions, RefundApplications applications, OpenTasks tasks) {
        this.runtime = runtime;
        this.versions = versions;
        this.applications = applications;
        this.tasks = tasks;
    }

    @Override
    public String start(Registration registration) {
        return runtime.startProcessInstanceById(versions.toStart(RefundProcess.KEY), StartVariables.of(registration))
                .getBusinessKey();
    }

    @Override
    public void withdrawn(String applicationNo) {
        tell(RefundProcess.APPLICATION_WITHDRAWN, applicationNo, ProblemCode.ALREADY_DECIDED);
    }

    @Override
    public boolean isUnderReview(String applicationNo) {
        var instance = instance(applicationNo);
        return instance != null && runtime.getActivityInstance(instance).getActivityInstances(REVIEW).length > 0;
    }

    @Override
    public void cinemaAtFault(String applicationNo) {
        var instance = instance(applicationNo);
        var listening = runtime.createExecutionQuery()
                .processInstanceId(instance)
                .messageEventSubscriptionName(RefundProcess.CINEMA_AT_FAULT)
                .singleResult();
        try {
            if (listening != null) {
                runtime.messageEventReceived(RefundProcess.CINEMA_AT_FAULT, listening.getId());
            } else {
                // Started before the diagram had this event: led the same way by hand.
                runtime.createProcessInstanceModification(instance)
                        .cancelAllForActivity(REVIEW)
                        .startBeforeActivity(RefundProcess.Step.approveRefund.name())
                        .execute();
            }
        } catch (OptimisticLockingException e) {
            throw new Problem(ProblemCode.TRY_LATER);
        }
    }

    /** Missing when there is none. */
    private @Nullable String instance(String applicationNo) {
        var instance = runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(applicationNo, RefundProcess.KEY)
                .singleResult();
        return instance == null ? null : instance.getId();
    }

    @Override
    public void evidenceSupplied(String applicationNo) {
        tell(RefundProcess.EVIDENCE_SUPPLIED, applicationNo, ProblemCode.EVIDENCE_NOT_REQUESTED);
    }

    private void tell(String message, String applicationNo, ProblemCode nobodyListens) {
        var waiting = runtime.createExecutionQuery()
                .processDefinitionKey(RefundProcess.KEY)
                .processInstanceBusinessKey(applicationNo)
                .messageEventSubscriptionName(message)
                .singleResult();
        if (waiting == null) {
            throw new Problem(nobodyListens);
        }
        try {
            runtime.messageEventReceived(message, waiting.getId());
        } catch (OptimisticLockingException e) {
            // Somebody decided at the same instant; the desk's own row tells who won on the next try.
            throw new Problem(ProblemCode.TRY_LATER);
        }
    }

    @Override
    public void choiceUndone(String applicationNo) {
        // The boundary's message says that there is something to look at anew.
        // The money is still there, so finance chooses once more.
        var confirming = runtime
                .createExecutionQuery()
                .processDefinitionKey(RefundProcess.KEY)
                .processInstanceBusinessKey(applicationNo)
                .messageEventSubscriptionName(RefundProcess.REFUND_SETTLED)
                .list()
                .stream()
                .filter(execution -> runtime.getActiveActivityIds(execution.getId())
                        .contains(RefundProcess.Task.confirmResolution.name()))
                .toList();
        try {
            confirming.forEach(
                    execution -> runtime.messageEventReceived(RefundProcess.REFUND_SETTLED, execution.getId()));
        } catch (OptimisticLockingException e) {
            throw new Problem(ProblemCode.TRY_LATER);
        }
    }

    @Override
    public void deadlineMoved(String applicationNo) {
        tasks.deadlineMoved(applications.find(applicationNo).orElseThrow());
    }
}
