package org.cinemarefund.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.cinemarefund.finance.AlarmTasks;
import org.cinemarefund.payment.BalanceSignal;
import org.cinemarefund.payment.NotificationInbox.Merchant;
import org.cinemarefund.process.engine.NodeVersions;
import org.cinemarefund.process.names.MerchantBalanceProcess;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.SettlementAlarmProcess;
import org.cinemarefund.scenario.ProcessScenario;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A newer build has brought newer diagrams, with a step that this node has never had: this node goes on with its own. */
class NewerVersionTest extends ProcessScenario {
    private static final String ELSEWHERE = "4200000000202603020000000099-1";

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private NodeVersions versions;

    @Autowired
    private AlarmTasks alarms;

    @Autowired
    private BalanceSignal balance;

    @Autowired
    private Merchant merchant;

    private String deployment;

    @BeforeEach
    void another_node_brought_newer_diagrams() {
        var own = repository.getProcessDefinition(versions.toStart(RefundProcess.KEY));
        var build = repository.createDeployment().name("refund-approval").source("cinema-refund");
        for (var file : repository.getDeploymentResources(own.getDeploymentId())) {
            var text = new String(((ResourceEntity) file).getBytes(), StandardCharsets.UTF_8);
            build.addString(file.getName(), text.replace("${registerApplication}", "${stepOfTomorrow}"));
        }
        deployment = build.deploy().getId();
    }

    @AfterEach
    void it_is_gone() {
        runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(ELSEWHERE)
                .list()
                .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "another test"));
        runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(merchant.mchId())
                .list()
                .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "another test"));
        jdbc.sql("delete from merchant_balance").update();
        repository.deleteDeployment(deployment, true);
    }

    @Test
    void whatever_this_node_starts_is_of_its_own_version() {
        var newest = newest(RefundProcess.KEY);
        assertThat(newest.getDeploymentId()).isEqualTo(deployment);

        var byDesk = refund().applies();
        assertThat(byDesk.instance().getProcessDefinitionId()).isEqualTo(versions.toStart(RefundProcess.KEY));

        var byBackend = refund().sell();
        var start = JSON.createObjectNode();
        var given = start.putObject("variables");
        Map.of("orderNo", byBackend.orderNo, "reason", "PERSONAL", "applicant", byBackend.openid)
                .forEach((name, value) ->
                        given.putObject(name).put("value", value).put("type", "String"));
        var byKey = engineRest(BACKEND, "POST", "/process-definition/key/refund-approval/start", start)
                .expect(200);
        assertThat(byKey.text("definitionId")).isEqualTo(versions.toStart(RefundProcess.KEY));

        alarms.open(ELSEWHERE, null, "UNKNOWN_NUMBER");
        balance.ranShort();
        for (var key : Map.of(SettlementAlarmProcess.KEY, ELSEWHERE, MerchantBalanceProcess.KEY, merchant.mchId())
                .entrySet()) {
            assertThat(runtime.createProcessInstanceQuery()
                            .processInstanceBusinessKey(key.getValue(), key.getKey())
                            .singleResult()
                            .getProcessDefinitionId())
                    .isEqualTo(versions.toStart(key.getKey()));
        }
    }

    @Test
    void it_takes_only_the_jobs_of_versions_it_was_told_to_run() {
        var settings = (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();

        assertThat(settings.isJobExecutorDeploymentAware()).isTrue();
        assertThat(management.getRegisteredDeployments())
                .contains(repository
                        .getProcessDefinition(versions.toStart(RefundProcess.KEY))
                        .getDeploymentId());
    }

    @Test
    void a_version_it_does_not_know_is_not_started_here_whoever_asks() {
        var newest = newest(RefundProcess.KEY).getId();
        assertThatThrownBy(() -> runtime.startProcessInstanceById(newest))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.TRY_LATER));

        var byId = engineRest(BACKEND, "POST", "/process-definition/" + newest + "/start", JSON.createObjectNode());
        assertThat(byId.expect(503).text("message")).startsWith("TRY_LATER");
        assertThat(byId.headers()).containsKey("retry-after");
    }

    @Test
    void processes_that_wait_for_a_newer_node_are_counted() {
        var refund = refund().applies();
        var older = new NodeVersions();
        older.are(Map.of(RefundProcess.KEY, "refund-approval:0:gone"), Set.of("refund-approval:0:gone"));
        var meters = new SimpleMeterRegistry();

        new EngineGauges(runtime, management, repository, older, meters).read();

        assertThat(older.knows(refund.instance().getProcessDefinitionId())).isFalse();
        assertThat(meters.get("refund.processes.unknown").gauge().value()).isGreaterThanOrEqualTo(1);
    }

    private ProcessDefinition newest(String key) {
        return repository
                .createProcessDefinitionQuery()
                .processDefinitionKey(key)
                .latestVersion()
                .singleResult();
    }
}
