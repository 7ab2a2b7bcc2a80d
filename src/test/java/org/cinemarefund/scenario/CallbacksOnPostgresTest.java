package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.cinemarefund.CinemaRefund;
import org.cinemarefund.application.Registration;
import org.cinemarefund.moviegoer.RefundDesk;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.payment.ChannelRefund;
import org.cinemarefund.payment.NotificationInbox;
import org.cinemarefund.payment.RefundNotification;
import org.cinemarefund.payment.RefundPayments;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.process.Astray;
import org.cinemarefund.process.OverdueSweep;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.FaultyCommits;
import org.cinemarefund.testing.FaultyCommits.When;
import org.cinemarefund.testing.LocalServer;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.CinemaDesk;
import org.cinemarefund.ticketing.OrderDesk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** WeChat's notifications on the database of production: many, all at once, and while it is away. */
@SpringBootTest(
        classes = {CinemaRefund.class, ProcessScenario.InOurHands.class, CallbacksOnPostgresTest.BreakingLine.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "camunda.bpm.job-execution.enabled=false",
            "refund.sandbox.samples=false",
            "refund.sandbox.directory=",
            "refund.sandbox.port=0",
            "refund.sandbox.settle-after=PT1H",
            "refund.limits.logins-per-ip-minute=100000",
            "refund.limits.requests-per-user-minute=100000",
            // On a clock that stands still the pace of requests would never be caught up.
            "refund.wechat.pay.rate-per-second=100000",
            "refund.review.calendar-directory=target/scenario-calendar-${fork:0}",
            "logging.level.org.camunda.bpm.engine=ERROR",
            "logging.level.org.cinemarefund=WARN"
        })
@DirtiesContext
class CallbacksOnPostgresTest extends CallbackScenario {
    /** A thousand on demand: {@code mvn -Dtest=CallbacksOnPostgresTest -Dcallbacks.refunds=1000 test}. */
    private static final int MANY = Integer.getInteger("callbacks.refunds", 150);

    private static final int COPIES = 20;
    private static final int THREADS = 8;
    private static final int HERD = 100;
    private static final int SENT_BACK = 12;
    private static final int HERD_COPIES = 5;
    private static final int SEVERAL = 50;
    private static final int PER_SECOND = 500;
    private static final long SEED = 20261123;
    private static String url;

    @Autowired
    private CinemaDesk cinemas;

    @Autowired
    private OrderDesk orders;

    @Autowired
    private RefundDesk desk;

    @Autowired
    private NotificationInbox inbox;

    @Autowired
    private RefundPayments payments;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private FaultyCommits database;

    @Autowired
    private OverdueSweep sweep;

    /** The line to the database, in our hands. */
    @TestConfiguration(proxyBeanMethods = false)
    static class BreakingLine {
        @Bean
        static BeanPostProcessor breaking() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource database && !(bean instanceof FaultyCommits)
                            ? new FaultyCommits(database)
                            : bean;
                }
            };
        }
    }

    @DynamicPropertySource
    static void a_database_of_its_own(DynamicPropertyRegistry settings) {
        url = Databases.ofItsOwn(settings);
    }

    // --- the database fails

    @ParameterizedTest
    @EnumSource
    void without_a_commit_that_was_answered_nothing_is_acknowledged(When side) {
        var refund = processing();
        var notification = new Notification(refund);
        HttpResponse<String> answer;
        try (var listening = new Listening()) {
            database.breakNext(1, side);
            answer = notification.send();
            listening.noStackTraces();
        }
        assertThat(database.left()).as("the fault happened").isZero();

        refused(answer, 503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(stored(notification.id)).isEqualTo(side == When.AFTER ? 1 : 0);
        assertThat(refund.money()).isEqualTo(side == When.AFTER ? "SUCCESS" : "PROCESSING");
        var before = everythingElse();

        assertThat(notification.send().statusCode()).as("it comes again").isEqualTo(204);

        if (side == When.AFTER) {
            assertThat(everythingElse()).as("a duplicate").isEqualTo(before);
        }
        assertThat(stored(notification.id)).isEqualTo(1);
        endsCredited(refund);
    }

    @Test
    void what_is_late_without_a_timer_and_what_fell_between_is_found_on_this_database_too() {
        var putOff = refund().applies().passes(RefundProcess.Timer.reviewReminder);
        var due = putOff.stored().reviewDueAt();
        management.setJobDuedate(putOff.job("reviewOverdue").getId(), Date.from(due.plus(Duration.ofDays(9999))));
        var unasked = processing();
        management.setJobDuedate(unasked.job("settlementPollDue").getId(), Date.from(due.plus(Duration.ofDays(9999))));
        var gone = refund().applies();
        jdbc.sql("update act_ru_execution set business_key_ = null where business_key_ = ?")
                .param(gone.applicationNo())
                .update();
        clock.set(due.plus(Duration.ofHours(3)));

        sweep.look();

        assertThat(putOff.job("reviewOverdue").getDuedate().toInstant()).isEqualTo(due);
        assertThat(unasked.job("settlementPollDue").getDuedate().toInstant()).isBefore(clock.instant());
        var lines = new ArrayList<String>();
        assertThat(new Astray(jdbc).report(lines::add)).isEqualTo(lines.size()).isGreaterThanOrEqualTo(2);
        assertThat(lines).contains(gone.applicationNo() + ": not over, and no process leads on");
        jdbc.sql("update refund_application set status = 'WITHDRAWN', next_due_at = null where application_no = ?")
                .param(gone.applicationNo())
                .update();
    }

    @Test
    void while_the_database_is_away_nothing_is_acknowledged_and_afterwards_it_is_taken() throws SQLException {
        var refund = processing();
        var notification = new Notification(refund);
        HttpResponse<String> answer;
        long millis;
        try (var listening = new Listening()) {
            away(true);
            var since = System.nanoTime();
            try {
                answer = notification.send();
                millis = Duration.ofNanos(System.nanoTime() - since).toMillis();
                refused(answer(signed(new byte[1], MONDAY.minusSeconds(301), "application/json")), 401);
            } finally {
                away(false);
            }
            // The pool's own words about each connection it lost are not ours to forbid.
            assertThat(listening.lines.stream()
                            .filter(event -> event.getThrowableProxy() != null)
                            .filter(event -> !event.getLoggerName().startsWith("com.zaxxer")))
                    .isEmpty();
        }
        System.out.println("database away: " + answer.statusCode() + " after " + millis + " ms");

        refused(answer, 503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        // The pool may still hand out a connection or two that died; WeChat comes fifteen times.
        await().atMost(Duration.ofSeconds(30)).until(() -> notification.send().statusCode() == 204);
        endsCredited(refund);
    }

    // --- rows that several want

    /** A refused void took the approval back; approving again and WeChat's word want the same rows. */
    @Test
    void
            approving_again_while_wechat_speaks_of_the_number_and_the_order_system_of_the_order_makes_nobody_wait_for_ever()
                    throws Exception {
        try (var orderSystem = new LocalServer()) {
            ticketing.to(orderSystem.address(""));
            orderSystem.answers(409, "{\"code\":\"TICKETS_USED\"}");
            var sentBack = new ArrayList<Refund>();
            for (var i = 0; i < SENT_BACK; i++) {
                var processScenarioRefund = refund().applies();
                processScenarioRefund
                        .approves(Task.reviewRefund, processScenarioRefund.reviewer)
                        .performs(Step.confirmVoid);
                assertThat(processScenarioRefund.money()).isEqualTo("REVOKED");
                processScenarioRefund.claim(Task.supervisorReview, SUPERVISOR).expect(204);
                sentBack.add(processScenarioRefund);
            }

            // Whoever the database chooses to end a deadlock fails here: none of these is tried again.
            inParallel(sentBack, this::approvedAgainAmongOtherNews);

            assertThat(sentBack).allSatisfy(refund -> assertThat(refund.money()).isEqualTo("PREPARED"));
        } finally {
            ticketing.off();
        }
    }

    private void approvedAgainAmongOtherNews(Refund refund) {
        var task = refund.taskId(Task.supervisorReview);
        var approving = new FutureTask<>(() -> complete(task, SUPERVISOR, "complete", Map.of("decision", "APPROVE")));
        new Thread(approving).start();
        for (var copy = 0; copy == 0 || !approving.isDone(); copy++) {
            var told = ofAnotherAmount(refund, copy);
            transaction.executeWithoutResult(status -> payments.accept(told, keys().merchantId()));
            refund.putOrder().expect(200);
        }
        try {
            approving.get().expect(204);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private RefundNotification ofAnotherAmount(Refund refund, int copy) {
        return new RefundNotification(
                refund.outRefundNo() + "-other-" + copy,
                "REFUND.SUCCESS",
                keys().merchantId(),
                refund.outRefundNo(),
                refund.orderNo,
                refund.transactionId(),
                "5030000" + refund.transactionId(),
                ChannelRefund.Status.SUCCESS,
                500,
                10000,
                "支付用户零钱",
                clock.instant(),
                null);
    }

    // --- one person at two things at once

    @Test
    void two_approvals_of_one_person_at_once_do_not_overlook_each_other() {
        var person = "in-a-hurry";
        var earlier = underReviewOf(person).approves(Task.reviewRefund, person);
        var amount = earlier.stored().deal().refundAmount();
        // Room for one more of the kind.
        jdbc.sql("update refund_application set refund_amount = ?, paid_amount = ? + fee where application_no = ?")
                .params(5_000_000 - amount, 5_000_000 - amount, earlier.applicationNo())
                .update();
        for (var round = 0; round < 5; round++) {
            var both = List.of(underReviewOf(person), underReviewOf(person));
            both.forEach(refund -> refund.claim(Task.reviewRefund, person).expect(204));

            inParallel(both, refund -> complete(
                            refund.taskId(Task.reviewRefund), person, "complete", Map.of("decision", "APPROVE"))
                    .expect(204));

            assertThat(both.stream().map(refund -> refund.stored().answer().approvedBy()))
                    .containsExactlyInAnyOrder(person, null);
            // Sent back, the one that was approved counts no more, and there is room again.
            jdbc.sql("update refund_application set approved_by = null where approved_by = ? and application_no <> ?")
                    .params(person, earlier.applicationNo())
                    .update();
        }
    }

    /** One person sends it twice, a colleague the other way round; nobody waits for somebody who waits for them. */
    @Test
    void of_fifty_decisions_sent_three_times_at_once_each_is_taken_once() throws Exception {
        var prefix = "several";
        cinemas.upsert(new Cinema(prefix, "星光影城", "广东深圳", "0755-1", "shenzhen-tiers", 2, Cinema.OnOverdue.ESCALATE, 0));
        var numbers = Collections.synchronizedList(new ArrayList<String>());
        inParallel(IntStream.range(0, SEVERAL).boxed().toList(), i -> numbers.add(apply(prefix, i)));
        var asked = numbers.stream()
                .map(number -> tasks.createTaskQuery()
                        .processInstanceBusinessKey(number)
                        .singleResult()
                        .getId())
                .collect(Collectors.toCollection(ArrayList::new));
        staff.ensureUser("several-one", "S", "1", PASSWORD, "reviewers-" + prefix);
        staff.ensureUser("several-two", "S", "2", PASSWORD, "reviewers-" + prefix);
        var turned = new ArrayList<>(asked);
        Collections.reverse(turned);

        var done = new ConcurrentHashMap<String, Integer>();
        var results = ConcurrentHashMap.<String>newKeySet();
        inParallel(
                List.of(
                        decisions("several-one", asked),
                        decisions("several-one", asked),
                        decisions("several-two", turned)),
                sent -> sent.get().forEach(item -> {
                    results.add(item.path("result").asText());
                    if (item.path("result").asText().equals("DONE")) {
                        done.merge(item.path("taskId").asText(), 1, Integer::sum);
                    }
                }));

        assertThat(done).hasSize(SEVERAL).containsOnlyKeys(asked);
        assertThat(done.values()).containsOnly(1);
        assertThat(results).isSubsetOf("DONE", "NOT_FOUND", "TASK_NOT_YOURS", "REQUEST_IN_PROGRESS", "ALREADY_DECIDED");
        var ours =
                " where application_no in (select application_no from refund_application where cinema_id = 'several')";
        assertThat(strings("select application_no from refund_event" + ours + " and event = 'APPROVED'"))
                .containsExactlyInAnyOrderElementsOf(numbers);
        assertThat(strings("select application_no from refund_transaction" + ours))
                .containsExactlyInAnyOrderElementsOf(numbers);
    }

    private Supplier<JsonNode> decisions(String user, List<String> taskIds) throws Exception {
        var session = new DeskSession(port, user, PASSWORD);
        var body = JSON.createObjectNode();
        var items = body.putArray("items");
        taskIds.forEach(id -> items.addObject().put("taskId", id).put("decision", "APPROVE"));
        return () -> {
            try {
                var answer = session.send("POST", "/api/desk/decisions", body.toString(), true);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                return JSON.readTree(answer.body()).path("items");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
    }

    // --- the order system speaks while somebody acts

    /** What happens at the very instant at which the order system says that the show is cancelled. */
    private enum Rival {
        APPROVAL,
        REJECTION,
        WITHDRAWAL,
        SUBMISSION,
        CALLBACK,
        THE_SAME_NEWS
    }

    @ParameterizedTest
    @EnumSource
    void of_a_cancelled_show_and_what_happens_at_the_same_instant_everybody_has_one_outcome(Rival rival) {
        for (var round = 0; round < 6; round++) {
            var processScenarioRefund = refund().order("paidAmount", 9700)
                    .order("serviceFee", 0)
                    .showIn(Duration.ofHours(12))
                    .applies();
            if (rival == Rival.SUBMISSION || rival == Rival.CALLBACK) {
                processScenarioRefund.approves(Task.reviewRefund, processScenarioRefund.reviewer);
            } else if (rival == Rival.APPROVAL || rival == Rival.REJECTION) {
                processScenarioRefund
                        .claim(Task.reviewRefund, processScenarioRefund.reviewer)
                        .expect(204);
            }
            var notification = rival == Rival.CALLBACK
                    ? new Notification(processScenarioRefund.performs(Step.submitRefund))
                    : null;
            if (notification != null) {
                ((ObjectNode) notification.resource.path("amount"))
                        .put("total", 9700)
                        .put("payer_total", 9700);
            }
            var review = processScenarioRefund.open(Task.reviewRefund);
            processScenarioRefund.fact("screeningStatus", "CANCELLED");

            inParallel(
                    List.<Runnable>of(() -> processScenarioRefund.putOrder().expect(200), () -> {
                        switch (rival) {
                            case APPROVAL ->
                                complete(
                                        review.getId(),
                                        processScenarioRefund.reviewer,
                                        "complete",
                                        Map.of("decision", "APPROVE"));
                            case REJECTION ->
                                complete(
                                        review.getId(),
                                        processScenarioRefund.reviewer,
                                        "complete",
                                        Map.of("decision", "REJECT", "comment", "不符合规定"));
                            case WITHDRAWAL ->
                                assertThat(processScenarioRefund.withdraw().status())
                                        .isIn(200, 409, 503);
                            case SUBMISSION -> processScenarioRefund.performs(Step.submitRefund);
                            case CALLBACK ->
                                assertThat(notification.send().statusCode()).isIn(200, 204);
                            case THE_SAME_NEWS ->
                                processScenarioRefund.putOrder().expect(200);
                        }
                    }),
                    Runnable::run);

            oneOutcome(processScenarioRefund, rival);
        }
        assertThat(jdbc.sql("select deadlocks from pg_stat_database where datname = current_database()")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private void oneOutcome(Refund refund, Rival rival) {
        refund.events();
        var sum = refund.seen().body().path("refundAmount").asLong();
        var owed = jdbc.sql("select amount from refund_difference where application_no = ?")
                .param(refund.applicationNo())
                .query(Long.class)
                .list();
        assertThat(refund.open(Task.reviewRefund)).isNull();
        switch (refund.status()) {
            case "REJECTED", "WITHDRAWN" -> {
                assertThat(rival).isIn(Rival.REJECTION, Rival.WITHDRAWAL);
                assertThat(refund.money()).isNull();
                assertThat(owed).isEmpty();
            }
            case "REFUNDING", "REFUNDED" -> {
                assertThat(sum + owed.stream().mapToLong(Long::longValue).sum()).isEqualTo(9700);
                assertThat(owed.isEmpty()).isEqualTo(sum == 9700);
                assertThat(refund.timeline().stream().filter("APPROVED"::equals))
                        .hasSize(1);
                if (refund.findJob(Step.submitRefund.name()) != null) {
                    refund.performs(Step.submitRefund);
                }
                assertThat(sent(refund)).extracting(Ledger.Request::amount).containsExactly(sum);
            }
            default -> throw new AssertionError(refund.status());
        }
    }

    private Refund underReviewOf(String person) {
        var refund = refund().sell();
        staff.ensureUser(person, "H", "H", PASSWORD, "reviewers-" + refund.cinemaId);
        return refund.applies();
    }

    private static void away(boolean away) throws SQLException {
        var name = url.replaceAll(".*/([a-z0-9]+)\\?.*", "$1");
        try (var connection = DriverManager.getConnection(url.replace("/" + name + "?", "/postgres?"));
                var statement = connection.createStatement()) {
            statement.execute("alter database " + name + " allow_connections " + !away);
            if (away) {
                statement.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
            }
        }
    }

    // --- many

    /** Accepted by WeChat, without the moviegoer's part of HTTP. */
    private List<String> processing(String prefix, int count) {
        cinemas.upsert(new Cinema(
                prefix, "星光影城", "广东深圳", "0755-1", "shenzhen-tiers", 2, Cinema.OnOverdue.ESCALATE, 1_000_000));
        var numbers = Collections.synchronizedList(new ArrayList<String>());
        inParallel(IntStream.range(0, count).boxed().toList(), i -> numbers.add(apply(prefix, i)));
        inParallel(
                management.createJobQuery().activityId(Step.submitRefund.name()).list(),
                job -> management.executeJob(job.getId()));
        assertThat(jdbc.sql("select count(*) from refund_transaction where state = 'PROCESSING' and order_no like ?")
                        .param(prefix + "-%")
                        .query(Long.class)
                        .single())
                .isEqualTo(count);
        return List.copyOf(numbers);
    }

    private String apply(String prefix, int i) {
        orders.upsert(TestOrders.ahead(
                prefix + "-" + i,
                SandboxIds.transactionId(
                        org.cinemarefund.sandbox.Scenario.NORMAL, Math.floorMod(prefix.hashCode(), 1000) * 10_000 + i),
                SandboxIds.openidOf(prefix + i),
                prefix,
                clock.instant()));
        return desk.apply(
                        new Registration(
                                prefix + "-" + i,
                                RefundReason.PERSONAL,
                                null,
                                SandboxIds.openidOf(prefix + i),
                                List.of(),
                                null,
                                null,
                                Set.of(NoticeKind.CREDITED),
                                "zh-CN"),
                        null)
                .applicationNo();
    }

    private record Sent(String outRefundNo, String outTradeNo, String transactionId, String refundId, long fen) {}

    private List<Sent> sent(String prefix) {
        return jdbc.sql("""
                        select out_refund_no, out_trade_no, transaction_id, refund_id, refund_amount from refund_transaction
                        where order_no like :orders order by order_no""")
                .param("orders", prefix + "-%")
                .query((row, n) -> new Sent(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getLong(5)))
                .list();
    }

    private <T> void inParallel(List<T> all, Consumer<T> what) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            var running = all.stream()
                    .map(value -> CompletableFuture.runAsync(() -> what.accept(value), threads))
                    .toList();
            running.forEach(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Each has its money once, knows it from one message, and nobody raised an alarm. */
    private void allCreditedOnce(String prefix, List<String> applications) {
        inParallel(
                management
                        .createJobQuery()
                        .activityId(Step.sendCreditNotice.name())
                        .list(),
                job -> management.executeJob(job.getId()));
        var mine = " where application_no in (select application_no from refund_application where order_no like '"
                + prefix + "-%')";
        assertThat(strings("select application_no from refund_event" + mine + " and event = 'CREDITED'"))
                .containsExactlyInAnyOrderElementsOf(applications);
        assertThat(strings("select application_no from refund_event" + mine + " and event = 'ALARM'"))
                .isEmpty();
        assertThat(strings("select application_no from notice" + mine))
                .containsExactlyInAnyOrderElementsOf(applications);
        assertThat(strings("select distinct state from refund_transaction" + mine))
                .containsExactly("SUCCESS");
        assertThat(strings("select distinct status from refund_application" + mine))
                .containsExactly("REFUNDED");
        var messages = new HashMap<String, Integer>();
        sandbox.sandbox().ledger().messages().stream()
                .filter(message -> IntStream.range(0, applications.size())
                        .anyMatch(i -> message.openid().equals(SandboxIds.openidOf(prefix + i))))
                .forEach(message -> messages.merge(message.openid(), 1, Integer::sum));
        assertThat(messages).hasSize(applications.size());
        assertThat(messages.values()).containsOnly(1);
        assertThat(runtime.createIncidentQuery().count()).isZero();
    }

    private List<String> strings(String sql) {
        return jdbc.sql(sql).query(String.class).list();
    }

    /** Half of the copies under the id of the first, half under ids of their own, in any order, on eight threads. */
    @Test
    void many_refunds_and_twenty_copies_of_each_are_one_credit_and_one_notice_each() {
        var begin = System.nanoTime();
        var applications = processing("many", MANY);
        var begun = System.nanoTime();
        var copies = new ArrayList<RefundNotification>();
        for (var callbacksOnPostgresTestSent : sent("many")) {
            for (var copy = 0; copy < COPIES; copy++) {
                copies.add(new RefundNotification(
                        callbacksOnPostgresTestSent.outRefundNo() + (copy < COPIES / 2 ? "" : "-" + copy),
                        "REFUND.SUCCESS",
                        keys().merchantId(),
                        callbacksOnPostgresTestSent.outRefundNo(),
                        callbacksOnPostgresTestSent.outTradeNo(),
                        callbacksOnPostgresTestSent.transactionId(),
                        callbacksOnPostgresTestSent.refundId(),
                        ChannelRefund.Status.SUCCESS,
                        callbacksOnPostgresTestSent.fen(),
                        10000,
                        "支付用户零钱",
                        clock.instant(),
                        null));
            }
        }
        // Near each other, so that they meet: shuffled within ten refunds' worth.
        var random = new Random(SEED);
        for (var from = 0; from < copies.size(); from += 10 * COPIES) {
            Collections.shuffle(copies.subList(from, Math.min(copies.size(), from + 10 * COPIES)), random);
        }

        inParallel(copies, inbox::receive);

        var received = System.nanoTime();
        allCreditedOnce("many", applications);
        assertThat(strings("select id from refund_notification where out_refund_no in"
                        + " (select out_refund_no from refund_transaction where order_no like 'many-%')"))
                .hasSize(MANY * (1 + COPIES / 2));
        System.out.printf(
                "%d refunds x %d copies, seed %d: made in %d s, received in %d s (%d/s), told in %d s%n",
                MANY,
                COPIES,
                SEED,
                Duration.ofNanos(begun - begin).toSeconds(),
                Duration.ofNanos(received - begun).toSeconds(),
                copies.size()
                        * 1000L
                        / Math.max(1, Duration.ofNanos(received - begun).toMillis()),
                Duration.ofNanos(System.nanoTime() - received).toSeconds());
    }

    /** After an outage everything comes at once; what there is no room for is turned away, and comes again. */
    @Test
    void a_herd_is_taken_or_turned_away_but_never_lost_while_moviegoers_are_served() {
        var applications = processing("herd", HERD);
        var moviegoer = refund().sell();
        var requests = new ArrayList<HttpRequest>();
        for (var callbacksOnPostgresTestSent : sent("herd")) {
            for (var copy = 0; copy < HERD_COPIES; copy++) {
                requests.add(new Notification(
                                callbacksOnPostgresTestSent.transactionId(),
                                callbacksOnPostgresTestSent.outTradeNo(),
                                callbacksOnPostgresTestSent.outRefundNo(),
                                callbacksOnPostgresTestSent.refundId(),
                                callbacksOnPostgresTestSent.fen())
                        .request());
            }
        }
        Collections.shuffle(requests, new Random(SEED));

        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        var millis = new ConcurrentHashMap<Integer, Long>();
        var quotes = new ArrayList<Long>();
        var over = new AtomicBoolean();
        var watching = CompletableFuture.runAsync(() -> {
            do {
                var since = System.nanoTime();
                moviegoer.quote().expect(200);
                quotes.add(Duration.ofNanos(System.nanoTime() - since).toMillis());
            } while (!over.get());
        });
        var begin = System.nanoTime();
        for (var i = 0; i < requests.size(); i++) {
            LockSupport.parkNanos(begin + i * (1_000_000_000L / PER_SECOND) - System.nanoTime());
            var nr = i;
            var since = System.nanoTime();
            answers.add(HTTP.sendAsync(requests.get(i), BodyHandlers.ofString())
                    .whenComplete((response, failed) -> millis.put(
                            nr, Duration.ofNanos(System.nanoTime() - since).toMillis())));
        }
        var offered = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        var statuses = new HashMap<Integer, Integer>();
        var again = new ArrayList<HttpRequest>();
        for (var i = 0; i < requests.size(); i++) {
            // 0: the line broke, which WeChat takes for no and comes again.
            var status = answers.get(i)
                    .handle((response, failed) -> failed == null ? response.statusCode() : 0)
                    .join();
            statuses.merge(status, 1, Integer::sum);
            if (status == 503 || status == 0) {
                again.add(requests.get(i));
            }
        }
        over.set(true);
        watching.join();
        var slowest = millis.values().stream().sorted().toList();
        Collections.sort(quotes);
        System.out.printf(
                "herd: %d offered in %d ms, answers %s, p99 %d ms; meanwhile %d quotes, p50 %d ms, p99 %d ms%n",
                requests.size(),
                offered,
                statuses,
                slowest.get(slowest.size() * 99 / 100),
                quotes.size(),
                quotes.get(quotes.size() / 2),
                quotes.get(quotes.size() * 99 / 100));

        assertThat(statuses.keySet())
                .as("nothing but taken or turned away")
                .isSubsetOf(204, 503, 0)
                .contains(204);
        assertThat(quotes).as("moviegoers were served meanwhile").isNotEmpty();
        again.forEach(request -> assertThat(answer(request).statusCode()).isEqualTo(204));
        assertThat(strings("select id from refund_notification where out_refund_no in"
                        + " (select out_refund_no from refund_transaction where order_no like 'herd-%')"))
                .hasSize(requests.size());
        allCreditedOnce("herd", applications);
    }
}
