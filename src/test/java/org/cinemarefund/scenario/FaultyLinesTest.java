package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.cinemarefund.CinemaRefund;
import org.cinemarefund.notice.wechat.MiniProgramProperties;
import org.cinemarefund.payment.wechat.WechatPayProperties;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.LocalServer;
import org.cinemarefund.testing.PostgresLine;
import org.cinemarefund.testing.TcpLine;
import org.cinemarefund.testing.TcpLine.Mode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The product on PostgreSQL with its own settings of pool, job executor and time limits, and both its lines, to the database and
 * to WeChat, in the test's hands.
 */
@SpringBootTest(
        classes = {CinemaRefund.class, ProcessScenario.InOurHands.class, FaultyLinesTest.OverLines.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "camunda.bpm.job-execution.wait-time-in-millis=100",
            "camunda.bpm.job-execution.max-wait=500",
            "refund.sandbox.samples=false",
            "refund.sandbox.directory=",
            "refund.sandbox.port=0",
            "refund.sandbox.settle-after=PT0.1S",
            "refund.limits.logins-per-ip-minute=100000",
            "refund.limits.requests-per-user-minute=100000",
            // On a clock that stands still the pace of requests would never be caught up.
            "refund.wechat.pay.rate-per-second=100000",
            "refund.review.calendar-directory=target/scenario-calendar-${fork:0}",
            "logging.level.org.camunda.bpm.engine=ERROR",
            "logging.level.org.cinemarefund=WARN"
        })
@DirtiesContext
class FaultyLinesTest extends CallbackScenario {
    private static final PostgresLine DATABASE = new PostgresLine();
    private static final TcpLine WECHAT = new TcpLine();
    private static final int LOAD = 30;
    private static final Duration TERMINATING = Duration.ofSeconds(15);
    private static String direct;

    @Autowired
    private JobExecutor jobs;

    @Autowired
    private HikariDataSource pool;

    @Autowired
    private Environment settings;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @TestConfiguration(proxyBeanMethods = false)
    static class OverLines {
        @Bean
        static BeanPostProcessor overTheLine() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    if (bean instanceof WechatPayProperties wechatPayProperties
                            && name.equals("sandboxWechatPayProperties")) {
                        return new WechatPayProperties(
                                wechatPayProperties.mchId(),
                                wechatPayProperties.merchantSerialNo(),
                                wechatPayProperties.privateKeyPath(),
                                wechatPayProperties.apiV3Key(),
                                wechatPayProperties.publicKeyId(),
                                wechatPayProperties.publicKeyPath(),
                                wechatPayProperties.notifyUrl(),
                                wechat(wechatPayProperties.baseUrl()),
                                wechatPayProperties.ratePerSecond());
                    }
                    if (bean instanceof MiniProgramProperties miniProgramProperties
                            && name.equals("sandboxMiniProgramProperties")) {
                        return new MiniProgramProperties(
                                miniProgramProperties.appId(),
                                miniProgramProperties.secret(),
                                wechat(miniProgramProperties.baseUrl()),
                                miniProgramProperties.templates(),
                                miniProgramProperties.page());
                    }
                    return bean;
                }
            };
        }

        private static URI wechat(URI baseUrl) {
            WECHAT.to(baseUrl.getPort());
            return URI.create("http://127.0.0.1:" + WECHAT.port());
        }
    }

    @DynamicPropertySource
    static void a_database_of_its_own(DynamicPropertyRegistry settings) {
        direct = Databases.ofItsOwn(settings, DATABASE::inFrontOf);
    }

    @BeforeEach
    void nothing_happens_by_itself() {
        jobs.shutdown();
    }

    @AfterEach
    void the_lines_are_whole() {
        jobs.shutdown();
        threads.shutdownNow();
        DATABASE.calm();
        WECHAT.mode(Mode.OPEN);
    }

    @AfterAll
    static void the_lines_end_with_the_context() {
        WECHAT.mode(Mode.OPEN);
    }

    // --- a step that never works

    @Test
    void a_step_that_never_works_pauses_longer_each_time_and_then_says_what_to_do_while_others_go_on()
            throws Exception {
        try (var orderSystem = new LocalServer()) {
            ticketing.to(orderSystem.address(""));
            var poison = approved();
            var others = IntStream.range(0, 6).mapToObj(i -> approved()).toList();
            orderSystem.answers(
                    request -> new LocalServer.Reply(request.body().contains(poison.orderNo + "\"") ? 500 : 204, ""));
            Supplier<Long> tries = () -> orderSystem.received().stream()
                    .filter(received -> received.body().contains(poison.orderNo + "\""))
                    .count();

            jobs.start();
            // The clock stands still: nobody is waited for.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> tries.get() == 1 && others.stream().allMatch(refund -> refund.instance() == null));
            others.forEach(refund -> refund.endedAt("refunded"));
            assertThat(poison.incidents()).isEmpty();

            var pauses = new ArrayList<Duration>();
            for (var tried = 1L; poison.incidents().isEmpty(); tried++) {
                var count = tried;
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> tries.get() == count
                                && (poison.job("confirmVoid").getRetries() == 0
                                        || poison.job("confirmVoid").getDuedate() != null
                                                && poison.job("confirmVoid")
                                                        .getDuedate()
                                                        .toInstant()
                                                        .isAfter(clock.instant())));
                if (poison.job("confirmVoid").getRetries() > 0) {
                    var due = poison.job("confirmVoid").getDuedate().toInstant();
                    pauses.add(Duration.between(clock.instant(), due));
                    clock.set(due.plusMillis(1));
                }
            }

            assertThat(pauses).isSorted().doesNotHaveDuplicates().hasSize(3);
            assertThat(tries.get()).isEqualTo(4);
            assertThat(poison.incidents()).singleElement().satisfies(map -> assertThat(
                            map.get("message").toString())
                    .contains("HTTP 500")
                    .contains("请增加重试次数"));
            poison.nothingWasSent();
        }
    }

    // --- the database is away

    /** A line that breaks between a commit and its answer: everything is done, and whoever asked does not know. */
    @Test
    void an_application_whose_commit_was_not_answered_is_there_once_when_it_is_sent_again() {
        var refund = refund().sell();
        DATABASE.loseCommitOf("insert into refund_application");

        var first = refund.apply("lost-answer");
        assertThat(DATABASE.lost()).as("the fault happened").isTrue();
        first.expect(503, "TRY_LATER");
        var again = refund.apply("lost-answer");

        assertThat(again.status()).isIn(200, 201);
        assertThat(applicationsOf(refund)).isEqualTo(1);
        assertThat(strings("select application_no from refund_application where order_no = '" + refund.orderNo + "'"))
                .containsExactly(again.text("applicationNo"));
        assertThat(runtime.createProcessInstanceQuery()
                        .processInstanceBusinessKey(again.text("applicationNo"))
                        .count())
                .isEqualTo(1);
    }

    @Test
    void a_decision_whose_commit_was_not_answered_is_made_once() {
        var refund = refund().applies();
        refund.claim(Task.reviewRefund, refund.reviewer).expect(204);
        var task = refund.taskId(Task.reviewRefund);
        DATABASE.loseCommitOf("insert into refund_event");

        var first = complete(task, refund.reviewer, "complete", Map.of("decision", "APPROVE"));
        assertThat(DATABASE.lost()).as("the fault happened").isTrue();
        first.expect(503);
        assertThat(told(first)).isEqualTo("TRY_LATER");
        var again = complete(task, refund.reviewer, "complete", Map.of("decision", "APPROVE"));

        assertThat(again.status()).as("%s", again.body()).isBetween(400, 499);
        assertThat(count(refund, Kind.APPROVED)).isEqualTo(1);
        drain(List.of(refund));
        refund.endedAt("refunded");
        onlyOneRefund(refund);
    }

    /** Of the claim, before anything was sent; and of the step, when WeChat has accepted. */
    @ParameterizedTest
    @ValueSource(strings = {"update refund_transaction", "delete from act_ru_job"})
    void a_submission_whose_commit_was_not_answered_is_one_refund(String words) {
        var refund = approved();
        DATABASE.loseCommitOf(words);

        refund.fails(Step.submitRefund);
        assertThat(DATABASE.lost()).as("the fault happened").isTrue();

        drain(List.of(refund));
        refund.endedAt("refunded");
        onlyOneRefund(refund);
        assertThat(sent(refund)).hasSize(1);
        assertThat(count(refund, Kind.CREDITED)).isEqualTo(1);
    }

    // --- connections die at random

    @Test
    void connections_that_die_at_random_break_nothing() throws Exception {
        var refunds = IntStream.range(0, LOAD)
                .mapToObj(i -> refund().cinema("autoApproveUpTo", 1_000_000).sell())
                .toList();
        var statuses = new ConcurrentHashMap<Integer, AtomicInteger>();
        var pause = TERMINATING.dividedBy(LOAD);
        var killed = new AtomicInteger();

        jobs.start();
        var applying = CompletableFuture.runAsync(
                () -> {
                    for (var processScenarioRefund : refunds) {
                        var since = Instant.now();
                        int status;
                        do {
                            status = processScenarioRefund
                                    .apply("k-" + processScenarioRefund.orderNo)
                                    .status();
                            statuses.computeIfAbsent(status, any -> new AtomicInteger())
                                    .incrementAndGet();
                        } while (status == 503);
                        await().pollDelay(Duration.ZERO)
                                .until(() -> !Instant.now().isBefore(since.plus(pause)));
                    }
                },
                threads);
        try (var connection = DriverManager.getConnection(direct)) {
            while (!applying.isDone()) {
                killed.addAndGet(terminateOne(connection));
                clock.forward(Duration.ofSeconds(5));
                var next = Instant.now().plusMillis(500);
                await().pollDelay(Duration.ZERO).until(() -> !Instant.now().isBefore(next));
            }
        }
        applying.join();
        jobs.shutdown();
        drain(refunds);

        System.out.println("terminated " + killed + " backends; applications answered " + statuses);
        assertThat(killed.get()).isPositive();
        assertThat(statuses.keySet()).isSubsetOf(201, 503, 409);
        assertThat(refunds).allSatisfy(refund -> {
            refund.endedAt("refunded");
            assertThat(applicationsOf(refund)).isEqualTo(1);
            assertThat(count(refund, Kind.CREDITED)).isEqualTo(1);
            assertThat(refund.messages()).hasSizeLessThanOrEqualTo(1);
            onlyOneRefund(refund);
        });
    }

    private static int terminateOne(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var killed =
                        statement.executeQuery("select pg_terminate_backend(pid) from (select pid from pg_stat_activity"
                                + " where datname = current_database() and pid <> pg_backend_pid()"
                                + " order by random() limit 1) as some_backend")) {
            return killed.next() && killed.getBoolean(1) ? 1 : 0;
        }
    }

    // --- the pool

    /** A step holds its own transaction and, for a moment, that of the claim. */
    @Test
    void job_threads_leave_a_third_of_the_connections_to_everybody_else() {
        var working = settings.getRequiredProperty("camunda.bpm.job-execution.max-pool-size", Integer.class);

        assertThat(2 * working).isLessThanOrEqualTo(pool.getMaximumPoolSize() * 2 / 3);
    }

    @Test
    void without_a_free_connection_the_answer_is_to_come_again() throws SQLException {
        var moviegoer = refund().sell();
        var held = new ArrayList<Connection>();
        Answer answer;
        try {
            for (var i = 0; i < pool.getMaximumPoolSize(); i++) {
                held.add(pool.getConnection());
            }
            answer = moviegoer.asMoviegoer("GET", "/api/orders", null);
        } finally {
            for (var connection : held) {
                connection.close();
            }
        }

        answer.expect(503, "TRY_LATER");
        assertThat(answer.headers().keySet()).anyMatch("Retry-After"::equalsIgnoreCase);
        moviegoer.asMoviegoer("GET", "/api/orders", null).expect(200);
    }

    // --- what they have in common

    /** All jobs run and time passes, ten times as fast as it does, until nothing is left of these. */
    private void drain(List<Refund> refunds) {
        jobs.start();
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    clock.forward(Duration.ofSeconds(1));
                    return refunds.stream().allMatch(refund -> refund.instance() == null);
                });
        jobs.shutdown();
        assertThat(refunds).allSatisfy(refund -> refund.endedAt("refunded"));
    }

    /** Our code, which the engine's API has no field for: there it begins the message. */
    private static String told(Answer answer) {
        return answer.code() != null
                ? answer.code()
                : answer.body().path("message").asText().split(":")[0];
    }

    private long applicationsOf(Refund refund) {
        return jdbc.sql("select count(*) from refund_application where order_no = ?")
                .param(refund.orderNo)
                .query(Long.class)
                .single();
    }

    private List<String> strings(String sql) {
        return jdbc.sql(sql).query(String.class).list();
    }
}
