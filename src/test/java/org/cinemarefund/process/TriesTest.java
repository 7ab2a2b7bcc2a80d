package org.cinemarefund.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.impl.jobexecutor.ExecuteJobHelper;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutorContext;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;

/** A step that fails on purpose, under the product's own rhythm of tries. */
class TriesTest {
    private final List<Boolean> last = new ArrayList<>();
    private ProcessEngine engine;
    private CommandExecutor commands;

    @BeforeEach
    void start() {
        var settings = new YamlPropertiesFactoryBean();
        settings.setResources(new ClassPathResource("application.yaml"));
        var configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setProcessEngineName("tries");
        configuration.setJdbcUrl("jdbc:h2:mem:tries;DB_CLOSE_DELAY=-1");
        configuration.setHistory("none");
        configuration.setEnforceHistoryTimeToLive(false);
        configuration.setJobExecutorActivate(false);
        configuration.setMetricsEnabled(false);
        configuration.setTaskMetricsEnabled(false);
        configuration.setFailedJobRetryTimeCycle(settings.getObject()
                .getProperty("camunda.bpm.generic-properties.properties.failed-job-retry-time-cycle"));
        configuration.setBeans(Map.of("step", (JavaDelegate) execution -> {
            last.add(Tries.isLast());
            if (!Tries.isLast()) {
                throw new IllegalStateException("later");
            }
        }));
        engine = configuration.buildProcessEngine();
        commands = configuration.getCommandExecutorTxRequired();
        engine.getRepositoryService()
                .createDeployment()
                .addModelInstance(
                        "tries.bpmn",
                        Bpmn.createExecutableProcess("tries")
                                .startEvent()
                                .serviceTask("tell")
                                .camundaAsyncBefore()
                                .camundaDelegateExpression("${step}")
                                .endEvent()
                                .done())
                .deploy();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void of_four_tries_only_the_last_knows_that_it_is_and_leaves_no_incident() {
        engine.getRuntimeService().startProcessInstanceByKey("tries");

        for (int i = 0; i < 10 && job() != null; i++) {
            runAsTheJobExecutorDoes(job());
        }

        assertThat(last).containsExactly(false, false, false, true);
        assertThat(engine.getRuntimeService().createIncidentQuery().count()).isZero();
        assertThat(engine.getRuntimeService().createProcessInstanceQuery().count())
                .isZero();
    }

    @Test
    void run_by_hand_it_ends() {
        engine.getRuntimeService().startProcessInstanceByKey("tries");

        engine.getManagementService().executeJob(job());

        assertThat(last).containsExactly(true);
    }

    private void runAsTheJobExecutorDoes(String job) {
        Context.setJobExecutorContext(new JobExecutorContext());
        try {
            ExecuteJobHelper.executeJob(job, commands);
        } catch (IllegalStateException failed) {
            assertThat(failed).hasMessage("later");
        } finally {
            Context.removeJobExecutorContext();
        }
    }

    private String job() {
        return engine.getManagementService().createJobQuery().list().stream()
                .map(job -> job.getId())
                .findFirst()
                .orElse(null);
    }
}
