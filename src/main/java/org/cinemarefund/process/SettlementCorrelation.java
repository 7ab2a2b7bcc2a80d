package org.cinemarefund.process;

import java.util.Collections;
import java.util.Set;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.runtime.Execution;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.payment.RefundState;
import org.cinemarefund.payment.SettlementSignal;
import org.cinemarefund.process.names.RefundProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Wakes the execution that waits for a settlement. It asks first who waits: nobody is normal when the notification is
 * faster than we are, and the step about to wait looks at our row under the same lock.
 */
@Component
class SettlementCorrelation implements SettlementSignal {
    private static final Logger log = LoggerFactory.getLogger(SettlementCorrelation.class);
    /** While finance looks, only money at rest ends their task. */
    private static final Set<RefundState> ENDS_RESOLVING =
            Set.of(RefundState.SUCCESS, RefundState.RETURNED_TO_MERCHANT);

    private static final Set<String> TASKS_OF_FINANCE =
            Set.of(RefundProcess.Task.resolveRefund.name(), RefundProcess.Task.confirmResolution.name());
    /** Steps that look at our row by themselves when they are done. */
    private static final Set<String> STEPS_OF_FINANCE =
            Set.of(RefundProcess.Step.verifyResolution.name(), RefundProcess.Step.repairRefund.name());

    private final RuntimeService runtime;
    private final ObjectProvider<RefundPayments> payments;
    private final TransactionOperations apart;

    SettlementCorrelation(
            RuntimeService runtime,
            ObjectProvider<RefundPayments> payments,
            @Qualifier("ownTransaction") TransactionOperations apart) {
        this.runtime = runtime;
        this.payments = payments;
        this.apart = apart;
    }

    @Override
    public void settled(String applicationNo, RefundState state) {
        var waiting = runtime.createExecutionQuery()
                .processDefinitionKey(RefundProcess.KEY)
                .processInstanceBusinessKey(applicationNo)
                .messageEventSubscriptionName(RefundProcess.REFUND_SETTLED)
                .list();
        for (var execution : waiting) {
            if (isToBeWoken(execution, state)) {
                wake(execution);
            }
        }
    }

    private boolean isToBeWoken(Execution execution, RefundState state) {
        if (RefundProcess.AWAIT_SETTLEMENT.equals(((ExecutionEntity) execution).getActivityId())) {
            return true;
        }
        var active = runtime.getActiveActivityIds(execution.getId());
        return Collections.disjoint(active, STEPS_OF_FINANCE)
                && (ENDS_RESOLVING.contains(state) || Collections.disjoint(active, TASKS_OF_FINANCE));
    }

    private void wake(Execution execution) {
        try {
            runtime.messageEventReceived(RefundProcess.REFUND_SETTLED, execution.getId());
        } catch (RuntimeException e) {
            // Usually the optimistic lock, but a subscription that vanished meanwhile has other names, down to a
            // NullPointerException. Whatever it was, it must not decide whether the channel's word is kept.
            throw new LostRace(e);
        }
    }

    /** The same from inside a step of the instance itself, once that step has committed. */
    void wakeAfterCommit(String applicationNo) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                try {
                    wakeIfSettled(applicationNo);
                } catch (RuntimeException e) {
                    // The slow cyclic timer asks again; nothing is lost by waiting for it.
                    log.info("settlement of {} is told with the next query", applicationNo);
                }
            }
        });
    }

    private void wakeIfSettled(String applicationNo) {
        apart.executeWithoutResult(status -> payments.getObject()
                .lockNewestOf(applicationNo)
                .filter(refund -> ENDS_RESOLVING.contains(refund.state()))
                .ifPresent(refund -> settled(applicationNo, refund.state())));
    }
}
