package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.assertj.core.api.SoftAssertions;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.JobQuery;
import org.camunda.bpm.engine.task.Task;
import org.cinemarefund.CinemaRefund;
import org.cinemarefund.process.names.RefundSampleProcess;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;
import org.cinemarefund.testing.Databases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * A node dies at each commit and each remote call of whole paths, and another one goes on. The points are not listed: each
 * path is walked again and again, dying one point later each time, until it is walked to its end without dying. People and
 * WeChat do what they would do; whoever's call died tries again as they would. What the path was without a death, it has to
 * be with one: no other person, no second refund, no second notice, nothing lost, nothing left behind.
 */
@SpringBootTest(
        classes = {CinemaRefund.class, ProcessScenario.InOurHands.class, CrashPointsTest.Mortality.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "camunda.bpm.job-execution.enabled=false",
            "refund.sandbox.samples=false",
            "refund.sandbox.directory=",
            "refund.sandbox.port=0",
            "refund.sandbox.settle-after=PT1H",
            "refund.limits.logins-per-ip-minute=100000",
            "refund.wechat.pay.rate-per-second=1000",
            "refund.review.calendar-directory=target/scenario-calendar-${fork:0}",
            // Which number is a sample's is up to chance, and so would be how many tasks there are.
            "refund.review.sample-percent=0",
            // What dies complains in every language.
            "logging.level.root=OFF"
        })
@DirtiesContext
class CrashPointsTest extends MoneyScenario {
    /** Another node goes on sooner than a number may be sent again. */
    private static final Duration TAKEN_OVER_AFTER = Duration.ofSeconds(20);

    private static final Duration RESEND_AFTER = Duration.ofMinutes(1);
    private static final String OTHER_FINANCE = "fin-two";
    /** Whoever does this task has put the money there before; nobody does it unasked. */
    private static final String TOP_UP = "topUpMerchantAccount";

    private static final int MOST_STEPS = 200;

    private static final MortalNode NODE = new MortalNode();

    /** Every point of every path: {@code mvn -Dtest=CrashPointsTest -DcrashPoints=all test}. */
    private static final boolean ALL = "all".equals(System.getProperty("crashPoints"));

    /** Deaths by all that had happened before. Paths begin alike, and a build dies once at each point of a beginning. */
    private static final Set<List<String>> TRIED = new HashSet<>();

    private static int all;
    private static int again;

    /**
     * Points of this path whose next comes in the same job with nothing written, nobody asked and nobody answered in between: the
     * rows and what others know of us are the same, and a node that dies at the next one has done more by then.
     */
    private final Set<Integer> asTheNext = new HashSet<>();

    @DynamicPropertySource
    static void a_database_of_its_own(DynamicPropertyRegistry settings) {
        Databases.ofItsOwn(settings);
    }

    /** Puts the mortal node between the product and everything it uses. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Mortality {

        @Bean
        static BeanPostProcessor everythingGoesThroughTheNode() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    if (bean instanceof DataSource database) {
                        return NODE.database(database);
                    }
                    return name.equals("sandboxWechatPayProperties") || name.equals("sandboxMiniProgramProperties")
                            ? behindTheRelay((Record) bean)
                            : bean;
                }
            };
        }

        /** The same settings with another {@code baseUrl}. */
        private static Record behindTheRelay(Record settings) {
            try {
                var components = settings.getClass().getRecordComponents();
                var values = new ArrayList<Object>();
                for (var component : components) {
                    var value = component.getAccessor().invoke(settings);
                    values.add(component.getName().equals("baseUrl") ? NODE.inFrontOf((URI) value) : value);
                }
                return settings.getClass()
                        .getDeclaredConstructor(Arrays.stream(components)
                                .map(RecordComponent::getType)
                                .toArray(Class<?>[]::new))
                        .newInstance(values.toArray());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @BeforeEach
    void and_a_second_person_in_finance() {
        if (identity.createUserQuery().userId(OTHER_FINANCE).count() == 0) {
            staff.ensureUser(OTHER_FINANCE, "F", "Two", PASSWORD, "finance");
        }
    }

    @AfterEach
    void the_node_lives_on() {
        NODE.stopCounting();
        NODE.restart();
    }

    @AfterAll
    static void no_more() {
        System.out.printf(
                "crash points, all paths: n = %d, of which left out, as the next or as one of an earlier path: %d%n",
                all, again);
        NODE.close();
    }

    // --- the paths

    /** What somebody says to a task. */
    private record Said(String user, Map<String, String> variables) {}

    /**
     * A whole path, as what people and WeChat do; the steps in between are the product's.
     *
     * @param facts of cinema and order
     * @param wechat what WeChat does to the requests for this order
     * @param notified how often WeChat tells us what became of a refund; 0 for not at all
     * @param outcomes of the order's refunds at WeChat, first to last
     * @param people by task, whoever it belongs to
     */
    private record Path(
            String name,
            Consumer<Refund> facts,
            ScenarioChoice wechat,
            int notified,
            List<Status> outcomes,
            Map<String, Function<Refund, Said>> people,
            boolean ticketing,
            boolean withdraws,
            String status) {

        Path(String name) {
            this(
                    name,
                    refund -> {},
                    new ScenarioChoice(Scenario.NORMAL),
                    1,
                    List.of(Status.SUCCESS),
                    Map.of(),
                    false,
                    false,
                    "REFUNDED");
        }

        Path byRule() {
            return with(refund -> refund.cinema("autoApproveUpTo", 1_000_000));
        }

        Path with(Consumer<Refund> more) {
            return new Path(
                    name, facts.andThen(more), wechat, notified, outcomes, people, ticketing, withdraws, status);
        }

        Path wechat(Scenario scenario) {
            var held = scenario.delay().isPresent() ? Duration.ofMillis(20) : null;
            var choice = new ScenarioChoice(scenario, scenario.times(), held);
            return new Path(name, facts, choice, notified, outcomes, people, ticketing, withdraws, status);
        }

        Path notified(int times) {
            return new Path(name, facts, wechat, times, outcomes, people, ticketing, withdraws, status);
        }

        Path outcomes(Status... inOrder) {
            return new Path(name, facts, wechat, notified, List.of(inOrder), people, ticketing, withdraws, status);
        }

        Path task(String task, Function<Refund, Said> answer) {
            var more = new TreeMap<>(people);
            more.put(task, answer);
            return new Path(name, facts, wechat, notified, outcomes, more, ticketing, withdraws, status);
        }

        Path confirmedByTicketing() {
            return new Path(name, facts, wechat, notified, outcomes, people, true, withdraws, status);
        }

        Path withdrawn() {
            return new Path(name, facts, wechat, notified, outcomes, people, ticketing, true, "WITHDRAWN");
        }

        Path endsAs(String end) {
            return new Path(name, facts, wechat, notified, outcomes, people, ticketing, withdraws, end);
        }

        Path byFinance(String action, String comment, String proof) {
            return task("resolveRefund", refund -> new Said(FINANCE, choice(action, comment, proof)))
                    .task("confirmResolution", refund -> new Said(OTHER_FINANCE, decision("APPROVE", null)));
        }

        /** What approved-by-rule paths have in common until WeChat's answers part them; every other path has its own. */
        List<String> beginning(List<String> points) {
            var byRule = !people.containsKey("reviewRefund") && !ticketing && !withdraws && !outcomes.isEmpty();
            return Stream.concat(Stream.of(byRule ? "approved by rule" : name), points.stream())
                    .toList();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Map<String, String> decision(String decision, String comment) {
        return comment == null ? Map.of("decision", decision) : Map.of("decision", decision, "comment", comment);
    }

    private static Function<Refund, Said> reviewer(String decision, String comment) {
        return refund -> new Said(refund.reviewer, decision(decision, comment));
    }

    /** Of these the money's part is walked by others; all are walked with {@code -DcrashPoints=all}. */
    private static final Set<String> SELDOM = Set.of(
            "evidence asked for and supplied",
            "callback twice",
            "supervisor approves what is large",
            "a supervisor confirms a fault",
            "refused by a reviewer");

    static Stream<Path> paths() {
        return everyPath().filter(path -> ALL || !SELDOM.contains(path.toString()));
    }

    private static Stream<Path> everyPath() {
        return Stream.of(
                new Path("approved by rule").byRule(),
                new Path("approved by a reviewer").task("reviewRefund", reviewer("APPROVE", null)),
                new Path("evidence asked for and supplied")
                        .task(
                                "reviewRefund",
                                refund -> refund.eventKinds().contains(Kind.EVIDENCE_SUPPLIED)
                                        ? new Said(refund.reviewer, decision("APPROVE", null))
                                        : new Said(refund.reviewer, decision("ASK_FOR_EVIDENCE", "请补充"))),
                new Path("ticketing confirms").byRule().confirmedByTicketing(),
                new Path("callback lost").byRule().notified(0),
                new Path("callback inside the submit call").byRule().wechat(Scenario.CALLBACK_EARLY),
                new Path("callback twice").byRule().notified(2),
                new Path("balance missing, then topped up")
                        .byRule()
                        .wechat(Scenario.NOT_ENOUGH)
                        .task(TOP_UP, refund -> new Said(FINANCE, Map.of())),
                new Path("500 before acceptance: asked, then sent again")
                        .byRule()
                        .wechat(Scenario.ERROR_500_BEFORE),
                new Path("answer lost after acceptance").byRule().wechat(Scenario.RESPONSE_RESET),
                new Path("answer wrongly signed").byRule().notified(0).wechat(Scenario.RESPONSE_WRONG_SIGNATURE),
                new Path("refused by rule")
                        .with(refund -> refund.showIn(Duration.ofMinutes(10)))
                        .outcomes(new Status[0])
                        .endsAs("REJECTED"),
                new Path("supervisor approves what is large")
                        .with(refund -> refund.order("paidAmount", 200_000))
                        .task("reviewRefund", reviewer("APPROVE", null))
                        .task("supervisorReview", refund -> new Said(SUPERVISOR, decision("APPROVE", null))),
                new Path("a supervisor confirms a fault")
                        .with(refund -> refund.wish("reason", "FILM_QUALITY"))
                        .task("reviewRefund", reviewer("APPROVE_AS_FAULT", "放映机坏了"))
                        .task("supervisorReview", refund -> new Said(SUPERVISOR, decision("APPROVE", null))),
                new Path("refused by a reviewer")
                        .task("reviewRefund", reviewer("REJECT", "不符合退票规则"))
                        .endsAs("REJECTED"),
                new Path("refused by a reviewer, ticketing confirms")
                        .task("reviewRefund", reviewer("REJECT", "不符合退票规则"))
                        .confirmedByTicketing()
                        .endsAs("REJECTED"),
                new Path("withdrawn").withdrawn(),
                new Path("closed, a new number")
                        .byRule()
                        .outcomes(Status.CLOSED, Status.SUCCESS)
                        .byFinance("NEW_NUMBER", "微信已关闭", null),
                new Path("account abnormal, settled offline")
                        .byRule()
                        .wechat(Scenario.USER_ACCOUNT_ABNORMAL)
                        .byFinance("SETTLE_OFFLINE", "银行转账", "BANK-20260302-1")
                        .endsAs("SETTLED_OFFLINE"),
                new Path("account abnormal, refused by finance")
                        .byRule()
                        .wechat(Scenario.USER_ACCOUNT_ABNORMAL)
                        .byFinance("REJECT", "无法退款", null)
                        .endsAs("REJECTED"));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void whoever_dies_wherever_the_path_ends_as_if_nobody_had(Path path) {
        var since = System.nanoTime();
        var untouched = walk(path, Integer.MAX_VALUE);
        assertThat(untouched.status()).isEqualTo(path.status());
        var known = NODE.points();
        var points = 0;
        while (true) {
            if (!ALL
                    && points < known.size()
                    && (asTheNext.contains(points) || !TRIED.add(path.beginning(known.subList(0, points + 1))))) {
                points++;
                again++;
                continue;
            }
            var end = walk(path, points + 1);
            if (end.died() == null) {
                break;
            }
            points++;
            assertThat(end.withoutDeath())
                    .as("%s, dead at %d: %s", path, points, end.died())
                    .isEqualTo(untouched.withoutDeath());
        }
        assertThat(points).as("points found").isGreaterThanOrEqualTo(4);
        all += points;
        System.out.printf(
                "crash points, %s: n = %d, %d s%n",
                path, points, Duration.ofNanos(System.nanoTime() - since).toSeconds());
    }

    /**
     * What can be seen from outside when it is over.
     *
     * @param died at which point, null for not at all
     * @param numbers how many numbers were given out
     * @param refunds at WeChat
     */
    private record End(
            String died,
            String status,
            List<String> timeline,
            List<String> tasks,
            List<String> tickets,
            List<String> numbers,
            List<String> refunds) {

        End withoutDeath() {
            return new End(null, status, timeline, tasks, tickets, numbers, refunds);
        }
    }

    // --- walking

    private End walk(Path path, int diesAt) {
        clock.set(MONDAY);
        sandbox.sandbox().reset();
        if (path.ticketing()) {
            ticketing.to(NODE.ticketing());
        } else {
            ticketing.off();
        }
        var tasksBefore = history.createHistoricTaskInstanceQuery().count();
        var processScenarioRefund = refund();
        path.facts().accept(processScenarioRefund);
        processScenarioRefund.sell();
        sandbox.sandbox().scenario(processScenarioRefund.transactionId(), path.wechat());
        NODE.diesAt(diesAt);
        var walk = new Walk(path, processScenarioRefund);
        walk.toTheEnd();
        NODE.stopCounting();
        return walk.judged(tasksBefore);
    }

    /** One refund on its way, driven by whoever is next. */
    private final class Walk {
        private final Path path;
        private final Refund processScenarioRefund;
        private String died;

        Walk(Path path, Refund refund) {
            this.path = path;
            this.processScenarioRefund = refund;
        }

        void toTheEnd() {
            for (var step = 0; step < MOST_STEPS; step++) {
                if (!oneStep()) {
                    return;
                }
            }
            fail("%s goes on for ever, dead at %s: %s", path, died, processScenarioRefund.events());
        }

        /** @return false when nothing is left to be done */
        private boolean oneStep() {
            if (processScenarioRefund.applicationNo() == null) {
                // A moviegoer who saw no answer presses again; the mini-program sends the same key.
                attempt(() -> processScenarioRefund.apply("key-" + processScenarioRefund.orderNo));
                return true;
            }
            if (runtime.createProcessInstanceQuery()
                            .processDefinitionKeyNotIn(RefundSampleProcess.KEY)
                            .count()
                    == 0) {
                return false;
            }
            return moviegoer() || people() || jobs() || wechat() || timers();
        }

        /** Somebody does something on the node; when it dies, another one goes on. */
        private void attempt(Runnable what) {
            try {
                what.run();
            } catch (RuntimeException | Error e) {
                if (!NODE.isDead()) {
                    throw e;
                }
            }
            if (NODE.isDead()) {
                another();
            }
        }

        private void another() {
            var points = NODE.points();
            died = points.size() + " " + points.get(points.size() - 1);
            NODE.restart();
            identity.clearAuthentication();
            clock.forward(TAKEN_OVER_AFTER);
        }

        private boolean moviegoer() {
            var status = jdbc.sql("select status from refund_application where application_no = ?")
                    .param(processScenarioRefund.applicationNo())
                    .query(String.class)
                    .single();
            if (path.withdraws() && status.equals("UNDER_REVIEW")) {
                attempt(processScenarioRefund::withdraw);
                return true;
            }
            if (status.equals("EVIDENCE_REQUESTED") && dueJob().isEmpty()) {
                attempt(() -> processScenarioRefund.supplement("电影票照片"));
                return true;
            }
            return false;
        }

        private boolean people() {
            var open = tasks.createTaskQuery().list().stream()
                    .filter(task -> path.people().containsKey(task.getTaskDefinitionKey()))
                    .findFirst();
            open.ifPresent(task -> attempt(() -> answer(task)));
            return open.isPresent();
        }

        private void answer(Task task) {
            var said = path.people().get(task.getTaskDefinitionKey()).apply(processScenarioRefund);
            if (task.getAssignee() == null) {
                var claim = JSON.createObjectNode().put("userId", said.user());
                unlessDead(engineRest(said.user(), "POST", "/task/" + task.getId() + "/claim", claim), 204);
            }
            if (task.getTaskDefinitionKey().equals(TOP_UP)) {
                sandbox.sandbox().balance(null);
            }
            unlessDead(complete(task.getId(), said.user(), "complete", said.variables()), 204);
        }

        private void unlessDead(Answer answer, int expected) {
            if (!NODE.isDead()) {
                answer.expect(expected);
            }
        }

        private Optional<Job> dueJob() {
            return ofInstances(management.createJobQuery().executable()).findFirst();
        }

        /** Without the engine's own clearing of old history. */
        private Stream<Job> ofInstances(JobQuery jobs) {
            return jobs.orderByJobDuedate().asc().list().stream().filter(job -> job.getProcessInstanceId() != null);
        }

        private boolean jobs() {
            var due = dueJob();
            due.ifPresent(job -> {
                var first = NODE.points().size();
                attempt(() -> management.executeJob(job.getId()));
                same(first, NODE.points());
            });
            return due.isPresent();
        }

        private void same(int first, List<String> points) {
            if (path.wechat().scenario() == Scenario.CALLBACK_EARLY) {
                // Somebody else is answered in the middle of the job.
                return;
            }
            for (var i = first; i + 1 < points.size(); i++) {
                if ((points.get(i).equals("after commit") || points.get(i).endsWith(" answered"))
                        && points.get(i + 1).startsWith("before ")) {
                    asTheNext.add(i);
                }
            }
        }

        private boolean wechat() {
            var refunds = accepted();
            for (var i = 0; i < refunds.size(); i++) {
                if (refunds.get(i).status() == Status.PROCESSING) {
                    settle(refunds.get(i).outRefundNo(), path.outcomes().get(i));
                    return true;
                }
            }
            return false;
        }

        private void settle(String number, Status outcome) {
            if (path.notified() == 0) {
                sandbox.sandbox().force(number, outcome);
                return;
            }
            assertThat(sandbox.setState(number, outcome)).isTrue();
            awaitAcknowledged(number, 1);
            for (var times = 2; times <= path.notified(); times++) {
                assertThat(sandbox.notifyAgain(number)).isTrue();
                awaitAcknowledged(number, times);
            }
        }

        /** WeChat tells it again until somebody says that it was heard. */
        private void awaitAcknowledged(String number, int times) {
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        if (NODE.isDead()) {
                            another();
                        }
                        return answered(number).size() >= times;
                    });
        }

        private boolean timers() {
            var next = ofInstances(management.createJobQuery().active())
                    .filter(job -> job.getRetries() > 0 && job.getDuedate() != null)
                    .findFirst();
            next.ifPresent(job -> clock.notBefore(job.getDuedate().toInstant()));
            if (next.isEmpty()) {
                fail("%s is stuck, dead at %s: %s", path, died, processScenarioRefund.events());
            }
            return true;
        }

        private List<SandboxRefund> accepted() {
            return sandbox.sandbox().refunds().stream()
                    .filter(refund -> refund.transactionId().equals(processScenarioRefund.transactionId()))
                    .toList();
        }

        // --- judging

        End judged(long tasksBefore) {
            if (path.notified() > 0) {
                accepted().forEach(refund -> awaitAcknowledged(refund.outRefundNo(), path.notified()));
            }
            var where = path + ", dead at " + died;
            var softly = new SoftAssertions();
            softly.assertThat(sandbox.sandbox().ledger().violations()).as(where).isEmpty();
            softly.assertThat(runtime.createIncidentQuery().list()).as(where).isEmpty();
            softly.assertThat(tasks.createTaskQuery().list()).as(where).isEmpty();
            softly.assertThat(ofInstances(management.createJobQuery()))
                    .as(where)
                    .isEmpty();
            softly.assertThat(history.createHistoricJobLogQuery()
                            .failureLog()
                            .processInstanceId(history.createHistoricProcessInstanceQuery()
                                    .processInstanceBusinessKey(processScenarioRefund.applicationNo())
                                    .singleResult()
                                    .getId())
                            .count())
                    .as("%s: failures that a dead node counted", where)
                    .isZero();
            softly.assertThat(jdbc.sql("select application_no from refund_application where order_no = ?")
                            .param(processScenarioRefund.orderNo)
                            .query(String.class)
                            .list())
                    .as("%s: applications", where)
                    .containsExactly(processScenarioRefund.applicationNo());
            var seen = processScenarioRefund.seen();
            judgeMoney(softly, where, seen);
            softly.assertThat(processScenarioRefund.messages())
                    .as("%s: notices", where)
                    .hasSizeLessThanOrEqualTo(1 + (int) evidenceRequests());
            softly.assertThat(processScenarioRefund.notices())
                    .as("%s: intended", where)
                    .doesNotHaveDuplicates();
            softly.assertThat(processScenarioRefund.notices().stream()
                            .filter(notice -> notice.endsWith("INTENDED") || notice.endsWith("SENDING")))
                    .as("%s: notices left behind", where)
                    .isEmpty();
            softly.assertAll();
            return new End(
                    died,
                    seen.text("status"),
                    StreamSupport.stream(seen.body().path("timeline").spliterator(), false)
                            .map(event -> event.path("event").asText())
                            .filter(event -> !event.startsWith("NOTICE_") && !event.equals("DELAYED"))
                            .toList(),
                    tasksSince(tasksBefore),
                    processScenarioRefund.tickets(),
                    numbers(),
                    accepted().stream()
                            .map(refund -> refund.status() + " " + refund.refundAmount())
                            .toList());
        }

        private long evidenceRequests() {
            return processScenarioRefund.eventKinds().stream()
                    .filter(Kind.EVIDENCE_REQUESTED::equals)
                    .count();
        }

        private void judgeMoney(SoftAssertions softly, String where, Answer seen) {
            var credited = accepted().stream()
                    .filter(refund -> refund.status() == Status.SUCCESS)
                    .toList();
            softly.assertThat(credited)
                    .as("%s: credited if and only if WeChat says SUCCESS", where)
                    .hasSize(seen.text("status").equals("REFUNDED") ? 1 : 0);
            credited.forEach(refund -> softly.assertThat(refund.refundAmount())
                    .as(where)
                    .isEqualTo(seen.body().path("refundAmount").asLong()));
            var byNumber =
                    sent(processScenarioRefund).stream().collect(Collectors.groupingBy(Ledger.Request::outRefundNo));
            softly.assertThat(numbers().size())
                    .as("%s: numbers at WeChat %s", where, byNumber.keySet())
                    .isGreaterThanOrEqualTo(byNumber.size());
            byNumber.forEach((number, requests) -> {
                softly.assertThat(requests.stream()
                                .map(Ledger.Request::bodySha256)
                                .distinct())
                        .as("%s: bodies of %s", where, number)
                        .hasSize(1);
                for (var i = 1; i < requests.size(); i++) {
                    softly.assertThat(Duration.between(
                                    requests.get(i - 1).at(), requests.get(i).at()))
                            .as("%s: between two sends of %s", where, number)
                            .isGreaterThanOrEqualTo(RESEND_AFTER);
                }
            });
        }

        private List<String> numbers() {
            return jdbc.sql("select attempt, state from refund_transaction where application_no = ? order by attempt")
                    .param(processScenarioRefund.applicationNo())
                    .query((row, n) -> row.getInt(1) + " " + row.getString(2))
                    .list();
        }

        private List<String> tasksSince(long before) {
            var all = history.createHistoricTaskInstanceQuery().count();
            var since = history
                    .createHistoricTaskInstanceQuery()
                    .processInstanceBusinessKey(processScenarioRefund.applicationNo())
                    .list()
                    .stream()
                    .map(task -> task.getTaskDefinitionKey() + " by "
                            + String.valueOf(task.getAssignee()).replaceAll("[0-9]+", "n"))
                    .sorted()
                    .collect(Collectors.toCollection(ArrayList::new));
            since.add("of " + (all - before));
            return since;
        }
    }
}
