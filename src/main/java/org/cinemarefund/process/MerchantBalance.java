package org.cinemarefund.process;

import java.time.Clock;
import java.util.function.Consumer;
import org.camunda.bpm.engine.RuntimeService;
import org.cinemarefund.payment.BalanceSignal;
import org.cinemarefund.payment.NotificationInbox.Merchant;
import org.cinemarefund.payment.balance.MerchantBalances;
import org.cinemarefund.process.engine.NodeVersions;
import org.cinemarefund.process.names.MerchantBalanceProcess;
import org.cinemarefund.process.names.RefundProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Starts the one process that works on an account without money, and tells it when the money is back. Both after the commit
 * and in a transaction of its own: a refund's own knowledge never hangs on it, and every waiting refund tries again by itself.
 */
@Component
class MerchantBalance implements BalanceSignal {
    private static final Logger log = LoggerFactory.getLogger(MerchantBalance.class);

    private final RuntimeService runtime;
    private final NodeVersions versions;
    private final MerchantBalances balances;
    private final Merchant merchant;
    private final TransactionOperations apart;
    private final Clock clock;

    MerchantBalance(
            RuntimeService runtime,
            NodeVersions versions,
            MerchantBalances balances,
            Merchant merchant,
            @Qualifier("ownTransaction") TransactionOperations apart,
            Clock clock) {
        this.runtime = runtime;
        this.versions = versions;
        this.balances = balances;
        this.merchant = merchant;
        this.apart = apart;
        this.clock = clock;
    }

    @Override
    public void ranShort() {
        afterCommit("the task for it is opened with the next refusal", this::takeOn);
    }

    @Override
    public void restored() {
        afterCommit("it is seen with the next look", this::endTask);
    }

    private void takeOn(String mchId) {
        if (!balances.beingWorkedOn(mchId)) {
            balances.takeOn(mchId, clock.instant());
            runtime.startProcessInstanceById(versions.toStart(MerchantBalanceProcess.KEY), mchId);
            log.warn("merchant account {} lacks money for refunds: finance has a task", mchId);
        }
    }

    private void endTask(String mchId) {
        runtime.createExecutionQuery()
                .processDefinitionKey(MerchantBalanceProcess.KEY)
                .processInstanceBusinessKey(mchId)
                .messageEventSubscriptionName(RefundProcess.BALANCE_RESTORED)
                .list()
                .forEach(execution -> runtime.messageEventReceived(RefundProcess.BALANCE_RESTORED, execution.getId()));
    }

    private void afterCommit(String otherwise, Consumer<String> what) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            tell(otherwise, what);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                tell(otherwise, what);
            }
        });
    }

    private void tell(String otherwise, Consumer<String> what) {
        try {
            apart.executeWithoutResult(status -> what.accept(merchant.mchId()));
        } catch (RuntimeException e) {
            // Another node was faster, or the database went away: said again soon enough.
            log.info("merchant account: {}", otherwise);
        }
    }
}
