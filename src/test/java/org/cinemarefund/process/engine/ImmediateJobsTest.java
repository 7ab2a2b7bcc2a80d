package org.cinemarefund.process.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.camunda.bpm.engine.spring.components.jobexecutor.SpringJobExecutor;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.support.TransactionTemplate;

/** An engine whose executor takes no job by itself: what runs here was handed over by whoever made it. */
class ImmediateJobsTest {
    private static final String PROCESS = """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"
                xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
              <process id="p" isExecutable="true" camunda:historyTimeToLive="1">
                <startEvent id="begin"/>
                <sequenceFlow id="f1" sourceRef="begin" targetRef="step"/>
                <serviceTask id="step" camunda:asyncBefore="true" camunda:delegateExpression="${step}"/>
                <sequenceFlow id="f2" sourceRef="step" targetRef="end"/>
                <endEvent id="end"/>
              </process>
            </definitions>""";

    private final ThreadPoolTaskExecutor threads = new ThreadPoolTaskExecutor();
    private final LinkedBlockingQueue<String> ran = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Integer> hints = new LinkedBlockingQueue<>();
    private final JavaDelegate step = execution -> ran.add(execution.getProcessBusinessKey());
    private ProcessEngine engine;
    private JdbcClient jdbc;
    private TransactionTemplate transaction;

    private final class TakesNothing extends SpringJobExecutor {
        @Override
        protected void startExecutingJobs() {}

        @Override
        protected void stopExecutingJobs() {}

        @Override
        public void jobWasAdded() {
            hints.add(1);
        }
    }

    @BeforeEach
    void begin() {
        // Another test of this JVM may have left the engine's clock in its own time.
        ClockUtil.reset();
        threads.setCorePoolSize(1);
        threads.setMaxPoolSize(1);
        threads.setQueueCapacity(2);
        threads.initialize();
        var executor = new TakesNothing();
        executor.setTaskExecutor(threads);
        executor.setLockTimeInMillis(60_000);
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
        engine = configuration(database, executor).buildProcessEngine();
        engine.getRepositoryService()
                .createDeployment()
                .addString("p.bpmn", PROCESS)
                .deploy();
        executor.start();
        jdbc = JdbcClient.create(database);
        transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    }

    private SpringProcessEngineConfiguration configuration(DataSource database, SpringJobExecutor executor) {
        var configuration = new SpringProcessEngineConfiguration();
        configuration.setProcessEngineName("immediate-" + System.nanoTime());
        configuration.setDataSource(database);
        configuration.setTransactionManager(new JdbcTransactionManager(database));
        configuration.setDatabaseSchemaUpdate("true");
        configuration.setHistory("none");
        configuration.setBeans(Map.of("step", step));
        configuration.setJobExecutor(executor);
        configuration.setJobExecutorActivate(false);
        configuration.setMetricsEnabled(false);
        configuration.setTaskMetricsEnabled(false);
        configuration.setCustomSessionFactories(LeanManagers.factories());
        return configuration;
    }

    @AfterEach
    void end() {
        threads.shutdown();
        engine.close();
    }

    @Test
    void a_step_is_born_locked_by_this_node_and_runs_behind_the_commit() throws Exception {
        transaction.executeWithoutResult(status -> {
            start("a");
            assertThat(jdbc.sql(
                                    "select count(*) from act_ru_job where lock_owner_ is not null and lock_exp_time_ > now()")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
            assertThat(ran).isEmpty();
        });

        assertThat(ran.poll(30, TimeUnit.SECONDS)).isEqualTo("a");
        await().untilAsserted(() -> assertThat(jobs()).isZero());
        assertThat(hints).isEmpty();
    }

    @Test
    void nothing_runs_of_what_was_rolled_back() {
        assertThatIllegalStateException()
                .isThrownBy(() -> transaction.executeWithoutResult(status -> {
                    start("a");
                    throw new IllegalStateException("back");
                }));

        assertThat(threads.getThreadPoolExecutor().getTaskCount()).isZero();
        assertThat(jobs()).isZero();
    }

    @Test
    void where_the_threads_have_enough_to_do_it_is_left_to_whoever_looks() throws Exception {
        var busy = new CountDownLatch(1);
        for (var i = 0; i < 3; i++) {
            threads.execute(() -> waitFor(busy));
        }

        start("a");

        assertThat(unlocked()).isEqualTo(1);
        assertThat(hints).hasSize(1);
        busy.countDown();
    }

    @Test
    void a_lock_is_given_back_where_the_threads_filled_up_before_the_commit() {
        var busy = new CountDownLatch(1);

        transaction.executeWithoutResult(status -> {
            start("a");
            for (var i = 0; i < 3; i++) {
                threads.execute(() -> waitFor(busy));
            }
        });

        assertThat(unlocked()).isEqualTo(1);
        assertThat(hints).hasSize(1);
        busy.countDown();
    }

    @Test
    void a_node_leaves_the_steps_of_versions_it_does_not_run_to_others() {
        var configuration = (SpringProcessEngineConfiguration) engine.getProcessEngineConfiguration();
        configuration.getRegisteredDeployments().clear();

        start("a");

        assertThat(unlocked()).isEqualTo(1);
    }

    private void start(String businessKey) {
        engine.getRuntimeService().startProcessInstanceByKey("p", businessKey);
    }

    private int jobs() {
        return jdbc.sql("select count(*) from act_ru_job").query(Integer.class).single();
    }

    private int unlocked() {
        return jdbc.sql("select count(*) from act_ru_job where lock_owner_ is null")
                .query(Integer.class)
                .single();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
