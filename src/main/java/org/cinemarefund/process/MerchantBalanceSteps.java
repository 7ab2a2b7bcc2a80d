package org.cinemarefund.process;

import static org.cinemarefund.process.RefundProcessListeners.take;

import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Locale;
import java.util.Set;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.cinemarefund.finance.BalanceDesk;
import org.cinemarefund.payment.BalanceSignal;
import org.cinemarefund.payment.balance.MerchantBalances;
import org.cinemarefund.payment.balance.WaitingRefunds;
import org.cinemarefund.process.access.TaskRights;
import org.cinemarefund.process.engine.NodeVersions;
import org.cinemarefund.process.engine.ProcessBean;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.Variable;
import org.cinemarefund.process.names.Words;
import org.cinemarefund.shared.Yuan;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps of {@code processes/merchant-balance.bpmn}; bean name = element id or listener name. */
@Configuration(proxyBeanMethods = false)
class MerchantBalanceSteps {
    /** How many refunds go on at once, and when the next ones do: 20 a second. */
    private static final int SHARE = 200;

    private static final Duration BETWEEN_SHARES = Duration.ofSeconds(10);

    private static final Variable<String> TRIAL = new Variable<>("trial", String.class);
    private static final Variable<String> WAKING = new Variable<>("waking", String.class);
    /** Stored: what ran short since then ran short again. */
    private static final String WAKING_SINCE = "wakingSince";

    /** After each share of waking. */
    private enum Waking {
        MORE,
        SHORT,
        NONE
    }

    @Bean
    TaskListener describeBalance(BalanceDesk desk, MessageSource texts) {
        return task -> {
            var waiting = desk.waiting();
            task.setName(texts.getMessage(
                    "task.topUpMerchantAccount",
                    new Object[] {String.valueOf(waiting.refunds()), Yuan.of(waiting.fen())},
                    Locale.SIMPLIFIED_CHINESE));
        };
    }

    @Bean
    TaskListener recordTopUp(BalanceDesk desk, TaskRights rights) {
        return task -> rights.decide(task, () -> {
            RefundProcessListeners.requireOnly(task, Words.ofAnswer(task.getTaskDefinitionKey()), Set.of(WAKING_SINCE));
            take(task, Words.DECISION);
            desk.toppedUp(task.getAssignee(), BalanceDesk.comment(take(task, Words.COMMENT)));
        });
    }

    @Bean
    JavaDelegate tryOneRefund(WaitingRefunds waiting) {
        return execution -> TRIAL.pass(execution, waiting.tryOne().name());
    }

    /** Nobody waits any more, however that came about: the task is not needed. */
    @Bean
    JavaDelegate lookAtBalance(WaitingRefunds waiting, BalanceSignal balance) {
        return execution -> {
            if (waiting.waiting().refunds() == 0) {
                balance.restored();
            }
        };
    }

    @Bean
    JavaDelegate wakeWaitingRefunds(
            RuntimeService runtime,
            NodeVersions versions,
            WaitingRefunds waiting,
            MerchantBalances balances,
            Clock clock) {
        return execution -> {
            var result = wake(execution, runtime, versions, waiting, clock);
            if (result != Waking.MORE) {
                execution.removeVariable(WAKING_SINCE);
            }
            if (result == Waking.NONE) {
                balances.done(execution.getProcessBusinessKey());
            }
            WAKING.pass(execution, result.name());
        };
    }

    private static Waking wake(
            DelegateExecution execution,
            RuntimeService runtime,
            NodeVersions versions,
            WaitingRefunds waiting,
            Clock clock) {
        var since = (Date) execution.getVariable(WAKING_SINCE);
        if (since == null) {
            execution.setVariable(WAKING_SINCE, Date.from(clock.instant()));
        } else if (waiting.ranShortSince(since.toInstant())) {
            return Waking.SHORT;
        }
        var share = runtime.createExecutionQuery()
                .processDefinitionKey(RefundProcess.KEY)
                .messageEventSubscriptionName(RefundProcess.BALANCE_RESTORED)
                .listPage(0, SHARE);
        // Those of a newer version are left to a newer node, which takes a later share.
        share.stream()
                .filter(eachExecution -> versions.knows(((ExecutionEntity) eachExecution).getProcessDefinitionId()))
                .forEach(eachExecution ->
                        runtime.messageEventReceived(RefundProcess.BALANCE_RESTORED, eachExecution.getId()));
        // Looked at once more after the last share: it may have run short again.
        return share.isEmpty() ? Waking.NONE : Waking.MORE;
    }

    @Bean
    @ProcessBean
    BalanceTimes balanceTimes(WaitingRefunds waiting, Clock clock) {
        return new BalanceTimes(waiting, clock);
    }

    /** The pace of this process. */
    public static final class BalanceTimes {
        private final WaitingRefunds waiting;
        private final Clock clock;

        BalanceTimes(WaitingRefunds waiting, Clock clock) {
            this.waiting = waiting;
            this.clock = clock;
        }

        /** An endless ISO 8601 cycle. */
        public String looks() {
            return "R/PT10M";
        }

        public Date nextTrialAt() {
            return Date.from(clock.instant().plus(waiting.pause()));
        }

        public Date nextShareAt() {
            return Date.from(clock.instant().plus(BETWEEN_SHARES));
        }
    }
}
