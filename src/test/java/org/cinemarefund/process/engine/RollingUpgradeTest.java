package org.cinemarefund.process.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.jobexecutor.DefaultJobExecutor;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * Nodes of several builds on one database, each with the real deployer, guard and job executor: a new build comes, the old one goes,
 * the new one is taken back, another comes of the old line. Each starts and runs what it knows; nothing fails and nothing is left
 * without somebody to run it.
 */
class RollingUpgradeTest {
    private static final String KEY = "refund-approval";
    /** The build of before, the one after it with a step more, and a later one of the old line. */
    private static final String OLD = diagram("one", "pay");

    private static final String NEW = diagram("two", "check", "pay");
    private static final String MENDED = diagram("three", "pay");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void everybody_goes() {
        nodes.forEach(Node::close);
    }

    @Test
    void every_node_starts_and_runs_what_it_knows_forwards_and_back_again() {
        var old = new Node("old", OLD, "pay", "close");
        var begunBefore = old.start();
        var newer = new Node("newer", NEW, "pay", "check", "close");
        var begunByNewer = newer.start();
        var begunMeanwhile = old.start();
        assertThat(version(begunBefore)).isEqualTo(1);
        assertThat(version(begunByNewer)).isEqualTo(2);
        assertThat(version(begunMeanwhile)).as("by the old node").isEqualTo(1);

        // Only the old node works: it takes its own and leaves the other alone.
        old.works();
        awaitTask(begunBefore);
        awaitTask(begunMeanwhile);
        assertThat(old.did).containsOnly("pay");
        assertThat(untouched(begunByNewer)).isTrue();
        old.rests();

        newer.works();
        awaitTask(begunByNewer);
        assertThat(newer.did).containsExactly("check", "pay");
        // A person who happens to be at the old node is told to come again, and nothing has happened.
        assertThatThrownBy(() -> old.complete(begunByNewer))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.TRY_LATER));
        awaitTask(begunByNewer);

        // The last old node goes: what it began has somebody to run it.
        old.complete(begunMeanwhile);
        old.close();
        newer.complete(begunBefore);
        awaitEnd(begunBefore);
        awaitEnd(begunMeanwhile);

        // Back to the old build, while the newer one's refund still waits.
        var deployed = deployments();
        newer.close();
        var again = new Node("again", OLD, "pay", "close");
        again.works();
        var begunAfter = again.start();
        assertThat(version(begunAfter)).isEqualTo(1);
        awaitTask(begunAfter);
        again.complete(begunAfter);
        awaitEnd(begunAfter);
        assertThat(deployments()).as("nothing was made the newest again").isEqualTo(deployed);

        // A later build of the old line is the newest by number and still lacks a step of the one before it.
        var mended = new Node("mended", MENDED, "pay", "close");
        assertThat(mended.registered()).hasSize(2);
        assertThat(mended.versions.knows(definitionOf(begunByNewer))).isFalse();
        mended.close();

        // Forwards once more: the refund that waited goes on.
        again.close();
        var forwards = new Node("forwards", NEW, "pay", "check", "close");
        forwards.works();
        assertThat(version(forwards.start())).isEqualTo(2);
        forwards.complete(begunByNewer);
        awaitEnd(begunByNewer);
        assertThat(node().getRuntimeService().createIncidentQuery().count()).isZero();
    }

    @Test
    void refunds_of_the_first_diagram_and_of_todays_run_side_by_side() throws IOException {
        var first = Files.readString(Path.of("src/test/resources/diagrams/refund-approval-v1.bpmn"));
        var todays = Files.readString(Path.of("processes/refund-approval.bpmn"));
        var money = new ConcurrentHashMap<String, String>();
        var old = new Node("sideBySide", "first", first, did -> refund(did, money));
        var reviewed = old.start(Map.of("asked", "REVIEW"));
        var sent = old.start(Map.of("asked", "AUTO_APPROVE"));
        var closed = old.start(Map.of("asked", "AUTO_APPROVE"));
        var newer = new Node("sideBySide", "today", todays, did -> refund(did, money));
        var begunByNewer = newer.start(Map.of("asked", "REVIEW"));
        var sentByNewer = newer.start(Map.of("asked", "AUTO_APPROVE"));
        var begunMeanwhile = old.start(Map.of("asked", "AUTO_APPROVE"));
        assertThat(List.of(version(reviewed), version(begunMeanwhile), version(begunByNewer)))
                .containsExactly(1, 1, 2);

        old.works();
        awaitWaiting(sent, closed, begunMeanwhile);
        assertThat(untouched(sentByNewer)).isTrue();
        money.put(closed, "CLOSED");
        old.settled(closed);
        awaitTask(closed);
        for (Runnable moving : List.<Runnable>of(
                () -> old.complete(begunByNewer),
                () -> old.tell("ApplicationWithdrawn", begunByNewer),
                () -> old.tell("CinemaAtFault", begunByNewer))) {
            assertThatThrownBy(moving::run).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                    .isEqualTo(ProblemCode.TRY_LATER));
        }
        old.close();

        newer.works();
        awaitWaiting(sentByNewer);
        newer.complete(reviewed);
        newer.complete(begunByNewer);
        awaitWaiting(reviewed, begunByNewer);
        money.put(closed, "SUCCESS");
        for (var instance : List.of(reviewed, sent, closed, begunMeanwhile, begunByNewer, sentByNewer)) {
            newer.settled(instance);
        }
        for (var instance : List.of(reviewed, sent, closed, begunMeanwhile, begunByNewer, sentByNewer)) {
            awaitEnd(instance);
        }
        assertThat(newer.did).filteredOn("sendCreditNotice"::equals).hasSize(6);
        assertThat(node().getRuntimeService().createIncidentQuery().count()).isZero();
    }

    private void awaitWaiting(String... instances) {
        for (var instance : instances) {
            await().atMost(PATIENCE)
                    .until(() -> node().getRuntimeService()
                                    .createExecutionQuery()
                                    .processInstanceId(instance)
                                    .messageEventSubscriptionName("RefundSettled")
                                    .count()
                            == 1);
        }
    }

    private static Function<List<String>, Map<Object, Object>> recorder(String... steps) {
        return did -> {
            var beans = new HashMap<Object, Object>();
            for (var step : steps) {
                beans.put(step, (JavaDelegate) execution -> did.add(step));
            }
            return beans;
        };
    }

    /** Every bean that a diagram of ours may name: steps that are only noted, and looks that say where a refund goes. */
    private static Map<Object, Object> refund(List<String> did, Map<String, String> money) {
        var beans = recorder(
                        Stream.of(RefundProcess.Step.values()).map(Enum::name).toArray(String[]::new))
                .apply(did);
        for (var look : RefundProcess.Look.values()) {
            beans.put(look.name(), (ExecutionListener) execution -> {});
        }
        for (var hook : RefundProcess.TaskHook.values()) {
            beans.put(hook.name(), (TaskListener) task -> {});
        }
        beans.put("registerApplication", step(did, "registerApplication", "cinemaId", execution -> "c1"));
        beans.put("checkPolicy", step(did, "checkPolicy", "outcome", execution -> execution.getVariable("asked")));
        beans.put("approveRefund", step(did, "approveRefund", "approved", execution -> true));
        beans.put("voidTickets", step(did, "voidTickets", "confirm", execution -> false));
        beans.put("lookAtReview", (ExecutionListener) execution -> execution.setVariable("forSupervisor", false));
        beans.put("recordDecision", (TaskListener) task -> task.getExecution().setVariable("verdict", "APPROVE"));
        beans.put("lookBeforeWaiting", (ExecutionListener) execution -> execution.setVariable("next", "WAIT"));
        beans.put("lookAtSettlement", (ExecutionListener) execution -> {
            execution.setVariable("moneyState", money.getOrDefault(execution.getProcessInstanceId(), "SUCCESS"));
            execution.setVariable("closed", false);
        });
        beans.put("sla", new Times());
        beans.put("settlement", new Times());
        return beans;
    }

    private static JavaDelegate step(
            List<String> did, String name, String sets, Function<DelegateExecution, Object> value) {
        return execution -> {
            did.add(name);
            execution.setVariable(sets, value.apply(execution));
        };
    }

    /** No timer fires here. */
    public static final class Times {
        private static final Date LATER =
                new Date(System.currentTimeMillis() + Duration.ofDays(1).toMillis());

        public Date reviewDueAt(DelegateExecution execution) {
            return LATER;
        }

        public Date reminderAt(DelegateExecution execution) {
            return LATER;
        }

        public Date nextPollAt(DelegateExecution execution) {
            return LATER;
        }

        public String resolvePolls() {
            return "R/P1D";
        }
    }

    /** One build's engine, as {@code EngineConfiguration} sets it up where versions are concerned. */
    private final class Node implements AutoCloseable {
        private final List<String> did = new CopyOnWriteArrayList<>();
        private final NodeVersions versions = new NodeVersions();
        private final ProcessEngine engine;
        private boolean closed;

        Node(String name, String diagram, String... steps) {
            this("rolling", name, diagram, recorder(steps));
        }

        Node(String database, String name, String diagram, Function<List<String>, Map<Object, Object>> beansOf) {
            var beans = beansOf.apply(did);
            var settings = new StandaloneProcessEngineConfiguration();
            settings.setProcessEngineName(name);
            settings.setJdbcUrl("jdbc:h2:mem:" + database + ";DB_CLOSE_DELAY=-1");
            settings.setDatabaseSchemaUpdate("true");
            settings.setHistory("none");
            settings.setEnforceHistoryTimeToLive(false);
            settings.setMetricsEnabled(false);
            settings.setBeans(beans);
            settings.setCustomPostBPMNParseListeners(new ArrayList<>(List.of(new OnlyKnownVersions(() -> versions))));
            settings.setJobExecutorDeploymentAware(true);
            settings.setJobExecutorActivate(false);
            var jobs = new DefaultJobExecutor();
            jobs.setWaitTimeInMillis(50);
            jobs.setMaxWait(200);
            settings.setJobExecutor(jobs);
            engine = settings.buildProcessEngine();
            nodes.add(this);
            var provided = new StaticListableBeanFactory(Map.of("versions", versions));
            new Deployer(
                            engine.getRepositoryService(),
                            engine.getManagementService(),
                            provided.getBeanProvider(NodeVersions.class),
                            beans::containsKey,
                            holding(diagram))
                    .afterSingletonsInstantiated();
        }

        String start() {
            return start(Map.of());
        }

        String start(Map<String, Object> variables) {
            return engine.getRuntimeService()
                    .startProcessInstanceById(versions.own(KEY).orElseThrow(), variables)
                    .getId();
        }

        /** The money has arrived. */
        void settled(String instance) {
            tell("RefundSettled", instance);
        }

        void complete(String instance) {
            var task = engine.getTaskService()
                    .createTaskQuery()
                    .processInstanceId(instance)
                    .singleResult();
            engine.getTaskService().complete(task.getId());
        }

        void tell(String message, String instance) {
            var listening = engine.getRuntimeService()
                    .createExecutionQuery()
                    .processInstanceId(instance)
                    .messageEventSubscriptionName(message)
                    .singleResult();
            engine.getRuntimeService().messageEventReceived(message, listening.getId());
        }

        Set<String> registered() {
            return engine.getManagementService().getRegisteredDeployments();
        }

        void works() {
            settings().getJobExecutor().start();
        }

        void rests() {
            settings().getJobExecutor().shutdown();
        }

        private ProcessEngineConfigurationImpl settings() {
            return (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                engine.close();
            }
        }
    }

    /** Any that lives. */
    private ProcessEngine node() {
        return nodes.stream().filter(node -> !node.closed).findFirst().orElseThrow().engine;
    }

    private String definitionOf(String instance) {
        return node().getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceId(instance)
                .singleResult()
                .getProcessDefinitionId();
    }

    private int version(String instance) {
        return Integer.parseInt(definitionOf(instance).split(":")[1]);
    }

    private long deployments() {
        return node().getRepositoryService().createDeploymentQuery().count();
    }

    private boolean untouched(String instance) {
        var job = node().getManagementService()
                .createJobQuery()
                .processInstanceId(instance)
                .singleResult();
        return job.getRetries() == 3 && job.getExceptionMessage() == null;
    }

    private void awaitTask(String instance) {
        await().atMost(PATIENCE)
                .until(() -> node().getTaskService()
                                .createTaskQuery()
                                .processInstanceId(instance)
                                .count()
                        == 1);
    }

    private void awaitEnd(String instance) {
        await().atMost(PATIENCE)
                .until(() -> node().getRuntimeService()
                                .createProcessInstanceQuery()
                                .processInstanceId(instance)
                                .count()
                        == 0);
    }

    /** What a jar of that build holds. */
    private static ResourcePatternResolver holding(String diagram) {
        return new StubResolver(diagram);
    }

    private static final class StubResolver extends DefaultResourceLoader implements ResourcePatternResolver {
        private final String diagram;

        StubResolver(String diagram) {
            this.diagram = diagram;
        }

        @Override
        public Resource[] getResources(String pattern) {
            return pattern.endsWith(".bpmn")
                    ? new Resource[] {
                        new ByteArrayResource(diagram.getBytes(StandardCharsets.UTF_8)) {
                            @Override
                            public String getFilename() {
                                return "refund-approval.bpmn";
                            }
                        }
                    }
                    : new Resource[0];
        }
    }

    /** Steps by themselves, then a person, then the last step by itself. */
    private static String diagram(String name, String... steps) {
        var body = new StringBuilder("<startEvent id='begin'/>");
        var before = "begin";
        for (var step : List.of(steps)) {
            body.append(service(step)).append(flow(before, step));
            before = step;
        }
        body.append("<userTask id='look'/>").append(flow(before, "look"));
        body.append(service("close")).append(flow("look", "close"));
        body.append("<endEvent id='over'/>").append(flow("close", "over"));
        return "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:camunda='http://camunda.org/schema/1.0/bpmn'"
                + " targetNamespace='t'><process id='" + KEY + "' name='" + name + "' isExecutable='true'>" + body
                + "</process></definitions>";
    }

    private static String service(String bean) {
        return "<serviceTask id='" + bean + "' camunda:asyncBefore='true' camunda:delegateExpression='${" + bean
                + "}'/>";
    }

    private static String flow(String from, String to) {
        return "<sequenceFlow id='" + from + "To" + to + "' sourceRef='" + from + "' targetRef='" + to + "'/>";
    }
}
