package org.cinemarefund.process.names;

import java.util.Map;
import java.util.Set;

/**
 * The names of {@code processes/refund-approval.bpmn} in Java: the diagram and this file say the same, a test keeps them
 * equal.
 */
public final class RefundProcess {
    public static final String KEY = "refund-approval";

    private RefundProcess() {}

    /** Service and business rule tasks; each has the delegate bean of its own name. */
    public enum Step {
        registerApplication(false),
        checkPolicy(false),
        remindReviewers(false),
        recordOverdue(false),
        escalateSupervisorReview(false),
        sendEvidenceRequest(true),
        recordEvidenceOverdue(false),
        approveRefund(false),
        voidTickets(false),
        confirmVoid(true),
        submitRefund(true),
        queryRefund(true),
        sendCreditNotice(true),
        queryWhileResolving(true),
        verifyResolution(true),
        repairRefund(true),
        settleOffline(false),
        sendOfflineNotice(true),
        releaseTickets(false),
        confirmRelease(true),
        sendRejectionNotice(true);

        private final boolean remote;

        Step(boolean remote) {
            this.remote = remote;
        }

        /** Whether it talks to another system, and so is a job of its own. */
        public boolean remote() {
            return remote;
        }
    }

    /** What people do. */
    public enum Task {
        reviewRefund,
        supervisorReview,
        resolveRefund,
        confirmResolution
    }

    /** Those of {@link Task} that are done by finance. */
    public static final Set<String> FINANCE_TASKS = Set.of(Task.resolveRefund.name(), Task.confirmResolution.name());

    /** Those of {@link Task} that decide about an application. */
    public static final Set<String> REVIEW_TASKS = Set.of(Task.reviewRefund.name(), Task.supervisorReview.name());

    /** Boundary and catch timers. */
    public enum Timer {
        reviewReminder,
        reviewOverdue,
        supervisorOverdue,
        evidenceOverdue,
        balanceTryDue,
        settlementPollDue,
        resolvePollDue
    }

    /** Timers of versions that may still run, by the one that stands for them today. */
    public static final Map<String, Timer> FORMER_TIMERS = Map.of("confirmPollDue", Timer.resolvePollDue);

    /** Listeners that look at our rows before a gateway chooses; each has the bean of its own name. */
    public enum Look {
        lookAtReview,
        beginEvidenceWait,
        lookBeforeWaiting,
        lookAtSettlement,
        lookAtEnding
    }

    /** Listeners of people's tasks. */
    public enum TaskHook {
        describeTask,
        assignmentGuard,
        recordDecision,
        recordResolution,
        recordConfirmation
    }

    /** The wait for the callback or the next query. */
    public static final String AWAIT_SETTLEMENT = "awaitSettlement";

    public static final String REFUND_SETTLED = "RefundSettled";
    public static final String APPLICATION_WITHDRAWN = "ApplicationWithdrawn";
    public static final String CINEMA_AT_FAULT = "CinemaAtFault";
    public static final String EVIDENCE_SUPPLIED = "EvidenceSupplied";
    public static final String BALANCE_RESTORED = "BalanceRestored";
    public static final Set<String> MESSAGES =
            Set.of(REFUND_SETTLED, APPLICATION_WITHDRAWN, CINEMA_AT_FAULT, EVIDENCE_SUPPLIED, BALANCE_RESTORED);

    /** Beans that expressions may ask for times. */
    public static final Set<String> TIME_BEANS = Set.of("sla", "settlement");
}
