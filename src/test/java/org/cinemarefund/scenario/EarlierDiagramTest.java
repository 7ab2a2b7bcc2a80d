package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.cinemarefund.process.engine.NodeVersions;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.process.names.RefundProcess.Timer;
import org.cinemarefund.process.names.RefundSampleProcess;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.testing.LocalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * A refund that began on the first released diagram ({@code refund-approval-v1.bpmn}) and waited when the node was upgraded
 * goes on and ends on that diagram, from every wait it has.
 */
class EarlierDiagramTest extends MoneyScenario {
    private static final List<String> KEYS =
            List.of(RefundProcess.KEY, RefundSampleProcess.KEY, "merchant-balance", "settlement-alarm");

    @Autowired
    private RepositoryService repository;

    @Autowired
    private NodeVersions versions;

    private final Map<String, String> today = new HashMap<>();
    private LocalServer orderSystem;
    private String deployment;
    private String earlier;

    @BeforeEach
    void the_node_is_of_the_earlier_build() throws IOException {
        orderSystem = new LocalServer();
        KEYS.forEach(key -> today.put(key, versions.own(key).orElseThrow()));
        var own = repository.getProcessDefinition(today.get(RefundProcess.KEY)).getDeploymentId();
        var build = repository.createDeployment().name("refund-approval").source("cinema-refund");
        for (var file : repository.getDeploymentResources(own)) {
            if (file.getName().startsWith("forms/")) {
                build.addString(file.getName(), new String(((ResourceEntity) file).getBytes(), StandardCharsets.UTF_8));
            }
        }
        try (var diagram = getClass().getResourceAsStream("/diagrams/refund-approval-v1.bpmn")) {
            build.addInputStream("processes/refund-approval.bpmn", diagram);
            deployment = build.deploy().getId();
        }
        earlier = repository
                .createProcessDefinitionQuery()
                .deploymentId(deployment)
                .singleResult()
                .getId();
        var then = new HashMap<>(today);
        then.put(RefundProcess.KEY, earlier);
        versions.are(then, Set.copyOf(then.values()));
    }

    /** As {@code Deployer} says it where the earlier one is the older: it runs both, and starts its own. */
    private void theNodeIsUpgraded() {
        var known = new HashSet<>(today.values());
        known.add(earlier);
        versions.are(today, known);
    }

    @AfterEach
    void it_is_gone() {
        orderSystem.close();
        sandbox.sandbox().balance(null);
        versions.are(today, Set.copyOf(today.values()));
        repository.deleteDeployment(deployment, true);
    }

    private Refund abnormal() {
        var refund = approved(Scenario.BECOMES_ABNORMAL).performs(Step.submitRefund);
        settles(refund, Status.ABNORMAL);
        awaitMoney(refund, "ABNORMAL");
        refund.givesCard("ICBC_DEBIT", "6222021234567890128").expect(204);
        return refund;
    }

    private Refund closed() {
        var refund = processing();
        settles(refund, Status.CLOSED);
        return refund;
    }

    private Refund chosen(Refund refund, String action, String proof) {
        refund.answer(Task.resolveRefund, FINANCE, choice(action, null, proof)).expect(204);
        return refund;
    }

    private Refund confirmed(Refund refund) {
        confirms(refund, "APPROVE", null);
        return refund;
    }

    private Refund withoutMoney() {
        sandbox.sandbox().balance(0L);
        return approved().performs(Step.submitRefund);
    }

    private Refund asked() {
        var refund = refund().applies();
        refund.decide(Task.reviewRefund, refund.reviewer, "ASK_FOR_EVIDENCE", "请说明")
                .expect(204);
        return refund;
    }

    private Refund voiding() {
        ticketing.to(orderSystem.address(""));
        return approved();
    }

    private void isPaid(Refund refund) {
        refund.performs(Step.submitRefund);
        settles(refund, Status.SUCCESS);
        refund.performs(Step.sendCreditNotice).endedAt("refunded");
        onlyOneRefund(refund);
    }

    private void pollsWhileTheyLook(Refund refund, String timer) {
        sandbox.sandbox().force(refund.outRefundNo(), Status.SUCCESS);
        var job = refund.job(timer);
        clock.notBefore(job.getDuedate().toInstant());
        management.executeJob(job.getId());
        refund.performs(Step.queryWhileResolving, Step.sendCreditNotice).endedAt("refunded");
    }

    private void isSettledOffline(Refund refund) {
        refund.performs(Step.sendOfflineNotice).endedAt("settledOffline");
        assertThat(refund.status()).isEqualTo("SETTLED_OFFLINE");
    }

    private void isRejected(Refund refund, String end) {
        refund.performs(Step.sendRejectionNotice).endedAt(end);
        assertThat(refund.status()).isEqualTo("REJECTED");
    }

    private void showIsCancelled(Refund refund) {
        refund.order("screeningStatus", "CANCELLED");
    }

    /** Where it waited on the earlier diagram, and how it ends on it. */
    // Its functions hold nothing.
    @SuppressWarnings("ImmutableEnumChecker")
    private enum Wait {
        REVIEW(
                test -> test.refund().applies(),
                (test, refund) -> test.isPaid(refund.approves(Task.reviewRefund, refund.reviewer))),
        REVIEW_REFUSED(
                test -> test.refund().applies(),
                (test, refund) -> test.isRejected(
                        refund.rejects(Task.reviewRefund, refund.reviewer, "不符合规定"), "rejectedByReviewer")),
        REVIEW_WITHDRAWN(test -> test.refund().applies(), (test, refund) -> {
            refund.withdraw().expect(200);
            refund.endedAt("withdrawn");
        }),
        REVIEW_CINEMA_AT_FAULT(test -> test.refund().applies(), (test, refund) -> {
            test.showIsCancelled(refund);
            test.isPaid(refund);
        }),
        SUPERVISOR_REVIEW(
                test -> test.refund().applies().passes(Timer.reviewOverdue),
                (test, refund) -> test.isPaid(refund.passes(Timer.supervisorOverdue)
                        .approves(Task.supervisorReview, ProcessScenario.SUPERVISOR))),
        EVIDENCE_TO_ASK_FOR(test -> test.asked(), (test, refund) -> {
            refund.performs(Step.sendEvidenceRequest).supplement("已附说明").expect(200);
            test.isPaid(refund.approves(Task.reviewRefund, refund.reviewer));
        }),
        EVIDENCE(test -> test.asked().performs(Step.sendEvidenceRequest), (test, refund) -> {
            refund.passes(Timer.evidenceOverdue);
            test.isPaid(refund.approves(Task.reviewRefund, refund.reviewer));
        }),
        TICKETS_TO_VOID(test -> test.voiding(), (test, refund) -> test.isPaid(refund.performs(Step.confirmVoid))),
        TICKETS_USED(test -> test.voiding(), (test, refund) -> {
            test.orderSystem.answers(409, "{\"code\":\"TICKETS_USED\"}");
            refund.performs(Step.confirmVoid);
            test.orderSystem.answers(200, "");
            test.isPaid(refund.approves(Task.supervisorReview, ProcessScenario.SUPERVISOR)
                    .performs(Step.confirmVoid));
        }),
        TICKETS_TO_RELEASE(
                test -> {
                    test.ticketing.to(test.orderSystem.address(""));
                    var refund = test.refund().applies();
                    return refund.rejects(Task.reviewRefund, refund.reviewer, "不符合规定");
                },
                (test, refund) -> test.isRejected(refund.performs(Step.confirmRelease), "rejectedByReviewer")),
        REJECTION_TO_TELL(
                test -> {
                    var refund = test.refund().applies();
                    return refund.rejects(Task.reviewRefund, refund.reviewer, "不符合规定");
                },
                (test, refund) -> test.isRejected(refund, "rejectedByReviewer")),
        SUBMISSION(test -> test.approved(), (test, refund) -> test.isPaid(refund)),
        SETTLEMENT(test -> test.processing(), (test, refund) -> {
            test.settles(refund, Status.SUCCESS);
            test.endsCredited(refund);
        }),
        POLL(test -> test.processing().passes(Timer.settlementPollDue), (test, refund) -> {
            test.sandbox.sandbox().force(refund.outRefundNo(), Status.SUCCESS);
            test.endsCredited(refund.performs(Step.queryRefund));
        }),
        CREDIT_TO_TELL(
                test -> {
                    var refund = test.processing();
                    test.settles(refund, Status.SUCCESS);
                    return refund;
                },
                (test, refund) -> test.endsCredited(refund)),
        BALANCE(test -> test.withoutMoney(), (test, refund) -> {
            test.sandbox.sandbox().balance(null);
            test.triesAgain(refund);
            test.settles(refund, Status.SUCCESS);
            test.endsCredited(refund);
        }),
        FINANCE_TASK(test -> test.closed(), (test, refund) -> test.resolves(refund, "SETTLE_OFFLINE", null, "ICBC-1")
                .endedAt("settledOffline")),
        FINANCE_TASK_POLLED(
                test -> test.abnormal(), (test, refund) -> test.pollsWhileTheyLook(refund, "resolvePollDue")),
        FINANCE_TASK_SETTLED(test -> test.abnormal(), (test, refund) -> {
            test.settles(refund, Status.SUCCESS);
            refund.performs(Step.sendCreditNotice).endedAt("refunded");
        }),
        CONFIRMATION(
                test -> test.chosen(test.closed(), "SETTLE_OFFLINE", "ICBC-2"),
                (test, refund) -> test.isSettledOffline(test.confirmed(refund).performs(Step.verifyResolution))),
        CONFIRMATION_DECLINED(test -> test.chosen(test.closed(), "SETTLE_OFFLINE", "ICBC-3"), (test, refund) -> {
            test.confirms(refund, "REJECT", "再看看");
            assertThat(refund.open(Task.resolveRefund)).isNotNull();
            test.resolves(refund, "REJECT", "不予退款", null);
            test.isRejected(refund, "rejectedByFinance");
        }),
        CONFIRMATION_POLLED(
                test -> test.chosen(test.abnormal(), "ABNORMAL_TO_CARD", null),
                (test, refund) -> test.pollsWhileTheyLook(refund, "confirmPollDue")),
        CONFIRMATION_UNDONE(test -> test.chosen(test.abnormal(), "ABNORMAL_TO_CARD", null), (test, refund) -> {
            refund.givesCard("CMB_DEBIT", "6225880012345678").expect(204);
            assertThat(refund.open(Task.confirmResolution)).isNull();
            test.pollsWhileTheyLook(refund, "resolvePollDue");
        }),
        RESOLUTION_TO_VERIFY(test -> test.confirmed(test.chosen(test.closed(), "NEW_NUMBER", null)), (test, refund) -> {
            refund.performs(Step.verifyResolution, Step.submitRefund);
            test.settles(refund.transactionId() + "-2", Status.SUCCESS);
            refund.performs(Step.sendCreditNotice).endedAt("refunded");
        }),
        REPAIR(
                test -> test.confirmed(test.chosen(test.abnormal(), "ABNORMAL_TO_CARD", null))
                        .performs(Step.verifyResolution),
                (test, refund) -> {
                    refund.performs(Step.repairRefund);
                    test.settles(refund, Status.SUCCESS);
                    refund.performs(Step.sendCreditNotice).endedAt("refunded");
                }),
        OFFLINE_TO_TELL(
                test -> test.confirmed(test.chosen(test.closed(), "SETTLE_OFFLINE", "ICBC-4"))
                        .performs(Step.verifyResolution),
                (test, refund) -> test.isSettledOffline(refund));

        private final Function<EarlierDiagramTest, Refund> begins;
        private final Ending ends;

        Wait(Function<EarlierDiagramTest, Refund> begins, Ending ends) {
            this.begins = begins;
            this.ends = ends;
        }
    }

    private interface Ending {
        void of(EarlierDiagramTest test, Refund refund);
    }

    @ParameterizedTest
    @EnumSource(Wait.class)
    void what_began_on_the_earlier_diagram_ends_on_it(Wait wait) {
        var refund = wait.begins.apply(this);
        assertThat(refund.instance().getProcessDefinitionId()).isEqualTo(earlier);

        theNodeIsUpgraded();
        wait.ends.of(this, refund);

        assertThat(refund.instance()).isNull();
        assertThat(history.createHistoricProcessInstanceQuery()
                        .processInstanceBusinessKey(refund.applicationNo())
                        .singleResult()
                        .getProcessDefinitionId())
                .isEqualTo(earlier);
        assertThat(refund().applies().instance().getProcessDefinitionId()).isEqualTo(today.get(RefundProcess.KEY));
    }
}
