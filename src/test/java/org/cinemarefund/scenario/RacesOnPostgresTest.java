package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.cinemarefund.CinemaRefund;
import org.cinemarefund.application.Registration;
import org.cinemarefund.moviegoer.RefundDesk;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.process.names.RefundProcess;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;
import org.cinemarefund.sandbox.http.SandboxServer;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.CinemaDesk;
import org.cinemarefund.ticketing.OrderDesk;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The job executor, the callbacks and the poll timers all at once, on the database of production. The seed chooses what
 * happens to each refund; what the threads make of it differs every time and must not matter.
 */
@SpringBootTest(
        classes = CinemaRefund.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "camunda.bpm.job-execution.wait-time-in-millis=100",
            "camunda.bpm.job-execution.max-wait=500",
            "refund.settlement.poll-delays=PT1S",
            "refund.wechat.pay.rate-per-second=500",
            "refund.sandbox.samples=false",
            "refund.sandbox.directory=",
            "refund.sandbox.port=0",
            "logging.level.org.cinemarefund=WARN"
        })
@ActiveProfiles("local")
@DirtiesContext
class RacesOnPostgresTest {
    private static final int REFUNDS = 300;
    private static final long SEED = 20260302;

    @DynamicPropertySource
    static void a_database_of_its_own(DynamicPropertyRegistry settings) {
        Databases.ofItsOwn(settings);
    }

    @Autowired
    private SandboxServer sandbox;

    @Autowired
    private CinemaDesk cinemas;

    @Autowired
    private OrderDesk orders;

    @Autowired
    private RefundDesk desk;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private ManagementService management;

    @Autowired
    private HistoryService history;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Clock clock;

    @Test
    void callbacks_around_the_submission_doubled_early_lost_or_unanswered_credit_everybody_exactly_once() {
        cinemas.upsert(new Cinema(
                "races", "星光影城", "广东深圳", "0755-1", "shenzhen-tiers", 2, Cinema.OnOverdue.ESCALATE, 1_000_000));
        var random = new Random(SEED);
        var numbers = new ArrayList<String>();
        for (var i = 0; i < REFUNDS; i++) {
            numbers.add(apply(i, random));
        }

        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> runtime.createProcessInstanceQuery()
                                        .processDefinitionKey(RefundProcess.KEY)
                                        .count()
                                == 0
                        || runtime.createIncidentQuery().count() > 0);

        assertThat(runtime.createIncidentQuery().list()).isEmpty();
        assertThat(management.createJobQuery().noRetriesLeft().count()).isZero();
        assertThat(strings("select distinct status from refund_application")).containsExactly("REFUNDED");
        assertThat(strings("select distinct state from refund_transaction")).containsExactly("SUCCESS");
        assertThat(strings("select application_no from refund_event where event = 'CREDITED'"))
                .containsExactlyInAnyOrderElementsOf(numbers);
        assertThat(strings("select application_no from refund_event where event = 'ALARM'"))
                .isEmpty();
        assertThat(history.createHistoricActivityInstanceQuery()
                        .activityId("refunded")
                        .finished()
                        .count())
                .isEqualTo(REFUNDS);
        assertThat(sandbox.sandbox().ledger().violations()).isEmpty();
        assertThat(sandbox.sandbox().refunds()).hasSize(REFUNDS);
        var messages = new HashMap<String, Integer>();
        sandbox.sandbox().ledger().messages().forEach(message -> messages.merge(message.openid(), 1, Integer::sum));
        assertThat(messages).hasSize(REFUNDS).allSatisfy((who, count) -> assertThat(count)
                .isEqualTo(1));
        assertThat(sandbox.sandbox().ledger().callbacks())
                .extracting(Ledger.Callback::answer)
                .allMatch(text -> text.startsWith("2"));
    }

    private String apply(int i, Random random) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var order = TestOrders.ahead("RACE-" + i, "4200000000" + i, SandboxIds.openidOf("racer" + i), "races", now);
        orders.upsert(order);
        var scenario =
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3 -> Scenario.CALLBACK_TWICE;
                    case 4, 5 -> Scenario.NORMAL;
                    case 6 -> Scenario.CALLBACK_EARLY;
                    case 7, 8 -> Scenario.CALLBACK_LOST;
                    default -> Scenario.ERROR_500_AFTER;
                };
        sandbox.sandbox()
                .scenario(
                        order.transactionId(), new ScenarioChoice(scenario, 1, Duration.ofMillis(random.nextInt(60))));
        return desk.apply(
                        new Registration(
                                order.orderNo(),
                                RefundReason.PERSONAL,
                                null,
                                order.openid(),
                                List.of(),
                                null,
                                null,
                                Set.of(NoticeKind.CREDITED),
                                "zh-CN"),
                        null)
                .applicationNo();
    }

    private List<String> strings(String sql) {
        return jdbc.sql(sql).query(String.class).list();
    }
}
